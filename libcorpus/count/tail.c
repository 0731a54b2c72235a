/* Sorting what follows an occurrence. */
#include "count/tail.h"

#include <stdbool.h>
#include <string.h>

enum { SMALL = 16, LARGE = 64 };

static void insertion_sort(tail a[], size_t n)
{
    for (size_t i = 1; i < n; i++) {
        tail t = a[i];
        size_t k = i;

        for (; k && t < a[k - 1]; k--)
            a[k] = a[k - 1];
        a[k] = t;
    }
}

static tail median(tail x, tail y, tail z)
{
    if (y < x) {
        tail swap = x;

        x = y;
        y = swap;
    }
    return z < x ? x : z < y ? z : y;
}

/* Split a[] in two parts, neither of them empty: what is in the first is at most the
 * pivot, what is in the second at least. Returns the length of the first. (Where the
 * median is the least of all, a second of the three is equal to it, so that both ends
 * move once.) */
static size_t partition(tail a[], size_t n)
{
    tail pivot = median(a[0], a[n / 2], a[n - 1]);
    size_t i = 0, k = n - 1;

    for (;; i++, k--) {
        tail swap;

        while (a[i] < pivot)
            i++;
        while (pivot < a[k])
            k--;
        if (i >= k)
            return i;
        swap = a[i];
        a[i] = a[k];
        a[k] = swap;
    }
}

/* Bit by bit, from `bit` down: slower, but whatever the input no more than 128 passes. */
static void sort_by_bits(tail a[], size_t n, unsigned bit)
{
    size_t zeros = 0;

    for (size_t i = 0; i < n; i++) {
        tail t = a[i];

        if (t >> bit & 1)
            continue;
        a[i] = a[zeros];
        a[zeros++] = t;
    }
    if (!bit)
        return;
    if (zeros > 1)
        sort_by_bits(a, zeros, bit - 1);
    if (n - zeros > 1)
        sort_by_bits(a + zeros, n - zeros, bit - 1);
}

/* Quicksort; an input made to split badly runs out of `splits`. */
static void sort_bounded(tail a[], size_t n, unsigned splits)
{
    while (n > SMALL) {
        size_t first;

        if (!splits--) {
            sort_by_bits(a, n, TAIL_BITS - 1);
            return;
        }
        first = partition(a, n);
        if (first < n - first) {
            sort_bounded(a, first, splits);
            a += first;
            n -= first;
        } else {
            sort_bounded(a + first, n - first, splits);
            n = first;
        }
    }
    insertion_sort(a, n);
}

void tails_sort(tail a[], size_t n)
{
    unsigned splits = 4;

    for (size_t left = n; left; left >>= 1)
        splits += 2;
    sort_bounded(a, n, splits);
}

/* ---- by buckets ------------------------------------------------------------------- */

/* Where tails go by one of their tokens: a bucket for each range of shares, and one for
 * holes, the last. */
struct buckets {
    const struct tail_shape *shape;
    unsigned token, shift;
    size_t n;
};

/* About 4 tails in a bucket: best of 2, 4, 8 on English, with SMALL of 8 to 24.
 * LARGE made no difference from 64 to 256. */
static struct buckets choose_buckets(const struct tail_shape *shape, unsigned token,
                                     size_t n, unsigned most)
{
    struct buckets k = {.shape = shape, .token = token, .shift = TAIL_SHARE_BITS};

    while (k.shift > TAIL_SHARE_BITS - most && n >> (TAIL_SHARE_BITS + 1 - k.shift))
        k.shift--;
    k.n = ((size_t)1 << (TAIL_SHARE_BITS - k.shift)) + 1;
    return k;
}

static inline size_t bucket_of(const struct buckets *k, tail t)
{
    uint32_t token = tail_token(t, k->token, k->shape->bits);

    return token < k->shape->n_types ? (size_t)(k->shape->share[token] >> k->shift)
                                     : k->n - 1;
}

static bool same_tokens(const tail a[], size_t n, unsigned bits)
{
    for (size_t i = 1; i < n; i++)
        if ((a[i] ^ a[0]) >> (TAIL_BITS - bits))
            return false;
    return true;
}

/* Sort a[] into b[] by buckets of a token, all before being the same. */
static void sort_by_token(const struct buckets *k, tail a[], tail b[], size_t n,
                          uint32_t start[]);

/* A bucket that is large because one token is frequent is sorted by the next token. */
static __attribute__((noinline)) void
sort_large(const struct tail_shape *shape, unsigned token, tail a[], tail b[], size_t n)
{
    enum { LARGE_BITS = 11 };
    uint32_t start[(1 << LARGE_BITS) + 2];
    struct buckets k = choose_buckets(shape, token, n, LARGE_BITS);

    sort_by_token(&k, b, a, n, start);
    memcpy(b, a, n * sizeof *b);
}

static void sort_by_token(const struct buckets *k, tail a[], tail b[], size_t n,
                          uint32_t start[])
{
    unsigned next = k->token + 1;
    uint32_t from = 0;

    memset(start, 0, (k->n + 1) * sizeof *start);
    for (size_t i = 0; i < n; i++)
        start[bucket_of(k, a[i]) + 1]++;
    for (size_t x = 0; x < k->n; x++)
        start[x + 1] += start[x];
    for (size_t i = 0; i < n; i++)
        b[start[bucket_of(k, a[i])]++] = a[i];
    /* each start has moved to the end of its bucket */
    for (size_t x = 0; x < k->n; from = start[x++]) {
        size_t many = start[x] - from;

        if (many > LARGE && next < k->shape->per_tail &&
            same_tokens(b + from, many, next * k->shape->bits))
            sort_large(k->shape, next, a + from, b + from, many);
        else if (many > 1)
            tails_sort(b + from, many);
    }
}

void tails_sort_wide(const struct tail_shape *shape, tail a[], tail b[], size_t n,
                     uint32_t start[])
{
    struct buckets k = choose_buckets(shape, 0, n, TAIL_SHARE_BITS);

    sort_by_token(&k, a, b, n, start);
}

void tail_shares(uint16_t share[], const uint64_t freq[], uint32_t n_types,
                 uint64_t tokens)
{
    uint64_t before = 0;

    tokens += !tokens; /* types may occur in the tail of a run alone */
    for (uint32_t x = 0; x < n_types; x++) {
        share[x] = (uint16_t)(((before + freq[x] / 2) << TAIL_SHARE_BITS) / tokens);
        before += freq[x];
    }
}
