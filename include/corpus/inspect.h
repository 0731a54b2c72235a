/** @file
 *  Looking at a text before it is counted: is it UTF-8, which apostrophes does it use, is
 *  it composed, hyphenated, hard-wrapped? Nothing is changed and nothing is judged; these
 *  are counts, and an example of each. */
#ifndef CORPUS_INSPECT_H
#define CORPUS_INSPECT_H

#include "corpus/error.h"
#include "corpus/reader.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What is counted. An apostrophe is one between two letters; a chunk is what stands
 *  between white space. */
enum corpus_sight {
    CORPUS_SIGHT_MALFORMED,   /**< maximal subparts that are no UTF-8, as in Python */
    CORPUS_SIGHT_NUL,         /**< NUL bytes */
    CORPUS_SIGHT_REPLACEMENT, /**< U+FFFD: an earlier program lost characters */
    CORPUS_SIGHT_C1_CONTROL,  /**< U+0080 to U+009F but U+0085: Windows-1252 that was
                                   taken for Latin-1 */
    CORPUS_SIGHT_MOJIBAKE,    /**< "â€™", "Ã©": UTF-8 taken for Windows-1252 or Latin-1
                                   and encoded once more */
    CORPUS_SIGHT_STRAIGHT_APOSTROPHE, /**< ' */
    CORPUS_SIGHT_CURLY_APOSTROPHE,    /**< ’ and all that --quotes fold makes a ' */
    CORPUS_SIGHT_STRAIGHT_QUOTE,      /**< " */
    CORPUS_SIGHT_CURLY_QUOTE,         /**< “ ” „ ‟ */
    CORPUS_SIGHT_DECOMPOSED,  /**< characters, with their marks, that are not NFC */
    CORPUS_SIGHT_LIGATURE,    /**< U+FB00 to U+FB06: ﬁ, ﬂ ... */
    CORPUS_SIGHT_SOFT_HYPHEN, /**< U+00AD */
    CORPUS_SIGHT_LINE_HYPHEN, /**< a letter and a hyphen (-, U+2010, U+00AD) at the end of
                                   a line, a letter at the start of the next */
    CORPUS_SIGHT_OPEN_LINE,   /**< lines that end in a letter or a number */
    CORPUS_SIGHT_NON_WORD,    /**< chunks without a letter */
    CORPUS_SIGHT_LONG_WORD,   /**< letters and digits (Word_Break of UAX #29) in a row,
                                   more than CORPUS_LONG_WORD of them */
    CORPUS_SIGHT_UNSPACED,    /**< letters of scripts without spaces between words: Thai,
                                   Lao, Burmese, Khmer, Han, kana */
    CORPUS_SIGHTS
};

/** Code points. The longest words of German or Finnish law books are about as long. */
#define CORPUS_LONG_WORD 60

/** Chunks: in fewer it says nothing that there is no punctuation. */
#define CORPUS_PUNCTUATED_MIN 200

/** Bytes of an example, with the NUL. */
#define CORPUS_EXAMPLE_SIZE 128

/** What one document holds. */
typedef struct corpus_inspection {
    uint64_t bytes;
    uint64_t chunks;
    uint64_t letters;      /**< letters, numbers and marks */
    uint64_t lines;        /**< not blank */
    uint64_t counts[CORPUS_SIGHTS];
    const char *examples[CORPUS_SIGHTS]; /**< the first of each with what stands around
                                it, as far as it is at hand; "" when there is none.
                                Bytes that are no UTF-8 read <E9>, what one cannot see
                                <U+00AD>. Borrowed until the next feed. */
    bool empty;            /**< no letter and no number in it */
    bool hard_wrapped;     /**< as the tokenizer with `newline` = auto sees it */
    bool unpunctuated;     /**< fewer than 1 in 100 of its chunks, which are at least
                                CORPUS_PUNCTUATED_MIN, end in punctuation (in prose it
                                is 1 in 10), and its script has spaces between words */
    bool other_encoding;   /**< malformed, and not one character beyond ASCII well-formed:
                                in an 8-bit encoding, most likely */
    uint64_t digest[2];    /**< equal for equal bytes, and for others only if someone has
                                made them so */
} corpus_inspection;

/** An inspector: feed it a document in pieces of any size, then end it. One thread at a
 *  time; memory for 64 KiB of text. How the text is cut into pieces makes no difference,
 *  but for chunks of more than 64 KiB, which may count more than once. */
typedef struct corpus_inspector corpus_inspector;

/** @return CORPUS_OK, CORPUS_ENOMEM */
CORPUS_API int corpus_inspector_new(corpus_inspector **out);
CORPUS_API void corpus_inspector_free(corpus_inspector *inspector);

/** The next `len` bytes of the document.
 *
 *  @return CORPUS_OK, CORPUS_ENOMEM */
CORPUS_API int corpus_inspector_feed(corpus_inspector *inspector, const char *text,
                                     size_t len);

/** End the document; the next feed begins another one.
 *
 *  @param out  what it held
 *  @return CORPUS_OK, CORPUS_ENOMEM */
CORPUS_API int corpus_inspector_end(corpus_inspector *inspector, corpus_inspection *out);

#ifdef __cplusplus
}
#endif

#endif
