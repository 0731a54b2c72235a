/* Form -> type, once per distinct form: quotes, normalisation, case, diacritics, numbers,
 * stem.
 *
 * Order of steps: malformed bytes become U+FFFD; numbers dropped or masked; apostrophes
 * folded; case and normal form; diacritics stripped; stem. Without a stemmer a type normalises to itself. */
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

/* What normalise() does to a form of ASCII alone, for those who can do it in registers. */
enum normaliser_ascii {
    ASCII_KEPT,    /* nothing */
    ASCII_LOWERED, /* A-Z become a-z, and nothing else */
    ASCII_OTHER    /* ask normalise() */
};
enum normaliser_ascii normaliser_ascii(const struct normaliser *n);

#endif
