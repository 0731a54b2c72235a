/* Words of UAX #29 (Unicode 15.0), segment by segment, for any script. */
#ifndef TEXT_WORD_H
#define TEXT_WORD_H

#include "text/unicode.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    KINDS_WORD = 1 << KIND_LETTER | 1 << KIND_NUMBER,
    KINDS_MARK = 1 << KIND_PUNCTUATION | 1 << KIND_SYMBOL
};

/* The end of the segment that starts at text[at], a boundary, with at < end; nothing is
 * read from `end` on. *kinds gets a bit 1 << enum kind for each code point in it. With
 * `hyphens`, a hyphen between letters is part of their word (as if it were MidLetter). */
size_t word_next(const char *text, size_t at, size_t end, bool hyphens, unsigned *kinds);

#endif
