/* The order of many numbers: a radix sort on the bits of doubles, which takes a million
 * in a few hundredths of a second and never a callback. Clearing its counters costs more
 * than sorting a few hundred, so those are merged from short sorted runs instead. */
#include "stats/rank.h"

#include <string.h>

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, PASSES = 6, RUN = 12, SOME = 1500 };

/* As integers, positive doubles are in order, negative ones in reverse. */
uint64_t rank_key(double x)
{
    uint64_t bits;

    x += 0; /* -0 + 0 is 0 */
    memcpy(&bits, &x, sizeof bits);
    return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

double rank_value(uint64_t key)
{
    uint64_t bits = key >> 63 ? key & ~((uint64_t)1 << 63) : ~key;
    double x;

    memcpy(&x, &bits, sizeof x);
    return x;
}

static void sort_few(size_t n, struct ranked a[])
{
    struct ranked x;
    size_t i, j;

    for (i = 1; i < n; i++) {
        x = a[i];
        for (j = i; j > 0 && a[j - 1].key > x.key; j--)
            a[j] = a[j - 1];
        a[j] = x;
    }
}

/* Merge from[0..half) and from[half..n); equal keys of the first half go first. */
static void merge_halves(size_t half, size_t n, const struct ranked from[],
                         struct ranked to[])
{
    size_t i = 0, j = half, k = 0;

    while (i < half && j < n)
        to[k++] = from[j].key < from[i].key ? from[j++] : from[i++];
    memcpy(to + k, from + i, (half - i) * sizeof *to);
    memcpy(to + k + (half - i), from + j, (n - j) * sizeof *to);
}

static void sort_some(size_t n, struct ranked a[], struct ranked scratch[])
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
static int sort_by_digit(size_t n, const struct ranked from[], struct ranked to[],
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

void rank_sort(size_t n, struct ranked a[], struct ranked scratch[])
{
    struct ranked *from = a, *to = scratch, *swap;
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
