/* UTF-8: decode, encode, check, repair. */
#include "text/utf8.h"
#include "corpus/error.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* What may follow a lead byte decides all that is special in UTF-8: overlong forms,
 * surrogates and values beyond U+10FFFF show in the second byte. */
static inline unsigned sequence(const uint8_t *p, size_t left, bool *valid)
{
    unsigned want, low = 0x80, high = 0xbf, len;

    *valid = true;
    if (p[0] < 0x80)
        return 1;
    *valid = false;
    if (p[0] < 0xc2 || p[0] > 0xf4)
        return 1;
    want = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
    if (p[0] == 0xe0)
        low = 0xa0;
    else if (p[0] == 0xed)
        high = 0x9f;
    else if (p[0] == 0xf0)
        low = 0x90;
    else if (p[0] == 0xf4)
        high = 0x8f;
    if (left < 2 || p[1] < low || p[1] > high)
        return 1;
    for (len = 2; len < want; len++)
        if (left <= len || (p[len] & 0xc0) != 0x80)
            return len;
    *valid = true;
    return want;
}

unsigned utf8_sequence(const char *text, size_t at, size_t end, bool *valid)
{
    return sequence((const uint8_t *)text + at, end - at, valid);
}

unsigned utf8_decode_rare(const char *text, size_t at, size_t end, uint32_t *code)
{
    const uint8_t *p = (const uint8_t *)text + at;
    bool valid;
    unsigned len = sequence(p, end - at, &valid);

    if (!valid) {
        *code = UTF8_REPLACEMENT;
        return len;
    }
    *code = len == 2 ? p[0] & 0x1fu : len == 3 ? p[0] & 0xfu : p[0] & 7u;
    for (unsigned i = 1; i < len; i++)
        *code = *code << 6 | (p[i] & 0x3fu);
    return len;
}

size_t utf8_back(const char *text, size_t from, size_t at)
{
    size_t start = at - 1, limit = at - from > 4 ? at - 4 : from;
    bool valid;

    while (start > limit && ((uint8_t)text[start] & 0xc0) == 0x80)
        start--;
    while (start + utf8_sequence(text, start, at, &valid) < at)
        start++;
    return start;
}

unsigned utf8_encode(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3f));
        out[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3f));
    out[2] = (char)(0x80 | (c >> 6 & 0x3f));
    out[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

/* The bytes of [p, stop) one by one, as far as they are code points; those of the last
 * one may lie behind `stop`, but before `end`. */
static const uint8_t *check_bytes(const uint8_t *p, const uint8_t *stop,
                                  const uint8_t *end, const uint8_t *start,
                                  struct utf8_check *check)
{
    while (p < stop) {
        bool valid;
        unsigned n = sequence(p, (size_t)(end - p), &valid);

        if (!valid && !check->malformed++)
            check->first = (size_t)(p - start);
        check->nul += !*p;
        p += n;
    }
    return p;
}

#ifdef __SSE2__
/* Masks of 64 bytes: bit i says something of byte i. */
static inline uint64_t bits_of(__m128i x, unsigned k)
{
    return (uint64_t)(uint32_t)_mm_movemask_epi8(x) << (16 * k);
}

static inline uint64_t equal(__m128i x, int c, unsigned k)
{
    return bits_of(_mm_cmpeq_epi8(x, _mm_set1_epi8((char)c)), k);
}

/* Bytes above c as signed numbers: all of ASCII, and of the others those beyond c. */
static inline uint64_t above(__m128i x, int c, unsigned k)
{
    return bits_of(_mm_cmpgt_epi8(x, _mm_set1_epi8((char)c)), k);
}

static bool is_plain(const uint8_t *p)
{
    const __m128i *at = (const __m128i *)(const void *)p, zero = _mm_setzero_si128();
    __m128i a = _mm_loadu_si128(at), b = _mm_loadu_si128(at + 1),
            c = _mm_loadu_si128(at + 2), d = _mm_loadu_si128(at + 3);
    __m128i least = _mm_min_epu8(_mm_min_epu8(a, b), _mm_min_epu8(c, d));
    __m128i any = _mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d));

    return !_mm_movemask_epi8(_mm_or_si128(any, _mm_cmpeq_epi8(least, zero)));
}

/* Are the 64 bytes from p, the start of a code point, well-formed and without NUL? Then
 * how many of them are whole code points, else 0. Each lead byte says where
 * continuation bytes must be: they must be there and nowhere else. */
static size_t check_block(const uint8_t *p)
{
    uint64_t ascii = 0, trail = 0, lead3 = 0, lead4 = 0, bad = 0, e0 = 0, ed = 0, f0 = 0,
             f4 = 0, a0 = 0, x90 = 0, nul = 0, lead, cut;

#pragma GCC unroll 4
    for (unsigned k = 0; k < 4; k++) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * k));

        ascii |= above(x, -1, k);
        trail |= bits_of(_mm_cmplt_epi8(x, _mm_set1_epi8(-64)), k); /* 80 to BF */
        lead3 |= above(x, -33, k);                                   /* E0 on */
        lead4 |= above(x, -17, k);                                   /* F0 on */
        bad |= above(x, -12, k);                                     /* F5 on */
        bad |= equal(_mm_and_si128(x, _mm_set1_epi8(-2)), 0xc0, k);  /* C0, C1 */
        nul |= equal(x, 0, k);
        e0 |= equal(x, 0xe0, k);
        ed |= equal(x, 0xed, k);
        f0 |= equal(x, 0xf0, k);
        f4 |= equal(x, 0xf4, k);
        a0 |= above(x, -97, k);
        x90 |= above(x, -113, k);
    }
    lead = ~(ascii | trail);
    lead3 &= ~ascii;
    lead4 &= ~ascii;
    bad = nul | (bad & ~ascii) | (trail ^ (lead << 1 | lead3 << 2 | lead4 << 3)) |
          (e0 << 1 & ~a0) | (ed << 1 & a0) | (f0 << 1 & ~x90) | (f4 << 1 & x90);
    if (bad)
        return 0;
    cut = (lead >> 63 << 63) | (lead3 >> 62 << 62) | (lead4 >> 61 << 61);
    return cut ? (size_t)__builtin_ctzll(cut) : 64;
}
#else
static bool is_plain(const uint8_t *p)
{
    (void)p;
    return false;
}

static size_t check_block(const uint8_t *p)
{
    (void)p;
    return 0;
}
#endif

void utf8_check(const char *text, size_t len, struct utf8_check *check)
{
    const uint8_t *start = (const uint8_t *)text, *end = start + len, *p = start;

    *check = (struct utf8_check){0};
    while (end - p >= 64) {
        size_t n = is_plain(p) ? 64 : check_block(p);

        p = n ? p + n : check_bytes(p, p + 64, end, start, check);
    }
    check_bytes(p, end, end, start, check);
}

int utf8_repair(struct bytes *out, const char *text, size_t len)
{
    size_t from = 0, at = 0;
    int err;

    while (at < len) {
        bool valid;
        unsigned n = utf8_sequence(text, at, len, &valid);

        if (!valid) {
            if ((err = bytes_add(out, text + from, at - from)) ||
                (err = bytes_add(out, "\xef\xbf\xbd", 3)))
                return err;
            from = at + n;
        }
        at += n;
    }
    return bytes_add(out, text + from, len - from);
}
