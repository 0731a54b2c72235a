/* Tails of distributions as logarithms, so that none becomes zero, and quantiles.
 *
 * GSL's own (but the normal quantile) are not used: several call its error handler, which
 * aborts the program unless a setting global to the process is changed, its
 * hypergeometric takes 32 bits, its tails end at 1e-308, and its beta quantile fails for
 * small levels and large counts. Everything below takes any argument. */
#ifndef STATS_SPECIAL_H
#define STATS_SPECIAL_H

#include <stdint.h>

/* x ln(x/y) - (x-y), 0 <= x, 0 < y; d must be x - y, and may be more exact than that
 * difference. Never negative, and nothing cancels where x is close to y. */
double special_deviance(double x, double y, double d);

/* ln(k!) - (k ln k - k), Stirling's rest with the half logarithm; 0 for k = 0. */
double special_stirling(double k);

/* ln erfc(x). */
double special_log_erfc(double x);

/* -log10 of P(|Z| >= |z|), Z standard normal; and of P(X >= x), X chi-squared with df
 * degrees of freedom. */
double special_normal_nlog10p(double z);
double special_chi2_nlog10p(double x, double df);

/* The z that P(Z > z) = p. */
double special_normal_upper(double p);

/* -log10 of P(|T| >= |t|), Student's t with df (not only whole) degrees of freedom. */
double special_t_nlog10p(double t, double df);

/* -log10 of P(X >= o), X Poisson with mean e; d = o - e. */
double special_poisson_nlog10p(uint64_t o, double e, double d);

/* The log odds ln(x / (1-x)) of the x with P(X <= x) = p, X beta with a, b > 0.  -inf for
 * a = 0 and inf for b = 0, the bounds Clopper and Pearson set there. */
double special_beta_log_odds(double p, double a, double b);
double special_beta_log_odds_upper(double p, double a, double b); /* P(X >= x) = p */

/* Both tails of the beta distribution at x, y = 1 - x, as logarithms; d = a y - b x. */
void special_beta_tails(double a, double b, double x, double y, double d, double *lower,
                        double *upper);

#endif
