/* Least significant digit first: stable, and no comparison that could be mispredicted. */
#include "base/radix.h"

#include <string.h>

enum { DIGIT = 11, BUCKETS = 1 << DIGIT };

static unsigned digit(uint64_t key, unsigned shift)
{
    return (unsigned)(key >> shift) & (BUCKETS - 1);
}

/* One digit, from `from` to `to`. */
static void spread(const struct radix_pair from[], struct radix_pair to[], size_t n,
                   unsigned shift)
{
    size_t start[BUCKETS + 1] = {0};

    for (size_t i = 0; i < n; i++)
        start[digit(from[i].key, shift) + 1]++;
    for (unsigned b = 0; b < BUCKETS; b++)
        start[b + 1] += start[b];
    for (size_t i = 0; i < n; i++)
        to[start[digit(from[i].key, shift)]++] = from[i];
}

void radix_sort(struct radix_pair a[], struct radix_pair other[], size_t n)
{
    struct radix_pair *from = a, *to = other, *swap;
    uint64_t differ = 0; /* bits in which keys do */

    for (size_t i = 1; i < n; i++)
        differ |= a[i].key ^ a[0].key;
    for (unsigned shift = 0; shift < 64; shift += DIGIT) {
        if (!digit(differ, shift))
            continue;
        spread(from, to, n, shift);
        swap = from;
        from = to;
        to = swap;
    }
    if (from != a)
        memcpy(a, from, n * sizeof *a);
}
