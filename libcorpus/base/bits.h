/* Bits one behind the other in bytes, low ones first. Nothing here is checked: writers see
 * to it that there is room, readers that they stop in time. */
#ifndef BASE_BITS_H
#define BASE_BITS_H

#include "base/varint.h"

#include <stddef.h>

enum {
    BITS_MAX = 56, /* at a time */
    BITS_PAD = 8   /* bytes that are touched behind the last one that counts */
};

struct bit_writer {
    uint8_t *at;
    uint64_t held; /* bits of *at and no more, between two calls */
    unsigned n;    /* so many */
};

/* n bits; those above are 0. */
static inline void bits_put(struct bit_writer *w, uint64_t bits, unsigned n)
{
    w->held |= bits << w->n;
    w->n += n;
    put_u64(w->at, w->held);
    w->at += w->n >> 3;
    w->held >>= w->n & ~7u;
    w->n &= 7;
}

/* Behind the last byte that has been written to. */
static inline uint8_t *bits_end(const struct bit_writer *w)
{
    return w->at + (w->n > 0);
}

struct bit_reader {
    const uint8_t *at;
    unsigned n; /* bits of *at that have been read */
};

/* The next BITS_MAX bits at least, and what is behind them. */
static inline uint64_t bits_peek(const struct bit_reader *r)
{
    return get_u64(r->at) >> r->n;
}

static inline void bits_skip(struct bit_reader *r, unsigned n)
{
    r->n += n;
    r->at += r->n >> 3;
    r->n &= 7;
}

/* n bits, at most BITS_MAX. */
static inline uint64_t bits_get(struct bit_reader *r, unsigned n)
{
    uint64_t bits = bits_peek(r) & ((1ull << n) - 1);

    bits_skip(r, n);
    return bits;
}

/* Has it read all bytes before `end`, but for the 0 bits that fill the last one? */
static inline bool bits_used_up(const struct bit_reader *r, const uint8_t *end)
{
    return r->n ? r->at + 1 == end && !(*r->at >> r->n) : r->at == end;
}

/* Bit i of a row of them. */
static inline bool bits_at(const uint8_t *bits, size_t i)
{
    return bits[i >> 3] >> (i & 7) & 1;
}

/* ---- Elias' gamma code ------------------------------------------------------------ */

/* v > 0, below 2^GAMMA_BITS: so many 0s as it has bits below its highest, a 1, and those
 * bits (Elias 1975). */
enum { GAMMA_BITS = 28 };

static inline void gamma_put(struct bit_writer *w, uint32_t v)
{
    unsigned low = 31 - (unsigned)__builtin_clz(v);

    bits_put(w, ((uint64_t)(v ^ 1u << low) << 1 | 1) << low, 2 * low + 1);
}

/* False where nobody put one. */
static inline bool gamma_get(struct bit_reader *r, uint32_t *v)
{
    uint64_t bits = bits_peek(r);
    unsigned low = (unsigned)__builtin_ctzll(bits | 1ull << GAMMA_BITS);

    *v = 1u << low | (uint32_t)(bits >> (low + 1) & ((1ull << low) - 1));
    bits_skip(r, 2 * low + 1);
    return low < GAMMA_BITS;
}

/* ---- Rice codes ------------------------------------------------------------------- */

/* What is left of v above its k low bits as so many 0s and a 1, then those k. For numbers
 * that fall off geometrically, as gaps do between things that are strewn at random, with
 * k by rice_parameter() it takes hardly more than their entropy (Golomb 1966; Rice and
 * Plaunt 1971). What would be far too long goes behind RICE_ESCAPE 0s as it is. */
enum { RICE_ESCAPE = 23, RICE_MAX = 31 };

struct rice_code {
    uint64_t bits;
    unsigned n;
};

static inline struct rice_code rice_code(uint32_t v, unsigned k)
{
    uint32_t high = v >> k;

    if (high >= RICE_ESCAPE)
        return (struct rice_code){((uint64_t)v << 1 | 1) << RICE_ESCAPE,
                                  RICE_ESCAPE + 1 + 32};
    return (struct rice_code){((uint64_t)(v ^ high << k) << 1 | 1) << high, high + 1 + k};
}

static inline void rice_put(struct bit_writer *w, uint32_t v, unsigned k)
{
    struct rice_code code = rice_code(v, k);

    bits_put(w, code.bits, code.n);
}

/* Two numbers, which mostly go in one piece: half the time of one after the other. */
static inline void rice_put_pair(struct bit_writer *w, uint32_t u, unsigned ku, uint32_t v,
                                 unsigned kv)
{
    struct rice_code first = rice_code(u, ku), second = rice_code(v, kv);

    if (first.n + second.n > BITS_MAX) {
        bits_put(w, first.bits, first.n);
        bits_put(w, second.bits, second.n);
    } else {
        bits_put(w, first.bits | second.bits << first.n, first.n + second.n);
    }
}

/* May be larger than any v where nobody wrote one. */
static inline uint64_t rice_get(struct bit_reader *r, unsigned k)
{
    uint64_t bits = bits_peek(r);
    unsigned high = (unsigned)__builtin_ctzll(bits | 1ull << RICE_ESCAPE);

    if (high == RICE_ESCAPE) {
        bits_skip(r, RICE_ESCAPE + 1 + 32);
        return bits >> (RICE_ESCAPE + 1) & UINT32_MAX;
    }
    bits_skip(r, high + 1 + k);
    return (uint64_t)high << k | (bits >> (high + 1) & ((1ull << k) - 1));
}

/* The k for n numbers that add up to `sum`. With a mean m, the best is the least one whose
 * 2^k is not below ln(phi - 1) / ln(m / (m + 1)), phi the golden ratio (Kiely 2004): about
 * (m + 1/2) / 2.08, and here over 2. */
static inline unsigned rice_parameter(uint32_t n, uint64_t sum)
{
    unsigned k = 0;

    while (k < RICE_MAX && (uint64_t)n << (k + 1) < sum + n / 2)
        k++;
    return k;
}

#endif
