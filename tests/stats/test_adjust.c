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
        cmocka_unit_test(undefined_values_are_not_tested),
        cmocka_unit_test(adjusting_many_equals_the_definition),
        cmocka_unit_test(methods_have_names),
        cmocka_unit_test(sidak_does_not_cancel),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
