/* What threads hand to the writer: packed blocks, one after the other. */
#ifndef TABLE_PACKED_BLOCKS_H
#define TABLE_PACKED_BLOCKS_H

#include "corpus/error.h"
#include "table/block.h"

struct packed_blocks {
    struct bytes packed;
    struct table_block *blocks; /* sizes add up to packed.len */
    size_t n, cap;
    struct bytes keys; /* of the lexicon: the first types of its blocks. As these may still
                          move, a block has the place of its own instead of a pointer */
};

/* Pack one more (see block_pack). CORPUS_OK or CORPUS_ENOMEM. */
int packed_blocks_add(struct packed_blocks *p, struct block_codec *codec,
                      struct table_block block, const struct column columns[], unsigned n,
                      unsigned stored);

/* They have been taken. */
void packed_blocks_clear(struct packed_blocks *p);
void packed_blocks_free(struct packed_blocks *p);

static inline const char *key_at(uintptr_t place)
{
    return (const char *)place;
}

struct chunk;
struct lexicon_part;
struct marginals_part;

struct packed_blocks *chunk_done(struct chunk *c);
struct packed_blocks *marginals_part_done(struct marginals_part *p);
struct packed_blocks *lexicon_part_done(struct lexicon_part *p);

#endif
