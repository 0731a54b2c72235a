#include "diff/values.h"
#include "shared/measures.h"
#include "shared/workers.h"

#include <math.h>
#include <stdlib.h>

void values_keep(struct listing *l, const struct scores *s,
                 const struct doc_results results[], size_t n)
{
    size_t end = l->terms->n;

    for (size_t i = 0; i < s->n; i++) {
        double *of;

        if (!s->of[i].doc)
            continue;
        of = listing_room(l, i, end) + end - n;
        for (size_t k = 0; k < n; k++)
            of[k] = results ? doc_measure_value(s->of[i].doc, &results[k]) : NAN;
    }
}

/* ---- measures of every kind of counts --------------------------------------------- */

struct kinds {
    const struct counts *counts;
    const corpus_measure *measure;
    const corpus_measure_params *params;
    double *of;
};

static void measure_some(void *kinds, unsigned worker, size_t from, size_t to)
{
    const struct kinds *k = kinds;
    corpus_2x2 t[LISTING_PIECE];

    (void)worker;
    for (size_t i = from; i < to; i++)
        t[i - from] = counts_table(k->counts, (uint32_t)i);
    corpus_measure_score_n(k->measure, to - from, t, k->params, k->of + from);
}

static void measure_all(const struct counts *c, const corpus_measure *measure,
                        const corpus_measure_params *params, double out[])
{
    struct kinds kinds = {c, measure, params,
                          tool_alloc((c->kinds.n + 1) * sizeof *kinds.of)};
    struct work work = {
        .n = c->kinds.n, .piece = LISTING_PIECE, .user = &kinds, .make = measure_some};

    workers_run(&work);
    for (size_t i = 0; i < c->terms.n; i++)
        out[i] = kinds.of[c->of[i].kind];
    free(kinds.of);
}

void values_measure(struct listing *l, const struct scores *s, const struct counts *c,
                    const corpus_measure_params *params)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->of[i].measure && listing_needs(l, i))
            measure_all(c, s->of[i].measure, params, listing_room(l, i, c->terms.n));
}

/* ---- */

void values_judge(struct listing *l, const struct scores *s)
{
    double bar = -log10(measure_options.alpha);

    for (size_t i = 0; i < s->n; i++) {
        const struct verdict *v = s->of[i].verdict;
        const double *a, *b;
        double *out;

        if (!v)
            continue;
        a = l->known[scores_find(s, v->of[0])].of;
        b = l->known[scores_find(s, v->of[1])].of;
        out = listing_room(l, i, l->terms->n);
        for (size_t k = 0; k < l->terms->n; k++)
            out[k] = isnan(a[k]) || isnan(b[k]) ? NAN : v->value(a[k], b[k], bar);
    }
}

void values_compute(const struct scores *s, const struct counts *c,
                    const corpus_measure_params *params, const size_t terms[], size_t n,
                    const struct chosen *chosen, size_t at, corpus_2x2 t[])
{
    for (size_t i = 0; i < n; i++)
        t[i] = counts_table(c, c->of[terms[i]].kind);
    for (size_t k = 0; k < chosen->n; k++)
        corpus_measure_score_n(s->of[chosen->which[k]].measure, n, t, params,
                               chosen->out[k] + at);
}
