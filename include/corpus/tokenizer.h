/** @file
 *  Bytes -> tokens: what a word is, where n-grams must stop, when two forms are one type.
 *
 *  A *token* is an occurrence, a *form* its bytes as written, a *type* the form after
 *  normalisation. The options below decide all three; the first value of each is the
 *  default. `corpus_token_options_set` and `_get` translate them from and to the words
 *  that the tools' options and a table's provenance use, so that both are spelled in one
 *  place. */
#ifndef CORPUS_TOKENIZER_H
#define CORPUS_TOKENIZER_H

#include "corpus/error.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What cuts the text into tokens. */
enum corpus_segment {
    CORPUS_SEGMENT_UNICODE,    /**< words of UAX #29 that hold a letter or a number */
    CORPUS_SEGMENT_WHITESPACE, /**< what stands between Unicode white space, untouched */
    CORPUS_SEGMENT_ICU         /**< ICU's dictionaries; CORPUS_EINVAL if not built in */
};

enum corpus_case {
    CORPUS_CASE_LOWER, /**< Unicode's toLowercase, final sigma included (ΟΔΟΣ = οδος) */
    CORPUS_CASE_FOLD,  /**< full case folding: STRASSE = Straße, final sigma = sigma */
    CORPUS_CASE_KEEP
};

/** Apostrophes: typographic ones become ', so that typography is not vocabulary. */
enum corpus_quotes { CORPUS_QUOTES_FOLD, CORPUS_QUOTES_KEEP };

enum corpus_normalize {
    CORPUS_NORMALIZE_NFC,
    CORPUS_NORMALIZE_NFKC,
    CORPUS_NORMALIZE_NONE
};

/** Strip: café = cafe, also Hebrew and Arabic points; marks that spell (Indic vowel
 *  signs, Thai tones, kana voicing) stay. What is a letter of its own (ø, ł) stays. */
enum corpus_diacritics { CORPUS_DIACRITICS_KEEP, CORPUS_DIACRITICS_STRIP };

/** Join: a hyphen (U+002D, U+2010, U+2011) between two letters is part of the word. */
enum corpus_hyphens { CORPUS_HYPHENS_SPLIT, CORPUS_HYPHENS_JOIN };

/** URLs, e-mail addresses, #hashtags and @mentions: one token each, cut as UAX #29 has
 *  it, or left out (a hole stays). The exact rules stand in libcorpus/text/special.h. */
enum corpus_urls { CORPUS_URLS_KEEP, CORPUS_URLS_SPLIT, CORPUS_URLS_DROP };

/** Tokens with a number and no letter: kept, left out (a hole stays), or not told apart:
 *  mask makes every decimal digit of any token 0. */
enum corpus_numbers { CORPUS_NUMBERS_KEEP, CORPUS_NUMBERS_DROP, CORPUS_NUMBERS_MASK };

/** Keep: segments of punctuation and symbols (emoji, too) are tokens as well. */
enum corpus_punctuation { CORPUS_PUNCTUATION_DROP, CORPUS_PUNCTUATION_KEEP };

/** What an n-gram or a window never crosses, besides the end of its document. */
enum corpus_boundary {
    CORPUS_BOUNDARY_SENTENCE, /**< the end of a UAX #29 sentence */
    CORPUS_BOUNDARY_PUNCT,    /**< any punctuation between words, and what ends a line */
    CORPUS_BOUNDARY_LINE,     /**< the end of a line, whatever `newline` says */
    CORPUS_BOUNDARY_DOCUMENT  /**< nothing */
};

/** What a single line end is to sentences. A blank line ends a sentence in any case. A
 *  document looks hard-wrapped if in its first 64 KiB 95 % of the lines fit a width of 40
 *  to 132 characters, and two thirds of those followed by another could not have taken the
 *  first word of that within nine tenths of the width. */
enum corpus_newline {
    CORPUS_NEWLINE_AUTO,  /**< space in a document that looks hard-wrapped, else break */
    CORPUS_NEWLINE_SPACE, /**< a space */
    CORPUS_NEWLINE_BREAK  /**< the end of a sentence, as UAX #29 has it */
};

/** Malformed UTF-8: U+FFFD for each maximal subpart, counted; or CORPUS_EINPUT. */
enum corpus_invalid { CORPUS_INVALID_REPLACE, CORPUS_INVALID_ERROR };

/** How text becomes types. Fill it with corpus_token_options_default() first, so that a
 *  later version can add members. */
typedef struct corpus_token_options {
    enum corpus_segment segment;
    enum corpus_case letter_case;
    enum corpus_quotes quotes;
    enum corpus_normalize normalize;
    enum corpus_diacritics diacritics;
    enum corpus_hyphens hyphens;
    enum corpus_urls urls;
    enum corpus_numbers numbers;
    enum corpus_punctuation punctuation;
    enum corpus_boundary boundary;
    enum corpus_newline newline;
    enum corpus_invalid invalid;
    const char *stem; /**< a Snowball language ("english", "de") or NULL; borrowed */
} corpus_token_options;

/** Set every option to its default. */
CORPUS_API void corpus_token_options_default(corpus_token_options *options);

/** Set the option called `name` ("case") to the value called `value` ("fold"). For "stem"
 *  any string goes and the pointer is kept; "" and "off" mean none.
 *
 *  @return CORPUS_OK, or CORPUS_EINVAL when there is no such option or value */
CORPUS_API int corpus_token_options_set(corpus_token_options *options, const char *name,
                                        const char *value);

/** The value of the option called `name` as a word ("off" for no stemmer), or NULL when
 *  there is no such option. Lives as long as the options. */
CORPUS_API const char *corpus_token_options_get(const corpus_token_options *options,
                                                const char *name);

/** The name of option `i`, counted from 0 in the order of the manual; NULL at the end. */
CORPUS_API const char *corpus_token_option_name(size_t i);

/** Value `i` that the option called `name` can take, the default first; NULL at the end,
 *  and for "stem" always. */
CORPUS_API const char *corpus_token_option_value(const char *name, size_t i);

/** What cuts the text, with its version: "unicode-2" or "whitespace-2". A change of
 *  behaviour is a new version; tables of different versions do not merge. */
CORPUS_API const char *corpus_tokenizer_version(const corpus_token_options *options);

/** The Unicode version of the segmentation tables, "15.0.0". */
CORPUS_API const char *corpus_unicode_version(void);

/** The Unicode version of case and normalisation (utf8proc's), "15.0.0". */
CORPUS_API const char *corpus_normalization_version(void);

/** A tokenizer: feed it a document in pieces of any size, get its tokens by callback. One
 *  thread at a time. */
typedef struct corpus_tokenizer corpus_tokenizer;

/** One token. All pointers are borrowed for the time of the callback. */
typedef struct corpus_token {
    uint64_t start;    /**< byte offset in the document of its first byte */
    uint64_t end;      /**< and of the byte after its last */
    uint64_t sentence; /**< number of its segment (see `boundary`) in the document, from
                            0; a token left out ends a segment, too */
    const char *form;  /**< as written; not terminated */
    size_t form_len;   /**< in bytes, 1 to 65536 */
    const char *type;  /**< normalised; not terminated */
    size_t type_len;   /**< in bytes; never 0: tokens without a type are not delivered */
} corpus_token;

/** Takes one token; anything but 0 stops and becomes the result of the feeding call. */
typedef int corpus_token_take(void *user, const corpus_token *token);

/** What was met in the documents since corpus_tokenizer_new(). */
typedef struct corpus_text_stats {
    uint64_t bytes;     /**< of text */
    uint64_t malformed; /**< maximal subparts replaced by U+FFFD, as in Python */
    uint64_t nul;       /**< NUL bytes; each separates like a space, but not in a token
                             that comes ready */
    uint64_t overlong;  /**< runs without white space, and tokens that came ready, cut at
                             65536 bytes */
} corpus_text_stats;

/** Make a tokenizer. On failure *out is NULL.
 *
 *  @return CORPUS_OK
 *          CORPUS_EINVAL  no such stemmer, or a segmenter that is not built in
 *          CORPUS_ENOMEM */
CORPUS_API int corpus_tokenizer_new(corpus_tokenizer **out,
                                    const corpus_token_options *options,
                                    corpus_token_take *take, void *user);
CORPUS_API void corpus_tokenizer_free(corpus_tokenizer *tokenizer);

/** Feed the next `len` bytes of the document. Tokens come when they are certain, so some
 *  come late; where the pieces are cut makes no difference to what comes.
 *
 *  @return CORPUS_OK
 *          CORPUS_EINPUT  malformed UTF-8, with `invalid` = error
 *          CORPUS_ENOMEM
 *          or what the callback returned */
CORPUS_API int corpus_tokenizer_feed(corpus_tokenizer *tokenizer, const char *text,
                                     size_t len);

/** Give a token that comes ready, as in vertical files and CoNLL-U: it is normalised and
 *  delivered whole, spaces and all, but cut behind 65536 bytes. Its offsets are those in
 *  the document's tokens with single spaces between. A document is either fed or given in
 *  tokens.
 *
 *  @return as corpus_tokenizer_feed() */
CORPUS_API int corpus_tokenizer_token(corpus_tokenizer *tokenizer, const char *form,
                                      size_t len);

/** A sentence ends between ready tokens. */
CORPUS_API void corpus_tokenizer_boundary(corpus_tokenizer *tokenizer);

/** End the document: the last tokens come, and the next feed begins another one. To be
 *  called after an error, too, before the tokenizer is used again; it then only resets.
 *  Errors as corpus_tokenizer_feed(). */
CORPUS_API int corpus_tokenizer_end(corpus_tokenizer *tokenizer);

/** Totals so far; and, after CORPUS_EINPUT, the offset in the document of the first
 *  malformed byte. */
CORPUS_API corpus_text_stats corpus_tokenizer_stats(const corpus_tokenizer *tokenizer);
CORPUS_API uint64_t corpus_tokenizer_error_offset(const corpus_tokenizer *tokenizer);

#ifdef __cplusplus
}
#endif

#endif
