/* Words of UAX #29, segment by segment.
 *
 * A boundary forgets all that was before it, so each segment is found going forward
 * from the last: `joins` says for the class of the last code point that counts (WB4
 * skips Extend, Format and ZWJ) and the next one whether they hold together, for sure
 * or depending on what comes after. */
#include "text/word.h"
#include "text/utf8.h"

enum join {
    NEVER,
    ALWAYS,
    IF_LETTER,    /* WB6, WB7: a letter follows, and is taken along */
    IF_HEBREW,    /* WB7b, WB7c */
    HEBREW_QUOTE, /* WB6, WB7 or at least WB7a */
    IF_NUMERIC,   /* WB11, WB12 */
    IF_ADJACENT,  /* WB3d: nothing skipped in between */
    IF_PAIR       /* WB15, WB16 */
};

static const uint8_t joins[WB_WSEGSPACE + 1][32] = {
    [WB_ALETTER] = {
        [WB_ALETTER] = ALWAYS, [WB_HEBREW_LETTER] = ALWAYS, [WB_NUMERIC] = ALWAYS,
        [WB_EXTENDNUMLET] = ALWAYS, [WB_MIDLETTER] = IF_LETTER,
        [WB_MIDNUMLET] = IF_LETTER, [WB_SINGLE_QUOTE] = IF_LETTER },
    [WB_HEBREW_LETTER] = {
        [WB_ALETTER] = ALWAYS, [WB_HEBREW_LETTER] = ALWAYS, [WB_NUMERIC] = ALWAYS,
        [WB_EXTENDNUMLET] = ALWAYS, [WB_MIDLETTER] = IF_LETTER,
        [WB_MIDNUMLET] = IF_LETTER, [WB_SINGLE_QUOTE] = HEBREW_QUOTE,
        [WB_DOUBLE_QUOTE] = IF_HEBREW },
    [WB_NUMERIC] = {
        [WB_ALETTER] = ALWAYS, [WB_HEBREW_LETTER] = ALWAYS, [WB_NUMERIC] = ALWAYS,
        [WB_EXTENDNUMLET] = ALWAYS, [WB_MIDNUM] = IF_NUMERIC,
        [WB_MIDNUMLET] = IF_NUMERIC, [WB_SINGLE_QUOTE] = IF_NUMERIC },
    [WB_KATAKANA] = { [WB_KATAKANA] = ALWAYS, [WB_EXTENDNUMLET] = ALWAYS },
    [WB_EXTENDNUMLET] = {
        [WB_ALETTER] = ALWAYS, [WB_HEBREW_LETTER] = ALWAYS, [WB_NUMERIC] = ALWAYS,
        [WB_KATAKANA] = ALWAYS, [WB_EXTENDNUMLET] = ALWAYS },
    [WB_REGIONAL_INDICATOR] = { [WB_REGIONAL_INDICATOR] = IF_PAIR },
    [WB_WSEGSPACE] = { [WB_WSEGSPACE] = IF_ADJACENT },
};

static inline bool is_skipped(enum word_break wb)
{
    return wb == WB_EXTEND || wb == WB_FORMAT || wb == WB_ZWJ;
}

static inline bool is_letter(enum word_break wb)
{
    return wb == WB_ALETTER || wb == WB_HEBREW_LETTER;
}

/* The next code point: its length, its property, its class under these options. */
static inline unsigned next_class(const char *text, size_t at, size_t end, bool hyphens,
                                  unsigned *property, enum word_break *wb)
{
    uint32_t c;
    unsigned len = utf8_decode(text, at, end, &c);

    *property = property_of(c);
    *wb = property_wb(*property);
    if (hyphens && (c == '-' || c == 0x2010 || c == 0x2011))
        *wb = WB_MIDLETTER;
    return len;
}

/* What comes after the punctuation that ends at text[at], beyond what WB4 skips: its
 * class, and in *after the place behind it. */
static enum word_break look_ahead(const char *text, size_t at, size_t end,
                                  unsigned *property, size_t *after)
{
    enum word_break wb;

    while (at < end) {
        at += next_class(text, at, end, false, property, &wb);
        if (!is_skipped(wb)) {
            *after = at;
            return wb;
        }
    }
    return WB_OTHER;
}

static bool holds(enum join join, enum word_break ahead)
{
    switch (join) {
    case IF_LETTER:
    case HEBREW_QUOTE: return is_letter(ahead);
    case IF_HEBREW:    return ahead == WB_HEBREW_LETTER;
    case IF_NUMERIC:   return ahead == WB_NUMERIC;
    default:           return false;
    }
}

/* WB3: line ends stand alone, but CR LF is one. */
static size_t line_end(const char *text, size_t at, size_t end, enum word_break wb)
{
    return wb == WB_CR && at < end && text[at] == '\n' ? at + 1 : at;
}

/* Behind the letters, of class ALetter and category L, that come next: most of most
 * text. */
static size_t skip_letters(const char *text, size_t at, size_t end)
{
    const unsigned mask = PROPERTY_WB | PROPERTY_KIND << PROPERTY_KIND_SHIFT;
    const unsigned letter = WB_ALETTER | KIND_LETTER << PROPERTY_KIND_SHIFT;

    while (at < end) {
        uint32_t c;
        unsigned len = utf8_decode(text, at, end, &c);

        if ((property_of(c) & mask) != letter)
            break;
        at += len;
    }
    return at;
}

/* A segment as far as it has been read. `last` counts what WB4 skips, `prev` does not. */
struct segment {
    enum word_break prev, last;
    bool paired; /* two regional indicators make a flag */
};

/* Does the code point of this class and property, at text[at..at + *len), belong to the
 * segment, where the class alone does not say? It may bring along what follows; *len,
 * *property and *wb then are of that. */
static bool belongs(struct segment *s, const char *text, size_t at, size_t end,
                    unsigned *len, unsigned *property, enum word_break *wb)
{
    enum join join = (enum join)joins[s->prev][*wb];
    enum word_break ahead;
    unsigned ahead_property = 0;
    size_t after = at;

    if (s->last == WB_ZWJ && *property & PROPERTY_PICTOGRAPHIC) /* WB3c */
        return true;
    if (join == NEVER)
        return false;
    if (join == IF_ADJACENT)
        return s->last == WB_WSEGSPACE;
    if (join == IF_PAIR)
        return s->paired ? false : (s->paired = true);
    ahead = look_ahead(text, at + *len, end, &ahead_property, &after);
    if (!holds(join, ahead))
        return join == HEBREW_QUOTE;
    *len = (unsigned)(after - at);
    *property = ahead_property;
    *wb = ahead;
    return true;
}

size_t word_next(const char *text, size_t at, size_t end, bool hyphens, unsigned *kinds)
{
    struct segment s = {0};
    enum word_break wb;
    unsigned property, len, seen;
    size_t after;

    at += next_class(text, at, end, hyphens, &property, &wb);
    seen = 1u << property_kind(property);
    s.prev = s.last = wb;
    if (wb == WB_CR || wb == WB_LF || wb == WB_NEWLINE) {
        *kinds = seen;
        return line_end(text, at, end, wb);
    }
    if (wb == WB_ALETTER && (after = skip_letters(text, at, end)) > at) {
        seen |= 1u << KIND_LETTER; /* the first one can be a symbol: U+02D4, U+24B6 */
        at = after;
    }
    for (; at < end; at += len) {
        len = next_class(text, at, end, hyphens, &property, &wb);
        if (joins[s.prev][wb] != ALWAYS) {
            if (is_skipped(wb)) {
                seen |= 1u << property_kind(property);
                s.last = wb;
                continue;
            }
            if (!belongs(&s, text, at, end, &len, &property, &wb))
                break;
        }
        seen |= 1u << property_kind(property);
        s.prev = s.last = wb;
    }
    *kinds = seen;
    return at;
}
