/* Reading all of a table: every checksum, and everything that sections say of each other.
 * What passes here answers every question the same way as the counts it was made of. */
#include "table/reader.h"
#include "table/scan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct check {
    corpus_table *t;
    void (*progress)(void *user, uint64_t done, uint64_t total);
    void *user;
    uint64_t done;
    uint64_t *per_source; /* totals of each source and order, added up over documents */
    uint64_t *source_docs;
};

static int fail(struct check *c, const char *what)
{
    return table_fail_at(c->t, CORPUS_ECORRUPT, what);
}

static int fail_at(struct check *c, const corpus_row *row, const char *what)
{
    char place[120];

    snprintf(place, sizeof place, "%s, record %" PRIu64 " of ngrams %u", what,
             row->index + 1, row->order);
    return table_fail_at(c->t, CORPUS_ECORRUPT, place);
}

/* ---- every block by itself -------------------------------------------------------- */

static int check_section(struct check *c, const struct section *s)
{
    struct column columns[BLOCK_COLUMNS];
    unsigned n;
    int err;

    for (size_t i = 0; i < s->n; i++) {
        if ((err = table_read_block(c->t, s, i, ALL_COLUMNS, columns, &n)))
            return err;
        c->done += s->blocks[i]->size;
        if (c->progress)
            c->progress(c->user, c->done, 2 * c->t->size);
    }
    return CORPUS_OK;
}

static int check_blocks(struct check *c)
{
    corpus_table *t = c->t;
    int err;

    if ((err = check_section(c, &t->provenances)) ||
        (err = check_section(c, &t->sources)) ||
        (err = check_section(c, &t->documents)) || (err = check_section(c, &t->lexicon)))
        return err;
    for (unsigned n = 1; n <= t->order; n++)
        if ((err = check_section(c, t->ngrams + n)) ||
            (err = check_section(c, t->postings + n)) ||
            (err = check_section(c, t->marginals + n)))
            return err;
    for (unsigned i = 1; i <= t->families.n; i++)
        for (unsigned n = 1; n <= table_levels(t, i); n++)
            if ((err = check_section(c, t->further[i].ngrams + n)) ||
                (err = check_section(c, t->further[i].marginals + n)))
                return err;
    return CORPUS_OK;
}

/* ---- documents add up to sources -------------------------------------------------- */

static int check_documents(struct check *c)
{
    corpus_table *t = c->t;
    corpus_table_doc doc;
    int err;

    for (uint64_t d = 0; d < t->n_documents; d++) {
        if ((err = corpus_table_document(t, d, &doc)))
            return err;
        c->source_docs[doc.source]++;
        for (unsigned n = 0; n < t->order; n++)
            c->per_source[(size_t)doc.source * t->order + n] += doc.totals[n];
    }
    for (uint32_t s = 0; s < t->n_sources; s++) {
        if (c->source_docs[s] != t->source_docs[s])
            return fail(c, "documents of a source");
        for (unsigned n = 0; n < t->order; n++)
            if (c->per_source[(size_t)s * t->order + n] !=
                corpus_table_source_total(t, s, n + 1))
                return fail(c, "totals of a source");
    }
    return CORPUS_OK;
}

/* ---- n-grams ---------------------------------------------------------------------- */

/* A record against its elder sibling and its parent. */
static int check_place(struct check *c, const corpus_scan *scan, const corpus_row *row,
                       uint64_t *parent, uint32_t *elder, uint64_t *siblings)
{
    struct scan_parent up;

    if (!scan_parent(scan, &up))
        return CORPUS_OK;
    if (up.index == *parent && row->ids[row->order - 1] <= *elder)
        return fail_at(c, row, "order");
    if (up.index != *parent)
        *siblings = 0;
    *parent = up.index;
    *elder = row->ids[row->order - 1];
    if (row->freq > up.freq || (*siblings += row->freq) > up.freq || row->docs > up.docs)
        return fail_at(c, row, "more frequent than what it begins with");
    return CORPUS_OK;
}

/* The postings of a record give its counts, source by source. */
static int check_postings(struct check *c, corpus_scan *scan, const corpus_row *row)
{
    const corpus_posting *list;
    size_t n, at = 0;
    int err = corpus_scan_postings(scan, &list, &n);

    for (uint32_t i = 0; i < row->n_sources && !err; i++) {
        uint64_t freq = 0, docs = 0;

        for (; at < n && c->t->document_source[list[at].doc] == row->sources[i].source;
             at++) {
            if (at && list[at].doc <= list[at - 1].doc)
                return fail_at(c, row, "postings out of order");
            freq += list[at].count;
            docs++;
        }
        if (freq != row->sources[i].freq || docs != row->sources[i].docs)
            err = fail_at(c, row, "postings and counts differ");
    }
    if (!err && at != n)
        err = fail_at(c, row, "postings and counts differ");
    return err;
}

static bool is_cut(const corpus_table *t)
{
    const char *count = corpus_table_option(t, "min-count");
    const char *docs = corpus_table_option(t, "min-docs");

    return (count && strtoull(count, NULL, 10) > 1) ||
           (docs && strtoull(docs, NULL, 10) > 1);
}

/* Bytes as good as done: as if all levels were of a size. */
static uint64_t progress_of(const struct check *c, unsigned family, unsigned order)
{
    const corpus_table *t = c->t;
    unsigned before = order - 1, levels = t->order;

    for (unsigned i = 1; i <= t->families.n; i++) {
        before += i <= family ? table_levels(t, i - 1) : 0;
        levels += table_levels(t, i);
    }
    return c->done + t->size / levels * before;
}

/* A level of a trie, against the total of its family. */
static int check_order(struct check *c, unsigned family, unsigned order, uint64_t total)
{
    corpus_table *t = c->t;
    uint64_t parent = UINT64_MAX, siblings = 0, sum = 0;
    uint32_t elder = 0;
    corpus_scan *scan;
    corpus_row row;
    int err = scan_new(&scan, t, family, order), more = 0;

    if (!err)
        scan_want_parents(scan);
    while (!err && (more = corpus_scan_next(scan, &row)) == 1) {
        sum += row.freq;
        err = check_place(c, scan, &row, &parent, &elder, &siblings);
        if (!err && !family && order <= t->postings_order)
            err = check_postings(c, scan, &row);
        if (c->progress && row.index % BLOCK_RECORDS == 0)
            c->progress(c->user, progress_of(c, family, order), 2 * t->size);
    }
    corpus_scan_free(scan);
    if (err || more)
        return err ? err : more;
    if (sum > total || (sum < total && (order == 1 || !is_cut(t))))
        return fail(c, "frequencies do not add up to the total");
    return CORPUS_OK;
}

static int check_marginals(struct check *c, unsigned order)
{
    const uint64_t *counts;
    int err;

    for (unsigned k = 1; k <= order; k++) {
        uint64_t sum = 0;

        if ((err = corpus_table_marginals(c->t, order, k, &counts)))
            return err;
        for (uint32_t i = 0; i < c->t->n_types; i++)
            sum += counts[i];
        if (sum != c->t->totals[order])
            return fail(c, "marginals do not add up to the total");
    }
    return CORPUS_OK;
}

/* What a family counts of each type is bounded by how often the type occurs. */
static int check_slots(struct check *c, unsigned family)
{
    corpus_table *t = c->t;
    const corpus_family *f = t->families.all + family;
    const struct table_family *data = t->further + family;
    uint64_t each = f->before + f->after ? f->before + f->after : 1;

    for (unsigned k = 1; k <= f->order; k++) {
        uint64_t sum = 0;

        for (uint32_t i = 0; i < t->n_types; i++) {
            if (data->slots[k][i] / each > t->freq[i])
                return fail(c, "marginals larger than frequencies");
            sum += data->slots[k][i];
        }
        if (sum != data->total)
            return fail(c, "marginals do not add up to the total");
    }
    return CORPUS_OK;
}

static int check_family(struct check *c, unsigned family)
{
    bool kept = table_has_slots(c->t, family);
    int err = table_load_slots(c->t, family);

    if (!err && !(err = table_load_freq(c->t)))
        err = check_slots(c, family);
    if (!kept)
        table_drop_slots(c->t, family);
    for (unsigned n = 1; n <= table_levels(c->t, family) && !err; n++)
        err = check_order(c, family, n, c->t->further[family].total);
    return err;
}

int corpus_table_verify(corpus_table *t,
                        void (*progress)(void *user, uint64_t done, uint64_t total),
                        void *user)
{
    struct check c = {.t = t, .progress = progress, .user = user};
    int err = CORPUS_ENOMEM;

    c.per_source = calloc((size_t)t->n_sources * t->order + 1, sizeof *c.per_source);
    c.source_docs = calloc(t->n_sources + 1ul, sizeof *c.source_docs);
    if (c.per_source && c.source_docs && !(err = check_blocks(&c)) &&
        !(err = table_load_lexicon(t)))
        err = check_documents(&c);
    for (unsigned n = 1; n <= t->order && !err; n++)
        if (!(err = check_order(&c, 0, n, t->totals[n])))
            err = check_marginals(&c, n);
    for (unsigned i = 1; i <= t->families.n && !err; i++)
        err = check_family(&c, i);
    if (!err && progress)
        progress(user, 2 * t->size, 2 * t->size);
    free(c.per_source);
    free(c.source_docs);
    return err;
}
