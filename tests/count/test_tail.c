/* Sorting tails: in order, nothing lost, whatever the input. */
#include "count/tail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 5000, BITS = 9, HOLE_TOKEN = (1 << BITS) - 1 };

static uint64_t seed = 1;

static uint64_t draw(uint64_t below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (seed >> 33) % below;
}

static tail of_token(uint32_t token, uint64_t rest)
{
    return (tail)token << (TAIL_BITS - BITS) | rest;
}

static int by_value(const void *a, const void *b)
{
    const tail *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

static void fill(tail a[], size_t n, unsigned kind)
{
    for (size_t i = 0; i < n; i++)
        switch (kind) {
        case 0: /* all equal */
            a[i] = of_token(3, 7);
            break;
        case 1:
            a[i] = of_token((uint32_t)(i * 500 / n), i);
            break;
        case 2:
            a[i] = of_token((uint32_t)((n - i) * 500 / (n + 1)), n - i);
            break;
        case 3: /* many equal, some holes */
            a[i] = of_token(draw(9) ? (uint32_t)draw(4) : HOLE_TOKEN, draw(3));
            break;
        case 4: /* up and down: bad for medians of three */
            a[i] = of_token(5, i < n / 2 ? i : n - i);
            break;
        case 5: /* few first tokens, many seconds */
            a[i] = of_token((uint32_t)draw(3), (uint64_t)draw(9)) |
                   (tail)draw(HOLE_TOKEN + 1) << (TAIL_BITS - 2 * BITS) |
                   (tail)draw(3) << (TAIL_BITS - 3 * BITS);
            break;
        default:
            a[i] = of_token((uint32_t)draw(500), draw(UINT32_MAX) << 31 | draw(99));
            break;
        }
}

static void assert_sorted(tail a[], const tail want[], size_t n)
{
    assert_memory_equal(a, want, n * sizeof *a);
}

static void any_input_is_sorted_both_ways(void **state)
{
    static const size_t sizes[] = {1, 2, 3, 23, 24, 25, 26, 63, 64, 65, 100, 1000, MOST};
    tail *a = calloc(MOST, sizeof *a), *b = calloc(MOST, sizeof *b);
    tail *want = calloc(MOST, sizeof *want);
    uint32_t *start = calloc(TAIL_STARTS, sizeof *start);
    uint16_t share[HOLE_TOKEN];
    uint64_t freq[HOLE_TOKEN], tokens = 0;
    const struct tail_shape shape = {BITS, 3, HOLE_TOKEN, share};

    (void)state;
    for (uint32_t x = 0; x < HOLE_TOKEN; x++)
        tokens += freq[x] = x < 8 ? 1000 : 3;
    tail_shares(share, freq, HOLE_TOKEN, tokens);
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (unsigned kind = 0; kind < 7; kind++) {
            size_t n = sizes[s];

            fill(a, n, kind);
            memcpy(want, a, n * sizeof *a);
            qsort(want, n, sizeof *want, by_value);
            memcpy(b, a, n * sizeof *a);
            tails_sort(b, n);
            assert_sorted(b, want, n);
            tails_sort_wide(&shape, a, b, n, start);
            assert_sorted(b, want, n);
        }
    free(a);
    free(b);
    free(want);
    free(start);
}

static void a_killer_of_quicksort_is_sorted_in_good_time(void **state)
{
    enum { N = 300000 };
    tail *a = calloc(N, sizeof *a);
    tail *want = calloc(N, sizeof *want);

    (void)state;
    /* Musser 1997, SP&E 27(8): medians of three that split off two elements at a time */
    for (size_t i = 0, half = N / 2; i < half; i++) {
        a[i] = i % 2 ? half + i - !(half % 2) : i + 1;
        a[half + i] = 2 * (i + 1);
    }
    memcpy(want, a, N * sizeof *a);
    qsort(want, N, sizeof *want, by_value);
    tails_sort(a, N);
    assert_sorted(a, want, N);
    free(a);
    free(want);
}

static void tokens_are_where_they_were_put(void **state)
{
    tail t =
        (((tail)5 << BITS | 300) << BITS | HOLE_TOKEN) << (TAIL_BITS - 3 * BITS) | 77;

    (void)state;
    assert_int_equal(tail_token(t, 0, BITS), 5);
    assert_int_equal(tail_token(t, 1, BITS), 300);
    assert_int_equal(tail_token(t, 2, BITS), HOLE_TOKEN);
    assert_int_equal(tail_number(t), 77);
    assert_int_equal(tail_shared_bits(t, t), 128);
    assert_int_equal(tail_shared_bits(t, t ^ 1), 127);
    assert_int_equal(tail_shared_bits(t, t ^ (tail)1 << 100), 27);
    assert_int_equal(tail_bits(1), 1);
    assert_int_equal(tail_bits(3), 2);
    assert_int_equal(tail_bits(4), 3);
    assert_int_equal(tail_bits(UINT32_MAX), 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_input_is_sorted_both_ways),
        cmocka_unit_test(a_killer_of_quicksort_is_sorted_in_good_time),
        cmocka_unit_test(tokens_are_where_they_were_put),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
