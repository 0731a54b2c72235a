/* Rows in order. */
#include "shared/order.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

enum { N = 60000 };

static uint64_t key[N], freq[N];

static int compare(const void *x, const void *y)
{
    size_t a = *(const size_t *)x, b = *(const size_t *)y;

    if (key[a] != key[b])
        return key[a] < key[b] ? -1 : 1;
    if (freq[a] != freq[b])
        return freq[a] > freq[b] ? -1 : 1;
    return (a > b) - (a < b);
}

static uint64_t draw(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* Keys of many kinds, from all different to all equal. */
static void fill(size_t n, unsigned kind)
{
    uint64_t random = 11 + kind;

    for (size_t i = 0; i < n; i++) {
        uint64_t x = draw(&random), keys[] = {x,          x % 300,
                                              x % 20000,  x % 9 ? x % 70 : x,
                                              ~(x >> 50), UINT64_MAX - x % 2,
                                              i,          n - i,
                                              7};

        key[i] = keys[kind];
        freq[i] = draw(&random) % (kind % 3 ? 4 : 1000);
    }
}

static void check(size_t n, uint64_t top)
{
    static size_t want[N];
    size_t *rows, got = order_rows(n, key, freq, top, &rows);

    for (size_t i = 0; i < n; i++)
        want[i] = i;
    qsort(want, n, sizeof *want, compare);
    assert_int_equal(got, top && top < n ? top : n);
    for (size_t i = 0; i < got; i++)
        assert_int_equal(rows[i], want[i]);
    free(rows);
}

static void rows_are_in_the_order_of_a_plain_sort(void **state)
{
    static const size_t sizes[] = {0, 1, 2, 100, 499, 500, 5000, 19999, 20000, N};
    static const uint64_t tops[] = {0, 1, 100, 25000, 2 * N};

    (void)state;
    for (unsigned kind = 0; kind < 9; kind++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
            for (size_t k = 0; k < sizeof tops / sizeof *tops; k++) {
                fill(sizes[i], kind);
                check(sizes[i], tops[k]);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_in_the_order_of_a_plain_sort),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
