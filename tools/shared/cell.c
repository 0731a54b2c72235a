/* Numbers without locale, strings without surprises. */
#include "shared/cell.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- numbers ---------------------------------------------------------------------- */

enum { NUMBER_ROOM = 48 };

/* "9.595e+04" of four digits as "95950": below 10^15 nobody wants an exponent. */
static bool write_whole(char out[NUMBER_ROOM], double value, int digits)
{
    char shown[NUMBER_ROOM];
    const char *exponent;
    long power, places = 0;

    snprintf(shown, sizeof shown, "%.*e", digits - 1, value);
    exponent = strchr(shown, 'e');
    power = strtol(exponent + 1, NULL, 10);
    if (power < digits || power >= 15)
        return false;
    for (const char *s = shown; s < exponent; s++) {
        if (*s != '.')
            *out++ = *s;
        places += *s >= '0' && *s <= '9';
    }
    for (; places <= power; places++)
        *out++ = '0';
    *out = '\0';
    return true;
}

static const double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6, 1e7,
                                1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14};

/* The `digits` figures of value = 0.FIGURES * 10^point; false if the nearest is not beyond
 * doubt. One exact power of ten is one rounding, an error of 10^-7 at most in 10^9: what
 * is further from a tie than that is rounded as printf rounds it. */
static bool find_figures(double value, int digits, uint64_t *figures, int *point)
{
    int power = 0;
    double scaled, rest;

    if (digits > 9 || !(value >= 1e-4 && value < 1e14))
        return false;
    while (value >= powers[power + 1])
        power++;
    if (value < 1)
        for (power = -1; value * powers[-power] < 1;)
            power--;
    scaled = power < digits ? value * powers[digits - 1 - power]
                            : value / powers[power - digits + 1];
    *figures = (uint64_t)scaled;
    rest = scaled - (double)*figures;
    if (fabs(rest - .5) < 1e-6)
        return false;
    *figures += rest > .5;
    *point = power + 1;
    return (double)*figures >= powers[digits - 1] && (double)*figures < powers[digits];
}

/* A fraction of the time of snprintf(), for the numbers that lists are made of. */
static bool write_fast(char out[NUMBER_ROOM], double value, int digits)
{
    char shown[24];
    uint64_t figures;
    int point, n = digits;

    if (value < 0)
        *out++ = '-';
    if (!find_figures(fabs(value), digits, &figures, &point))
        return false;
    for (int i = digits; i-- > 0; figures /= 10)
        shown[i] = (char)('0' + figures % 10);
    while (n > 1 && n > point && shown[n - 1] == '0')
        n--;
    if (point <= 0) {
        *out++ = '0';
        *out++ = '.';
    }
    for (int i = point; i < 0; i++)
        *out++ = '0';
    for (int i = 0; i < n; i++) {
        if (i == point && i)
            *out++ = '.';
        *out++ = shown[i];
    }
    for (int i = n; i < point; i++)
        *out++ = '0';
    *out = '\0';
    return true;
}

static void write_real(char out[NUMBER_ROOM], double value, int digits)
{
    if (write_fast(out, value, digits))
        return;
    if (isinf(value))
        strcpy(out, value < 0 ? "-inf" : "inf");
    else if (fabs(value) < 9 || !write_whole(out, value, digits))
        snprintf(out, NUMBER_ROOM, "%.*g", digits, value == 0 ? 0.0 : value);
}

/* Lists in order repeat their numbers; the last one of each kind of row is kept. */
void cell_add_real(struct text *t, double value, unsigned digits)
{
    static struct {
        double value;
        unsigned digits;
        char text[NUMBER_ROOM];
    } known[16];
    uint64_t bits;
    size_t i;

    if (isnan(value))
        return;
    memcpy(&bits, &value, sizeof bits);
    i = (size_t)(bits * 0x9E3779B97F4A7C15u >> 60);
    if (known[i].value != value || known[i].digits != digits) {
        write_real(known[i].text, value, (int)digits);
        known[i].value = value;
        known[i].digits = digits;
    }
    text_put(t, known[i].text);
}

void cell_add_count(struct text *t, uint64_t count)
{
    char digits[20], *p = digits + sizeof digits;

    do
        *--p = (char)('0' + count % 10);
    while (count /= 10);
    text_add(t, p, (size_t)(digits + sizeof digits - p));
}

/* ---- strings ---------------------------------------------------------------------- */

/* The letter that stands for `c` after a backslash, or 0. */
static char escape_letter(char c, bool token)
{
    switch (c) {
    case '\t':
        return 't';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\\':
        return '\\';
    case ' ':
        return token ? 's' : 0;
    default:
        return 0;
    }
}

static void add_escaped(struct text *t, const char *s, size_t len, bool token)
{
    size_t begin = 0;
    char letter;

    for (size_t i = 0; i < len; i++) {
        if (!(letter = escape_letter(s[i], token)))
            continue;
        text_add(t, s + begin, i - begin);
        text_char(t, '\\');
        text_char(t, letter);
        begin = i + 1;
    }
    text_add(t, s + begin, len - begin);
}

/* A term's \t \n \r \\ back to characters; \s stays. */
static void add_unescaped(struct text *t, const char *s, size_t len)
{
    static const char letters[] = "tnr\\", characters[] = "\t\n\r\\";
    const char *known;

    for (size_t i = 0; i < len; i++) {
        if (s[i] == '\\' && i + 1 < len && (known = strchr(letters, s[i + 1])) &&
            *known) {
            text_char(t, characters[known - letters]);
            i++;
        } else {
            text_char(t, s[i]);
        }
    }
}

static void add_spaceless(struct text *t, const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (s[i] == ' ')
            text_put(t, "\\s");
        else
            text_char(t, s[i]);
    }
}

static bool add_number(struct text *t, const column *c, cell value, unsigned digits)
{
    if (c->kind == COLUMN_COUNT)
        cell_add_count(t, value.count);
    else if (c->kind == COLUMN_REAL)
        cell_add_real(t, value.real, digits);
    else
        return false;
    return true;
}

void cell_add_plain(struct text *t, const column *c, cell value, unsigned digits)
{
    if (add_number(t, c, value, digits))
        return;
    if (c->kind == COLUMN_TERM)
        text_add(t, value.text.data, value.text.len);
    else
        add_escaped(t, value.text.data, value.text.len, c->kind == COLUMN_TOKEN);
}

void cell_add_raw(struct text *t, const column *c, cell value, unsigned digits)
{
    if (add_number(t, c, value, digits))
        return;
    if (c->kind == COLUMN_TERM)
        add_unescaped(t, value.text.data, value.text.len);
    else if (c->kind == COLUMN_TOKEN)
        add_spaceless(t, value.text.data, value.text.len);
    else
        text_add(t, value.text.data, value.text.len);
}

/* ---- UTF-8 ------------------------------------------------------------------------ */

size_t cell_decode(const char *s, size_t len, uint32_t *cp)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *b = (const unsigned char *)s;
    size_t n;

    if (!len)
        return 0;
    n = b[0] < 0x80 ? 1 : b[0] < 0xC2 ? 0 : b[0] < 0xE0 ? 2 : b[0] < 0xF0 ? 3
        : b[0] < 0xF5 ? 4 : 0;
    if (!n || n > len)
        return 0;
    *cp = n == 1 ? b[0] : b[0] & (0x7Fu >> n);
    for (size_t i = 1; i < n; i++) {
        if ((b[i] & 0xC0) != 0x80)
            return 0;
        *cp = *cp << 6 | (b[i] & 0x3F);
    }
    if (*cp < least[n] || *cp > 0x10FFFF || (*cp >= 0xD800 && *cp < 0xE000))
        return 0;
    return n;
}

/* After Unicode's EastAsianWidth and general categories, by blocks: enough to align a
 * table for the eye. */
unsigned cell_width(uint32_t cp)
{
    static const struct {
        uint32_t first, last;
        unsigned width;
    } blocks[] = {
        {0x300, 0x36F, 0},     {0x483, 0x489, 0},     {0x591, 0x5BD, 0},
        {0x610, 0x61A, 0},     {0x64B, 0x65F, 0},     {0x900, 0x902, 0},
        {0x941, 0x948, 0},     {0x94D, 0x94D, 0},     {0xE31, 0xE31, 0},
        {0xE34, 0xE3A, 0},     {0xE47, 0xE4E, 0},     {0x1100, 0x115F, 2},
        {0x1AB0, 0x1AFF, 0},   {0x1DC0, 0x1DFF, 0},   {0x200B, 0x200F, 0},
        {0x202A, 0x202E, 0},   {0x2060, 0x2064, 0},   {0x20D0, 0x20FF, 0},
        {0x2E80, 0xA4CF, 2},   {0xAC00, 0xD7A3, 2},   {0xF900, 0xFAFF, 2},
        {0xFE00, 0xFE0F, 0},   {0xFE20, 0xFE2F, 0},   {0xFE30, 0xFE6F, 2},
        {0xFEFF, 0xFEFF, 0},   {0xFF00, 0xFF60, 2},   {0xFFE0, 0xFFE6, 2},
        {0x1F300, 0x1F64F, 2}, {0x1F680, 0x1F6FF, 2}, {0x1F900, 0x1F9FF, 2},
        {0x20000, 0x3FFFD, 2}, {0xE0100, 0xE01EF, 0},
    };

    if (cp < 0x300)
        return 1;
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (cp >= blocks[i].first && cp <= blocks[i].last)
            return blocks[i].width;
    return 1;
}

/* ---- JSON ------------------------------------------------------------------------- */

void cell_add_json(struct text *t, const char *data, size_t len)
{
    static const char letters[] = "btnfr", characters[] = "\b\t\n\f\r";
    const char *known;
    uint32_t cp;
    size_t n;

    text_char(t, '"');
    for (size_t i = 0; i < len; i += n) {
        if (!(n = cell_decode(data + i, len - i, &cp))) {
            text_put(t, "\xEF\xBF\xBD");
            n = 1;
        } else if (cp == '"' || cp == '\\') {
            text_char(t, '\\');
            text_char(t, (char)cp);
        } else if (cp && cp < 0x20 && (known = strchr(characters, (int)cp))) {
            text_char(t, '\\');
            text_char(t, letters[known - characters]);
        } else if (cp < 0x20 || cp == 0x7F) {
            text_printf(t, "\\u%04x", cp);
        } else {
            text_add(t, data + i, n);
        }
    }
    text_char(t, '"');
}
