/* Adding tables up: one pass. */
#include "table/merge.h"
#include "table/provenance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what goes wrong -------------------------------------------------------------- */

int merge_fail(struct merge *m, int err, const char *place)
{
    if (m->fault)
        snprintf(m->fault->place, sizeof m->fault->place, "%s", place);
    return err;
}

int merge_fail_input(struct merge *m, int err, size_t input)
{
    m->culprit = input;
    return merge_fail(m, err, corpus_table_fault(m->inputs[input].table));
}

int merge_fail_absent(struct merge *m, const char *what)
{
    return merge_fail(m, CORPUS_EABSENT, what);
}

void merge_tell(struct merge *m)
{
    enum { STEP = 1 << 18 };

    if (!m->how->progress || m->done < m->told + STEP)
        return;
    m->told = m->done;
    m->how->progress(m->how->user, m->done < m->total ? m->done : m->total, m->total);
}

/* ---- may they be added? ----------------------------------------------------------- */

static bool option_above_one(const corpus_table *t, const char *name)
{
    const char *value = corpus_table_option(t, name);

    return value && strcmp(value, "0") && strcmp(value, "1");
}

static int add_provenance(struct merge *m, struct provenance *p, size_t input)
{
    const corpus_table *t = m->inputs[input].table;
    const char *lines = (const char *)t->provenance.data;
    int err;

    if (m->n_inputs > 1 &&
        (option_above_one(t, "min-count") || option_above_one(t, "min-docs")))
        return merge_fail(m, CORPUS_EMISMATCH,
                          "counted with --min-count or --min-docs: what was cut is missing");
    err = m->inputs[input].minus
              ? provenance_subtract(p, lines, t->provenance.len, m->fault)
              : provenance_add(p, lines, t->provenance.len, m->fault);
    if (err && err != CORPUS_ENOMEM)
        m->culprit = input;
    return err;
}

static int merge_provenance(struct merge *m)
{
    struct provenance *p;
    struct bytes sum = {0};
    const struct bytes *lines = m->how->lines ? m->how->lines : &sum;
    int err = provenance_new(&p);

    for (size_t i = 0; i < m->n_inputs && !err && !m->how->lines; i++)
        err = add_provenance(m, p, i);
    if (!err && !m->how->lines)
        err = provenance_write(p, &sum);
    if (!err)
        err = writer_provenance(m->writer, (const char *)lines->data, lines->len);
    bytes_free(&sum);
    provenance_free(p);
    return err;
}

/* ---- all of it -------------------------------------------------------------------- */

/* Where provenance is not compared, the shape is. */
static bool has_shape(const struct merge *m, const corpus_table *t)
{
    return t->order == m->order && t->postings_order == m->postings &&
           t->families.n == m->families->n &&
           !memcmp(t->families.all + 1, m->families->all + 1,
                   t->families.n * sizeof *t->families.all);
}

int merge_pass(struct merge *m)
{
    int err;

    m->culprit = m->n_inputs;
    m->order = m->inputs[0].table->order;
    m->postings = m->inputs[0].table->postings_order;
    m->families = &m->inputs[0].table->families;
    m->ranked = last_tokens_ranked(m->order, m->families->n);
    for (size_t i = 0; i < m->n_inputs; i++) {
        const corpus_table *t = m->inputs[i].table;

        m->minus |= m->inputs[i].minus;
        m->total += t->size;
        if (m->how->lines && !has_shape(m, t))
            return CORPUS_EINVAL;
    }
    if ((err = merge_provenance(m)) || (err = merge_sources(m)) ||
        (err = merge_documents(m)) || (err = merge_lexicon(m)) || (err = merge_ngrams(m)))
        return err;
    return merge_marginals(m);
}

void merge_free(struct merge *m)
{
    for (size_t i = 0; m->inputs && i < m->n_inputs; i++) {
        free(m->inputs[i].sources);
        id_set_free(&m->inputs[i].documents);
        id_set_free(&m->inputs[i].types.ids);
        free(m->inputs[i].types.by_rank);
    }
    free(m->sources);
    free(m->source_totals);
    id_set_free(&m->kept_types);
    id_set_free(&m->kept_documents);
    ranks_free(&m->ranks);
}
