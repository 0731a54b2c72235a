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

#ifdef __SSE2__
/* Behind the bytes 0x01 to 0x7f that come next; strides stop short of the end. */
static const uint8_t *skip_plain(const uint8_t *p, const uint8_t *end)
{
    const __m128i zero = _mm_setzero_si128();

    for (; end - p >= 16; p += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
        int odd = _mm_movemask_epi8(_mm_or_si128(x, _mm_cmpeq_epi8(x, zero)));

        if (odd)
            return p + __builtin_ctz((unsigned)odd);
    }
    return p;
}
#else
static const uint8_t *skip_plain(const uint8_t *p, const uint8_t *end)
{
    while (p < end && (uint8_t)(*p - 1) < 0x7f)
        p++;
    return p;
}
#endif

void utf8_check(const char *text, size_t len, struct utf8_check *check)
{
    const uint8_t *start = (const uint8_t *)text, *end = start + len;
    const uint8_t *p = skip_plain(start, end);
    bool valid;

    *check = (struct utf8_check){0};
    while (p < end) {
        if ((uint8_t)(p[0] - 1) < 0x7f) {
            p = skip_plain(p + 1, end);
        } else if (!p[0]) {
            check->nul++;
            p++;
        } else if ((uint8_t)(p[0] - 0xc2) < 0x1e && end - p > 1 && (p[1] & 0xc0) == 0x80) {
            p += 2;
        } else if ((uint8_t)(p[0] - 0xe1) < 0xc && end - p > 2 &&
                   (p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80) {
            p += 3;
        } else {
            unsigned n = sequence(p, (size_t)(end - p), &valid);

            if (!valid && !check->malformed++)
                check->first = (size_t)(p - start);
            p += n;
        }
    }
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
