#include "tfidf/weights.h"

#include <stdlib.h>

/* ---- units ------------------------------------------------------------------------ */

static corpus_table_doc document(struct weights *w, uint64_t i)
{
    corpus_table_doc d;
    int err = corpus_table_document(w->tables.table, i, &d);

    if (err)
        tables_fail(&w->tables, err);
    return d;
}

static void measure_units(struct weights *w)
{
    double total = 0;

    w->n_units =
        w->sources ? w->tables.n_groups : corpus_table_documents(w->tables.table);
    w->begin = tool_alloc((w->n_units + 2) * sizeof *w->begin);
    w->lengths = tool_alloc((w->n_units + 1) * sizeof *w->lengths);
    for (size_t i = 0; i < w->n_units; i++) {
        w->lengths[i] = w->sources ? w->tables.group_totals[w->order][i]
                                   : document(w, i).totals[w->order - 1];
        total += (double)w->lengths[i];
    }
    w->common.n_docs = w->sources && w->df_documents
                           ? corpus_table_documents(w->tables.table)
                           : w->n_units;
    w->common.mean_length = w->n_units ? total / (double)w->n_units : 0;
}

void weights_unit(struct weights *w, size_t unit, const char **source, const char **id)
{
    uint32_t group = (uint32_t)unit;

    *id = "";
    if (!w->sources) {
        corpus_table_doc d = document(w, unit);

        group = w->tables.group_of ? w->tables.group_of[unit] : d.source;
        *id = d.id;
    }
    *source = w->tables.groups[group];
}

/* ---- by term to by document ------------------------------------------------------- */

static uint64_t characters(const char *s, size_t len)
{
    uint64_t n = 0;

    for (size_t i = 0; i < len; i++)
        n += (s[i] & 0xC0) != 0x80;
    return n;
}

static void keep_term(struct weights *w, const corpus_row *row, tables_scan *scan,
                      size_t *chars_cap)
{
    const char *term;
    size_t len;

    if (w->terms.n == UINT32_MAX)
        tool_die("more than 2^32 terms; cut some with --min-count");
    terms_add(&w->terms, row->ids,
              w->sources && !w->df_documents ? row->n_sources : row->docs);
    if (w->scheme.norm != 'b')
        return;
    tables_scan_term(scan, &term, &len);
    w->chars = tool_grow(w->chars, chars_cap, w->terms.n, sizeof *w->chars);
    w->chars[w->terms.n - 1] = characters(term, len);
}

/* begin[u + 1] counts the terms of unit u, then tells where they begin. */
static void first_scan(struct weights *w)
{
    const corpus_posting *list;
    size_t n, chars_cap = 0;
    tables_scan scan;
    corpus_row row;

    w->terms.order = w->order;
    tables_scan_open(&scan, &w->tables, w->order);
    while (tables_scan_next(&scan, &row)) {
        keep_term(w, &row, &scan, &chars_cap);
        if (w->sources) {
            for (uint32_t i = 0; i < row.n_sources; i++)
                w->begin[row.sources[i].source + 2]++;
            continue;
        }
        tables_scan_postings(&scan, &list, &n);
        for (size_t i = 0; i < n; i++)
            w->begin[list[i].doc + 2]++;
    }
    tables_scan_close(&scan);
    for (size_t i = 2; i < w->n_units + 2; i++)
        w->begin[i] += w->begin[i - 1];
}

/* begin[u + 1] is where the next term of unit u goes; in the end, where the next unit
 * begins. */
static void second_scan(struct weights *w)
{
    uint64_t n_entries = w->begin[w->n_units + 1], at;
    const corpus_posting *list;
    tables_scan scan;
    corpus_row row;
    size_t n;

    w->term = tool_alloc((n_entries + 1) * sizeof *w->term);
    if (w->sources)
        w->tf64 = tool_alloc((n_entries + 1) * sizeof *w->tf64);
    else
        w->tf = tool_alloc((n_entries + 1) * sizeof *w->tf);
    tables_scan_open(&scan, &w->tables, w->order);
    for (uint32_t term = 0; tables_scan_next(&scan, &row); term++) {
        if (w->sources) {
            for (uint32_t i = 0; i < row.n_sources; i++) {
                at = w->begin[row.sources[i].source + 1]++;
                w->term[at] = term;
                w->tf64[at] = row.sources[i].freq;
            }
            continue;
        }
        tables_scan_postings(&scan, &list, &n);
        for (size_t i = 0; i < n; i++) {
            at = w->begin[list[i].doc + 1]++;
            w->term[at] = term;
            w->tf[at] = list[i].count;
        }
    }
    tables_scan_close(&scan);
    w->common.mean_distinct = w->n_units ? (double)n_entries / (double)w->n_units : 0;
}

static void compute_idf(struct weights *w)
{
    w->idf = tool_alloc((w->terms.n + 1) * sizeof *w->idf);
    for (size_t i = 0; i < w->terms.n; i++)
        w->idf[i] = corpus_weight_idf(&w->scheme, w->common.n_docs, w->terms.freq[i]);
}

void weights_read(struct weights *w)
{
    measure_units(w);
    first_scan(w);
    second_scan(w);
    compute_idf(w);
}

void weights_free(struct weights *w)
{
    free(w->begin);
    free(w->term);
    free(w->tf);
    free(w->tf64);
    free(w->idf);
    free(w->chars);
    free(w->lengths);
    terms_free(&w->terms);
    tables_close(&w->tables);
}

/* ---- a unit's vector -------------------------------------------------------------- */

void vector_free(struct vector *v)
{
    free(v->tf);
    free(v->weight);
}

void weights_vector(const struct weights *w, size_t unit, struct vector *v)
{
    const uint32_t *term = w->term + w->begin[unit];
    corpus_weight_doc doc = w->common;
    size_t n = (size_t)(w->begin[unit + 1] - w->begin[unit]);

    v->n = n;
    v->tf = tool_grow(v->tf, &v->tf_cap, n + 1, sizeof *v->tf);
    v->weight = tool_grow(v->weight, &v->weight_cap, n + 1, sizeof *v->weight);
    for (size_t i = 0; i < n; i++) {
        v->tf[i] = w->tf ? w->tf[w->begin[unit] + i] : w->tf64[w->begin[unit] + i];
        v->weight[i] = w->idf[term[i]];
        if (w->chars)
            doc.chars += v->tf[i] * w->chars[term[i]];
    }
    doc.length = w->lengths[unit];
    corpus_weight_vector(&w->scheme, n, v->tf, v->weight, &doc, v->weight);
}
