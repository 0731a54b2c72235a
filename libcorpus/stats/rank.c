/* The order of numbers: keys that sort as doubles do, and a sort of whole words. */
#include "stats/rank.h"

#include <string.h>

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };

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

/* ---- words ------------------------------------------------------------------------ */

static void order_two(uint64_t *a, uint64_t *b)
{
    uint64_t low = *a < *b ? *a : *b, high = *a < *b ? *b : *a;

    *a = low;
    *b = high;
}

static void order_three(size_t n, uint64_t a[])
{
    if (n > 1)
        order_two(&a[0], &a[1]);
    if (n > 2) {
        order_two(&a[1], &a[2]);
        order_two(&a[0], &a[1]);
    }
}

/* Merge from[0..half) and from[half..n), half = n / 2, from both ends at once: neither
 * can run out before they meet, and nothing is left to a branch that random numbers would
 * make the processor guess wrong. */
static void merge_words(size_t half, size_t n, const uint64_t from[], uint64_t to[])
{
    size_t i = 0, j = half, last_i = half - 1, last_j = n - 1, k;

    for (k = 0; k < half; k++) {
        uint64_t x = from[i], y = from[j], u = from[last_i], v = from[last_j];

        to[k] = y < x ? y : x;
        j += y < x;
        i += !(y < x);
        to[n - 1 - k] = v < u ? u : v;
        last_i -= v < u;
        last_j -= !(v < u);
    }
    if (n > 2 * half)
        to[half] = from[i == last_i ? i : j];
}

/* Sort a, into b if asked to; the other is overwritten. */
static void sort_some_words(size_t n, uint64_t a[], uint64_t b[], int into_b)
{
    size_t half = n / 2;

    if (n <= 3) {
        order_three(n, a);
        if (into_b)
            memcpy(b, a, n * sizeof *a);
        return;
    }
    sort_some_words(half, a, b, !into_b);
    sort_some_words(n - half, a + half, b + half, !into_b);
    if (into_b)
        merge_words(half, n, a, b);
    else
        merge_words(half, n, b, a);
}

/* The bits that are sorted by digits, below the highest in which the words differ. */
enum { WORD_PASSES = 3, TOP_BITS = WORD_PASSES * DIGIT_BITS, SOME_WORDS = 800 };

struct span {
    uint64_t least;
    unsigned shift; /* of the words less the least, to their top bits */
};

static struct span span_of(size_t n, const uint64_t a[])
{
    uint64_t least = a[0], most = a[0];
    unsigned bits;
    size_t i;

    for (i = 1; i < n; i++) {
        least = a[i] < least ? a[i] : least;
        most = a[i] > most ? a[i] : most;
    }
    bits = most > least ? 64 - (unsigned)__builtin_clzll(most - least) : 0;
    return (struct span){least, bits > TOP_BITS ? bits - TOP_BITS : 0};
}

static uint64_t top_of(const struct span *s, uint64_t word)
{
    return (word - s->least) >> s->shift;
}

/* By their top bits, from a into b by way of both. */
static void sort_by_top(size_t n, uint64_t a[], uint64_t b[], const struct span *s)
{
    uint32_t start[WORD_PASSES][DIGITS] = {{0}};
    size_t i, pass, digit;
    uint64_t *swap;

    for (i = 0; i < n; i++)
        for (pass = 0; pass < WORD_PASSES; pass++)
            start[pass][top_of(s, a[i]) >> pass * DIGIT_BITS & (DIGITS - 1)]++;
    for (pass = 0; pass < WORD_PASSES; pass++) {
        uint32_t sum = 0, count;

        for (digit = 0; digit < DIGITS; digit++, sum += count) {
            count = start[pass][digit];
            start[pass][digit] = sum;
        }
        for (i = 0; i < n; i++)
            b[start[pass][top_of(s, a[i]) >> pass * DIGIT_BITS & (DIGITS - 1)]++] = a[i];
        swap = a, a = b, b = swap;
    }
}

/* Sort the few whose top bits are equal. */
static void sort_within_top(size_t n, uint64_t a[], uint64_t scratch[],
                            const struct span *s)
{
    size_t i, j;

    for (i = 0; i < n; i = j) {
        int sorted = 1;

        for (j = i + 1; j < n && top_of(s, a[j]) == top_of(s, a[i]); j++)
            sorted &= a[j - 1] <= a[j];
        if (!sorted)
            sort_some_words(j - i, a + i, scratch, 0);
    }
}

void rank_sort_words(size_t n, uint64_t a[], uint64_t scratch[])
{
    struct span s;

    if (n <= SOME_WORDS || n > UINT32_MAX) {
        sort_some_words(n, a, scratch, 0);
        return;
    }
    s = span_of(n, a);
    sort_by_top(n, a, scratch, &s);
    sort_within_top(n, scratch, a, &s);
    memcpy(a, scratch, n * sizeof *a);
}
