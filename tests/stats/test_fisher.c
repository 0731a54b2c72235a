/* Fisher's exact test. Expected values: mpmath at 60 digits, and a sum over all of
 * a table's likes. */
#include "stats/fisher.h"

#include "close.h"

static void right_tail_is_right_for_any_size(void **state)
{
    static const struct {
        corpus_2x2 t;
        double nlog10p;
    } cases[] = {
        {{3, 10, 12, 40}, .19061614862253606},
        {{30, 50, 45, 100}, 2.6349783662685727},
        {{12, 50, 45, 100}, 1.4813216362481392e-6},
        {{100, 1000, 1000, 1000000}, 162.76614494590204}, /* 1 - left tail gives inf */
        {{51, 100000, 100000, 1000000000}, 19.448456617805792},
        {{1500, 1000000, 1000000, 1000000000}, 48.610369575211933},
        {{1003000, 1000000000, 1000000000, 1000000000000}, 2.8713710415862667},
        {{997000, 1000000000, 1000000000, 1000000000000}, 5.7739212946273186e-4},
        {{40, 10000000, 10000000, 5000000000000}, 4.2740890681841063},
        {{100, 500000000000, 150, 1000000000000}, 4.5648301181819685},
        /* 5 million terms by mpmath; the greater part is an integral here */
        {{250000500000, 500000000000, 500000000000, 1000000000000}, 1.6430140187934013},
        {{250000000000, 500000000000, 500000000000, 1000000000000}, .30102930263081038},
        {{1, 999999999999, 1, 1000000000000}, 4.3429448190346804e-13}, /* 1 - 1e-12 */
        {{0, 5, 6, 20}, 0},
        {{10, 10, 10, 10}, 0},
        {{5, 4, 6, 20}, NAN}, /* more than its row */
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_close("right", fisher_right_nlog10p(&cases[i].t), cases[i].nlog10p, 1e-12);
}

static double choose(int n, int k)
{
    double c = 1;
    int i;

    for (i = 0; i < k; i++)
        c = c * (n - i) / (i + 1);
    return c;
}

/* The definition: all tables with the same margins, one by one. */
static void by_definition(int o11, int r1, int c1, int n, double *right, double *two)
{
    double all = choose(n, c1), own = choose(r1, o11) * choose(n - r1, c1 - o11) / all, p;
    int k;

    *right = *two = 0;
    for (k = c1 > n - r1 ? c1 - (n - r1) : 0; k <= r1 && k <= c1; k++) {
        p = choose(r1, k) * choose(n - r1, c1 - k) / all;
        *right += k >= o11 ? p : 0;
        *two += p <= own * (1 + 1e-7) ? p : 0;
    }
}

static void check_margins(int r1, int c1, int n)
{
    int o11 = c1 > n - r1 ? c1 - (n - r1) : 0;
    double right, two;
    corpus_2x2 t;

    for (; o11 <= r1 && o11 <= c1; o11++) {
        t = (corpus_2x2){(uint64_t)o11, (uint64_t)r1, (uint64_t)c1, (uint64_t)n};
        by_definition(o11, r1, c1, n, &right, &two);
        assert_close("right", pow(10, -fisher_right_nlog10p(&t)), right, 1e-12);
        assert_close("two", pow(10, -fisher_two_nlog10p(&t)), two, 1e-12);
    }
}

static void every_small_table_has_the_p_of_the_definition(void **state)
{
    int n, r1, c1;

    (void)state;
    for (n = 1; n <= 14; n++)
        for (r1 = 0; r1 <= n; r1++)
            for (c1 = 0; c1 <= n; c1++)
                check_margins(r1, c1, n);
}

static void two_sided_p_equals_reference_values(void **state)
{
    static const corpus_2x2 a = {30, 50, 45, 100}, b = {12, 50, 45, 100},
                            c = {0, 5, 6, 20};

    (void)state;
    assert_close("a", fisher_two_nlog10p(&a), 2.3339483706045915, 1e-12);
    assert_close("b", fisher_two_nlog10p(&b), 4.3397859823939397, 1e-12);
    assert_close("c", fisher_two_nlog10p(&c), .58427744509906963, 1e-12);
}

static void two_sided_p_of_a_symmetric_table_is_twice_one_side(void **state)
{
    static const corpus_2x2 t = {250000500000, 500000000000, 500000000000, 1000000000000};

    (void)state;
    assert_close("twice", fisher_two_nlog10p(&t), fisher_right_nlog10p(&t) - log10(2),
                 1e-12);
}

/* With 10^18 in every cell the distribution is the normal one. */
static void largest_tables_are_answered_at_once(void **state)
{
    corpus_2x2 t = {2250000000000000000u, 4500000000000000000u, 4500000000000000000u,
                    9000000000000000000u};
    const double sd = 7.5e8;

    (void)state;
    assert_close("mean", fisher_right_nlog10p(&t), log10(2), 1e-8);
    t.o11 += 2250000000; /* three standard deviations */
    assert_close("right", fisher_right_nlog10p(&t),
                 -log10(erfc(2.25e9 / sd / sqrt(2)) / 2), 1e-8);
    assert_close("two", fisher_two_nlog10p(&t), -log10(erfc(2.25e9 / sd / sqrt(2))),
                 1e-8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(right_tail_is_right_for_any_size),
        cmocka_unit_test(every_small_table_has_the_p_of_the_definition),
        cmocka_unit_test(two_sided_p_equals_reference_values),
        cmocka_unit_test(largest_tables_are_answered_at_once),
        cmocka_unit_test(two_sided_p_of_a_symmetric_table_is_twice_one_side),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
