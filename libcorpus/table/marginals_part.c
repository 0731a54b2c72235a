/* Marginals in, finished blocks out. */
#include "table/marginals_part.h"
#include "table/packed_blocks.h"

#include <stdlib.h>

struct marginals_part {
    struct block_codec *codec;
    unsigned family, order;
    struct bytes codes[CORPUS_ORDER_MAX]; /* of the open block */
    uint32_t records;
    struct packed_blocks done;
};

int marginals_part_new(struct marginals_part **out)
{
    struct marginals_part *p = *out = calloc(1, sizeof *p);
    int err = p ? block_codec_new(&p->codec) : CORPUS_ENOMEM;

    if (err) {
        marginals_part_free(p);
        *out = NULL;
    }
    return err;
}

void marginals_part_free(struct marginals_part *p)
{
    if (!p)
        return;
    block_codec_free(p->codec);
    for (unsigned k = 0; k < CORPUS_ORDER_MAX; k++)
        bytes_free(p->codes + k);
    packed_blocks_free(&p->done);
    free(p);
}

/* The first slot of a family is its order 1, which is a record of its own. */
static unsigned first_slot(const struct marginals_part *p)
{
    return p->family != 0;
}

int marginals_part_finish(struct marginals_part *p)
{
    struct table_block block = {.kind = KIND_MARGINALS,
                                .order = (uint8_t)p->order,
                                .family = (uint8_t)p->family,
                                .records = p->records};
    struct column columns[CORPUS_ORDER_MAX] = {{NULL, NULL}};
    unsigned n = p->order - first_slot(p);
    int err;

    if (!p->records)
        return CORPUS_OK;
    for (unsigned k = 0; k < n; k++)
        columns[k] = column_of(p->codes + k);
    err = packed_blocks_add(&p->done, p->codec, block, columns, n, 0);
    for (unsigned k = 0; k < n; k++)
        p->codes[k].len = 0;
    p->records = 0;
    return err;
}

int marginals_part_begin(struct marginals_part *p, unsigned family, unsigned order)
{
    int err = marginals_part_finish(p);

    p->family = family;
    p->order = order;
    return err;
}

int marginals_part_codes(struct marginals_part *p, const uint64_t codes[])
{
    unsigned n = p->order - first_slot(p);
    int err;

    for (unsigned k = 0; k < n; k++)
        if ((err = column_put(p->codes + k, codes[k])))
            return err;
    return ++p->records == BLOCK_RECORDS ? marginals_part_finish(p) : CORPUS_OK;
}

/* What a slot of n-grams lacks, or how a slot of a family differs from slot 1. */
static uint64_t code_of(bool family, uint64_t base, uint64_t count)
{
    if (!family)
        return base - count;
    return count >= base ? (count - base) << 1 : (base - count - 1) << 1 | 1;
}

int marginals_part_counts(struct marginals_part *p, const uint64_t base[],
                          const uint64_t *const slots[], uint32_t n_types)
{
    unsigned first = first_slot(p);
    int err = CORPUS_OK;

    for (uint32_t t = 0; t < n_types && !err; t++) {
        uint64_t codes[CORPUS_ORDER_MAX];

        for (unsigned k = first; k < p->order; k++)
            codes[k - first] = code_of(first, base[t], slots[k][t]);
        err = marginals_part_codes(p, codes);
    }
    return err;
}

struct packed_blocks *marginals_part_done(struct marginals_part *p)
{
    return &p->done;
}
