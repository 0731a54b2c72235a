/* What the rules of UAX #29 ask about a code point, in one 16-bit entry of a two-stage
 * table. unicode_tables.c is written by generate/unicode_tables.c (make unicode). */
#ifndef TEXT_UNICODE_H
#define TEXT_UNICODE_H

#include <stdint.h>

/* Word_Break, in an order that lets the generator share the list of names. */
enum word_break {
    WB_OTHER, WB_CR, WB_LF, WB_NEWLINE, WB_EXTEND, WB_ZWJ, WB_FORMAT,
    WB_REGIONAL_INDICATOR, WB_KATAKANA, WB_HEBREW_LETTER, WB_ALETTER, WB_SINGLE_QUOTE,
    WB_DOUBLE_QUOTE, WB_MIDNUMLET, WB_MIDLETTER, WB_MIDNUM, WB_NUMERIC, WB_EXTENDNUMLET,
    WB_WSEGSPACE
};

enum sentence_break {
    SB_OTHER, SB_CR, SB_LF, SB_SEP, SB_EXTEND, SB_FORMAT, SB_SP, SB_LOWER, SB_UPPER,
    SB_OLETTER, SB_NUMERIC, SB_ATERM, SB_SCONTINUE, SB_STERM, SB_CLOSE
};

/* General category by its first letter, but White_Space comes before category. */
enum kind {
    KIND_OTHER, KIND_LETTER, KIND_NUMBER, KIND_MARK, KIND_PUNCTUATION, KIND_SYMBOL,
    KIND_SPACE
};

enum {
    PROPERTY_WB = 0x1f,             /* bits 0-4: enum word_break */
    PROPERTY_SB_SHIFT = 5,          /* bits 5-8: enum sentence_break */
    PROPERTY_SB = 0xf,
    PROPERTY_KIND_SHIFT = 9,        /* bits 9-11: enum kind */
    PROPERTY_KIND = 0x7,
    PROPERTY_PICTOGRAPHIC = 1 << 12, /* Extended_Pictographic */
    UNICODE_PAGE_SHIFT = 7
};

extern const char unicode_version[];
extern const uint16_t unicode_page[0x110000 >> UNICODE_PAGE_SHIFT];
extern const uint16_t unicode_property[][1 << UNICODE_PAGE_SHIFT];

/* What code points that begin with this byte may be, so that a scan for them can skip the
 * rest of the text by its lead bytes. Nothing is known of continuation bytes: 0. */
enum { LEAD_SENTENCE = 1, /* ATerm, STerm */
       LEAD_LINE = 2,     /* CR, LF, Sep */
       LEAD_PUNCTUATION = 4,
       LEAD_SPACE = 8 };  /* White_Space, NUL */
extern const uint8_t unicode_lead[256];

/* `c` is at most 0x10FFFF. */
static inline unsigned property_of(uint32_t c)
{
    return unicode_property[unicode_page[c >> UNICODE_PAGE_SHIFT]]
                           [c & ((1 << UNICODE_PAGE_SHIFT) - 1)];
}

static inline enum word_break property_wb(unsigned property)
{
    return (enum word_break)(property & PROPERTY_WB);
}

static inline enum sentence_break property_sb(unsigned property)
{
    return (enum sentence_break)(property >> PROPERTY_SB_SHIFT & PROPERTY_SB);
}

static inline enum kind property_kind(unsigned property)
{
    return (enum kind)(property >> PROPERTY_KIND_SHIFT & PROPERTY_KIND);
}

#endif
