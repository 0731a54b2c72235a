/* Names of any bytes, made safe for one line of a message: a file may be called
 * anything, and what a terminal would obey must not reach it. */
#include "base/quote.h"
#include "corpus/reader.h"

#include <string.h>

/* The length of the well-formed UTF-8 character at p, 0 if there is none; *c is its
 * code. */
static size_t utf8_at(const uint8_t *p, size_t len, uint32_t *c)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t n = p[0] < 0x80 ? 1 : p[0] < 0xc0 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;

    if (n == 0 || n > len || p[0] > 0xf4)
        return 0;
    *c = n == 1 ? p[0] : p[0] & (0x7fu >> n);
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        *c = *c << 6 | (p[i] & 0x3f);
    }
    if (*c < least[n] || *c > 0x10ffff || (*c >= 0xd800 && *c < 0xe000))
        return 0;
    return n;
}

/* C0 and C1 controls, line and paragraph separators, direction marks and overrides. */
static bool is_unsafe(uint32_t c)
{
    return c < 0x20 || c == '\\' || (c >= 0x7f && c < 0xa0) || c == 0x2028 ||
           c == 0x2029 || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

/* The escape for one byte: at most 4 characters. */
static size_t escape(char *out, uint8_t byte)
{
    static const char hex[] = "0123456789abcdef";
    const char *letter = byte == '\n'   ? "n"
                         : byte == '\t' ? "t"
                         : byte == '\r' ? "r"
                         : byte == '\\' ? "\\"
                                        : NULL;

    out[0] = '\\';
    if (letter) {
        out[1] = letter[0];
        return 2;
    }
    out[1] = 'x';
    out[2] = hex[byte >> 4];
    out[3] = hex[byte & 15];
    return 4;
}

/* Quote the character at name[*at] into out (16 bytes), move *at past it. */
static size_t quote_next(char *out, const uint8_t *name, size_t len, size_t *at)
{
    uint32_t c = 0;
    size_t n = utf8_at(name + *at, len - *at, &c), used = 0;

    if (n && !is_unsafe(c)) {
        memcpy(out, name + *at, n);
        *at += n;
        return n;
    }
    for (size_t i = 0; i < (n ? n : 1); i++)
        used += escape(out + used, name[*at + i]);
    *at += n ? n : 1;
    return used;
}

int bytes_quote(struct bytes *out, const void *name, size_t len)
{
    char piece[16];
    size_t at = 0;
    int err;

    while (at < len) {
        size_t n = quote_next(piece, name, len, &at);

        if ((err = bytes_add(out, piece, n)))
            return err;
    }
    return CORPUS_OK;
}

size_t corpus_name_quote(char *out, size_t cap, const char *name, size_t len)
{
    char piece[16];
    size_t at = 0, total = 0, written = 0;

    while (at < len) {
        size_t n = quote_next(piece, (const uint8_t *)name, len, &at);

        if (written == total && total + n < cap) {
            memcpy(out + total, piece, n);
            written += n;
        }
        total += n;
    }
    if (cap)
        out[written] = '\0';
    return total;
}
