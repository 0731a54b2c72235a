/* The tokens of one slab: specials first, words between them, boundaries in their
 * places. */
#include "text/slab.h"
#include "text/ascii.h"
#include "text/special.h"
#include "text/utf8.h"
#include "text/word.h"

void slab_flush(struct slab *s)
{
    size_t n = s->n / 2;
    uint32_t open = s->n & 1 ? s->edges[s->n - 1] : 0;

    if (n && !s->err)
        s->err = s->take(s->user, s->text, s->spans, n);
    s->n &= 1;
    s->edges[0] = open;
}

void slab_boundary(struct slab *s, size_t at)
{
    if (s->n >= 2 && s->edges[s->n - 1] == s->edges[s->n - 2])
        return;
    s->edges[s->n++] = (uint32_t)at;
    s->edges[s->n++] = (uint32_t)at;
}

void slab_search(struct slab *s, size_t at)
{
    if (s->next != NO_BOUNDARY || s->searched >= at)
        return;
    s->next = boundary_next(&s->boundaries, s->text, s->searched, at, s->len);
    s->searched = s->next == NO_BOUNDARY ? at : s->next;
}

static void search_on(struct slab *s)
{
    s->searched = s->next;
    s->next = NO_BOUNDARY;
    slab_search(s, s->end);
}

/* Add a token, or a hole, and before it the boundary that is due. A boundary that would
 * fall inside a token is none. */
static void add(struct slab *s, size_t start, size_t end, bool hole)
{
    slab_search(s, s->end);
    if (start >= s->next)
        slab_boundary(s, start);
    while (s->next <= start || s->next < end)
        search_on(s);
    if (hole) {
        slab_boundary(s, start);
    } else {
        s->edges[s->n++] = (uint32_t)start;
        s->edges[s->n++] = (uint32_t)end;
    }
    if (s->n >= 2 * BATCH)
        slab_flush(s);
}

static bool is_token(const struct slab *s, unsigned kinds)
{
    if (kinds & KINDS_WORD)
        return true;
    return s->keep_marks && kinds & KINDS_MARK && !(kinds & 1 << KIND_SPACE);
}

/* Segments by the rules for all scripts, at least one; until ASCII text goes on. */
static size_t general_words(struct slab *s, size_t at, size_t to)
{
    do {
        unsigned kinds;
        size_t next = word_next(s->text, at, to, s->join_hyphens, &kinds);

        if (is_token(s, kinds))
            add(s, at, next, false);
        at = next;
    } while (at < to && !s->err && !(s->ascii && ascii_16(s->text + at)));
    return at;
}

/* The kinds of the code points in text[at..to), as word_next() tells them. */
static unsigned kinds_of(const char *text, size_t at, size_t to)
{
    unsigned kinds = 0;
    uint32_t c;

    while (at < to) {
        at += utf8_decode(text, at, to, &c);
        kinds |= 1u << property_kind(property_of(c));
    }
    return kinds;
}

/* Segments by ICU's rules and dictionaries. */
static void icu_words(struct slab *s, size_t from, size_t to)
{
    size_t at = from;

    if (from < to && (s->err = icu_words_set(s->icu, s->text + from, to - from)))
        return;
    while (at < to && !s->err) {
        size_t next = from + icu_words_next(s->icu);

        if (is_token(s, kinds_of(s->text, at, next)))
            add(s, at, next, false);
        at = next;
    }
}

static void words(struct slab *s, size_t at, size_t to)
{
    if (s->icu) {
        icu_words(s, at, to);
        return;
    }
    while (at < to && !s->err) {
        if (s->ascii)
            at = s->ascii(s, at, to);
        if (at < to)
            at = general_words(s, at, to);
    }
}

static void words_and_specials(struct slab *s)
{
    for (size_t at = 0; at < s->end && !s->err;) {
        struct special special = { s->end, s->end };

        if (s->urls != CORPUS_URLS_SPLIT)
            special = special_next(s->text, at, s->end);
        words(s, at, special.start);
        if (special.start < special.end)
            add(s, special.start, special.end, s->urls == CORPUS_URLS_DROP);
        at = special.end;
    }
}

/* The length of the white space at text[at], 0 for none; NUL separates like a space. */
static unsigned space_at(const struct slab *s, size_t at)
{
    uint32_t c;
    unsigned len;

    if (!(unicode_lead[(uint8_t)s->text[at]] & LEAD_SPACE))
        return 0;
    len = utf8_decode(s->text, at, s->end, &c);
    return !c || property_kind(property_of(c)) == KIND_SPACE ? len : 0;
}

static void between_spaces(struct slab *s)
{
    size_t at = 0, start;
    unsigned len;

    while (at < s->end && !s->err) {
        while (at < s->end && (len = space_at(s, at)))
            at += len;
        for (start = at; at < s->end; at++)
            if (unicode_lead[(uint8_t)s->text[at]] & LEAD_SPACE && space_at(s, at))
                break;
        if (start < at)
            add(s, start, at, false);
    }
}

/* What is due behind the last token goes to the front of the next slab. */
static void carry_boundary(struct slab *s)
{
    slab_search(s, s->end);
    if (s->next < s->end)
        slab_boundary(s, s->end);
    while (s->next < s->end)
        search_on(s);
    if (s->next != NO_BOUNDARY)
        s->next -= s->end;
    s->searched = s->next == NO_BOUNDARY ? 0 : s->next;
}

int slab_run(struct slab *s, const char *text, size_t end, size_t len)
{
    s->text = text;
    s->end = end;
    s->len = len;
    if (s->segment == CORPUS_SEGMENT_WHITESPACE)
        between_spaces(s);
    else
        words_and_specials(s);
    carry_boundary(s);
    slab_flush(s);
    return s->err;
}
