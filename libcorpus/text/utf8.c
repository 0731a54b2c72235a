/* UTF-8: decode, encode, check, repair. */
#include "text/utf8.h"
#include "corpus/error.h"

#include <string.h>

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

/* Do all 32 bytes lie in 0x01 to 0x7f? Both bounds in a word at a time: a byte of zero
 * borrows from, and a byte with its high bit set shows in, the high bits. (A false alarm
 * cannot come alone: the lowest byte flagged is a true one.) */
static inline bool plain(const uint8_t *p)
{
    const uint64_t high = 0x8080808080808080u, ones = 0x0101010101010101u;
    uint64_t w[4];

    memcpy(w, p, sizeof w);
    return !(((w[0] - ones) | (w[1] - ones) | (w[2] - ones) | (w[3] - ones) |
              w[0] | w[1] | w[2] | w[3]) & high);
}

/* The bytes up to `stop`: code points of two and three bytes without oddities in the
 * lead byte are common enough to be worth a line of their own. */
static const uint8_t *check_bytes(const uint8_t *p, const uint8_t *stop,
                                  const uint8_t *end, struct utf8_check *check,
                                  const uint8_t *text)
{
    bool valid;

    while (p < stop) {
        unsigned len = 1;

        if (p[0] < 0x80) {
            check->nul += !p[0];
        } else if ((uint8_t)(p[0] - 0xc2) < 0x1e && end - p > 1 && (p[1] & 0xc0) == 0x80) {
            len = 2;
        } else if ((uint8_t)(p[0] - 0xe1) < 0xc && end - p > 2 &&
                   (p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80) {
            len = 3;
        } else {
            len = sequence(p, (size_t)(end - p), &valid);
            if (!valid && !check->malformed++)
                check->first = (size_t)(p - text);
        }
        p += len;
    }
    return p;
}

void utf8_check(const char *text, size_t len, struct utf8_check *check)
{
    const uint8_t *start = (const uint8_t *)text, *p = start, *end = p + len;

    *check = (struct utf8_check){0};
    while (end - p >= 32) {
        if (plain(p))
            p += 32;
        else
            p = check_bytes(p, p + 32, end, check, start);
    }
    check_bytes(p, end, end, check, start);
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
