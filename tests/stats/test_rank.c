/* Sorting numbers. */
#include "stats/rank.h"
#include "base/radix.h"

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
    struct radix_item *a = calloc(2 * 20000, sizeof *a);
    uint64_t random = 2;
    size_t i, j, n;

    (void)state;
    assert_non_null(a);
    for (j = 0; j < sizeof sizes / sizeof *sizes; j++) {
        n = sizes[j];
        for (i = 0; i < n; i++)
            a[i] = (struct radix_item){rank_key((double)draw(&random, n) / 7 - 3), i};
        radix_sort(n, a, a + n);
        for (i = 1; i < n; i++)
            assert_true(a[i - 1].key < a[i].key ||
                        (a[i - 1].key == a[i].key && a[i - 1].index < a[i].index));
    }
    free(a);
}

static int compare_words(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* Words of many kinds: with few values, with many, alike in their top bits. */
static uint64_t word_of(uint64_t *random, size_t kind)
{
    uint64_t x = draw(random, UINT32_MAX) << 32 | draw(random, UINT32_MAX);

    switch (kind) {
    case 0:
        return x;
    case 1:
        return x % 5;
    case 2:
        return rank_key(1 + (double)(x % 1000)) << 1 | (x >> 40 & 1);
    case 3:
        return x % 3 ? x % 1000 : UINT64_MAX - x % 1000;
    default:
        return 42;
    }
}

static void words_are_sorted_as_by_the_system(void **state)
{
    static const size_t sizes[] = {800, 801, 900, 2000, 20011};
    uint64_t *a = calloc(3 * 20011, sizeof *a), *b = a + 20011, random = 9;
    size_t i, k, n, kind;

    (void)state;
    assert_non_null(a);
    for (k = 0; k < 200 + sizeof sizes / sizeof *sizes; k++)
        for (kind = 0; kind < 5; kind++) {
            n = k < 200 ? k : sizes[k - 200];
            for (i = 0; i < n; i++)
                a[i] = b[i] = word_of(&random, kind);
            rank_sort_words(n, a, a + 2 * 20011);
            qsort(b, n, sizeof *b, compare_words);
            assert_memory_equal(a, b, n * sizeof *a);
        }
    free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_in_the_order_of_the_numbers),
        cmocka_unit_test(numbers_are_sorted_and_equal_ones_keep_their_order),
        cmocka_unit_test(words_are_sorted_as_by_the_system),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
