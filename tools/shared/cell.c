/* Numbers without locale, strings without surprises. */
#include "shared/cell.h"
#include "shared/number.h"

#include <string.h>

/* ---- numbers ---------------------------------------------------------------------- */

void cell_add_real(struct text *t, double value, unsigned digits)
{
    char *end = text_room(t, NUMBER_ROOM);

    text_grown(t, number_write(end, value, digits));
}

void cell_add_count(struct text *t, uint64_t count)
{
    char *end = text_room(t, NUMBER_ROOM);

    text_grown(t, number_write_count(end, count));
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

static char *put_escaped(char *to, const char *s, size_t len, bool token)
{
    char letter;

    for (size_t i = 0; i < len; i++) {
        if ((letter = escape_letter(s[i], token)))
            *to++ = '\\';
        *to++ = letter ? letter : s[i];
    }
    return to;
}

/* Hardly any has something to escape: copy, and look in passing whether it does. */
char *cell_put_token(char *to, const char *s, size_t len)
{
    static const bool special[256] = {
        ['\t'] = true, ['\n'] = true, ['\r'] = true, ['\\'] = true, [' '] = true};
    bool any = false;

    for (size_t i = 0; i < len; i++) {
        any |= special[(unsigned char)s[i]];
        to[i] = s[i];
    }
    return any ? put_escaped(to, s, len, true) : to + len;
}

static void add_escaped(struct text *t, const char *s, size_t len, bool token)
{
    char *to = text_room(t, 2 * len);

    text_grown(t, (size_t)((token ? cell_put_token(to, s, len)
                                  : put_escaped(to, s, len, false)) - to));
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
