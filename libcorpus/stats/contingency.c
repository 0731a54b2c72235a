/* A 2x2 table as all measures see it: four cells, four margins, four expected values. */
#include "stats/contingency.h"
#include "stats/special.h"

#include <math.h>

typedef unsigned __int128 wide; /* holds any product of two counts */

int corpus_2x2_valid(const corpus_2x2 *t)
{
    return t->n >= 1 && t->o11 <= t->r1 && t->o11 <= t->c1 && t->r1 <= t->n &&
           t->c1 <= t->n && t->r1 - t->o11 <= t->n - t->c1;
}

/* |n o11 - r1 c1|, which can take 128 bits. */
static wide cross(const corpus_2x2 *t)
{
    wide observed = (wide)t->o11 * t->n, expected = (wide)t->r1 * t->c1;

    return observed > expected ? observed - expected : expected - observed;
}

/* A number of 64 bits, as most are, is converted in a fraction of the time. */
static double to_double(wide x)
{
    return x >> 64 ? (double)x : (double)(uint64_t)x;
}

int cells_init(struct corpus_cells *c, const corpus_2x2 *t)
{
    if (!corpus_2x2_valid(t))
        return 0;
    c->counts = *t;
    c->n = (double)t->n;
    c->r1 = (double)t->r1;
    c->r2 = (double)(t->n - t->r1);
    c->c1 = (double)t->c1;
    c->c2 = (double)(t->n - t->c1);
    c->o11 = (double)t->o11;
    c->o12 = (double)(t->r1 - t->o11);
    c->o21 = (double)(t->c1 - t->o11);
    c->o22 = (double)(t->n - t->r1 - (t->c1 - t->o11));
    c->e11 = c->r1 * c->c1 / c->n;
    c->e12 = c->r1 * c->c2 / c->n;
    c->e21 = c->r2 * c->c1 / c->n;
    c->e22 = c->r2 * c->c2 / c->n;

    c->d = to_double(cross(t)) / c->n;
    if ((wide)t->o11 * t->n < (wide)t->r1 * t->c1)
        c->d = -c->d;
    return 1;
}

double cells_half_less(const struct corpus_cells *c)
{
    wide distance = cross(&c->counts), half = c->counts.n / 2; /* the odd half is below */

    return distance > half
               ? (to_double(distance - half) - (c->counts.n % 2 ? .5 : 0)) / c->n
               : 0;
}

double cells_sign(const struct corpus_cells *c)
{
    return c->d < 0 ? -1 : 1;
}

double cells_log_quotient(double a, double b, double d)
{
    return fabs(d) < .5 * b ? log1p(d / b) : log(a / b);
}

double cells_log_ratio(const struct corpus_cells *c)
{
    return cells_log_quotient(c->o11, c->e11, c->d);
}

double cells_cross(const struct corpus_cells *c)
{
    return c->d * c->n;
}

double cells_log_odds(const struct corpus_cells *c)
{
    double main = (c->o11 + .5) * (c->o22 + .5), other = (c->o12 + .5) * (c->o21 + .5);
    double difference = c->d * c->n + .5 * ((c->o11 - c->o12) + (c->o22 - c->o21));

    return fabs(difference) < .5 * other ? log1p(difference / other) : log(main / other);
}

double cells_g2(const struct corpus_cells *c)
{
    return 2 * (special_deviance(c->o11, c->e11, c->d) +
                special_deviance(c->o12, c->e12, -c->d) +
                special_deviance(c->o21, c->e21, -c->d) +
                special_deviance(c->o22, c->e22, c->d));
}
