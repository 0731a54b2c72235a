/* p-values corrected for the number of tests.
 *
 * With p sorted upwards, the i-th of m becomes m p (Bonferroni), (m - i + 1) p (Holm),
 * m p / i (BH) or m p / i (1 + 1/2 + ... + 1/m) (BY), made monotonous by a running
 * maximum from the smallest p (Holm) or a running minimum from the largest (BH, BY). On
 * the scale of -log10 p factors are subtracted and minimum and maximum change places. */
#include "corpus/adjust.h"
#include "stats/rank.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {"none", "bh", "by", "holm", "bonferroni"};

int corpus_adjust_find(const char *name)
{
    size_t i;

    for (i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(name, names[i]))
            return (int)i;
    return -1;
}

const char *corpus_adjust_name(int method)
{
    return method >= 0 && method < (int)(sizeof names / sizeof *names) ? names[method]
                                                                       : NULL;
}

/* The smaller the p the larger the value, so a[m-1] has the smallest. */
static void step_up(size_t m, const struct ranked a[], double factor, double out[])
{
    double running = 0, x;
    size_t i;

    for (i = 0; i < m; i++) {
        x = rank_value(a[i].key) - log10((double)m / (double)(m - i) * factor);
        running = fmax(running, x);
        out[a[i].index] = running;
    }
}

static void step_down(size_t m, const struct ranked a[], double out[])
{
    double running = INFINITY, x;
    size_t i;

    for (i = m; i-- > 0;) {
        x = rank_value(a[i].key) - log10((double)(i + 1));
        running = fmin(running, fmax(x, 0));
        out[a[i].index] = running;
    }
}

static double harmonic(size_t m)
{
    double sum = 0;

    for (; m > 0; m--)
        sum += 1 / (double)m;
    return sum;
}

static int adjust_sorted(enum corpus_adjust_method method, size_t n, size_t m,
                         const double nlog10p[], double out[])
{
    struct ranked *a;
    size_t i, k = 0;

    if (m > SIZE_MAX / 2 / sizeof *a || !(a = malloc((2 * m + 1) * sizeof *a)))
        return CORPUS_ENOMEM;
    for (i = 0; i < n; i++)
        if (!isnan(nlog10p[i]))
            a[k++] = (struct ranked){rank_key(nlog10p[i]), i};
    if (out != nlog10p)
        memcpy(out, nlog10p, n * sizeof *out); /* for the NaN */
    rank_sort(m, a, a + m);
    if (method == CORPUS_ADJUST_HOLM)
        step_down(m, a, out);
    else
        step_up(m, a, method == CORPUS_ADJUST_BY ? harmonic(m) : 1, out);
    free(a);
    return CORPUS_OK;
}

int corpus_adjust(enum corpus_adjust_method method, size_t n, const double nlog10p[],
                  double out[], size_t *tested)
{
    double factor;
    size_t i, m = 0;

    if (!corpus_adjust_name((int)method))
        return CORPUS_EINVAL;
    for (i = 0; i < n; i++)
        m += !isnan(nlog10p[i]);
    if (tested)
        *tested = m;
    if (m > 0 && method != CORPUS_ADJUST_NONE && method != CORPUS_ADJUST_BONFERRONI)
        return adjust_sorted(method, n, m, nlog10p, out);
    factor = method == CORPUS_ADJUST_BONFERRONI ? log10((double)m) : 0;
    for (i = 0; i < n; i++)
        out[i] = isnan(nlog10p[i]) ? nlog10p[i] : fmax(nlog10p[i] - factor, 0);
    return CORPUS_OK;
}

double corpus_sidak(double alpha, double m)
{
    return -expm1(log1p(-alpha) / m);
}
