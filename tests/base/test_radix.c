/* Sorting by numbers. */
#include "base/radix.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>

#include <cmocka.h>

enum { MOST = 3000 };

static uint64_t draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed ^ *seed >> 29;
}

static void assert_sorted(const uint64_t keys[], size_t n)
{
    static struct radix_item a[MOST], other[MOST];
    static bool seen[MOST];

    for (size_t i = 0; i < n; i++) {
        a[i] = (struct radix_item){keys[i], i};
        seen[i] = false;
    }
    radix_sort(n, a, other);
    for (size_t i = 0; i < n; i++) {
        assert_true(a[i].key == keys[a[i].index] && !seen[a[i].index]);
        seen[a[i].index] = true;
        if (i) /* stable: of equal keys the first comes first */
            assert_true(a[i - 1].key < a[i].key ||
                        (a[i - 1].key == a[i].key && a[i - 1].index < a[i].index));
    }
}

static void pairs_come_by_key_and_equal_keys_as_they_came(void **state)
{
    static uint64_t keys[MOST];
    static const uint64_t masks[] = {0, 1, 0xff, 0x7ff, 0x800, 0xfffff, 0xff00ff0000000000,
                                     (uint64_t)1 << 63, UINT64_MAX};
    static const size_t sizes[] = {0, 1, 2, 3, 100, MOST};
    uint64_t seed = 7;

    (void)state;
    for (size_t m = 0; m < sizeof masks / sizeof *masks; m++)
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
            for (size_t i = 0; i < sizes[k]; i++)
                keys[i] = draw(&seed) & masks[m];
            assert_sorted(keys, sizes[k]);
        }
}

static void numbers_come_in_ascending_order(void **state)
{
    static const uint32_t masks[] = {0, 1, 0xff, 0x1ff, 0x1ffff, 0xffffff, UINT32_MAX};
    static const size_t sizes[] = {0, 1, 2, 24, 25, 127, 128, 1023, 1024, MOST};
    static uint32_t a[MOST], scratch[MOST];
    uint64_t seed = 9, sum;

    (void)state;
    for (size_t m = 0; m < sizeof masks / sizeof *masks; m++)
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
            sum = 0;
            for (size_t i = 0; i < sizes[k]; i++)
                sum += a[i] = (uint32_t)draw(&seed) & masks[m];
            radix_sort_numbers(sizes[k], a, scratch);
            for (size_t i = 0; i < sizes[k]; i++) {
                sum -= a[i];
                assert_true(!i || a[i - 1] <= a[i]);
            }
            assert_true(!sum);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_come_by_key_and_equal_keys_as_they_came),
        cmocka_unit_test(numbers_come_in_ascending_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
