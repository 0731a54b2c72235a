/* UTF-8: decode, encode, check, repair. */
#include "text/utf8.h"
#include "corpus/error.h"
#include "text/utf8_masks.h"

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

static void masks_of(const uint8_t *p, struct utf8_masks *m)
{
    uint64_t never = 0;

    *m = (struct utf8_masks){0};
#pragma GCC unroll 4
    for (unsigned k = 0; k < 4; k++) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * k));

        m->ascii |= above(x, -1, k);
        m->trail |= bits_of(_mm_cmplt_epi8(x, _mm_set1_epi8(-64)), k);
        m->lead3 |= above(x, -33, k);
        m->lead4 |= above(x, -17, k);
        m->none |= above(x, -12, k);
        never |= equal(_mm_and_si128(x, _mm_set1_epi8(-2)), 0xc0, k) | equal(x, 0, k);
        m->e0 |= equal(x, 0xe0, k);
        m->ed |= equal(x, 0xed, k);
        m->f0 |= equal(x, 0xf0, k);
        m->f4 |= equal(x, 0xf4, k);
        m->from_a0 |= above(x, -97, k);
        m->from_90 |= above(x, -113, k);
    }
    m->none = (m->none & ~m->ascii) | never;
    m->lead3 &= ~m->ascii;
    m->lead4 &= ~m->ascii;
}

const uint8_t *utf8_run_baseline(const uint8_t *p, const uint8_t *end)
{
    struct utf8_masks m;

    for (size_t n = 64; n && end - p >= 64; p += n) {
        n = 64;
        if (!is_plain(p)) {
            masks_of(p, &m);
            n = utf8_whole(&m);
        }
    }
    return p;
}
#else
const uint8_t *utf8_run_baseline(const uint8_t *p, const uint8_t *end)
{
    (void)end;
    return p;
}
#endif

void utf8_check(const char *text, size_t len, struct utf8_check *check)
{
    const uint8_t *start = (const uint8_t *)text, *end = start + len, *p = start;
    utf8_run *run = utf8_run_best();

    *check = (struct utf8_check){0};
    while (end - (p = run(p, end)) >= 64)
        p = check_bytes(p, p + 64, end, start, check);
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
