/* Masks of text on processors with AVX-512 (BW, VBMI2: since Ice Lake and Zen 4). A
 * comparison of 64 bytes is a mask at once, and the places of its bits come out in one
 * instruction, without a loop whose end no branch predictor guesses. */
#include "text/slab.h"

#ifdef ASCII_AVX512
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vbmi2,bmi,bmi2,lzcnt,popcnt")
#include "text/ascii.h"
#include "text/special.h"
#include "text/utf8_masks.h"
#include <immintrin.h>

static inline uint64_t is(__m512i x, int c)
{
    return _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8((char)c));
}

static inline uint64_t within(__m512i x, int first, int n)
{
    return _mm512_cmplt_epu8_mask(_mm512_sub_epi8(x, _mm512_set1_epi8((char)first)),
                                  _mm512_set1_epi8((char)n));
}

static inline __m512i with_bit(__m512i x, int bit)
{
    return _mm512_or_si512(x, _mm512_set1_epi8((char)bit));
}

static inline void masks_of_64(const char *text, struct ascii_masks *m)
{
    __m512i x = _mm512_loadu_si512(text);
    uint64_t under = is(x, '_');

    m->word = within(with_bit(x, 0x20), 'a', 26) | within(x, '0', 10);
    m->mid = is(with_bit(x, 2), '.') | is(with_bit(x, 1), ';') | is(x, '\'') | is(x, '-');
    m->hard = _mm512_movepi8_mask(x) | under;
    m->mark = within(x, '!', 94) & ~(m->word | under);
    m->stop = is(x, '.') | is(x, '!') | is(x, '?');
    m->line = is(x, '\n') | is(x, '\r');
}

static const uint8_t numbers[64] = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
    32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
    48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63
};

/* Write 16 edges from 16 bytes. */
static inline void widen(uint32_t *edges, __m512i at, __m128i places)
{
    _mm512_storeu_si512(edges, _mm512_add_epi32(at, _mm512_cvtepu8_epi32(places)));
}

static inline size_t add_edges(uint32_t *edges, size_t n, size_t at, uint64_t bits)
{
    __m512i base = _mm512_set1_epi32((int)at);
    __m512i places = _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(numbers));
    size_t count = (size_t)__builtin_popcountll(bits);

    widen(edges + n, base, _mm512_castsi512_si128(places));
    widen(edges + n + 16, base, _mm512_extracti32x4_epi32(places, 1));
    if (count > 32) {
        widen(edges + n + 32, base, _mm512_extracti32x4_epi32(places, 2));
        widen(edges + n + 48, base, _mm512_extracti32x4_epi32(places, 3));
    }
    return n + count;
}

#define ASCII_MASKS masks_of_64
#define ASCII_WALK  ascii_words_avx512
#include "text/ascii_walk.h"

static inline uint64_t triggers(const char *text)
{
    __m512i x = _mm512_loadu_si512(text), next = _mm512_loadu_si512(text + 1);
    uint64_t sign = is(x, '@') | is(x, '#') | is(x, ':');
    uint64_t ww = is(with_bit(x, 0x20), 'w') & is(with_bit(next, 0x20), 'w');

    return sign | ww | (is(x, 0xef) & is(next, 0xbc));
}

size_t ascii_seek_avx512(const char *text, size_t at, size_t end, uint64_t *bits)
{
    while (at < end && !(*bits = triggers(text + at)))
        at += 64;
    return at;
}

static inline uint64_t above(__m512i x, int c)
{
    return _mm512_cmpgt_epi8_mask(x, _mm512_set1_epi8((char)c));
}

const uint8_t *utf8_run_avx512(const uint8_t *p, const uint8_t *end)
{
    for (size_t n = 64; n && end - p >= 64; p += n) {
        __m512i x = _mm512_loadu_si512(p);
        uint64_t other = _mm512_movepi8_mask(x), nul = is(x, 0);
        struct utf8_masks m;

        n = 64;
        if (!(other | nul))
            continue;
        m.ascii = ~other;
        m.trail = _mm512_cmplt_epi8_mask(x, _mm512_set1_epi8(-64));
        m.lead3 = above(x, -33) & other;
        m.lead4 = above(x, -17) & other;
        m.none = (above(x, -12) & other) | nul |
                 is(_mm512_and_si512(x, _mm512_set1_epi8(-2)), 0xc0);
        m.e0 = is(x, 0xe0);
        m.ed = is(x, 0xed);
        m.f0 = is(x, 0xf0);
        m.f4 = is(x, 0xf4);
        m.from_a0 = above(x, -97);
        m.from_90 = above(x, -113);
        n = utf8_whole(&m);
    }
    return p;
}
#pragma GCC pop_options
#endif
