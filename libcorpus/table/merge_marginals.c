/* What the slots of each order lack adds up, type by type, as the frequencies do; and so
 * does, in further families, what slots have more or less than slot 1. */
#include "table/merge.h"

#include <stdlib.h>

/* Differences of families, from their codes and back; negative ones modulo 2^64. */
static uint64_t difference(uint64_t code)
{
    return code & 1 ? ~(code >> 1) : code >> 1;
}

static uint64_t code_of(uint64_t difference)
{
    return difference >> 63 ? ~difference << 1 | 1 : difference << 1;
}

/* The sum over the inputs that have `type`, as codes. Runs add up modulo 2^64; in tables no
 * slot lacks more than freq, whose sum did not overflow. */
static int add_codes(struct merge *m, struct marginal_cursor cursors[], uint32_t type,
                     unsigned family, unsigned n, uint64_t sums[])
{
    for (unsigned k = 0; k < n; k++)
        sums[k] = 0;
    for (size_t i = 0; i < m->n_inputs; i++) {
        int more;

        if (!id_set_has(&m->inputs[i].types.ids, type))
            continue;
        if ((more = marginal_cursor_next(cursors + i)) != 1)
            return merge_fail_input(m, more ? more : CORPUS_ECORRUPT, i);
        for (unsigned k = 0; k < n; k++) {
            uint64_t code = cursors[i].codes[k], v = family ? difference(code) : code;

            sums[k] += m->inputs[i].minus ? 0 - v : v;
        }
    }
    for (unsigned k = 0; k < n && family; k++)
        sums[k] = code_of(sums[k]);
    return CORPUS_OK;
}

static int merge_types(struct merge *m, struct marginal_cursor cursors[], unsigned family,
                       unsigned order)
{
    int err = CORPUS_OK;

    for (uint32_t type = 0; type < m->n_united_types && !err; type++) {
        uint64_t sums[CORPUS_ORDER_MAX];

        if ((err = add_codes(m, cursors, type, family, order - (family != 0), sums)))
            return err;
        if (!m->minus || id_set_has(&m->kept_types, type))
            err = writer_marginal_codes(m->writer, family, order, sums);
        merge_tell(m);
    }
    return err;
}

static int merge_order(struct merge *m, struct marginal_cursor cursors[], unsigned family,
                       unsigned order)
{
    int err = CORPUS_OK;

    for (size_t i = 0; i < m->n_inputs && !err; i++) {
        err = marginal_cursor_open(cursors + i, m->inputs[i].table, family, order);
        cursors[i].block.done = &m->done;
    }
    if (!err)
        err = merge_types(m, cursors, family, order);
    for (size_t i = 0; i < m->n_inputs; i++)
        marginal_cursor_close(cursors + i);
    return err;
}

int merge_marginals(struct merge *m)
{
    struct marginal_cursor *cursors = calloc(m->n_inputs, sizeof *cursors);
    int err = cursors ? CORPUS_OK : CORPUS_ENOMEM;

    for (unsigned n = 2; n <= m->order && !err; n++)
        err = merge_order(m, cursors, 0, n);
    for (unsigned f = 1; f <= m->families->n && !err; f++)
        err = merge_order(m, cursors, f, m->families->all[f].order);
    free(cursors);
    return err;
}
