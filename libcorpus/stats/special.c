/* Tails of distributions as logarithms, and quantiles. */
#include "stats/special.h"
#include "stats/tail.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

static const double LN_SQRT_2PI = .918938533204672741780329736406;
static const double SMALLEST_STEP = 1e-17; /* a term that no longer moves a sum */

double special_deviance(double x, double y, double d)
{
    double v, v2, power, sum, next;
    int i;

    if (x <= 0)
        return y;
    if (fabs(d) >= .1 * (x + y))
        return y > 0 ? x * log(x / y) - d : INFINITY;
    /* ln(x/y) = 2 atanh v; the first term of its series and d make d v (Loader 2000,
     * "Fast and accurate computation of binomial probabilities"). */
    v = d / (x + y);
    v2 = v * v;
    sum = d * v;
    power = 2 * x * v * v2;
    for (i = 3;; i += 2, power *= v2) {
        next = sum + power / i;
        if (next == sum)
            return sum;
        sum = next;
    }
}

/* The rest below at 1 to 15, as most counts are. */
static const double stirling_small[16] = {
    0,
    0.08106146679532725822, 0.041340695955409294094, 0.027677925684998339149,
    0.020790672103765093112, 0.016644691189821192163, 0.013876128823070747999,
    0.011896709945891770095, 0.010411265261972096497, 0.0092554621827127329177,
    0.0083305634333628712565, 0.007573675487951840795, 0.0069428401072095298657,
    0.0064089941880042070684, 0.0059513701127588477356, 0.005554733551962801371,
};

/* ln Gamma(x+1) - ((x + 1/2) ln x - x + ln sqrt(2 pi)) for any real x > 0. */
static double stirling_rest(double x)
{
    double x2, shift = 0;

    if (x < 16 && x == floor(x))
        return stirling_small[(int)x];
    /* The series needs a large argument; below, walk up by Gamma(x+1) = x Gamma(x). */
    for (; x < 16; x++)
        shift += (x + .5) * log1p(1 / x) - 1;
    x2 = x * x;
    return shift + (1. / 12 - (1. / 360 - (1. / 1260 - (1. / 1680 - (1. / 1188 -
           691. / 360360 / x2) / x2) / x2) / x2) / x2) / x;
}

double special_stirling(double k)
{
    return k > 0 ? .5 * log(k) + LN_SQRT_2PI + stirling_rest(k) : 0;
}

/* Normal ---------------------------------------------------------------------------- */

double special_log_erfc(double x)
{
    double sum = 1, term = 1, x2 = x * x;
    int i;

    if (x < .5)
        return log1p(-erf(x));
    if (x < 25)
        return log(erfc(x));
    /* erfc(x) = exp(-x^2) / (x sqrt(pi)) (1 - 1/(2x^2) + 3/(2x^2)^2 - ...) */
    for (i = 1; i < 8; i++) {
        term *= -(2 * i - 1) / (2 * x2);
        sum += term;
    }
    return -x2 - log(x * sqrt(M_PI)) + log(sum);
}

double special_normal_nlog10p(double z)
{
    return -special_log_erfc(fabs(z) * M_SQRT1_2) * M_LOG10E;
}

double special_normal_upper(double p)
{
    return gsl_cdf_ugaussian_Qinv(p); /* a rational approximation: cannot fail */
}

/* Gamma ------------------------------------------------------------------------------ */

/* ln(x^a e^-x / Gamma(a+1)). */
static double log_gamma_term(double a, double x)
{
    return -special_deviance(a, x, a - x) - special_stirling(a);
}

/* ln Q(a, x), the upper incomplete gamma function over Gamma(a), a > 0, x > 0. */
static double log_gamma_upper(double a, double x)
{
    double term = 1, sum = 1, k, b, c, d, h, delta;

    if (x < a + 1) {
        for (k = a + 1; term > sum * SMALLEST_STEP; k++)
            sum += term *= x / k;
        return log1p(-exp(log_gamma_term(a, x) + log(sum)));
    }
    /* Legendre's continued fraction by Lentz's method; its convergents agree in
     * DBL_EPSILON after about sqrt(a) steps. */
    b = x + 1 - a;
    c = 1 / DBL_MIN;
    h = d = 1 / b;
    for (k = 1;; k++) {
        b += 2;
        d = 1 / (b - k * (k - a) * d);
        c = b - k * (k - a) / c;
        h *= delta = c * d;
        if (fabs(delta - 1) < 1e-15)
            break;
    }
    return log_gamma_term(a, x) + log(a * h);
}

double special_chi2_nlog10p(double x, double df)
{
    if (!(x > 0))
        return x == 0 ? 0 : NAN;
    if (df == 1)
        return -special_log_erfc(sqrt(x / 2)) * M_LOG10E;
    return -log_gamma_upper(df / 2, x / 2) * M_LOG10E;
}

/* Poisson --------------------------------------------------------------------------- */

struct poisson {
    double o, e, d; /* d = o - e */
    double first;   /* ln P(o) */
    int step;
};

/* ln of P(o + k step) / P(o), and P(o) itself as long as `first` is 0. */
static double log_poisson_at(const void *of, double k)
{
    const struct poisson *p = of;
    double x = fmax(p->o + k * p->step, 0);

    return -special_deviance(x, p->e, p->d + k * p->step) - special_stirling(x) -
           p->first;
}

/* (P(o + step) + P(o + 2 step) + ...) / P(o) */
static double poisson_ratios(const struct poisson *p)
{
    double term = 1, sum = 0, ratio = 1, most = p->step > 0 ? INFINITY : p->o, k;

    for (k = 0; k < most && k < TAIL_LONG; k++) {
        ratio = p->step > 0 ? p->e / (p->o + 1 + k) : (p->o - k) / p->e;
        sum += term *= ratio;
        if (!(term > sum * SMALLEST_STEP))
            return sum;
    }
    if (k < most)
        sum += tail_integral(log_poisson_at, p, k + 1, most, sqrt(p->e), ratio);
    return sum;
}

double special_poisson_nlog10p(uint64_t o, double e, double d)
{
    struct poisson p = {(double)o, e, d, 0, d >= 0 ? 1 : -1};

    if (o == 0)
        return 0;
    p.first = log_poisson_at(&p, 0);
    if (d >= 0)
        return -(p.first + log1p(poisson_ratios(&p))) * M_LOG10E;
    /* Below the mean: one minus what is below o, less than about a half. */
    return -log1p(-exp(p.first) * poisson_ratios(&p)) * M_LOG10E;
}

/* Beta ------------------------------------------------------------------------------- */

/* I_x(a, b) B(a, b) / (x^a y^b), x below its mean: the continued fraction of Didonato &
 * Morris 1992 (TOMS 18(3), eq. 9) by Lentz's method. It works from d, so it is right for
 * x next to 1 as well, and takes few steps unless x is close to the mean. */
static double beta_fraction(double a, double b, double x, double y, double d)
{
    double over, under, c, f, h = 0, n, s, delta;

    f = c = a / (a + 1) * (d + 1);
    for (n = 1; n < 1e7; n++) {
        s = a + 2 * n - 1;
        over = (a + n - 1) / s * ((a + b + n - 1) / s) * n * (b - n) * x * x;
        under = n + n * (b - n) * x / s + (a + n) / (s + 2) * (d + 1 + n * (1 + y));
        h = 1 / (under + over * h);
        c = under + over / c;
        f *= delta = c * h;
        if (fabs(delta - 1) < 1e-15)
            break;
    }
    return 1 / f;
}

/* ln(x^a y^b Gamma(a+b) / (Gamma(a) Gamma(b))), by deviances from the mean. */
static double log_beta_term(double a, double b, double x, double y, double d)
{
    return -special_deviance(a, (a + b) * x, d) - special_deviance(b, (a + b) * y, -d) +
           .5 * log(a / (a + b) * b) - LN_SQRT_2PI + stirling_rest(a + b) -
           stirling_rest(a) - stirling_rest(b);
}

void special_beta_tails(double a, double b, double x, double y, double d, double *lower,
                        double *upper)
{
    double term;

    if (x <= 0 || y <= 0) {
        *lower = x <= 0 ? -INFINITY : 0;
        *upper = y <= 0 ? -INFINITY : 0;
        return;
    }
    term = log_beta_term(a, b, x, y, d);
    if (x < (a + 1) / (a + b + 2)) {
        *lower = term + log(beta_fraction(a, b, x, y, d));
        *upper = log1p(-exp(fmin(*lower, 0)));
    } else {
        *upper = term + log(beta_fraction(b, a, y, x, -d));
        *lower = log1p(-exp(fmin(*upper, 0)));
    }
}

double special_t_nlog10p(double t, double df)
{
    double t2 = t * t, x, y, lower, upper;

    if (isnan(t2) || !(df > 0))
        return NAN;
    if (isinf(t2))
        return INFINITY;
    x = df / (df + t2);
    y = t2 / (df + t2);
    special_beta_tails(df / 2, .5, x, y, df / 2 * y - x / 2, &lower, &upper);
    return -lower * M_LOG10E;
}

/* ln P(X <= x) at log odds u, and how it grows with u: d ln P / du = x y pdf / P. */
static double log_lower_at(double a, double b, double u, double *slope)
{
    double x = 1 / (1 + exp(-u)), y = 1 / (1 + exp(u)), d = a * y - b * x, lower, upper;

    special_beta_tails(a, b, x, y, d, &lower, &upper);
    *slope = exp(log_beta_term(a, b, x, y, d) - lower);
    return lower;
}

/* The middle of a bracket, or a step out of it where it is still open. */
static double inside(double lo, double hi, double step)
{
    if (isinf(lo))
        return hi - step;
    return isinf(hi) ? lo + step : (lo + hi) / 2;
}

/* Newton's method in (log odds, log probability), where the curve is close to straight,
 * inside a bracket that it halves whenever a step leaves it: always ends. */
double special_beta_log_odds(double p, double a, double b)
{
    double lo = -INFINITY, hi = INFINITY, target = log(p), slope, value, u, next;
    double mean, sd;
    int i;

    if (isnan(p) || p <= 0 || p >= 1 || a < 0 || b < 0 || (a == 0 && b == 0))
        return NAN;
    if (a == 0 || b == 0)
        return a == 0 ? -INFINITY : INFINITY;
    if (b == 1) /* P = x^a */
        return target / a - log(-expm1(target / a));
    if (a == 1) /* P = 1 - y^b */
        return log(-expm1(log1p(-p) / b)) - log1p(-p) / b;
    mean = log(a / b);
    sd = sqrt(1 / a + 1 / b);
    u = mean - sd * special_normal_upper(p);
    for (i = 0; i < 200; i++) {
        value = log_lower_at(a, b, u, &slope);
        if (value < target)
            lo = u;
        else
            hi = u;
        next = u + (target - value) / slope;
        if (!(next > lo && next < hi)) /* out of the bracket, or not a number */
            next = inside(lo, hi, 2 * sd + 1);
        if (fabs(next - u) <= 1e-15 * fmax(fabs(u), sd))
            return next;
        u = next;
    }
    return u;
}

double special_beta_log_odds_upper(double p, double a, double b)
{
    return -special_beta_log_odds(p, b, a);
}
