/* What json-c's strict mode lets pass and RFC 8259 does not: strings in single quotes,
 * control characters, NaN and Infinity, numbers that begin or end at their point or begin
 * with a zero too many. It also ends a key at an escaped NUL, so that another key would
 * be found in its place. */
#include "input/json_strict.h"
#include "text/utf8.h"

#include <stdbool.h>
#include <string.h>

/* Some byte of the line is below 0x20: looked for in eights. */
static bool any_control(const uint8_t *p, size_t len)
{
    const uint64_t ones = 0x0101010101010101u;
    size_t i = 0;
    uint64_t x;

    for (; i + 8 <= len; i += 8) {
        memcpy(&x, p + i, 8);
        if ((x - ones * 0x20) & ~x & ones * 0x80)
            return true;
    }
    while (i < len && p[i] >= 0x20)
        i++;
    return i < len;
}

/* The quote that ends the string whose bytes begin at `from`; len when none does. */
static size_t string_end(const uint8_t *p, size_t len, size_t from)
{
    const uint8_t *quote;
    size_t at = from, slashes;

    while ((quote = memchr(p + at, '"', len - at))) {
        at = (size_t)(quote - p);
        for (slashes = 0; at - slashes > from && p[at - slashes - 1] == '\\';)
            slashes++;
        if (slashes % 2 == 0)
            return at;
        at++;
    }
    return len;
}

static bool is_digit(const uint8_t *p, size_t len, size_t at)
{
    return at < len && p[at] >= '0' && p[at] <= '9';
}

/* Does a number begin with the digit at p[at], or go on with it? */
static bool begins_number(const uint8_t *p, size_t len, size_t at)
{
    if (at && (p[at - 1] == '.' || is_digit(p, len, at - 1)))
        return false;
    at -= at && (p[at - 1] == '+' || p[at - 1] == '-');
    return !at || (p[at - 1] | 0x20) != 'e';
}

/* One byte outside of strings. */
static const char *objection_at(const uint8_t *p, size_t len, size_t at)
{
    uint8_t c = p[at];

    if (c == '\'')
        return "single quote";
    if (c == 'N' || c == 'I')
        return "NaN or Infinity";
    if (c < 0x20 && c != '\t' && c != '\r')
        return "control character";
    if (c == '.' && (!at || !is_digit(p, len, at - 1)))
        return "number without digits before its point";
    if (c == '.' && !is_digit(p, len, at + 1))
        return "number without digits after its point";
    if (c == '0' && is_digit(p, len, at + 1) && begins_number(p, len, at))
        return "number with a zero in front";
    if ((c | 0x20) == 'e' && at && is_digit(p, len, at - 1)) {
        at += at + 1 < len && (p[at + 1] == '+' || p[at + 1] == '-');
        if (!is_digit(p, len, at + 1))
            return "number without an exponent's digits";
    }
    return NULL;
}

static bool is_key(const uint8_t *p, size_t len, size_t after)
{
    while (after < len && (p[after] == ' ' || p[after] == '\t' || p[after] == '\r'))
        after++;
    return after < len && p[after] == ':';
}

const char *json_objection(const uint8_t *line, size_t len, size_t *at)
{
    bool controls = any_control(line, len);
    const char *what;

    for (*at = 0; *at < len; ++*at) {
        size_t start = *at + 1, end;

        if (line[*at] != '"') {
            if ((what = objection_at(line, len, *at)))
                return what;
            continue;
        }
        end = string_end(line, len, start);
        if (controls && any_control(line + start, end - start))
            return "control character in a string";
        if (is_key(line, len, end + 1) &&
            memmem(line + start, end - start, "\\u0000", 6))
            return "NUL in a key";
        *at = end;
    }
    return NULL;
}

static int hex4(const uint8_t *p)
{
    int n = 0;

    for (int i = 0; i < 4; i++) {
        int c = p[i] | 0x20, d = c >= '0' && c <= '9'   ? c - '0'
                                 : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                                        : -1;

        if (d < 0)
            return -1;
        n = n * 16 + d;
    }
    return n;
}

uint64_t json_lone_surrogates(const uint8_t *line, size_t len)
{
    const uint8_t *p = line, *end = line + len;
    uint64_t lone = 0;
    bool high = false; /* the escape just before was a first half */

    while ((p = memchr(p, '\\', (size_t)(end - p))) && end - p >= 2) {
        int c = p[1] == 'u' && end - p >= 6 ? hex4(p + 2) : -1;
        const uint8_t *next = p + (c < 0 ? 2 : 6);

        if (high && c >= 0xdc00 && c < 0xe000)
            high = false;
        else
            lone += high + (c >= 0xdc00 && c < 0xe000), high = c >= 0xd800 && c < 0xdc00;
        if (high && (end - next < 2 || next[0] != '\\' || next[1] != 'u'))
            lone++, high = false;
        p = next;
    }
    return lone + high;
}

/* The code point of two escapes that are a surrogate pair, 0 for anything else. */
static uint32_t pair_at(const uint8_t *p, const uint8_t *end)
{
    int high, low;

    if (end - p < 12 || memcmp(p, "\\u", 2) != 0 || memcmp(p + 6, "\\u", 2) != 0)
        return 0;
    high = hex4(p + 2);
    low = hex4(p + 8);
    if (high < 0xd800 || high >= 0xdc00 || low < 0xdc00 || low >= 0xe000)
        return 0;
    return 0x10000 + ((uint32_t)(high - 0xd800) << 10) + (uint32_t)(low - 0xdc00);
}

size_t json_settle_pairs(uint8_t *line, size_t len)
{
    const uint8_t *p = line, *end = line + len, *next;
    uint8_t *to = NULL; /* where the rest goes, once there is something to settle */

    while ((next = memchr(p, '\\', (size_t)(end - p)))) {
        uint32_t code = pair_at(next, end);
        bool settle = (code & 0xf800) == 0xd800;
        const uint8_t *kept = settle ? next : next + (end - next < 2 ? 1 : 2);

        if (to)
            memmove(to, p, (size_t)(kept - p));
        else if (settle)
            to = line + (p - line);
        if (to)
            to += kept - p;
        if (settle)
            to += utf8_encode(code, (char *)to);
        p = settle ? next + 12 : kept;
    }
    if (!to)
        return len;
    memmove(to, p, (size_t)(end - p));
    return (size_t)(to - line) + (size_t)(end - p);
}
