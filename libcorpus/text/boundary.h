/* Where segments end: sentences of UAX #29 (Unicode 15.0), lines, punctuation.
 *
 * Text is not run through a state machine. Only what can end a segment is looked at (a
 * terminator, a line end, a mark), and then its neighbourhood, at most SENTENCE_REACH
 * bytes ahead; a sentence that cannot be told by then ends.
 *
 * Besides the rules of UAX #29:
 * - newline = space: a single line end is a space to the sentence rules (class Sp). A
 *   line end followed by nothing but spaces and another one ends the segment, as does
 *   U+2029.
 * - punct: every character of category P ends the segment after it, except
 *     _ (and other connectors), & % @ # / * \ and their like, which stand for words or
 *     inside them; a hyphen (U+002D, U+2010, U+2011) with a letter or number on both
 *     sides; an apostrophe (' U+2019 U+02BC) after a letter or number: dogs' tails.
 *   Line ends do as `newline` says.
 * - line: CR LF, CR, LF, U+0085, U+2028, U+2029 end the segment. */
#ifndef TEXT_BOUNDARY_H
#define TEXT_BOUNDARY_H

#include "corpus/tokenizer.h"
#include "text/unicode.h"

#include <stdbool.h>

struct boundaries {
    enum corpus_boundary kind;
    bool soft_newline;   /* a single line end is a space */
    uint8_t lead;        /* LEAD_ bits of what can end a segment */
};

/* An AUTO newline counts as BREAK here; see wrap.h. */
void boundaries_set(struct boundaries *b, enum corpus_boundary kind,
                    enum corpus_newline newline);

/* If a segment ends because of the character at text[at], the place of the end, behind it
 * and what goes with it; else 0. Text is readable from 0 to `len`. */
size_t boundary_at(const struct boundaries *b, const char *text, size_t at, size_t len);

/* The first end made by a character at text[at..end), or SIZE_MAX. It may lie behind
 * `end`; the search for the one after it begins there. */
size_t boundary_next(const struct boundaries *b, const char *text, size_t at, size_t end,
                     size_t len);

#endif
