/* p-values corrected for the number of tests.
 *
 * With p sorted upwards, the i-th of m becomes m p (Bonferroni), (m - i + 1) p (Holm),
 * m p / i (BH) or m p / i (1 + 1/2 + ... + 1/m) (BY), made monotonous by a running
 * maximum from the smallest p (Holm) or a running minimum from the largest (BH, BY). On
 * the scale of -log10 p factors are subtracted and minimum and maximum change places. */
#include "corpus/adjust.h"
#include "base/radix.h"
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

/* Values in ascending order, and how often each occurs; NULL: once. a[].index says where
 * an adjusted one goes. Equal values stay equal: each step takes the factor of the one
 * among them that counts. */
struct sorted {
    size_t n, m; /* entries; values in all */
    struct radix_item *a;
    const size_t *times;
};

static size_t times_of(const struct sorted *s, size_t i)
{
    return s->times ? s->times[s->a[i].index] : 1;
}

/* The smaller the p the larger the value, so a[n-1] has the smallest. */
static void step_up(const struct sorted *s, double factor, double out[])
{
    double running = 0, x;
    size_t i, below = 0;

    for (i = 0; i < s->n; i++) {
        x = rank_value(s->a[i].key) -
            log10((double)s->m / (double)(s->m - below) * factor);
        running = fmax(running, x);
        out[s->a[i].index] = running;
        below += times_of(s, i);
    }
}

static void step_down(const struct sorted *s, double out[])
{
    double running = INFINITY, x;
    size_t i, upto = s->m;

    for (i = s->n; i-- > 0;) {
        x = rank_value(s->a[i].key) - log10((double)upto);
        running = fmin(running, fmax(x, 0));
        out[s->a[i].index] = running;
        upto -= times_of(s, i);
    }
}

static double harmonic(size_t m)
{
    double sum = 0;

    for (; m > 0; m--)
        sum += 1 / (double)m;
    return sum;
}

/* Sort s->a, which has room for twice as many, and step. */
static void step(enum corpus_adjust_method method, const struct sorted *s, double out[])
{
    radix_sort(s->n, s->a, s->a + s->n);
    if (method == CORPUS_ADJUST_HOLM)
        step_down(s, out);
    else
        step_up(s, method == CORPUS_ADJUST_BY ? harmonic(s->m) : 1, out);
}

/* ---- every value for itself ------------------------------------------------------- */

static int adjust_each(enum corpus_adjust_method method, size_t n, size_t m,
                       const double nlog10p[], double out[])
{
    struct sorted s = {m, m, NULL, NULL};
    size_t i, k = 0;

    if (!(s.a = radix_new(m)))
        return CORPUS_ENOMEM;
    for (i = 0; i < n; i++)
        if (!isnan(nlog10p[i]))
            s.a[k++] = (struct radix_item){rank_key(nlog10p[i]), i};
    if (out != nlog10p)
        memcpy(out, nlog10p, n * sizeof *out); /* for the NaN */
    step(method, &s, out);
    radix_free(s.a, m);
    return CORPUS_OK;
}

/* ---- few values, often ------------------------------------------------------------ */

/* p-values of counts repeat: millions of terms have thousands of values. MANY tests are
 * worth the look, and one value in OFTEN tests is few. */
enum { MANY = 20000, OFTEN = 32 };

struct values {
    size_t n, most, mask;
    struct radix_item *value; /* room for twice as many as `most` */
    size_t *times, *slots; /* slots: 1 + value; 0: empty */
    size_t *which; /* value of each test */
    double *adjusted;
};

static void values_free(struct values *v)
{
    radix_free(v->value, v->most);
    free(v->times);
    free(v->slots);
    free(v->which);
    free(v->adjusted);
}

static int values_alloc(struct values *v, size_t n, size_t most)
{
    *v = (struct values){.most = most, .mask = 1};
    while (v->mask < 2 * most)
        v->mask = 2 * v->mask + 1;
    v->value = radix_new(most);
    v->times = malloc((most + 1) * sizeof *v->times);
    v->slots = calloc(v->mask + 1, sizeof *v->slots);
    v->which = malloc((n + 1) * sizeof *v->which);
    v->adjusted = malloc((most + 1) * sizeof *v->adjusted);
    if (v->value && v->times && v->slots && v->which && v->adjusted)
        return CORPUS_OK;
    values_free(v);
    return CORPUS_ENOMEM;
}

/* Where this value is, or the empty slot where it belongs. */
static size_t *find_value(const struct values *v, uint64_t key)
{
    size_t i = (size_t)(key * 0x9e3779b97f4a7c15 >> 32) & v->mask;

    while (v->slots[i] && v->value[v->slots[i] - 1].key != key)
        i = (i + 1) & v->mask;
    return &v->slots[i];
}

/* 0 as soon as they are too many. */
static int collect_values(struct values *v, size_t n, const double nlog10p[])
{
    size_t i, *slot;
    uint64_t key;

    for (i = 0; i < n; i++) {
        if (isnan(nlog10p[i]))
            continue;
        key = rank_key(nlog10p[i]);
        slot = find_value(v, key);
        if (!*slot) {
            if (v->n == v->most)
                return 0;
            v->value[v->n] = (struct radix_item){key, v->n};
            v->times[v->n++] = 0;
            *slot = v->n;
        }
        v->which[i] = *slot - 1;
        v->times[*slot - 1]++;
    }
    return 1;
}

static int adjust_sorted(enum corpus_adjust_method method, size_t n, size_t m,
                         const double nlog10p[], double out[])
{
    struct values v;
    size_t i;
    int err;

    if (m < MANY)
        return adjust_each(method, n, m, nlog10p, out);
    if ((err = values_alloc(&v, n, m / OFTEN)))
        return err;
    if (!collect_values(&v, n, nlog10p)) {
        values_free(&v);
        return adjust_each(method, n, m, nlog10p, out);
    }
    step(method, &(struct sorted){v.n, m, v.value, v.times}, v.adjusted);
    for (i = 0; i < n; i++)
        out[i] = isnan(nlog10p[i]) ? nlog10p[i] : v.adjusted[v.which[i]];
    values_free(&v);
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
