/* Fisher's exact test of a 2x2 table, as -log10 p.
 *
 * A tail is its first term, taken as a logarithm, times a sum of running ratios. The
 * first term by ln k! = k ln k - k + (Stirling's rest): the parts k ln k of margins and
 * cells add up to -G2/2, which nothing cancels in, and the rests are small; so it is
 * right to the last digits for any size of table, where differences of lgamma lose all of
 * them. */
#include "stats/fisher.h"
#include "stats/contingency.h"
#include "stats/special.h"
#include "stats/tail.h"

#include <math.h>

static const double SMALLEST_STEP = 1e-17;
static const double TIE = 1e-7; /* R's, in the logarithm */
static const double NEAR_ONE = -.7; /* ln p from which 1 - p is the number to look at */

/* ln P(X = o11) */
static double log_first(const struct corpus_cells *c)
{
    return -.5 * cells_g2(c) + special_stirling(c->r1) + special_stirling(c->r2) +
           special_stirling(c->c1) + special_stirling(c->c2) - special_stirling(c->n) -
           special_stirling(c->o11) - special_stirling(c->o12) -
           special_stirling(c->o21) - special_stirling(c->o22);
}

struct walk {
    const struct corpus_cells *from;
    double first; /* ln P there */
    int step;
};

/* ln of P(o11 + k step) / P(o11), for k that need not be whole. */
static double log_ratio_at(const void *of, double k)
{
    const struct walk *w = of;
    struct corpus_cells c = *w->from;

    k *= w->step;
    c.o11 = fmax(c.o11 + k, 0);
    c.o12 = fmax(c.o12 - k, 0);
    c.o21 = fmax(c.o21 - k, 0);
    c.o22 = fmax(c.o22 + k, 0);
    c.d += k;
    return log_first(&c) - w->first;
}

/* The terms after the first `k` of the sum below. */
static double remaining(const struct corpus_cells *c, int step, double k, double most,
                        double ratio)
{
    struct walk w = {c, log_first(c), step};
    double sd = sqrt(c->r1 / c->n * (c->r2 / c->n) * c->c1 / c->n * c->c2);

    return tail_integral(log_ratio_at, &w, k + 1, most, sd, ratio);
}

/* (P(o11 + step) + P(o11 + 2 step) + ...) / P(o11), at most `most` terms. Upwards the
 * cells on the diagonal grow and the others shrink, downwards the other way round. */
static double ratios(const struct corpus_cells *c, int step, double most)
{
    double down1 = step > 0 ? c->o12 : c->o11, down2 = step > 0 ? c->o21 : c->o22;
    double up1 = step > 0 ? c->o11 : c->o12, up2 = step > 0 ? c->o22 : c->o21;
    double term = 1, sum = 0, ratio = 1, k;

    most = fmin(most, fmin(down1, down2));
    for (k = 0; k < most && k < TAIL_LONG; k++) {
        ratio = (down1 - k) * (down2 - k) / ((up1 + 1 + k) * (up2 + 1 + k));
        sum += term *= ratio;
        if (!(term > sum * SMALLEST_STEP))
            return sum;
    }
    return k < most ? sum + remaining(c, step, k, most, ratio) : sum;
}

double fisher_right_nlog10p(const corpus_2x2 *t)
{
    struct corpus_cells c;
    double first, right;

    if (!cells_init(&c, t))
        return NAN;
    first = log_first(&c);
    if (c.d >= 0) {
        right = first + log1p(ratios(&c, 1, INFINITY));
        if (right < NEAR_ONE)
            return -right * M_LOG10E;
    }
    /* Close to 1, p is one minus the left tail without o11. */
    return -log1p(-exp(first) * ratios(&c, -1, INFINITY)) * M_LOG10E;
}

static double log_first_of(corpus_2x2 t, uint64_t o11)
{
    struct corpus_cells c;

    t.o11 = o11;
    return cells_init(&c, &t) ? log_first(&c) : -INFINITY;
}

/* The probabilities fall from the mode to either end. The last o11 on the other side of
 * the mode that is no likelier than `limit`, going towards the mode; 0 if there
 * is none. */
static int find_opposite(const corpus_2x2 *t, uint64_t mode, double limit,
                         uint64_t *found)
{
    uint64_t least = t->c1 > t->n - t->r1 ? t->c1 - (t->n - t->r1) : 0;
    uint64_t most = t->r1 < t->c1 ? t->r1 : t->c1;
    uint64_t end = t->o11 > mode ? least : most, inside = mode, half;

    if (log_first_of(*t, end) > limit)
        return 0;
    while (inside > end ? inside - end > 1 : end - inside > 1) {
        half = end < inside ? end + (inside - end) / 2 : inside + (end - inside) / 2;
        if (log_first_of(*t, half) > limit)
            inside = half;
        else
            end = half;
    }
    *found = end;
    return 1;
}

/* The likeliest o11. */
static uint64_t find_mode(const corpus_2x2 *t)
{
    typedef unsigned __int128 wide;

    return (uint64_t)(((wide)t->r1 + 1) * ((wide)t->c1 + 1) / ((wide)t->n + 2));
}

double fisher_two_nlog10p(const corpus_2x2 *t)
{
    struct corpus_cells c, opposite;
    corpus_2x2 other = *t;
    double first, near, far = 0, between, share;
    uint64_t mode;
    int outward;

    if (!cells_init(&c, t))
        return NAN;
    mode = find_mode(t);
    first = log_first(&c);
    if (log_first_of(*t, mode) <= first + TIE)
        return 0;
    outward = t->o11 > mode ? 1 : -1;
    near = 1 + ratios(&c, outward, INFINITY);
    if (find_opposite(t, mode, first + TIE, &other.o11)) {
        cells_init(&opposite, &other);
        share = exp(log_first(&opposite) - first);
        far = share * (1 + ratios(&opposite, -outward, INFINITY));
        between = fabs((double)t->o11 - (double)other.o11) - 1;
    } else {
        between = INFINITY; /* as far as the cells go */
    }
    if (first + log(near + far) < NEAR_ONE)
        return -(first + log(near + far)) * M_LOG10E;
    /* p is close to 1, and its logarithm is what lies between. */
    return -log1p(-exp(first) * ratios(&c, -outward, between)) * M_LOG10E;
}
