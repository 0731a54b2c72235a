/* Sorting numbers. */
#include "stats/rank.h"

#include "close.h"

#include <stdlib.h>

static void keys_are_in_the_order_of_the_numbers(void **state)
{
    static const double rising[] = {-INFINITY, -1e300, -1, -1e-300, 0,
                                    5e-324,    .5,     1,  INFINITY};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rising / sizeof *rising; i++) {
        assert_true(rank_value(rank_key(rising[i])) == rising[i]);
        assert_true(i == 0 || rank_key(rising[i - 1]) < rank_key(rising[i]));
    }
    assert_true(rank_key(-0.0) == rank_key(0.0));
}

/* As many as take each of the ways to sort. */
static void numbers_are_sorted_and_equal_ones_keep_their_order(void **state)
{
    static const size_t sizes[] = {0, 1, 2, 12, 13, 100, 1500, 1501, 20000};
    struct ranked *a = calloc(2 * 20000, sizeof *a);
    uint64_t random = 2;
    size_t i, j, n;

    (void)state;
    assert_non_null(a);
    for (j = 0; j < sizeof sizes / sizeof *sizes; j++) {
        n = sizes[j];
        for (i = 0; i < n; i++)
            a[i] = (struct ranked){rank_key((double)draw(&random, n) / 7 - 3), i};
        rank_sort(n, a, a + n);
        for (i = 1; i < n; i++)
            assert_true(a[i - 1].key < a[i].key ||
                        (a[i - 1].key == a[i].key && a[i - 1].index < a[i].index));
    }
    free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_in_the_order_of_the_numbers),
        cmocka_unit_test(numbers_are_sorted_and_equal_ones_keep_their_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
