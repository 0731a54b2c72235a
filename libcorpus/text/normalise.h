/* Form -> type, once per distinct form.
 *
 * The steps, in this order:
 *   malformed bytes     become U+FFFD
 *   numbers = drop      a form with a number and no letter has no type
 *   decompose           canonically (nfc) or with compatibility (nfkc)
 *   quotes = fold       U+2018 U+2019 U+201B U+2032 U+02BB U+02BC U+00B4 U+055A U+FF07
 *                       become ' (but not U+0060, nor the signs for ayin, hamza or
 *                       geresh, which are letters to those who write them)
 *   case                lower: Unicode's toLowercase, no language's own (a capital sigma
 *                       that ends a word becomes U+03C2, U+0130 becomes i U+0307);
 *                       fold: full case folding
 *   diacritics = strip  marks above, below, across and around letters go: combining
 *                       classes 1, 10 to 36 (Hebrew, Arabic, Syriac points) and 200 on;
 *                       vowel signs, nukta, virama, kana voicing and Thai tones stay:
 *                       they spell
 *   compose             so types are NFC, or NFKC, whatever else was done
 *   numbers = mask      decimal digits of any script become 0
 *   stem                not for URLs and their like (what holds one of / @ # :)
 *
 * Without a stemmer a type normalises to itself. With normalize = none nothing is
 * decomposed or composed, except to strip diacritics. Time is linear in the length of the
 * form. */
#ifndef TEXT_NORMALISE_H
#define TEXT_NORMALISE_H

#include "corpus/tokenizer.h"

struct normaliser;

/* CORPUS_OK, CORPUS_EINVAL (no such stemmer) or CORPUS_ENOMEM. */
int normaliser_new(struct normaliser **out, const corpus_token_options *options);
void normaliser_free(struct normaliser *n);

/* The type of a form. *type is borrowed until the next call, and may be `form` itself;
 * *type_len is 0 for a form that is dropped. One thread at a time per normaliser.
 * CORPUS_OK or CORPUS_ENOMEM. */
int normalise(struct normaliser *n, const char *form, size_t len, const char **type,
              size_t *type_len);

/* What normalise() does to a form of ASCII, for those who can do it in registers. */
enum normaliser_ascii {
    ASCII_KEPT,    /* nothing */
    ASCII_LOWERED, /* A-Z become a-z, and nothing else */
    ASCII_OTHER    /* ask normalise() */
};
enum normaliser_ascii normaliser_ascii(const struct normaliser *n);

#endif
