/* Lines longer than LINE_CUT_MAX pass unseen, so memory stays small whatever the file. */
#include "input/line_cut.h"
#include "corpus/reader.h"

#include <string.h>

static bool is_blank_byte(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static void hand_over(char *from, char *to, line_take *take, void *user)
{
    while (from < to && is_blank_byte(*from))
        from++;
    while (to > from && is_blank_byte(to[-1]))
        to--;
    if (from < to)
        take(user, from, (size_t)(to - from));
}

/* Lines of text[at..): as far as they are complete. Returns where the rest begins. */
static size_t cut(struct line_cut *c, bool final, line_take *take, void *user)
{
    char *text = (char *)c->text.data;
    size_t at = 0, len = c->text.len;

    while (at < len) {
        char *newline = memchr(text + at, '\n', len - at);
        size_t end = newline ? (size_t)(newline - text) : len;

        if (!newline && !final && end - at <= LINE_CUT_MAX && !c->within)
            return at;
        if (end - at > LINE_CUT_MAX)
            c->within = true;
        if (!c->within)
            hand_over(text + at, text + end, take, user);
        if (newline)
            c->within = false;
        at = newline ? end + 1 : len;
    }
    return at;
}

int line_cut_add(struct line_cut *c, const char *bytes, size_t len, bool final,
                 line_take *take, void *user)
{
    size_t left = c->text.len - c->done;
    int err;

    if (c->done && left)
        memmove(c->text.data, c->text.data + c->done, left);
    c->text.len = left;
    c->done = 0;
    if ((err = bytes_add(&c->text, bytes, len)) ||
        (err = bytes_reserve(&c->text, CORPUS_TEXT_PAD)))
        return err;
    memset(c->text.data + c->text.len, 0, CORPUS_TEXT_PAD);
    c->done = cut(c, final, take, user);
    return CORPUS_OK;
}

void line_cut_reset(struct line_cut *c)
{
    c->text.len = c->done = 0;
    c->within = false;
}

void line_cut_free(struct line_cut *c)
{
    bytes_free(&c->text);
    *c = (struct line_cut){0};
}
