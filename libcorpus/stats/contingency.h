/* A 2x2 table as all measures see it: four cells, four margins, four expected values. */
#ifndef STATS_CONTINGENCY_H
#define STATS_CONTINGENCY_H

#include "corpus/measure.h"

/* o11 - e11 is the same in every cell but for its sign, and is all that a test looks at.
 * It is taken from the exact integer n o11 - r1 c1: near independence the difference of
 * two rounded numbers would be noise. */
struct corpus_cells {
    corpus_2x2 counts;
    double o11, o12, o21, o22;
    double e11, e12, e21, e22;
    double r1, r2, c1, c2, n;
    double d;          /* o11 - e11 */
};

/* 0 if the numbers are no table. */
int cells_init(struct corpus_cells *c, const corpus_2x2 *t);

/* max(0, |o11 - e11| - 1/2), for continuity corrections. */
double cells_half_less(const struct corpus_cells *c);

/* -1 below independence, else 1. */
double cells_sign(const struct corpus_cells *c);

/* ln(o11 / e11); -inf or NaN where o11 is 0. */
double cells_log_ratio(const struct corpus_cells *c);

/* G2 without its sign: 2 sum o ln(o/e) over the four cells. */
double cells_g2(const struct corpus_cells *c);

/* o11 o22 - o12 o21. */
double cells_cross(const struct corpus_cells *c);

/* ln of the odds ratio with 1/2 added to all four cells. */
double cells_log_odds(const struct corpus_cells *c);

/* ln(a / b), with d = a - b, which may be more exact than the difference of the two: it
 * tells where they are close, and they themselves where one is a trifle of the other. */
double cells_log_quotient(double a, double b, double d);

#endif
