/* The documents of a comparison, and the tests that look at each document's rate. */
#include "stats/docs.h"
#include "stats/rank.h"
#include "stats/special.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- rates ------------------------------------------------------------------------ */

/* A rate above zero and the side it is on in one word: the bits of positive doubles sort
 * as these do, and have no sign to keep. */
static uint64_t pack_rate(double rate, uint8_t side)
{
    uint64_t bits;

    memcpy(&bits, &rate, sizeof bits);
    return bits << 1 | side;
}

static unsigned side_of(uint64_t packed)
{
    return packed & 1;
}

static double rate_of(uint64_t packed)
{
    uint64_t bits = packed >> 1;
    double rate;

    memcpy(&rate, &bits, sizeof rate);
    return rate;
}

static int same_rate(uint64_t a, uint64_t b)
{
    return a >> 1 == b >> 1;
}

static size_t collect_rates(const corpus_doc_groups *g, size_t n, const uint32_t doc[],
                            const uint64_t count[], uint64_t out[])
{
    size_t i, m = 0;

    for (i = 0; i < n; i++) {
        if (g->label[doc[i]] == CORPUS_NEITHER || count[i] == 0)
            continue;
        out[m++] =
            pack_rate((double)count[i] / (double)g->tokens[doc[i]], g->label[doc[i]]);
    }
    return m;
}

/* ---- Mann-Whitney ----------------------------------------------------------------- */

/* With mid-ranks: the documents without the term share the lowest rank. Equal rates are
 * equal doubles, for a quotient is rounded the same way each time. */
static struct docs_mann_whitney mann_whitney(const corpus_doc_groups *g, size_t m,
                                             const uint64_t a[])
{
    double k1 = (double)g->size[0], k2 = (double)g->size[1], k = k1 + k2;
    double zeros = k - (double)m, zeros1 = k1; /* documents without the term */
    double ranks, ties, below, tied, mine, variance;
    struct docs_mann_whitney out;
    size_t i, j;

    for (i = 0; i < m; i++)
        zeros1 -= side_of(a[i]) == CORPUS_TARGET;
    ranks = zeros1 * (zeros + 1) / 2;
    ties = zeros * (zeros * zeros - 1);
    for (i = 0; i < m; i = j) {
        for (mine = 0, j = i; j < m && same_rate(a[j], a[i]); j++)
            mine += side_of(a[j]) == CORPUS_TARGET;
        below = zeros + (double)i;
        tied = (double)(j - i);
        ranks += mine * (below + (tied + 1) / 2);
        ties += tied * (tied * tied - 1);
    }
    out.u = ranks - k1 * (k1 + 1) / 2;
    out.delta = 2 * out.u / (k1 * k2) - 1;
    variance = k1 * k2 / 12 * (k + 1 - ties / (k * (k - 1)));
    out.z = variance > 0 ? (out.u - k1 * k2 / 2) / sqrt(variance) : NAN;
    out.nlog10p = isnan(out.z) ? NAN : special_normal_nlog10p(out.z);
    return out;
}

/* The number of a pattern of m rates in order: a bit for the side of each, one for each
 * but the first that is equal to the rate before it. */
static size_t pattern_of(size_t m, const uint64_t a[])
{
    size_t first = 2 * (((size_t)1 << 2 * (m - 1)) - 1) / 3, sides = 0, ties = 0, i;

    for (i = 0; i < m; i++) {
        sides = 2 * sides | side_of(a[i]);
        ties = 2 * ties | (i > 0 && same_rate(a[i], a[i - 1]));
    }
    return first + (sides << (m - 1) | ties);
}

/* Stand-ins for the rates of a pattern. */
static void make_pattern(size_t m, size_t sides, size_t ties, uint64_t a[])
{
    uint64_t rate = 1;
    size_t i;

    for (i = 0; i < m; i++) {
        rate += i > 0 && !(ties >> (m - 1 - i) & 1);
        a[i] = rate << 1 | (sides >> (m - 1 - i) & 1);
    }
}

static void test_patterns(corpus_doc_groups *g)
{
    size_t m, sides, ties;
    uint64_t a[DOCS_FEW];

    for (m = 1; m <= DOCS_FEW && m <= g->size[0] + g->size[1]; m++)
        for (sides = 0; sides < (size_t)1 << m; sides++)
            for (ties = 0; ties < (size_t)1 << (m - 1); ties++) {
                make_pattern(m, sides, ties, a);
                g->few[pattern_of(m, a)] = mann_whitney(g, m, a);
            }
}

static void test_ranks(const corpus_doc_groups *g, size_t m, uint64_t a[],
                       uint64_t scratch[], corpus_doc_test *out)
{
    struct docs_mann_whitney t;

    rank_sort_words(m, a, scratch);
    t = m > 0 && m <= DOCS_FEW ? g->few[pattern_of(m, a)] : mann_whitney(g, m, a);
    out->mw_u = t.u;
    out->cliff_delta = t.delta;
    out->mw_z = t.z;
    out->mw_nlog10p = t.nlog10p;
}

/* ---- Welch ------------------------------------------------------------------------ */

struct moments {
    double mean, squares; /* squares: sum of squared distances from the mean */
};

static struct moments moments_of(size_t size, size_t m, const uint64_t a[],
                                 unsigned side)
{
    double k = (double)size, absent = k, least = INFINITY, most = 0, x;
    struct moments s = {0, 0};
    size_t i;

    for (i = 0; i < m; i++)
        if (side_of(a[i]) == side) {
            x = rate_of(a[i]);
            least = x < least ? x : least;
            most = x > most ? x : most;
            s.mean += x;
            absent--;
        }
    s.mean /= k;
    if (!(most > least || absent > 0)) /* what rounding leaves is no variance */
        return s;
    s.squares = absent * s.mean * s.mean;
    for (i = 0; i < m; i++)
        if (side_of(a[i]) == side) {
            x = rate_of(a[i]) - s.mean;
            s.squares += x * x;
        }
    return s;
}

static void welch(const corpus_doc_groups *g, size_t m, const uint64_t a[],
                  corpus_doc_test *out)
{
    double k1 = (double)g->size[0], k2 = (double)g->size[1], v1, v2, v, t;
    struct moments s1, s2;

    if (k1 < 2 || k2 < 2)
        return;
    s1 = moments_of(g->size[0], m, a, CORPUS_TARGET);
    s2 = moments_of(g->size[1], m, a, CORPUS_REFERENCE);
    v1 = s1.squares / (k1 - 1) / k1;
    v2 = s2.squares / (k2 - 1) / k2;
    v = v1 + v2;
    if (!(v > 0))
        return;
    t = (s1.mean - s2.mean) / sqrt(v);
    out->welch_t = t;
    out->welch_df = v * v / (v1 * v1 / (k1 - 1) + v2 * v2 / (k2 - 1));
    out->welch_nlog10p = special_t_nlog10p(t, out->welch_df);
    out->welch_bf = t * t - log(k1 + k2);
    out->cohen_d = (s1.mean - s2.mean) /
                   sqrt((s1.squares + s2.squares) / (k1 + k2 - 2));
}

/* ---- the documents ---------------------------------------------------------------- */

int corpus_doc_groups_new(corpus_doc_groups **out, size_t n_docs, const uint64_t tokens[],
                          const uint8_t label[])
{
    corpus_doc_groups *g;
    size_t i;

    *out = NULL;
    if (n_docs >= UINT32_MAX)
        return CORPUS_EINVAL;
    for (i = 0; i < n_docs; i++)
        if (label[i] > CORPUS_NEITHER)
            return CORPUS_EINVAL;
    if (!(g = calloc(1, sizeof *g)))
        return CORPUS_ENOMEM;
    g->n = n_docs;
    g->tokens = malloc((n_docs + 1) * sizeof *g->tokens);
    g->label = malloc(n_docs + 1);
    if (!g->tokens || !g->label) {
        corpus_doc_groups_free(g);
        return CORPUS_ENOMEM;
    }
    for (i = 0; i < n_docs; i++) {
        g->tokens[i] = tokens[i];
        g->label[i] = tokens[i] ? label[i] : CORPUS_NEITHER;
        if (g->label[i] == CORPUS_NEITHER)
            continue;
        g->size[g->label[i]]++;
        g->total[g->label[i]] += tokens[i];
    }
    test_patterns(g);
    *out = g;
    return CORPUS_OK;
}

void corpus_doc_groups_free(corpus_doc_groups *groups)
{
    if (!groups)
        return;
    free(groups->tokens);
    free(groups->label);
    free(groups);
}

size_t corpus_doc_groups_size(const corpus_doc_groups *groups, enum corpus_doc_label side)
{
    return side == CORPUS_NEITHER ? groups->n - groups->size[0] - groups->size[1]
                                  : groups->size[side];
}

int docs_check(const corpus_doc_groups *g, size_t n, const uint32_t doc[])
{
    size_t i;

    for (i = 0; i < n; i++)
        if (doc[i] >= g->n)
            return CORPUS_EINVAL;
    return CORPUS_OK;
}

/* ---- the tests -------------------------------------------------------------------- */

int corpus_doc_tests(const corpus_doc_groups *groups, size_t n, const uint32_t doc[],
                     const uint64_t count[], unsigned kinds, corpus_doc_test *out)
{
    enum { FEW = 64 };
    uint64_t few[2 * FEW], *a = few;
    size_t m;

    *out = (corpus_doc_test){NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    if (docs_check(groups, n, doc))
        return CORPUS_EINVAL;
    if (groups->size[0] == 0 || groups->size[1] == 0)
        return CORPUS_OK;
    if (n > SIZE_MAX / 2 / sizeof *a || (n > FEW && !(a = malloc(2 * n * sizeof *a))))
        return CORPUS_ENOMEM;
    m = collect_rates(groups, n, doc, count, a);
    if (kinds & CORPUS_WELCH)
        welch(groups, m, a, out);
    if (kinds & CORPUS_MANN_WHITNEY)
        test_ranks(groups, m, a, a + n, out);
    if (a != few)
        free(a);
    return CORPUS_OK;
}
