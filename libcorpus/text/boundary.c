/* Where segments end: sentences of UAX #29, lines, punctuation. */
#include "text/boundary.h"
#include "text/segment.h"
#include "text/utf8.h"

#include <string.h>

void boundaries_set(struct boundaries *b, enum corpus_boundary kind,
                    enum corpus_newline newline)
{
    static const uint8_t lead[] = {
        [CORPUS_BOUNDARY_SENTENCE] = LEAD_SENTENCE | LEAD_LINE,
        [CORPUS_BOUNDARY_PUNCT] = LEAD_PUNCTUATION | LEAD_LINE,
        [CORPUS_BOUNDARY_LINE] = LEAD_LINE,
        [CORPUS_BOUNDARY_DOCUMENT] = 0
    };

    b->kind = kind;
    b->soft_newline = newline == CORPUS_NEWLINE_SPACE && kind != CORPUS_BOUNDARY_LINE;
    b->lead = lead[kind];
}

static inline bool is_skipped(enum sentence_break sb)
{
    return sb == SB_EXTEND || sb == SB_FORMAT;
}

static inline bool is_line_end(enum sentence_break sb)
{
    return sb == SB_SEP || sb == SB_CR || sb == SB_LF;
}

/* A place in the text and the class of what stands there; len is 0 at the end. */
struct cursor {
    const char *text;
    size_t at, end;
    bool soft_newline;
    unsigned len;
    enum sentence_break sb;
    uint32_t code;
};

static inline void look(struct cursor *c)
{
    if (c->at < c->end && (uint8_t)c->text[c->at] < 0x80) {
        c->len = 1;
        c->code = (uint8_t)c->text[c->at];
        c->sb = property_sb(unicode_property[0][c->code]);
        return;
    }
    c->len = 0;
    c->sb = SB_OTHER;
    c->code = 0;
    if (c->at < c->end) {
        c->len = utf8_decode(c->text, c->at, c->end, &c->code);
        c->sb = property_sb(property_of(c->code));
    }
}

/* To the next character that counts: SB5 skips Extend and Format, except after a line
 * end that is no space. */
static inline void step(struct cursor *c)
{
    bool skip = c->soft_newline || !is_line_end(c->sb);

    do {
        c->at += c->len;
        look(c);
    } while (skip && c->len && is_skipped(c->sb));
}

/* Behind the line end that the cursor stands on: CR LF is one. */
static size_t behind_line_end(const struct cursor *c)
{
    size_t at = c->at + c->len;

    return c->sb == SB_CR && at < c->end && c->text[at] == '\n' ? at + 1 : at;
}

/* SB7 looks back: is the character before the full stop a cased letter? */
static bool after_cased(const char *text, size_t at)
{
    while (at > 0) {
        size_t end = at;
        uint32_t code;
        enum sentence_break sb;

        at = utf8_back(text, 0, end);
        utf8_decode(text, at, end, &code);
        sb = property_sb(property_of(code));
        if (!is_skipped(sb))
            return sb == SB_UPPER || sb == SB_LOWER;
    }
    return false;
}

/* SB8: does the text go on in lower case, no letter, line end or terminator first? */
static bool goes_on(const struct boundaries *b, struct cursor c)
{
    for (; c.len; step(&c))
        switch (c.sb) {
        case SB_LOWER:
            return true;
        case SB_OLETTER:
        case SB_UPPER:
        case SB_ATERM:
        case SB_STERM:
            return false;
        case SB_SEP:
        case SB_CR:
        case SB_LF:
            if (!b->soft_newline)
                return false;
            break;
        default:
            break;
        }
    return false;
}

static bool is_space(const struct boundaries *b, const struct cursor *c)
{
    return c->sb == SB_SP || (b->soft_newline && is_line_end(c->sb));
}

/* The same rules where all they look at is ASCII and common: a terminator, quotes and
 * brackets closed after it, spaces, and a letter. False: ask sentence_end(). */
static inline bool quick_sentence_end(const char *text, size_t at, size_t end,
                                      size_t *found)
{
    bool full_stop = text[at] == '.';
    size_t spaces;

    for (at++; at < end && (text[at] == '"' || text[at] == '\'' || text[at] == ')');)
        at++;
    for (spaces = at; at < end && text[at] == ' ';)
        at++;
    if (at == end || at == spaces || (uint8_t)((text[at] | 0x20) - 'a') >= 26)
        return false;
    *found = full_stop && text[at] >= 'a' ? 0 : at;
    return true;
}

/* A line end that is a space by itself: is the line after it blank? Then the end of the
 * segment lies behind all the blank there is. */
static size_t blank_line_end(struct cursor c)
{
    unsigned line_ends = 0;

    for (; c.sb == SB_SP || is_line_end(c.sb); look(&c)) {
        size_t behind = is_line_end(c.sb) ? behind_line_end(&c) : c.at + c.len;

        line_ends += is_line_end(c.sb) ? c.code == 0x2029 ? 2 : 1 : 0;
        c.at = behind;
    }
    return line_ends > 1 ? c.at : 0;
}

/* The rules SB6 to SB11, for the terminator that the cursor stands on. */
static size_t sentence_end(const struct boundaries *b, struct cursor c)
{
    size_t terminator = c.at, blank;
    bool full_stop = c.sb == SB_ATERM;

    step(&c);
    if (full_stop && c.sb == SB_NUMERIC)
        return 0;
    if (full_stop && c.sb == SB_UPPER && after_cased(c.text, terminator))
        return 0;
    while (c.sb == SB_CLOSE)
        step(&c);
    for (; is_space(b, &c); step(&c))
        if (is_line_end(c.sb) && (blank = blank_line_end(c)))
            return blank; /* it ends the segment by itself */
    if (is_line_end(c.sb))
        return behind_line_end(&c);
    if (c.sb == SB_SCONTINUE || c.sb == SB_ATERM || c.sb == SB_STERM)
        return 0;
    return full_stop && goes_on(b, c) ? 0 : c.at;
}

static bool is_hyphen(uint32_t c)
{
    return c == '-' || c == 0x2010 || c == 0x2011;
}

static bool is_apostrophe(uint32_t c)
{
    return c == '\'' || c == 0x2019 || c == 0x2bc;
}

static bool is_word_character(uint32_t c)
{
    enum kind kind = property_kind(property_of(c));

    return kind == KIND_LETTER || kind == KIND_NUMBER || kind == KIND_MARK;
}

/* Marks that stand for words or inside them; the wide ones are forms of the others. */
static bool is_wordlike(uint32_t c)
{
    static const uint16_t list[] = { '#', '%', '&', '*', '/', '@', '\\', '_', 0x203f,
        0x2040, 0x2054, 0x2030, 0x2031, 0x66a, 0xfe33, 0xfe34, 0xfe4d, 0xfe4e, 0xfe4f,
        0xff03, 0xff05, 0xff06, 0xff0a, 0xff0f, 0xff20, 0xff3c, 0xff3f, 0xb7, 0x2e17 };

    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        if (list[i] == c)
            return true;
    return false;
}

static size_t punctuation_end(const struct cursor *c)
{
    size_t behind = c->at + c->len;
    uint32_t before = 0, after = 0;

    if (property_kind(property_of(c->code)) != KIND_PUNCTUATION || is_wordlike(c->code))
        return 0;
    if (!is_hyphen(c->code) && !is_apostrophe(c->code))
        return behind;
    if (c->at > 0)
        utf8_decode(c->text, utf8_back(c->text, 0, c->at), c->at, &before);
    if (!is_word_character(before))
        return behind;
    if (is_apostrophe(c->code))
        return 0;
    if (behind < c->end)
        utf8_decode(c->text, behind, c->end, &after);
    return is_word_character(after) ? 0 : behind;
}

size_t boundary_at(const struct boundaries *b, const char *text, size_t at, size_t len)
{
    struct cursor c = { .text = text, .at = at, .soft_newline = b->soft_newline };
    size_t quick;

    c.end = len - at > SENTENCE_REACH ? at + SENTENCE_REACH : len;
    if (b->kind == CORPUS_BOUNDARY_SENTENCE &&
        (text[at] == '.' || text[at] == '!' || text[at] == '?') &&
        quick_sentence_end(text, at, c.end, &quick))
        return quick;
    look(&c);
    if (is_line_end(c.sb)) {
        if (!(b->lead & LEAD_LINE))
            return 0;
        return b->soft_newline ? blank_line_end(c) : behind_line_end(&c);
    }
    if (b->kind == CORPUS_BOUNDARY_PUNCT)
        return punctuation_end(&c);
    if (b->kind == CORPUS_BOUNDARY_SENTENCE && (c.sb == SB_ATERM || c.sb == SB_STERM))
        return sentence_end(b, c);
    return 0;
}

/* Can the code point at text[at] end a segment? Most that share its lead byte cannot. */
static inline bool is_candidate(const struct boundaries *b, const char *text, size_t at,
                                size_t end)
{
    uint32_t code;
    unsigned property;
    enum sentence_break sb;

    utf8_decode(text, at, end, &code);
    property = property_of(code);
    sb = property_sb(property);
    if (b->kind == CORPUS_BOUNDARY_PUNCT && property_kind(property) == KIND_PUNCTUATION)
        return true;
    return sb == SB_ATERM || sb == SB_STERM || is_line_end(sb);
}

size_t boundary_next(const struct boundaries *b, const char *text, size_t at, size_t end,
                     size_t len)
{
    const uint8_t *p = (const uint8_t *)text;

    if (!b->lead)
        return SIZE_MAX;
    for (; at < end; at++) {
        size_t found;

        if (!(unicode_lead[p[at]] & b->lead) ||
            (p[at] >= 0x80 && !is_candidate(b, text, at, len)))
            continue;
        if ((found = boundary_at(b, text, at, len)))
            return found;
    }
    return SIZE_MAX;
}
