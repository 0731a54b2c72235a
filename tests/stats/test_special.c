/* Tails and quantiles. Expected values: mpmath at 60 digits, with sums of positive terms
 * where its own functions give up; GSL 2.7.1 measured for formulas 2.2 agrees. */
#include "stats/special.h"

#include "close.h"

static void deviance_keeps_its_digits_next_to_equality(void **state)
{
    (void)state;
    assert_close("d = 2", special_deviance(1e12 + 2, 1e12, 2), 1.9999999999986667e-12,
                 1e-14);
    assert_close("d = 2e5", special_deviance(1e12 + 2e5, 1e12, 2e5), .0199999986666668,
                 1e-14);
    assert_close("far", special_deviance(10, 5, 5), 10 * log(2) - 5, 1e-14);
    assert_close("x = 0", special_deviance(0, 5, -5), 5, 0);
    assert_close("equal", special_deviance(7, 7, 0), 0, 0);
}

static void stirling_is_right_for_small_and_large(void **state)
{
    static const double factorial[] = {1, 1, 2, 6, 24, 120};
    double k, exact, gamma = log(2.43290200817664e18); /* 20! */
    int i;

    (void)state;
    for (i = 1; i < 6; i++) {
        k = i;
        exact = log(factorial[i]) - (k * log(k) - k);
        assert_close("small", special_stirling(k), exact, 1e-13);
    }
    assert_close("20!", special_stirling(20) + 20 * log(20) - 20, gamma, 1e-15);
    assert_close("none", special_stirling(0), 0, 0);
}

static void normal_tail_never_becomes_zero(void **state)
{
    (void)state;
    assert_close("z = 3", special_normal_nlog10p(3), 2.5686690402653879, 1e-14);
    assert_close("z = -3", special_normal_nlog10p(-3), 2.5686690402653879, 1e-14);
    assert_close("z = 0.001", special_normal_nlog10p(.001), .00034665511795786365, 1e-14);
    assert_close("z = 1e4", special_normal_nlog10p(1e4), 21714728.193222534, 1e-14);
    assert_close("z = 0", special_normal_nlog10p(0), 0, 0);
    assert_close("97.5 %", special_normal_upper(.025), 1.9599639845400545, 1e-14);
}

static void chi_squared_tail_never_becomes_zero(void **state)
{
    static const double cases[][3] = {
        {.01, 1, .036049661062642284}, {4, 1, 1.3419860844769559},
        {100, 1, 22.817023409822095}, {2000, 1, 436.04327371607295},
        {1e7, 1, 2171476.0075762411}, {194.763159808888, 4, 40.299368998929833},
        {3, 11, .0040464893149887414}, {500, 247, 18.575755929024731},
        {0, 4, 0}, {NAN, 4, NAN},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_close("chi2", special_chi2_nlog10p(cases[i][0], cases[i][1]), cases[i][2],
                     1e-13);
}

static void student_tail_is_right_for_any_degrees_of_freedom(void **state)
{
    (void)state;
    assert_close("2, 10", special_t_nlog10p(2, 10), 1.1343747419454271, 1e-13);
    assert_close("-2, 10", special_t_nlog10p(-2, 10), 1.1343747419454271, 1e-13);
    assert_close("small", special_t_nlog10p(.001, 10), .00033810676329787599, 1e-13);
    assert_close("large", special_t_nlog10p(50, 78.3), 60.452731457785479, 1e-13);
    assert_close("many df", special_t_nlog10p(5, 3999), 6.2233844004653846, 1e-13);
    assert_close("0", special_t_nlog10p(0, 5), 0, 0);
    assert_close("no df", special_t_nlog10p(1, 0), NAN, 0);
    assert_close("inf", special_t_nlog10p(INFINITY, 5), INFINITY, 0);
}

static void poisson_tail_is_right_on_both_sides_of_the_mean(void **state)
{
    static const struct {
        uint64_t o;
        double e, nlog10p;
    } cases[] = {
        {5, 2, 1.2785767360041247}, {1, 1e-6, 6.0000002171472229},
        {100, 100, .28962975249619316}, {90, 100, .068718209218135477},
        {5000, 400, 3489.0078264948112}, {0, 3, 0},
        {100000100000, 1e11, .42491007059706859}, {99999500000, 1e11, .02545279048179252},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_close("poisson",
                     special_poisson_nlog10p(cases[i].o, cases[i].e,
                                             (double)cases[i].o - cases[i].e),
                     cases[i].nlog10p, 1e-12);
}

static double log_odds(double x)
{
    return log(x / (1 - x));
}

/* The first is the point where gsl_cdf_beta_Pinv fails; the value there is R's. */
static void beta_quantile_is_found_where_gsl_fails(void **state)
{
    (void)state;
    assert_close("R", special_beta_log_odds(2.5e-5, 20000, 100001),
                 log_odds(.1623308668568), 1e-12);
    assert_close("x^20 = p", special_beta_log_odds(.025, 20, 1), log_odds(pow(.025, .05)),
                 1e-13);
    assert_close("no success", special_beta_log_odds(.025, 0, 41), -INFINITY, 0);
    assert_close("symmetric", special_beta_log_odds_upper(.01, 30, 70),
                 -special_beta_log_odds(.01, 70, 30), 0);
    assert_close("level 0", special_beta_log_odds(0, 3, 4), NAN, 0);
}

/* I_x(a, b) = x^a sum_{j<b} (a)_j / j! y^j for whole b, all terms positive. */
static double log_lower_by_sum(double a, double b, double u)
{
    double y = 1 / (1 + exp(u)), term = 1, sum = 1, j;

    for (j = 0; j + 1 < b; j++)
        sum += term *= (a + j) / (j + 1) * y;
    return -a * log1p(exp(-u)) + log(sum);
}

static void beta_quantile_solves_its_equation(void **state)
{
    static const double p[] = {.4, .025, 2.5e-8, 2.5e-13, 1e-300};
    static const double a[] = {1, 3, 100, 1e4, 1e6, 1e9, 1e12}, b[] = {1, 2, 5, 17, 100};
    size_t i, j, k;
    double u;

    (void)state;
    for (i = 0; i < sizeof p / sizeof *p; i++)
        for (j = 0; j < sizeof a / sizeof *a; j++)
            for (k = 0; k < sizeof b / sizeof *b; k++) {
                u = special_beta_log_odds(p[i], a[j], b[k]);
                assert_close("p", log_lower_by_sum(a[j], b[k], u), log(p[i]), 1e-11);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deviance_keeps_its_digits_next_to_equality),
        cmocka_unit_test(stirling_is_right_for_small_and_large),
        cmocka_unit_test(normal_tail_never_becomes_zero),
        cmocka_unit_test(chi_squared_tail_never_becomes_zero),
        cmocka_unit_test(student_tail_is_right_for_any_degrees_of_freedom),
        cmocka_unit_test(poisson_tail_is_right_on_both_sides_of_the_mean),
        cmocka_unit_test(beta_quantile_is_found_where_gsl_fails),
        cmocka_unit_test(beta_quantile_solves_its_equation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
