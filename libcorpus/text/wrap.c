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
    const uint64_t high = 0x8080808080808080u;
    size_t n = 0;
    uint64_t w;

    for (; to - from >= 8; from += 8) {
        memcpy(&w, from, 8);
        if (!(w & high))
            n += 8;
        else
            for (int i = 0; i < 8; i++)
                n += ((uint8_t)from[i] & 0xc0) != 0x80;
    }
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

/* What the lines come to: how many there are of each width, and for those with a line
 * after them how many would be so wide with its first word as well. Wider ones share a
 * place. */
struct widths {
    size_t lines[WIDTH_MAX + 2], longer[WIDTH_MAX + 2];
    size_t total, inner;
};

static size_t place(size_t width)
{
    return width > WIDTH_MAX ? WIDTH_MAX + 1 : width;
}

static void measure(struct widths *w, const char *text, size_t len)
{
    struct lines l = { .at = text, .end = text + len };
    size_t before = 0;

    while (next_line(&l)) {
        if (l.width) {
            w->lines[place(l.width)]++;
            w->total++;
        }
        if (before && l.width) {
            w->longer[place(before + 1 + l.first)]++;
            w->inner++;
        }
        before = l.width;
    }
}

/* W of the rule, or 0 when it is out of range. */
static size_t usual_width(const struct widths *w)
{
    size_t fit = 0;

    for (size_t width = 1; w->total && width <= WIDTH_MAX; width++) {
        fit += w->lines[width];
        if (fit * 20 >= w->total * 19)
            return width >= WIDTH_MIN ? width : 0;
    }
    return 0;
}

bool is_hard_wrapped(const char *text, size_t len)
{
    struct widths w = {0};
    size_t usual, full = 0;

    if (!memchr(text, '\n', len))
        return false;
    measure(&w, text, len);
    usual = usual_width(&w);
    if (!usual || w.inner < LINES_MIN)
        return false;
    for (size_t width = 0; width <= WIDTH_MAX + 1; width++)
        if (width * 10 > usual * 9)
            full += w.longer[width];
    return full * 3 >= w.inner * 2;
}
