/* Dispersion of a term over the parts of a corpus, from the parts that contain it.
 *
 * Each sum over all parts is one over these and one that follows from the totals for the
 * rest: sum |t - s| over parts without the term is their share of the tokens, and so on.
 * How far a part is from its expected count, v - f w / W, is taken from whole numbers, so
 * an even spread gives exactly 0. */
#include "corpus/dispersion.h"
#include "base/radix.h"
#include "stats/rank.h"
#include "stats/special.h"

#include <math.h>
#include <stdlib.h>

typedef unsigned __int128 wide;

void corpus_parts_init(corpus_parts *parts, size_t n, const uint64_t size[])
{
    size_t i;

    *parts = (corpus_parts){0};
    for (i = 0; i < n; i++) {
        if (size[i] == 0)
            continue;
        if (parts->n++ == 0 || size[i] < parts->smallest)
            parts->smallest = size[i];
        parts->tokens += size[i];
    }
}

/* The sums that the measures are made of. */
struct sums {
    double k, f, W;          /* parts, occurrences, tokens */
    uint64_t occurrences;    /* f to the last digit */
    double range;            /* parts with the term */
    double absent;           /* share of the tokens in parts without it */
    double least_share;      /* of the smallest part with it */
    wide distance;           /* sum |v W - w f| over all parts */
    double rates;            /* sum R */
    double rates_square;     /* sum (R - mean)^2 over all parts */
    double counts_square;    /* sum (v - f/k)^2 over all parts */
    double rates_entropy;    /* -sum r ln r */
    double counts_entropy;   /* -sum t ln t */
    double roots;            /* sum sqrt(v) */
    double shared_roots;     /* sum sqrt(v w/W) */
    double divergence;       /* sum t ln(t/s) */
    double harmonic;         /* sum of 1 + 1/2 + ... + 1/v */
};

/* 1 + 1/2 + ... + 1/v */
static double harmonic_number(uint64_t v)
{
    static const double euler = .577215664901532860606512090082;
    double x = (double)v, x2 = x * x, sum = 0;

    if (v > 30)
        return log(x) + euler + 1 / (2 * x) -
               (1. / 12 - (1. / 120 - 1. / 252 / x2) / x2) / x2;
    for (; v > 0; v--)
        sum += 1 / (double)v;
    return sum;
}

static int add_counts(struct sums *s, const corpus_parts *parts, size_t n,
                      const uint64_t v[], const uint64_t w[])
{
    uint64_t f = 0, tokens = 0, range = 0, least = parts->tokens;
    size_t i;

    for (i = 0; i < n; i++) {
        if (v[i] > w[i] || w[i] > parts->tokens - tokens)
            return CORPUS_EINVAL;
        if (v[i] == 0)
            continue;
        f += v[i];
        tokens += w[i];
        range++;
        least = w[i] < least ? w[i] : least;
    }
    if (range > parts->n || parts->tokens >> 63)
        return CORPUS_EINVAL;
    s->k = (double)parts->n;
    s->f = (double)f;
    s->occurrences = f;
    s->W = (double)parts->tokens;
    s->range = (double)range;
    s->absent = (double)(parts->tokens - tokens) / s->W;
    s->least_share = (double)least / s->W;
    s->distance = (wide)f * (parts->tokens - tokens);
    return CORPUS_OK;
}

static void add_part(struct sums *s, uint64_t f, uint64_t tokens, uint64_t v, uint64_t w)
{
    wide observed = (wide)v * tokens, expected = (wide)w * f;
    wide distance = observed > expected ? observed - expected : expected - observed;
    double d = (double)distance / s->W, x = (double)v, even = s->f / s->k;

    s->distance += distance;
    s->rates += x / (double)w;
    s->counts_square += (x - even) * (x - even);
    s->counts_entropy -= x / s->f * log(x / s->f);
    s->roots += sqrt(x);
    s->shared_roots += sqrt(x * ((double)w / s->W));
    s->divergence += special_deviance(x, s->f * (double)w / s->W,
                                      observed > expected ? d : -d) / s->f;
    s->harmonic += harmonic_number(v);
}

static void add_parts(struct sums *s, const corpus_parts *parts, size_t n,
                      const uint64_t v[], const uint64_t w[])
{
    double absent = s->k - s->range, mean, rate;
    size_t i;

    for (i = 0; i < n; i++)
        if (v[i])
            add_part(s, s->occurrences, parts->tokens, v[i], w[i]);
    s->counts_square += absent * (s->f / s->k) * (s->f / s->k);
    s->divergence += s->absent; /* t = 0: the linear part is all there is */
    mean = s->rates / s->k;
    s->rates_square = absent * mean * mean;
    for (i = 0; i < n; i++) {
        if (!v[i])
            continue;
        rate = (double)v[i] / (double)w[i];
        s->rates_square += (rate - mean) * (rate - mean);
        s->rates_entropy -= rate / s->rates * log(rate / s->rates);
    }
}

/* sum i r_(i), the shares of the rates in falling order; parts without the term come last
 * and add nothing. */
static int rank_shares(const struct sums *s, size_t n, const uint64_t v[],
                       const uint64_t w[], double *sum)
{
    enum { FEW = 64 };
    struct radix_item few[2 * FEW], *a = few;
    size_t i, m = 0;

    if (n > SIZE_MAX / 2 / sizeof *a)
        return CORPUS_ENOMEM;
    if (n > FEW && !(a = malloc(2 * n * sizeof *a)))
        return CORPUS_ENOMEM;
    for (i = 0; i < n; i++)
        if (v[i])
            a[m++] = (struct radix_item){rank_key((double)v[i] / (double)w[i]), i};
    radix_sort(m, a, a + n);
    *sum = 0;
    for (i = 0; i < m; i++)
        *sum += (double)(m - i) * (rank_value(a[i].key) / s->rates);
    if (a != few)
        free(a);
    return CORPUS_OK;
}

static void fill_distances(const struct sums *s, const corpus_parts *parts,
                           corpus_dispersion *out)
{
    double kld = s->divergence * M_LOG2E;

    out->dp = .5 * ((double)s->distance / (s->f * s->W));
    out->dp_norm = out->dp / (1 - (double)parts->smallest / s->W);
    out->dp_egbert = 1 - out->dp / (1 - s->least_share);
    out->kld_bits = kld;
    out->kld_norm = kld / (1 + kld);
    out->kld_norm_exp = -expm1(-kld);
    out->kld_norm_2 = -expm1(-s->divergence);
}

static void fill_deviations(const struct sums *s, corpus_dispersion *out)
{
    double mean = s->rates / s->k, even = s->f / s->k;

    out->sd = sqrt(s->rates_square / s->k);
    out->cv = out->sd / mean;
    out->juilland_d = 1 - out->cv / sqrt(s->k - 1);
    out->juilland_d_sample =
        1 - sqrt(s->rates_square / (s->k - 1)) / mean / sqrt(s->k - 1);
    out->juilland_d_counts = 1 - sqrt(s->counts_square / s->k) / even / sqrt(s->k - 1);
    out->lyne_d3 = 1 - s->counts_square / even / (4 * s->f);
}

static void fill_rest(const struct sums *s, corpus_dispersion *out)
{
    out->range_share = s->range / s->k;
    out->idf_bits = log2(s->k / s->range);
    out->carroll_d2 = s->rates_entropy / log(s->k);
    out->carroll_d2_counts = s->counts_entropy / log(s->k);
    out->rosengren_s = s->shared_roots * s->shared_roots / s->f;
    out->zhang_dc = s->roots / s->k * s->roots / s->f;
    out->juilland_u = out->juilland_d * s->f;
    out->carroll_um = s->f * out->carroll_d2 + (1 - out->carroll_d2) * s->f / s->k;
    out->rosengren_kf = out->rosengren_s * s->f;
    out->engwall_fm = s->f * s->range / s->k;
    out->kromer_ur = s->harmonic;
}

static void fill_undefined(corpus_dispersion *out)
{
    const corpus_dispersion_column *column;
    size_t i;

    for (i = 0; (column = corpus_dispersion_at(i)); i++)
        *(double *)(void *)((char *)out + column->offset) = NAN;
}

/* With one part only, there is nothing to be spread over. */
static void undefine_single(corpus_dispersion *out)
{
    out->dp_norm = out->dp_egbert = NAN;
    out->juilland_d = out->juilland_d_sample = out->juilland_d_counts = NAN;
    out->carroll_d2 = out->carroll_d2_counts = out->da = NAN;
    out->juilland_u = out->carroll_um = NAN;
}

int corpus_dispersion_compute(const corpus_parts *parts, size_t n, const uint64_t v[],
                              const uint64_t w[], corpus_dispersion *out)
{
    struct sums s = {0};
    double ranked;
    int err;

    fill_undefined(out);
    if ((err = add_counts(&s, parts, n, v, w)))
        return err;
    out->range = s.range;
    if (s.f == 0)
        return CORPUS_OK;
    add_parts(&s, parts, n, v, w);
    if ((err = rank_shares(&s, n, v, w, &ranked)))
        return err;
    fill_distances(&s, parts, out);
    fill_deviations(&s, out);
    fill_rest(&s, out);
    out->da = 2 * (ranked - 1) / (s.k - 1);
    if (parts->n == 1)
        undefine_single(out);
    return CORPUS_OK;
}
