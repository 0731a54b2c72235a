#include "shared/key.h"

#include <math.h>
#include <string.h>

size_t column_find(const column columns[], size_t n, const char *name)
{
    struct text all = {0};

    for (size_t i = 0; i < n; i++)
        if (!strcmp(columns[i].name, name))
            return i;
    for (size_t i = 0; i < n; i++)
        text_printf(&all, "%s%s", i ? " " : "", columns[i].name);
    tool_wrong("no column '%s' here, only: %s", tool_quote(name), tool_quote(all.data));
}

/* Ascending like the doubles; NaN after all, in either direction. */
static uint64_t real_key(double value, bool low_is_best)
{
    uint64_t bits;

    if (isnan(value))
        return UINT64_MAX;
    value = value == 0 ? 0.0 : value;
    memcpy(&bits, &value, sizeof bits);
    bits = bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
    return low_is_best ? bits : ~bits;
}

/* The first eight bytes, big end first. */
static uint64_t text_key(const char *s, size_t len)
{
    uint64_t key = 0;

    for (size_t i = 0; i < 8; i++)
        key = key << 8 | (i < len ? (unsigned char)s[i] : 0);
    return key;
}

uint64_t column_key(const column *c, cell value)
{
    if (c->kind == COLUMN_REAL)
        return real_key(value.real, c->low_is_best);
    if (c->kind == COLUMN_COUNT)
        return c->low_is_best ? value.count : ~value.count;
    return text_key(value.text.data, value.text.len);
}
