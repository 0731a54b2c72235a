/* Types in, finished blocks of the lexicon out. */
#include "table/lexicon_part.h"
#include "table/packed_blocks.h"
#include "table/strings.h"

#include <stdlib.h>

struct lexicon_part {
    struct block_codec *codec;
    struct string_coder types; /* of the open block */
    uint32_t records;
    uint32_t n; /* types since the part began, modulo LEXICON_RECORDS */
    size_t key; /* the place of the open block's, which is the last */
    struct packed_blocks own, *done; /* finished blocks are in *done */
};

int lexicon_part_new(struct lexicon_part **out)
{
    struct lexicon_part *p = *out = calloc(1, sizeof *p);

    if (!p)
        return CORPUS_ENOMEM;
    p->done = &p->own;
    if (block_codec_new(&p->codec)) {
        lexicon_part_free(p);
        *out = NULL;
        return CORPUS_ENOMEM;
    }
    return CORPUS_OK;
}

void lexicon_part_into(struct lexicon_part *p, struct packed_blocks *blocks)
{
    p->done = blocks;
}

void lexicon_part_free(struct lexicon_part *p)
{
    if (!p)
        return;
    block_codec_free(p->codec);
    strings_free(&p->types);
    packed_blocks_free(&p->own);
    free(p);
}

static int close_block(struct lexicon_part *p)
{
    struct table_block block = {.kind = KIND_LEXICON,
                                .records = p->records,
                                .key = key_at(p->key),
                                .key_len = (uint32_t)(p->done->keys.len - p->key)};
    struct column columns[] = {column_of(&p->types.shared), column_of(&p->types.length),
                               column_of(&p->types.rest)};
    int err = packed_blocks_add(p->done, p->codec, block, columns, 3, 0);

    strings_clear(&p->types);
    p->records = 0;
    return err;
}

int lexicon_part_add(struct lexicon_part *p, const char *type, size_t len)
{
    int err = CORPUS_OK;

    if (!p->records) {
        p->key = p->done->keys.len;
        err = bytes_add(&p->done->keys, type, len);
    }
    if (err || (err = strings_put(&p->types, type, len)))
        return err;
    p->records++;
    p->n = (p->n + 1) % LEXICON_RECORDS;
    return !p->n || p->types.rest.len >= COLUMN_SOFT_MAX ? close_block(p) : CORPUS_OK;
}

int lexicon_part_finish(struct lexicon_part *p)
{
    p->n = 0;
    return p->records ? close_block(p) : CORPUS_OK;
}

struct packed_blocks *lexicon_part_done(struct lexicon_part *p)
{
    return p->done;
}
