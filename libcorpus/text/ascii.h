/* 64 bytes at a time as bit masks: bit i says something of byte i. */
#ifndef TEXT_ASCII_H
#define TEXT_ASCII_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__) && !defined(CORPUS_NO_SIMD)
#include <emmintrin.h>
#define ASCII_SSE2 1
#endif

struct ascii_masks {
    uint64_t word;      /* A-Z a-z 0-9 */
    uint64_t mid;       /* . , : ; ' and -, which may stand inside a word */
    uint64_t hard;      /* _ and what is not ASCII: left to the general rules */
    uint64_t stop;      /* . ! ? */
    uint64_t line;      /* LF, CR */
    uint64_t mark;      /* punctuation and symbols, _ left out */
};

/* The portable way: a byte after the other. */
static inline void ascii_masks_portable(const char *text, struct ascii_masks *m)
{
    enum { WORD = 1, MID = 2, HARD = 4, STOP = 8, LINE = 16 };

    *m = (struct ascii_masks){0};
    for (unsigned i = 0; i < 64; i++) {
        uint8_t c = (uint8_t)text[i];
        uint64_t bit = (uint64_t)1 << i;

        if ((uint8_t)((c | 0x20) - 'a') < 26 || (uint8_t)(c - '0') < 10)
            m->word |= bit;
        else if (c >= 0x80 || c == '_')
            m->hard |= bit;
        else if (c > ' ' && c < 0x7f)
            m->mark |= bit;
        if (c == '.' || c == ',' || c == ':' || c == ';' || c == '\'' || c == '-')
            m->mid |= bit;
        if (c == '.' || c == '!' || c == '?')
            m->stop |= bit;
        if (c == '\n' || c == '\r')
            m->line |= bit;
    }
}

/* Bytes that may be the sign of a URL, an address, a hashtag or a mention: @ # : , a w
 * before a w, and 0xEF before 0xBC (U+FF03 and others). One byte after the 64 is read. */
static inline uint64_t ascii_triggers_portable(const char *text)
{
    uint64_t bits = 0;

    for (unsigned i = 0; i < 64; i++) {
        uint8_t c = (uint8_t)text[i], next = (uint8_t)text[i + 1];

        if (c == '@' || c == '#' || c == ':' || (c == 0xef && next == 0xbc) ||
            ((c | 0x20) == 'w' && (next | 0x20) == 'w'))
            bits |= (uint64_t)1 << i;
    }
    return bits;
}

#ifdef ASCII_SSE2

static inline __m128i ascii_load(const char *text)
{
    return _mm_loadu_si128((const __m128i *)(const void *)text);
}

static inline uint64_t ascii_bits(__m128i x, unsigned k)
{
    return (uint64_t)(uint32_t)_mm_movemask_epi8(x) << (16 * k);
}

static inline __m128i ascii_is(__m128i x, int c)
{
    return _mm_cmpeq_epi8(x, _mm_set1_epi8((char)c));
}

/* Is each byte one of `n` from `first` on? Shifted so that one signed compare does. */
static inline __m128i ascii_within(__m128i x, int first, int n)
{
    return _mm_cmplt_epi8(_mm_add_epi8(x, _mm_set1_epi8((char)(0x80 - first))),
                          _mm_set1_epi8((char)(0x80 + n)));
}

static inline __m128i ascii_or(__m128i a, __m128i b)
{
    return _mm_or_si128(a, b);
}

static inline __attribute__((always_inline)) void
ascii_masks(const char *text, struct ascii_masks *m)
{
    const __m128i bit5 = _mm_set1_epi8(0x20), bit1 = _mm_set1_epi8(2),
                  bit0 = _mm_set1_epi8(1);

    *m = (struct ascii_masks){0};
#pragma GCC unroll 4
    for (unsigned k = 0; k < 4; k++) {
        __m128i x = ascii_load(text + 16 * k);
        __m128i dot = ascii_is(x, '.');
        __m128i word = ascii_or(ascii_within(ascii_or(x, bit5), 'a', 26),
                                ascii_within(x, '0', 10));
        __m128i mid = ascii_or(ascii_or(ascii_is(ascii_or(x, bit1), '.'), /* , . */
                                        ascii_is(ascii_or(x, bit0), ';')), /* : ; */
                               ascii_or(ascii_is(x, '\''), ascii_is(x, '-')));
        __m128i under = ascii_is(x, '_');
        __m128i mark = _mm_andnot_si128(ascii_or(word, under), ascii_within(x, '!', 94));
        __m128i stop = ascii_or(dot, ascii_or(ascii_is(x, '!'), ascii_is(x, '?')));

        m->word |= ascii_bits(word, k);
        m->mid |= ascii_bits(mid, k);
        m->hard |= ascii_bits(ascii_or(x, under), k);
        m->mark |= ascii_bits(mark, k);
        m->stop |= ascii_bits(stop, k);
        m->line |= ascii_bits(ascii_or(ascii_is(x, '\n'), ascii_is(x, '\r')), k);
    }
}

static inline uint64_t ascii_triggers(const char *text)
{
    uint64_t bits = 0;

#pragma GCC unroll 4
    for (unsigned k = 0; k < 4; k++) {
        const __m128i bit5 = _mm_set1_epi8(0x20);
        __m128i x = ascii_load(text + 16 * k), next = ascii_load(text + 16 * k + 1);
        __m128i sign = ascii_or(ascii_is(x, '@'), ascii_or(ascii_is(x, '#'),
                                                           ascii_is(x, ':')));
        __m128i ww = _mm_and_si128(ascii_is(ascii_or(x, bit5), 'w'),
                                   ascii_is(ascii_or(next, bit5), 'w'));
        __m128i wide = _mm_and_si128(ascii_is(x, 0xef), ascii_is(next, 0xbc));

        bits |= ascii_bits(ascii_or(sign, ascii_or(ww, wide)), k);
    }
    return bits;
}

/* Is nothing of the 16 bytes `hard`? */
static inline bool ascii_16(const char *text)
{
    __m128i x = ascii_load(text);

    return !_mm_movemask_epi8(ascii_or(x, ascii_is(x, '_')));
}

#else

static inline void ascii_masks(const char *text, struct ascii_masks *m)
{
    ascii_masks_portable(text, m);
}

static inline uint64_t ascii_triggers(const char *text)
{
    return ascii_triggers_portable(text);
}

static inline bool ascii_16(const char *text)
{
    for (unsigned i = 0; i < 16; i++)
        if ((uint8_t)text[i] >= 0x80 || text[i] == '_')
            return false;
    return true;
}

#endif
#endif
