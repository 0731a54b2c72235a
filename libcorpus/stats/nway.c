/* Measures of more than two words, over the table of 2^n cells. */
#include "stats/nway.h"
#include "stats/special.h"

#include <math.h>
#include <string.h>

int corpus_nway_init(corpus_nway *out, unsigned n, const uint64_t f[])
{
    size_t cells, mask, bit;
    unsigned i;

    if (n < 2 || n > CORPUS_NWAY_MAX || f[0] == 0)
        return CORPUS_EINVAL;
    cells = (size_t)1 << n;
    out->n = n;
    out->total = f[0];
    memcpy(out->cell, f, cells * sizeof *f);
    for (i = 0; i < n; i++) {
        bit = (size_t)1 << i;
        out->slot[i] = f[bit];
        /* "anything in slot i" less "its word in slot i" is "another word in slot i". */
        for (mask = 0; mask < cells; mask++) {
            if (mask & bit)
                continue;
            if (out->cell[mask] < out->cell[mask | bit])
                return CORPUS_EINVAL;
            out->cell[mask] -= out->cell[mask | bit];
        }
    }
    return CORPUS_OK;
}

static size_t last_cell(const corpus_nway *t)
{
    return ((size_t)1 << t->n) - 1;
}

static double observed(const corpus_nway *t)
{
    return (double)t->cell[last_cell(t)];
}

static double expected(const corpus_nway *t, size_t mask)
{
    double e = (double)t->total;
    unsigned i;

    for (i = 0; i < t->n; i++)
        e *= (double)(mask >> i & 1 ? t->slot[i] : t->total - t->slot[i]) /
             (double)t->total;
    return e;
}

double corpus_nway_expected(const corpus_nway *t)
{
    return expected(t, last_cell(t));
}

double nway_g2(const corpus_nway *t)
{
    double g2 = 0, o, e;
    size_t mask;

    for (mask = 0; mask <= last_cell(t); mask++) {
        o = (double)t->cell[mask];
        e = expected(t, mask);
        g2 += 2 * special_deviance(o, e, o - e);
    }
    return observed(t) < corpus_nway_expected(t) ? -g2 : g2;
}

double nway_mi(const corpus_nway *t)
{
    return observed(t) > 0 ? log2(observed(t) / corpus_nway_expected(t)) : NAN;
}

double nway_t(const corpus_nway *t)
{
    double o = observed(t);

    return o > 0 ? (o - corpus_nway_expected(t)) / sqrt(o) : NAN;
}

double nway_poisson_stirling(const corpus_nway *t)
{
    double o = observed(t);

    return o > 0 ? o * (log(o / corpus_nway_expected(t)) - 1) : 0;
}

double nway_dice(const corpus_nway *t)
{
    double sum = 0;
    unsigned i;

    for (i = 0; i < t->n; i++)
        sum += (double)t->slot[i];
    return t->n * observed(t) / sum;
}

double nway_me(const corpus_nway *t)
{
    return observed(t) * nway_dice(t);
}

/* The sum over cells of +-ln(cell + 1/2), plus where an even number of words differ. */
double nway_lambda(const corpus_nway *t)
{
    double lambda = 0, ln;
    size_t mask;

    for (mask = 0; mask <= last_cell(t); mask++) {
        ln = log((double)t->cell[mask] + .5);
        lambda += (t->n - (unsigned)__builtin_popcountll(mask)) % 2 ? -ln : ln;
    }
    return lambda;
}

double nway_lambda_z(const corpus_nway *t)
{
    double variance = 0;
    size_t mask;

    for (mask = 0; mask <= last_cell(t); mask++)
        variance += 1 / ((double)t->cell[mask] + .5);
    return nway_lambda(t) / sqrt(variance);
}
