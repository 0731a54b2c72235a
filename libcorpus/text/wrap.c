/* Is a text hard-wrapped? wrap.h has the rule. */
#include "text/wrap.h"

#include <stdint.h>
#include <string.h>

enum { WIDTH_MIN = 40, WIDTH_MAX = 132, LINES_MIN = 3 };

/* Lines one by one; the last may be cut short and then counts for nothing. */
struct lines {
    const char *at, *end;
    size_t width, first; /* code points in the line and in its first word */
};

static size_t code_points(const char *from, const char *to)
{
    size_t n = 0;

    for (; from < to; from++)
        n += ((uint8_t)*from & 0xc0) != 0x80;
    return n;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The next line, without the blank around it; false at the end. */
static bool next_line(struct lines *l)
{
    const char *from = l->at, *word;
    const char *newline = memchr(from, '\n', (size_t)(l->end - from)), *to = newline;

    if (!newline)
        return false;
    l->at = newline + 1;
    while (from < to && is_blank(*from))
        from++;
    while (to > from && is_blank(to[-1]))
        to--;
    for (word = from; word < to && !is_blank(*word);)
        word++;
    l->first = code_points(from, word);
    l->width = code_points(from, to);
    return true;
}

/* W of the rule, or 0 when it is out of range. */
static size_t usual_width(const char *text, size_t len)
{
    struct lines l = { .at = text, .end = text + len };
    size_t lines[WIDTH_MAX + 2] = {0}, total = 0, fit = 0;

    while (next_line(&l))
        if (l.width) {
            lines[l.width > WIDTH_MAX ? WIDTH_MAX + 1 : l.width]++;
            total++;
        }
    for (size_t w = 1; w <= WIDTH_MAX; w++) {
        fit += lines[w];
        if (total && fit * 20 >= total * 19)
            return w >= WIDTH_MIN ? w : 0;
    }
    return 0;
}

bool is_hard_wrapped(const char *text, size_t len)
{
    struct lines l = { .at = text, .end = text + len };
    size_t usual = usual_width(text, len), before = 0, inner = 0, full = 0;

    if (!usual)
        return false;
    while (next_line(&l)) {
        if (before && l.width) {
            inner++;
            full += (before + 1 + l.first) * 10 > usual * 9;
        }
        before = l.width;
    }
    return inner >= LINES_MIN && full * 3 >= inner * 2;
}
