/* Adding tables up. Everything in a table is sorted by names, so all sections are merged
 * front to back; only the maps from old to new numbers are held in memory. */
#include "table/merge.h"
#include "table/provenance.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail(struct merge *m, int err, const char *place)
{
    if (m->fault)
        snprintf(m->fault->place, sizeof m->fault->place, "%s", place);
    return err;
}

/* An input could not be read: its own fault says where. */
static int fail_input(struct merge *m, int err, const corpus_table *t)
{
    return fail(m, err, corpus_table_fault(t));
}

/* ---- may they be added? ----------------------------------------------------------- */

static bool option_above_one(const corpus_table *t, const char *name)
{
    const char *value = corpus_table_option(t, name);

    return value && strcmp(value, "0") && strcmp(value, "1");
}

static int merge_provenance(struct merge *m)
{
    struct provenance *p;
    struct bytes lines = {0};
    int err = provenance_new(&p);

    for (size_t i = 0; i < m->n_inputs && !err; i++) {
        const corpus_table *t = m->inputs[i].table;

        if (m->n_inputs > 1 &&
            (option_above_one(t, "min-count") || option_above_one(t, "min-docs")))
            err = fail(m, CORPUS_EMISMATCH,
                       "counted with --min-count or --min-docs: what was cut is missing");
        else
            err = provenance_add(p, (const char *)t->provenance.data, t->provenance.len,
                                 m->fault);
    }
    if (!err)
        err = provenance_write(p, &lines);
    if (!err)
        err = writer_provenance(m->writer, (const char *)lines.data, lines.len);
    bytes_free(&lines);
    provenance_free(p);
    return err;
}

/* ---- sorted strings of several tables --------------------------------------------- */

struct list {
    const struct table_strings *strings;
    size_t at;
};

static int compare(const struct list *a, const struct list *b)
{
    size_t a_len, b_len;
    const char *x = table_string(a->strings, a->at, &a_len);
    const char *y = table_string(b->strings, b->at, &b_len);
    int order = memcmp(x, y, a_len < b_len ? a_len : b_len);

    return order ? order : a_len < b_len ? -1 : a_len > b_len;
}

/* The list whose next string is the least; -1 when all are at their end. */
static long least(const struct list lists[], size_t n)
{
    long best = -1;

    for (size_t i = 0; i < n; i++)
        if (lists[i].at < lists[i].strings->n &&
            (best < 0 || compare(lists + i, lists + best) < 0))
            best = (long)i;
    return best;
}

/* Number the union of sorted lists; emit() sees each string once, in order, and every
 * maps[i][k] becomes the new number of string k of list i. */
static int unite(struct merge *m, const struct table_strings *const strings[],
                 uint32_t *const maps[], uint32_t *n_united,
                 int (*emit)(struct merge *m, const char *string, size_t len))
{
    struct list *lists = calloc(m->n_inputs + 1, sizeof *lists);
    uint64_t number = 0;
    int err = CORPUS_OK;
    long next;

    if (!lists)
        return CORPUS_ENOMEM;
    for (size_t i = 0; i < m->n_inputs; i++)
        lists[i].strings = strings[i];
    while (!err && (next = least(lists, m->n_inputs)) >= 0) {
        struct list first = lists[next];
        size_t len;
        const char *string = table_string(first.strings, first.at, &len);

        for (size_t i = (size_t)next; i < m->n_inputs; i++)
            if (lists[i].at < lists[i].strings->n && !compare(lists + i, &first))
                maps[i][lists[i].at++] = (uint32_t)number;
        if (++number > TYPES_MAX)
            err = CORPUS_EOVERFLOW;
        else if (emit)
            err = emit(m, string, len);
    }
    *n_united = (uint32_t)number;
    free(lists);
    return err;
}

static int new_map(uint32_t **map, uint64_t n)
{
    *map = malloc((n + 1) * sizeof **map);
    return *map ? CORPUS_OK : CORPUS_ENOMEM;
}

/* ---- sources and documents -------------------------------------------------------- */

static int unite_sources(struct merge *m)
{
    const struct table_strings **strings = calloc(m->n_inputs + 1, sizeof *strings);
    uint32_t **maps = calloc(m->n_inputs + 1, sizeof *maps);
    int err = strings && maps ? CORPUS_OK : CORPUS_ENOMEM;

    for (size_t i = 0; i < m->n_inputs && !err; i++) {
        struct merge_input *in = m->inputs + i;

        err = new_map(&in->source_map, in->table->n_sources);
        strings[i] = &in->table->source_names;
        maps[i] = in->source_map;
    }
    if (!err)
        err = unite(m, strings, maps, &m->n_sources, NULL);
    free(strings);
    free(maps);
    return err;
}

/* The sum over the inputs of what each source has. */
static int write_sources(struct merge *m)
{
    uint64_t *sums = calloc((size_t)m->n_sources * (m->order + 1) + 1, sizeof *sums);
    const char **names = calloc(m->n_sources + 1ul, sizeof *names);
    int err = sums && names ? CORPUS_OK : CORPUS_ENOMEM;

    for (size_t i = 0; i < m->n_inputs && !err; i++) {
        const corpus_table *t = m->inputs[i].table;

        for (uint32_t s = 0; s < t->n_sources && !err; s++) {
            uint32_t to = m->inputs[i].source_map[s];
            uint64_t *sum = sums + (size_t)to * (m->order + 1);

            names[to] = corpus_table_source(t, s);
            sum[0] += t->source_docs[s];
            for (unsigned n = 1; n <= m->order; n++)
                if (__builtin_add_overflow(sum[n], corpus_table_source_total(t, s, n),
                                           sum + n))
                    err = CORPUS_EOVERFLOW;
        }
    }
    for (uint32_t s = 0; s < m->n_sources && !err; s++) {
        const uint64_t *sum = sums + (size_t)s * (m->order + 1);

        err = writer_source(m->writer, names[s], sum[0], sum + 1, m->order);
    }
    free(sums);
    free(names);
    return err;
}

static int compare_documents(const struct merge *m, const uint64_t at[], size_t a, size_t b)
{
    const struct merge_input *x = m->inputs + a, *y = m->inputs + b;
    uint32_t s = x->source_map[x->table->document_source[at[a]]];
    uint32_t r = y->source_map[y->table->document_source[at[b]]];

    if (s != r)
        return s < r ? -1 : 1;
    return strcmp(table_string(&x->table->ids, at[a], NULL),
                  table_string(&y->table->ids, at[b], NULL));
}

static int fail_twice(struct merge *m, const corpus_table *t, uint64_t d)
{
    corpus_table_doc doc;
    char place[150];

    corpus_table_document((corpus_table *)t, d, &doc);
    snprintf(place, sizeof place, "document %.60s of source %.40s is in two tables", doc.id,
             corpus_table_source(t, doc.source));
    return fail(m, CORPUS_EEXIST, place);
}

static int write_document(struct merge *m, size_t i, uint64_t d, uint32_t number)
{
    struct merge_input *in = m->inputs + i;
    corpus_table_doc doc;
    int err = corpus_table_document(in->table, d, &doc);

    if (err)
        return err;
    in->doc_map[d] = number;
    return writer_document(m->writer, in->source_map[doc.source], doc.id, doc.fields,
                           in->table->n_fields, doc.totals, m->order);
}

static int write_documents(struct merge *m)
{
    uint64_t *at = calloc(m->n_inputs + 1, sizeof *at);
    uint64_t number = 0;
    int err = at ? CORPUS_OK : CORPUS_ENOMEM;

    for (size_t i = 0; i < m->n_inputs && !err; i++) {
        struct merge_input *in = m->inputs + i;

        if ((err = table_load_documents(in->table)))
            fail_input(m, err, in->table);
        else
            err = new_map(&in->doc_map, in->table->n_documents);
    }
    while (!err) {
        size_t best = m->n_inputs;

        for (size_t i = 0; i < m->n_inputs; i++) {
            int order;

            if (at[i] == m->inputs[i].table->n_documents)
                continue;
            order = best == m->n_inputs ? -1 : compare_documents(m, at, i, best);
            if (!order) {
                err = fail_twice(m, m->inputs[i].table, at[i]);
                break;
            }
            if (order < 0)
                best = i;
        }
        if (err || best == m->n_inputs)
            break;
        if (number == UINT32_MAX)
            err = CORPUS_EOVERFLOW;
        else
            err = write_document(m, best, at[best]++, (uint32_t)number++);
    }
    m->n_documents = (uint32_t)number;
    free(at);
    return err;
}

/* ---- lexicon ---------------------------------------------------------------------- */

static int emit_type(struct merge *m, const char *string, size_t len)
{
    return writer_type(m->writer, string, len);
}

static int merge_lexicon(struct merge *m)
{
    const struct table_strings **strings = calloc(m->n_inputs + 1, sizeof *strings);
    uint32_t **maps = calloc(m->n_inputs + 1, sizeof *maps);
    int err = strings && maps ? CORPUS_OK : CORPUS_ENOMEM;

    for (size_t i = 0; i < m->n_inputs && !err; i++) {
        struct merge_input *in = m->inputs + i;

        if ((err = table_load_lexicon(in->table)))
            fail_input(m, err, in->table);
        else
            err = new_map(&in->type_map, in->table->n_types);
        strings[i] = &in->table->types;
        maps[i] = in->type_map;
    }
    if (!err)
        err = unite(m, strings, maps, &m->n_types, emit_type);
    free(strings);
    free(maps);
    return err;
}

static int merge_freq(struct merge *m)
{
    int err = CORPUS_OK;

    m->freq = calloc(m->n_types + 1ul, sizeof *m->freq);
    m->rank_of = malloc((m->n_types + 1ul) * sizeof *m->rank_of);
    if (!m->freq || !m->rank_of)
        return CORPUS_ENOMEM;
    for (size_t i = 0; i < m->n_inputs && !err; i++) {
        const struct merge_input *in = m->inputs + i;

        if ((err = table_load_freq(in->table)))
            return fail_input(m, err, in->table);
        for (uint32_t k = 0; k < in->table->n_types; k++)
            if (__builtin_add_overflow(m->freq[in->type_map[k]], in->table->freq[k],
                                       m->freq + in->type_map[k]))
                return CORPUS_EOVERFLOW;
    }
    return chunk_ranks(m->rank_of, m->freq, m->n_types);
}

/* ---- marginals -------------------------------------------------------------------- */

static int add_marginals(struct merge *m, unsigned order, unsigned slot, uint64_t sums[])
{
    const uint64_t *counts;
    int err;

    for (size_t i = 0; i < m->n_inputs; i++) {
        const struct merge_input *in = m->inputs + i;

        if ((err = corpus_table_marginals(in->table, order, slot, &counts)))
            return fail_input(m, err, in->table);
        for (uint32_t k = 0; k < in->table->n_types; k++)
            sums[in->type_map[k]] += counts[k]; /* at most freq, which did not overflow */
    }
    return CORPUS_OK;
}

static int merge_marginals(struct merge *m, unsigned order)
{
    uint64_t *slots[CORPUS_ORDER_MAX] = {0};
    int err = CORPUS_OK;

    for (unsigned k = 0; k < order && !err; k++) {
        if (!(slots[k] = calloc(m->n_types + 1ul, sizeof *slots[k])))
            err = CORPUS_ENOMEM;
        else
            err = add_marginals(m, order, k + 1, slots[k]);
    }
    if (!err)
        err = writer_marginals(m->writer, order, m->freq, (const uint64_t *const *)slots,
                               m->n_types);
    for (unsigned k = 0; k < order; k++)
        free(slots[k]);
    return err;
}

/* One input's, which are let go again: memory must not grow with inputs and families. */
static int add_slots(struct merge *m, const struct merge_input *in, unsigned family,
                     uint64_t *const sums[])
{
    unsigned order = table_levels(in->table, family);
    bool kept = table_has_slots(in->table, family);
    int err = table_load_slots(in->table, family);

    if (err)
        return fail_input(m, err, in->table);
    for (unsigned k = 0; k < order; k++) {
        const uint64_t *counts = in->table->further[family].slots[k + 1];

        for (uint32_t i = 0; i < in->table->n_types; i++)
            if (__builtin_add_overflow(sums[k][in->type_map[i]], counts[i],
                                       sums[k] + in->type_map[i]))
                err = CORPUS_EOVERFLOW;
    }
    if (!kept)
        table_drop_slots(in->table, family);
    return err;
}

static int merge_slots(struct merge *m, unsigned family)
{
    unsigned order = table_levels(m->inputs[0].table, family);
    uint64_t *slots[FAMILY_ORDER_MAX] = {0};
    int err = CORPUS_OK;

    for (unsigned k = 0; k < order && !err; k++)
        if (!(slots[k] = calloc(m->n_types + 1ul, sizeof *slots[k])))
            err = CORPUS_ENOMEM;
    for (size_t i = 0; i < m->n_inputs && !err; i++)
        err = add_slots(m, m->inputs + i, family, slots);
    if (!err)
        err = writer_family_marginals(m->writer, family, order,
                                      (const uint64_t *const *)slots, m->n_types);
    for (unsigned k = 0; k < order; k++)
        free(slots[k]);
    return err;
}

/* ---- all of it -------------------------------------------------------------------- */

static int merge_all(struct merge *m)
{
    int err;

    if ((err = merge_provenance(m)) || (err = unite_sources(m)) ||
        (err = write_sources(m)) || (err = write_documents(m)) ||
        (err = merge_lexicon(m)) || (err = merge_freq(m)) || (err = merge_ngrams(m)))
        return err;
    for (unsigned n = 2; n <= m->order; n++)
        if ((err = merge_marginals(m, n)))
            return err;
    for (unsigned f = 1; f <= m->inputs[0].table->families.n; f++)
        if ((err = merge_slots(m, f)))
            return err;
    return writer_commit(m->writer);
}

static void merge_free(struct merge *m)
{
    for (size_t i = 0; m->inputs && i < m->n_inputs; i++) {
        free(m->inputs[i].type_map);
        free(m->inputs[i].source_map);
        free(m->inputs[i].doc_map);
    }
    free(m->inputs);
    free(m->freq);
    free(m->rank_of);
    writer_free(m->writer);
}

int corpus_table_merge(const char *path, corpus_table *const tables[], size_t n_tables,
                       corpus_fault *fault)
{
    struct merge m = {.n_inputs = n_tables, .fault = fault};
    int err;

    if (fault)
        *fault = (corpus_fault){{0}};
    if (!n_tables)
        return CORPUS_EINVAL;
    m.order = tables[0]->order;
    m.postings = tables[0]->postings_order;
    if (!(m.inputs = calloc(n_tables, sizeof *m.inputs)))
        return CORPUS_ENOMEM;
    for (size_t i = 0; i < n_tables; i++)
        m.inputs[i].table = tables[i];
    if (!(err = writer_new(&m.writer, path)))
        err = merge_all(&m);
    merge_free(&m);
    return err;
}
