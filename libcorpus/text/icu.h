/* Words by ICU's break iterator, which has dictionaries for Thai, Lao, Khmer, Burmese,
 * Chinese and Japanese. An optional dependency: without it icu_words_new() fails. */
#ifndef TEXT_ICU_H
#define TEXT_ICU_H

#include <stddef.h>
#include <stdint.h>

struct icu_words;

/* CORPUS_OK, CORPUS_ENOMEM, or CORPUS_EINVAL when ICU is not built in. */
int icu_words_new(struct icu_words **out);
void icu_words_free(struct icu_words *w);

/* Cut text[0..len); icu_words_next() then gives the end of each segment in turn, and
 * `len` at last. CORPUS_OK or CORPUS_ENOMEM. */
int icu_words_set(struct icu_words *w, const char *text, size_t len);
size_t icu_words_next(struct icu_words *w);

/* "icu-2 (ICU 72.1)": dictionaries change with ICU, so its version is part of ours. */
const char *icu_words_version(void);

#endif
