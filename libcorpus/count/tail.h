/* What follows an occurrence of a type, packed to be sorted.
 *
 * The next tokens stand in the upper bits of a 128-bit number, `bits` for each (as many
 * as the number of types needs; a hole is all ones, which no type is), in the lower 32 a
 * number that tells where they come from. So four tokens and their document are 16 bytes
 * up to 16 M types, sorting by tokens is comparing numbers, and equal tails come by
 * document. */
#ifndef COUNT_TAIL_H
#define COUNT_TAIL_H

#include <stddef.h>
#include <stdint.h>

typedef unsigned __int128 tail;

enum { TAIL_BITS = 128, TAIL_NUMBER_BITS = 32 };

/* Bits for a token, so that all ones is no type. */
static inline unsigned tail_bits(uint32_t n_types)
{
    unsigned bits = 1;

    while (bits < 32 && n_types >> bits)
        bits++;
    return bits;
}

/* The next n tokens as the upper bits of a tail. In pairs, since shifts of 128 bits are
 * dear. */
static inline __attribute__((always_inline)) tail tail_pack(const uint32_t next[],
                                                            unsigned n, unsigned bits)
{
    const uint32_t mask = (uint32_t)((UINT64_C(1) << bits) - 1);
    tail t = 0;
    unsigned k;

#pragma GCC unroll 4
    for (k = 0; k + 1 < n; k += 2) {
        uint64_t pair = (uint64_t)(next[k] & mask) << bits | (next[k + 1] & mask);

        t = t << 2 * bits | pair;
    }
    if (k < n)
        t = t << bits | (next[k] & mask);
    return n ? t << (TAIL_BITS - n * bits) : 0;
}

/* The bits of token i (from 0) alone. */
static inline uint32_t tail_token(tail t, unsigned i, unsigned bits)
{
    return (uint32_t)(t >> (TAIL_BITS - (i + 1) * bits)) &
           (uint32_t)((UINT64_C(1) << bits) - 1);
}

static inline uint32_t tail_number(tail t)
{
    return (uint32_t)t;
}

/* How many leading bits two tails share. */
static inline unsigned tail_shared_bits(tail a, tail b)
{
    uint64_t high = (uint64_t)((a ^ b) >> 64), low = (uint64_t)(a ^ b);

    if (high)
        return (unsigned)__builtin_clzll(high);
    return low ? 64 + (unsigned)__builtin_clzll(low) : 128;
}

/* Sort n tails, in place. */
void tails_sort(tail a[], size_t n);

/* What the tails of a corpus have in common. */
struct tail_shape {
    unsigned bits, per_tail; /* of a token; tokens in a tail */
    uint32_t n_types;
    const uint16_t *share;
};

enum { TAIL_SHARE_BITS = 16, TAIL_STARTS = (1 << TAIL_SHARE_BITS) + 2 };

/* share[x]: how much of the corpus comes before the middle of type x, in 1/65536. */
void tail_shares(uint16_t share[], const uint64_t freq[], uint32_t n_types,
                 uint64_t tokens);

/* The same for many tails, by way of b[] (room for n) and start[] (TAIL_STARTS): spread
 * over buckets by the first token, then sort each. The result is in b, and a is of no
 * more use.
 *
 * A bucket is a range of shares. As the followers of a type are spread much like the
 * corpus, buckets are of like size, whether types are few or many: a handful of tails
 * each, which need no more than an insertion sort. A type of twice a bucket's share or
 * more is alone in the bucket of its middle; if that gets large, it is spread by the next
 * token. */
void tails_sort_wide(const struct tail_shape *shape, tail a[], tail b[], size_t n,
                     uint32_t start[]);

#endif
