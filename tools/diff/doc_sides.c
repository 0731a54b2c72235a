/* Terms are tested in batches: threads take a few at a time and write each result in its
 * place, so it is the same however many they are. */
#include "diff/doc_sides.h"
#include "shared/measures.h"
#include "shared/workers.h"

#include <stdlib.h>

/* ---- the documents ---------------------------------------------------------------- */

struct doc_sides {
    unsigned need;
    corpus_doc_groups *groups;
    corpus_resampler *permutation, *bootstrap;
    corpus_parts parts[2];
    uint64_t *tokens; /* of each document */
    uint8_t *label;

    /* the line: postings of term i from begin[i] to begin[i + 1] */
    uint32_t *docs;
    uint64_t *counts;
    size_t *begin;
    struct doc_results *results;
    size_t docs_cap, counts_cap, begin_cap, results_cap, n_terms;
};

/* Postings in line that make work for some milliseconds, and terms taken at a time. */
enum { BATCH = 1 << 18, TAKE = 16 };

static void check(int err)
{
    if (err)
        tool_die("%s", corpus_strerror(err));
}

static void read_documents(struct doc_sides *s, tables *t, unsigned order,
                           const uint8_t label[])
{
    uint64_t n = corpus_table_documents(t->table);
    corpus_table_doc d;
    int err;

    s->tokens = tool_alloc(n * sizeof *s->tokens);
    s->label = tool_alloc(n);
    for (uint64_t i = 0; i < n; i++) {
        if ((err = corpus_table_document(t->table, i, &d)))
            tables_fail(t, err);
        s->tokens[i] = d.totals[order - 1];
        s->label[i] = label[t->group_of ? t->group_of[i] : d.source];
    }
    check(corpus_doc_groups_new(&s->groups, n, s->tokens, s->label));
}

static void sum_parts(struct doc_sides *s, uint64_t n_docs)
{
    uint64_t *sizes = tool_alloc(n_docs * sizeof *sizes);

    for (uint8_t side = 0; side < 2; side++) {
        size_t n = 0;

        for (uint64_t i = 0; i < n_docs; i++)
            if (s->label[i] == side)
                sizes[n++] = s->tokens[i];
        corpus_parts_init(&s->parts[side], n, sizes);
    }
    free(sizes);
}

static void begin_resampling(struct doc_sides *s)
{
    size_t resamples = (size_t)scores_asked.resamples;

    if (s->need & NEED_PERMUTATION)
        check(corpus_resampler_new(&s->permutation, s->groups, CORPUS_PERMUTATION,
                                   resamples, scores_asked.seed));
    if (s->need & NEED_BOOTSTRAP)
        check(corpus_resampler_new(&s->bootstrap, s->groups, CORPUS_BOOTSTRAP, resamples,
                                   scores_asked.seed));
}

/* NULL: too few on a side. */
static struct doc_sides *sides_new(tables *t, unsigned order, const uint8_t label[],
                                   unsigned need)
{
    struct doc_sides *s = tool_alloc(sizeof *s);

    s->need = need;
    read_documents(s, t, order, label);
    if (corpus_doc_groups_size(s->groups, CORPUS_TARGET) < DOC_SIDES_LEAST ||
        corpus_doc_groups_size(s->groups, CORPUS_REFERENCE) < DOC_SIDES_LEAST) {
        doc_sides_free(s);
        return NULL;
    }
    begin_resampling(s);
    if (need & NEED_DP)
        sum_parts(s, corpus_table_documents(t->table));
    return s;
}

struct doc_sides *doc_sides_open(tables *t, unsigned order, const struct sides *sides,
                                 const struct scores *scores)
{
    static bool said;
    unsigned kept = corpus_table_postings_order(t->table);
    struct doc_sides *s = NULL;

    if (!scores->need)
        return NULL;
    if (order > kept && scores->asked)
        tool_die("%s: tests over documents need the postings of order %u; count with "
                 "--postings %u", tool_quote(t->path), order, order);
    if (order <= kept)
        s = sides_new(t, order, sides->label, scores->need);
    if (s || said || common.quiet)
        return s;
    said = true;
    if (order > kept)
        tool_say("no postings of order %u in the table: columns over documents stay "
                 "empty", order);
    else
        tool_say("fewer than %d documents on a side ('%s'): columns over documents stay "
                 "empty", DOC_SIDES_LEAST, tool_quote(sides->target.data));
    return NULL;
}

void doc_sides_free(struct doc_sides *s)
{
    if (!s)
        return;
    corpus_resampler_free(s->permutation);
    corpus_resampler_free(s->bootstrap);
    corpus_doc_groups_free(s->groups);
    free(s->tokens);
    free(s->label);
    free(s->docs);
    free(s->counts);
    free(s->begin);
    free(s->results);
    free(s);
}

/* ---- testing ---------------------------------------------------------------------- */

bool doc_sides_add(struct doc_sides *s, const corpus_posting list[], size_t n)
{
    size_t at = s->n_terms ? s->begin[s->n_terms] : 0;

    s->docs = tool_grow(s->docs, &s->docs_cap, at + n, sizeof *s->docs);
    s->counts = tool_grow(s->counts, &s->counts_cap, at + n, sizeof *s->counts);
    s->begin = tool_grow(s->begin, &s->begin_cap, s->n_terms + 2, sizeof *s->begin);
    for (size_t i = 0; i < n; i++) {
        s->docs[at + i] = list[i].doc;
        s->counts[at + i] = list[i].count;
    }
    s->begin[s->n_terms++] = at;
    s->begin[s->n_terms] = at + n;
    return at + n >= BATCH;
}

static double dispersion(const struct doc_sides *s, const uint32_t docs[],
                         const uint64_t counts[], size_t n, uint8_t side)
{
    uint64_t *v = tool_alloc(2 * n * sizeof *v), *w = v + n;
    corpus_dispersion d;
    size_t used = 0;

    for (size_t i = 0; i < n; i++) {
        if (s->label[docs[i]] != side)
            continue;
        v[used] = counts[i];
        w[used++] = s->tokens[docs[i]];
    }
    check(corpus_dispersion_compute(&s->parts[side], used, v, w, &d));
    free(v);
    return d.dp;
}

static void test(const struct doc_sides *s, size_t term, struct doc_results *out)
{
    const uint32_t *docs = s->docs + s->begin[term];
    const uint64_t *counts = s->counts + s->begin[term];
    size_t n = s->begin[term + 1] - s->begin[term];

    if (s->need & NEED_DP) {
        out->dp_target = dispersion(s, docs, counts, n, CORPUS_TARGET);
        out->dp_reference = dispersion(s, docs, counts, n, CORPUS_REFERENCE);
    }
    if (s->need & (NEED_RANKS | NEED_WELCH))
        check(corpus_doc_tests(s->groups, n, docs, counts,
                               (s->need & NEED_RANKS ? CORPUS_MANN_WHITNEY : 0) |
                                   (s->need & NEED_WELCH ? CORPUS_WELCH : 0),
                               &out->tests));
    if (s->need & NEED_PERMUTATION)
        check(corpus_permutation_test(s->permutation, n, docs, counts,
                                      &out->permutation));
    if (s->need & NEED_BOOTSTRAP)
        check(corpus_bootstrap_interval(s->bootstrap, n, docs, counts,
                                        measure_options.alpha, &out->bootstrap));
}

static void test_some(void *sides, unsigned worker, size_t from, size_t to)
{
    struct doc_sides *s = sides;

    (void)worker;
    for (size_t i = from; i < to; i++)
        test(s, i, &s->results[i]);
}

size_t doc_sides_test(struct doc_sides *s, const struct doc_results **results)
{
    struct work work = {
        .n = s->n_terms, .piece = TAKE, .user = s, .make = test_some};

    s->results =
        tool_grow(s->results, &s->results_cap, s->n_terms + 1, sizeof *s->results);
    workers_run(&work);
    s->n_terms = 0;
    *results = s->results;
    return work.n;
}
