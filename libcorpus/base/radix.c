/* Least significant digit first, with no comparison that could be mispredicted: a million
 * numbers in a few hundredths of a second. Clearing the counters costs more than sorting a
 * few hundred, so those are merged from short sorted runs instead. */
#include "base/radix.h"
#include "base/map.h"

#include <stdint.h>
#include <string.h>

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, PASSES = 6, RUN = 12, SOME = 1500,
       FEW_NUMBERS = 24 };

static void sort_few(size_t n, struct radix_item a[])
{
    struct radix_item x;
    size_t i, j;

    for (i = 1; i < n; i++) {
        x = a[i];
        for (j = i; j > 0 && a[j - 1].key > x.key; j--)
            a[j] = a[j - 1];
        a[j] = x;
    }
}

/* Merge from[0..half) and from[half..n); equal keys of the first half go first. */
static void merge_halves(size_t half, size_t n, const struct radix_item from[],
                         struct radix_item to[])
{
    size_t i = 0, j = half, k = 0;

    while (i < half && j < n)
        to[k++] = from[j].key < from[i].key ? from[j++] : from[i++];
    memcpy(to + k, from + i, (half - i) * sizeof *to);
    memcpy(to + k + (half - i), from + j, (n - j) * sizeof *to);
}

static void sort_some(size_t n, struct radix_item a[], struct radix_item scratch[])
{
    size_t half = n / 2;

    if (n <= RUN) {
        sort_few(n, a);
        return;
    }
    sort_some(half, a, scratch);
    sort_some(n - half, a + half, scratch);
    if (a[half - 1].key <= a[half].key)
        return;
    memcpy(scratch, a, n * sizeof *a);
    merge_halves(half, n, scratch, a);
}

/* One pass of the sort by the digit at `shift`; 0 if all have the same there. */
static int sort_by_digit(size_t n, const struct radix_item from[], struct radix_item to[],
                         unsigned shift)
{
    size_t start[DIGITS] = {0}, sum = 0, count, i;

    for (i = 0; i < n; i++)
        start[from[i].key >> shift & (DIGITS - 1)]++;
    if (start[from[0].key >> shift & (DIGITS - 1)] == n)
        return 0;
    for (i = 0; i < DIGITS; i++) {
        count = start[i];
        start[i] = sum;
        sum += count;
    }
    for (i = 0; i < n; i++)
        to[start[from[i].key >> shift & (DIGITS - 1)]++] = from[i];
    return 1;
}

/* ---- room ------------------------------------------------------------------------- */

static size_t room(size_t n)
{
    return map_round(2 * n * sizeof(struct radix_item));
}

struct radix_item *radix_new(size_t n)
{
    return n < SIZE_MAX / 8 / sizeof(struct radix_item) ? map_new(room(n)) : NULL;
}

void radix_free(struct radix_item *items, size_t n)
{
    map_free(items, room(n));
}

/* ---- sorting ---------------------------------------------------------------------- */

void radix_sort(size_t n, struct radix_item a[], struct radix_item scratch[])
{
    struct radix_item *from = a, *to = scratch, *swap;
    unsigned pass;

    if (n <= SOME) {
        sort_some(n, a, scratch);
        return;
    }
    for (pass = 0; pass < PASSES; pass++) {
        if (!sort_by_digit(n, from, to, pass * DIGIT_BITS))
            continue;
        swap = from, from = to, to = swap;
    }
    if (from != a)
        memcpy(a, from, n * sizeof *a);
}

/* ---- numbers alone ---------------------------------------------------------------- */

static void sort_few_numbers(size_t n, uint32_t a[])
{
    for (size_t i = 1, j; i < n; i++) {
        uint32_t x = a[i];

        for (j = i; j > 0 && a[j - 1] > x; j--)
            a[j] = a[j - 1];
        a[j] = x;
    }
}

static void sort_numbers_by_digit(size_t n, const uint32_t from[], uint32_t to[],
                                  unsigned shift, uint32_t mask)
{
    uint32_t start[DIGITS], sum = 0;

    memset(start, 0, (mask + 1ul) * sizeof *start);
    for (size_t i = 0; i < n; i++)
        start[from[i] >> shift & mask]++;
    for (uint32_t i = 0; i <= mask; i++) {
        uint32_t count = start[i];

        start[i] = sum;
        sum += count;
    }
    for (size_t i = 0; i < n; i++)
        to[start[from[i] >> shift & mask]++] = from[i];
}

/* Digits of equal size, no more than the largest number needs, and the smaller the fewer
 * numbers there are: counters are to be cleared for each pass. */
void radix_sort_numbers(size_t n, uint32_t a[], uint32_t scratch[])
{
    uint32_t all = 1, *from = a, *to = scratch, *swap;
    unsigned bits, passes, digit, most = n < 128 ? 8 : n < 1024 ? 9 : DIGIT_BITS;

    if (n <= FEW_NUMBERS) {
        sort_few_numbers(n, a);
        return;
    }
    for (size_t i = 0; i < n; i++)
        all |= a[i];
    bits = 32 - (unsigned)__builtin_clz(all);
    passes = (bits + most - 1) / most;
    digit = (bits + passes - 1) / passes;
    for (unsigned pass = 0; pass < passes; pass++) {
        sort_numbers_by_digit(n, from, to, pass * digit, (1u << digit) - 1);
        swap = from, from = to, to = swap;
    }
    if (from != a)
        memcpy(a, from, n * sizeof *a);
}
