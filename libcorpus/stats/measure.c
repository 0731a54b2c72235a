/* The table of measures: looking one up, and applying it to tables of counts. */
#include "corpus/measure.h"
#include "stats/measures.h"
#include "stats/special.h"

#include <math.h>
#include <string.h>

static const struct measure_rows *const sections[] = {
    &measures_both, &measures_pairs, &measures_sources,
};

enum { N_SECTIONS = sizeof sections / sizeof *sections };

void corpus_measure_params_default(corpus_measure_params *params)
{
    *params = (corpus_measure_params){
        .alpha = .05, .family = 1, .k = 1,
        .prior_kind = CORPUS_PRIOR_POOLED, .prior = 500,
    };
}

const corpus_measure *corpus_measure_at(size_t i)
{
    size_t s;

    for (s = 0; s < N_SECTIONS; i -= sections[s++]->n)
        if (i < sections[s]->n)
            return &sections[s]->row[i];
    return NULL;
}

size_t corpus_measure_count(void)
{
    size_t n = 0, s;

    for (s = 0; s < N_SECTIONS; s++)
        n += sections[s]->n;
    return n;
}

/* 1 if `full` is `name`, or `name` with the ending of a p-value. */
static int is_name(const char *full, const char *name, const char *ending)
{
    size_t len = strlen(name);

    return !strncmp(full, name, len) && !strcmp(full + len, ending);
}

static const corpus_measure *find_with(const char *name, const char *ending)
{
    const corpus_measure *m;
    size_t i;

    for (i = 0; (m = corpus_measure_at(i)); i++)
        if (is_name(m->name, name, ending))
            return m;
    return NULL;
}

const corpus_measure *corpus_measure_find(const char *name)
{
    const corpus_measure *m = find_with(name, "");

    return m ? m : find_with(name, "_nlog10p");
}

static double nlog10p(enum corpus_measure_law law, double score, double df)
{
    switch (law) {
    case CORPUS_LAW_CHI2:
        return special_chi2_nlog10p(fabs(score), df);
    case CORPUS_LAW_NORMAL:
        return special_normal_nlog10p(score);
    case CORPUS_LAW_NLOG10P:
        return score;
    default:
        return NAN;
    }
}

static double column(const corpus_measure *m, double score, double df)
{
    return m->column == CORPUS_VALUE ? score : nlog10p(m->law, score, df);
}

double corpus_measure_score(const corpus_measure *measure, const corpus_2x2 *t,
                            const corpus_measure_params *params)
{
    corpus_measure_params defaults;
    struct corpus_cells c;

    if (!cells_init(&c, t))
        return NAN;
    if (measure->score)
        return column(measure, measure->score(&c), 1);
    if (!params) {
        corpus_measure_params_default(&defaults);
        params = &defaults;
    }
    return column(measure, measure->score_with(&c, params), 1);
}

/* Scores met lately, by their tables: most terms of two sources occur once or twice, and
 * a quantile of the beta distribution takes thousands of times a look-up. */
enum { MEMORY = 1024 };

struct memory {
    corpus_2x2 table[MEMORY];
    double score[MEMORY];
};

static size_t slot_of(const corpus_2x2 *t)
{
    uint64_t h = t->o11 * 0x9e3779b97f4a7c15 ^ t->r1 * 0xc2b2ae3d27d4eb4f ^
                 t->c1 * 0x165667b19e3779f9;

    return (size_t)(h >> 40) % MEMORY;
}

static double remembered(struct memory *memory, const corpus_measure *measure,
                         const corpus_2x2 *t, const corpus_measure_params *params)
{
    size_t slot = slot_of(t);

    if (memcmp(&memory->table[slot], t, sizeof *t)) {
        memory->table[slot] = *t;
        memory->score[slot] = corpus_measure_score(measure, t, params);
    }
    return memory->score[slot];
}

static void score_remembering(const corpus_measure *measure, size_t n,
                              const corpus_2x2 t[], const corpus_measure_params *params,
                              double out[])
{
    struct memory memory;
    size_t i;

    memset(memory.table, 0, sizeof memory.table); /* as scored for the invalid table 0 */
    for (i = 0; i < MEMORY; i++)
        memory.score[i] = NAN;
    for (i = 0; i < n; i++)
        out[i] = remembered(&memory, measure, &t[i], params);
}

static int equal(const corpus_2x2 *a, const corpus_2x2 *b)
{
    return a->o11 == b->o11 && a->r1 == b->r1 && a->c1 == b->c1 && a->n == b->n;
}

void corpus_measure_score_n(const corpus_measure *measure, size_t n, const corpus_2x2 t[],
                            const corpus_measure_params *params, double out[])
{
    corpus_measure_params own;
    size_t i;

    if (measure->costly) {
        score_remembering(measure, n, t, params, out);
        return;
    }
    if (params)
        own = *params;
    else
        corpus_measure_params_default(&own);
    for (i = 0; i < n; i++) {
        if (i > 0 && !own.prior_of && equal(&t[i], &t[i - 1]))
            out[i] = out[i - 1]; /* as in lists, whose neighbours are often alike */
        else
            out[i] = corpus_measure_score(measure, &t[i], &own);
        if (own.prior_of)
            own.prior_of++;
    }
}

void corpus_measure_split(const corpus_measure *measure, size_t n_splits,
                          const corpus_2x2 split[], const corpus_measure_params *params,
                          double *min, double *max)
{
    double score;
    size_t i;

    *min = *max = NAN;
    for (i = 0; i < n_splits; i++) {
        score = corpus_measure_score(measure, &split[i], params);
        *min = fmin(*min, score); /* fmin and fmax pass over NaN */
        *max = fmax(*max, score);
    }
}

double corpus_nway_score(const corpus_measure *measure, const corpus_nway *t)
{
    double df = (double)((1u << t->n) - t->n - 1);

    return measure->score_nway ? column(measure, measure->score_nway(t), df) : NAN;
}
