/* Corrections for many tests. */
#include "corpus/adjust.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void assert_near(double x, double expected)
{
    if (!(fabs(x - expected) <= 1e-12 * fmax(1, fabs(expected))))
        fail_msg("%.15g, not %.15g", x, expected);
}

/* p = 0.01 0.02 0.03 0.04 0.05, as R's p.adjust gives them, in another order. */
static void five_tests_are_adjusted_as_by_hand(void **state)
{
    static const double p[] = {.03, .01, .05, .02, .04};
    static const struct {
        enum corpus_adjust_method method;
        double adjusted[5];
    } cases[] = {
        {CORPUS_ADJUST_NONE, {.03, .01, .05, .02, .04}},
        {CORPUS_ADJUST_BH, {.05, .05, .05, .05, .05}},
        {CORPUS_ADJUST_HOLM, {.09, .05, .09, .08, .09}},
        {CORPUS_ADJUST_BONFERRONI, {.15, .05, .25, .1, .2}},
        {CORPUS_ADJUST_BY, {137. / 1200, 137. / 1200, 137. / 1200, 137. / 1200,
                            137. / 1200}},
    };
    double in[5], out[5];
    size_t i, j, m;

    (void)state;
    for (j = 0; j < 5; j++)
        in[j] = -log10(p[j]);
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(corpus_adjust(cases[i].method, 5, in, out, &m), CORPUS_OK);
        assert_int_equal(m, 5);
        for (j = 0; j < 5; j++)
            assert_near(out[j], -log10(cases[i].adjusted[j]));
    }
}

static void smallest_of_a_million_is_not_lost(void **state)
{
    double x[3] = {1e6, 400, 0};

    (void)state;
    assert_int_equal(corpus_adjust(CORPUS_ADJUST_BH, 3, x, x, NULL), CORPUS_OK);
    assert_near(x[0], 1e6 - log10(3));
    assert_near(x[1], 400 - log10(1.5));
    assert_near(x[2], 0);
}

/* The steps as textbooks have them: over all sorted values, one by one. */
static double adjusted_naively(enum corpus_adjust_method method, size_t m,
                               const double sorted[], double value)
{
    double factor = 0, running = method == CORPUS_ADJUST_HOLM ? INFINITY : 0, result = 0;
    size_t i, rank;

    for (i = 1; method == CORPUS_ADJUST_BY && i <= m; i++)
        factor += 1 / (double)i;
    factor = method == CORPUS_ADJUST_BY ? factor : 1;
    for (i = 0; i < m; i++) {
        rank = method == CORPUS_ADJUST_HOLM ? m - 1 - i : i; /* smallest p first */
        if (method == CORPUS_ADJUST_HOLM)
            running = fmin(running, fmax(sorted[rank] - log10((double)(rank + 1)), 0));
        else
            running =
                fmax(running, sorted[i] - log10((double)m / (double)(m - i) * factor));
        if (sorted[rank] == value)
            result = running;
    }
    return result;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* So many that values are first looked for among those before them. */
static void values_that_repeat_are_adjusted_as_one_by_one(void **state)
{
    static const enum corpus_adjust_method methods[] = {
        CORPUS_ADJUST_BH, CORPUS_ADJUST_BY, CORPUS_ADJUST_HOLM};
    static const size_t kinds[] = {1, 40, 10000};
    enum { N = 30000 };
    double *in = calloc(3 * N, sizeof *in), *sorted = in + N, *out = in + 2 * N;
    size_t i, k, j, tested;

    (void)state;
    assert_non_null(in);
    for (k = 0; k < 3; k++)
        for (j = 0; j < 3; j++) {
            for (i = 0; i < N; i++)
                sorted[i] = in[i] = (double)(i * 7919 % kinds[k]) / 16;
            in[5] = NAN;
            sorted[5] = sorted[N - 1];
            qsort(sorted, N - 1, sizeof *sorted, ascending);
            assert_int_equal(corpus_adjust(methods[j], N, in, out, &tested), CORPUS_OK);
            assert_int_equal(tested, N - 1);
            for (i = 0; i < N; i += 500)
                assert_true(out[i] == adjusted_naively(methods[j], N - 1, sorted, in[i]));
            assert_true(isnan(out[5]));
        }
    free(in);
}

static void undefined_values_are_not_tested(void **state)
{
    static const double in[] = {NAN, 2, NAN, INFINITY};
    double out[4];
    size_t m;
    int method;

    (void)state;
    for (method = CORPUS_ADJUST_BH; corpus_adjust_name(method); method++) {
        assert_int_equal(corpus_adjust((enum corpus_adjust_method)method, 4, in, out, &m),
                         CORPUS_OK);
        assert_int_equal(m, 2);
        assert_true(isnan(out[0]) && isnan(out[2]));
        assert_true(isinf(out[3]));
        assert_true(out[1] <= 2 && out[1] > 1);
    }
    assert_int_equal(corpus_adjust(CORPUS_ADJUST_BH, 1, in, out, &m), CORPUS_OK);
    assert_int_equal(m, 0);
    assert_true(isnan(out[0]));
    assert_int_equal(corpus_adjust(CORPUS_ADJUST_BH, 0, NULL, NULL, &m), CORPUS_OK);
}

/* The definition, in powers of ten. */
static double bh_of(const double p[], size_t n, size_t i)
{
    double least = 1, x;
    size_t j, k, rank;

    for (j = 0; j < n; j++) {
        if (p[j] < p[i])
            continue;
        for (rank = 0, k = 0; k < n; k++)
            rank += p[k] <= p[j];
        x = (double)n * p[j] / (double)rank;
        least = x < least ? x : least;
    }
    return least;
}

static void adjusting_many_equals_the_definition(void **state)
{
    enum { N = 300 };
    double p[N], in[N], out[N];
    uint64_t random = 1;
    size_t i;

    (void)state;
    for (i = 0; i < N; i++) {
        random = random * 6364136223846793005 + 1442695040888963407;
        p[i] = (double)(1 + (random >> 33) % 1000) / 1000;
        p[i] *= p[i];
        in[i] = -log10(p[i]);
    }
    assert_int_equal(corpus_adjust(CORPUS_ADJUST_BH, N, in, out, NULL), CORPUS_OK);
    for (i = 0; i < N; i++)
        assert_near(out[i], -log10(bh_of(p, N, i)));
}

static void methods_have_names(void **state)
{
    (void)state;
    assert_int_equal(corpus_adjust_find("holm"), CORPUS_ADJUST_HOLM);
    assert_int_equal(corpus_adjust_find("fdr"), -1);
    assert_string_equal(corpus_adjust_name(CORPUS_ADJUST_BY), "by");
    assert_null(corpus_adjust_name(-1));
    assert_null(corpus_adjust_name(5));
}

/* 1 - (1 - alpha)^(1/m) gives 9.992e-16 in doubles. */
static void sidak_does_not_cancel(void **state)
{
    (void)state;
    assert_near(corpus_sidak(1e-5, 1e10) / 1.00000500003333e-15, 1);
    assert_near(corpus_sidak(.05, 1), .05);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(five_tests_are_adjusted_as_by_hand),
        cmocka_unit_test(smallest_of_a_million_is_not_lost),
        cmocka_unit_test(values_that_repeat_are_adjusted_as_one_by_one),
        cmocka_unit_test(undefined_values_are_not_tested),
        cmocka_unit_test(adjusting_many_equals_the_definition),
        cmocka_unit_test(methods_have_names),
        cmocka_unit_test(sidak_does_not_cancel),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
