/* What a file's first bytes tell of it: an encoding that is not UTF-8, or no text at
 * all. Counting UTF-16 as bytes would give noise that looks like a result. */
#include "input/encoding.h"

#include <string.h>

/* The byte is one that text in ASCII has. */
static bool is_plain(uint8_t c)
{
    return (c >= 0x20 && c < 0x7f) || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* Every group of four is a code point, the most significant byte at `top`. */
static bool looks_like_utf32(const uint8_t *p, size_t len, size_t top)
{
    size_t second = top ? 2 : 1;

    if (len < 8 || len % 4 > 0)
        len -= len % 4;
    if (len < 8)
        return false;
    for (size_t i = 0; i < len; i += 4) {
        size_t low = top ? i : i + 3, mid = top ? i + 1 : i + 2;

        if (p[i + top] != 0 || p[i + second] > 0x10)
            return false;
        if (p[i + second] == 0 && p[mid] == 0 && !is_plain(p[low]) && p[low] < 0x80)
            return false;
    }
    return true;
}

static bool is_utf8(const uint8_t *p, size_t len)
{
    size_t i = 0;

    while (i < len) {
        size_t n = p[i] < 0x80   ? 1
                   : p[i] < 0xc2 ? 0
                   : p[i] < 0xe0 ? 2
                   : p[i] < 0xf0 ? 3
                   : p[i] < 0xf5 ? 4
                                 : 0;

        if (n == 0)
            return false;
        for (size_t k = 1; k < n && i + k < len; k++)
            if ((p[i + k] & 0xc0) != 0x80)
                return false;
        i += n;
    }
    return true;
}

/* Are the four bytes two units that make one code point, as emoji are? */
static bool is_pair(const uint8_t *p, size_t high)
{
    return (p[high] & 0xfc) == 0xd8 && (p[2 + high] & 0xfc) == 0xdc;
}

/* What 16-bit units there are, the high byte at `high` of each. */
struct units {
    size_t n, ascii, latin, script, cjk, odd;
};

static struct units sort_units(const uint8_t *p, size_t len, size_t high)
{
    struct units u = {.n = len / 2};

    for (size_t i = 0; i + 1 < len; i += 2) {
        uint8_t top = p[i + high], low = p[i + 1 - high];

        if (top == 0) {
            u.ascii += is_plain(low);
            u.latin += is_plain(low) || low >= 0xa0;
            u.odd += !is_plain(low) && low < 0xa0;
        } else if (top < 0x20) {
            u.script++;
        } else if ((top >= 0x30 && top < 0xd8) || top == 0xff) {
            u.cjk++;
        } else if (i + 3 < len && is_pair(p + i, high)) {
            u.cjk += 2;
            i += 2;
        } else if (top > 0x2b && !(top == 0xfe && low == 0x0f)) {
            u.odd++;
        }
    }
    return u;
}

/* Text in any script has spaces and line ends, whose high halves are NUL bytes, and next
 * to no controls; punctuation and symbols (U+2000 to U+2BFF, U+FE0F) say nothing. Bytes of
 * UTF-8 text read in pairs look like Chinese, so Chinese counts only where the bytes are no
 * UTF-8; the other scripts would be all control characters. */
static bool looks_like_utf16(const uint8_t *p, size_t len, size_t high)
{
    struct units u = sort_units(p, len, high);

    if (u.n < 2 || u.ascii == 0 || u.odd * 50 > u.n)
        return false;
    if (u.latin * 4 >= u.n * 3)
        return true;
    if (u.n < 8)
        return false;
    return u.script * 2 >= u.n ||
           ((u.latin + u.cjk) * 20 >= u.n * 19 && !is_utf8(p, len));
}

const char *encoding_utf16_32(const uint8_t *p, size_t len)
{
    if (len >= 4 && memcmp(p, "\xff\xfe\0\0", 4) == 0)
        return "UTF-32LE";
    if (len >= 4 && memcmp(p, "\0\0\xfe\xff", 4) == 0)
        return "UTF-32BE";
    if (len >= 2 && memcmp(p, "\xff\xfe", 2) == 0)
        return "UTF-16LE";
    if (len >= 2 && memcmp(p, "\xfe\xff", 2) == 0)
        return "UTF-16BE";
    if (len < 4 || !memchr(p, 0, len))
        return NULL;
    if (looks_like_utf32(p, len, 3))
        return "UTF-32LE";
    if (looks_like_utf32(p, len, 0))
        return "UTF-32BE";
    if (looks_like_utf16(p, len, 1))
        return "UTF-16LE";
    if (looks_like_utf16(p, len, 0))
        return "UTF-16BE";
    return NULL;
}

static const struct magic {
    const char *name, *bytes;
    size_t len;
} magics[] = {
    {"PDF", "%PDF-", 5},
    {"ZIP (Word, OpenDocument, EPUB ...)", "PK\3\4", 4},
    {"xz",
     "\xfd"
     "7zXZ\0",
     6},
    {"7z", "7z\xbc\xaf\x27\x1c", 6},
    {"bzip2", "BZh91AY&SY", 10},
    {"lz4", "\x04\x22\x4d\x18", 4},
    {"PNG", "\x89PNG\r\n\x1a\n", 8},
    {"JPEG", "\xff\xd8\xff", 3},
    {"GIF", "GIF8", 4},
    {"ELF",
     "\x7f"
     "ELF",
     4},
    {"SQLite", "SQLite format 3", 16},
    {"Word (.doc)", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8},
};

const char *encoding_known_binary(const uint8_t *p, size_t len)
{
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (len >= magics[i].len && memcmp(p, magics[i].bytes, magics[i].len) == 0)
            return magics[i].name;
    return NULL;
}
