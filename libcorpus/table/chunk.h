/* Records in, finished blocks out: the encoder that counting and merging share.
 *
 * A chunk is the part of the trie below a range of consecutive types. Chunks are cut by
 * the frequencies of the types alone (chunk_number), never by threads or memory, and no
 * block crosses them; so chunks can be encoded at the same time, in any order, and the
 * file has the same bytes. */
#ifndef TABLE_CHUNK_H
#define TABLE_CHUNK_H

#include "corpus/table.h"
#include "table/format.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The chunk of a type, from the summed frequencies of the types before it. */
static inline uint64_t chunk_number(uint64_t tokens_before)
{
    return tokens_before >> CHUNK_TOKENS_LOG2;
}

struct packed_blocks;
struct ranks;

/* What all chunks of a table have in common. */
struct chunk_shape {
    unsigned order;          /* highest order */
    unsigned postings;       /* highest order with postings */
    unsigned n_sources;      /* of the table */
    uint32_t n_documents;    /* likewise */
    const uint32_t *rank_of; /* per type, from chunk_ranks(); from order 2 on */
    const struct ranks *ranks; /* or these, if that is NULL */
};

struct chunk;

/* One worker's encoder, good for one chunk after the other; the shape is borrowed.
 * CORPUS_OK or CORPUS_ENOMEM. */
int chunk_new(struct chunk **out, const struct chunk_shape *shape);
void chunk_free(struct chunk *c);

/* The next chunk's blocks go there, where they can wait for the writer while the one after
 * it is made; without this they are the chunk's own. Borrowed. */
void chunk_into(struct chunk *c, struct packed_blocks *blocks);

/* Add a record of `order` whose last token is `last`. Records come in the order of the
 * trie, children before their parent: those of order + 1 that were added since the last
 * record of `order` become its children. `counts` are the n_counts sources that have it,
 * ascending; what they add up to is its freq and docs.
 * CORPUS_OK, CORPUS_ENOMEM, or CORPUS_EINVAL where freq is 1 and the children are more. */
int chunk_add(struct chunk *c, unsigned order, uint32_t last,
              const corpus_source_count counts[], uint32_t n_counts);

/* The same for an n-gram that occurs once: the common case, and the quick one. */
int chunk_add_single(struct chunk *c, unsigned order, uint32_t last, uint32_t source);

/* The next n postings of the record of `order` that is added next; `first` begins them. In
 * all its documents, ascending, so many as its docs. Only for orders up to
 * shape.postings. */
int chunk_add_postings(struct chunk *c, unsigned order, const corpus_posting list[],
                       size_t n, bool first);

/* What is added from now on belongs to a further family of tries, which has `order` levels.
 * Families come in the order of their numbers, after the n-grams. */
int chunk_begin_family(struct chunk *c, unsigned family, unsigned order);

/* Bytes of the blocks that are finished and wait for the writer. */
size_t chunk_waiting(const struct chunk *c);

/* No more records: finish the last block of each order. The chunk is then handed to
 * writer_add_chunk(), which leaves it empty for the next one. */
int chunk_finish(struct chunk *c);

/* Distinct n-grams of `order`, and distinct rows of a family, since the chunk was
 * created. */
uint64_t chunk_records(const struct chunk *c, unsigned order);
uint64_t chunk_family_rows(const struct chunk *c, unsigned family);

/* How last tokens are coded from order 2 on, from their frequencies: the most frequent has rank
 * 0, ties by id; behind the first RANKED it is RANKED + id. At most TYPES_MAX types. */
int chunk_ranks(uint32_t rank_of[], const uint64_t freq[], uint32_t n_types);

#endif
