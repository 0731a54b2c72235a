/* Words by ICU: a thin layer over its break iterator for root locale rules. */
#include "text/icu.h"
#include "corpus/error.h"

#ifdef HAVE_ICU

#include <stdlib.h>
#include <unicode/ubrk.h>
#include <unicode/utext.h>
#include <unicode/uvernum.h>

struct icu_words {
    UBreakIterator *breaks;
    UText *text;
    size_t len;
};

int icu_words_new(struct icu_words **out)
{
    UErrorCode status = U_ZERO_ERROR;
    struct icu_words *w = calloc(1, sizeof *w);

    *out = NULL;
    if (!w)
        return CORPUS_ENOMEM;
    w->breaks = ubrk_open(UBRK_WORD, "", NULL, 0, &status);
    if (U_FAILURE(status)) {
        free(w);
        return CORPUS_ENOMEM;
    }
    *out = w;
    return CORPUS_OK;
}

void icu_words_free(struct icu_words *w)
{
    if (!w)
        return;
    utext_close(w->text);
    ubrk_close(w->breaks);
    free(w);
}

int icu_words_set(struct icu_words *w, const char *text, size_t len)
{
    UErrorCode status = U_ZERO_ERROR;

    w->len = len;
    w->text = utext_openUTF8(w->text, text, (int64_t)len, &status);
    ubrk_setUText(w->breaks, w->text, &status);
    if (U_FAILURE(status))
        return CORPUS_ENOMEM;
    ubrk_first(w->breaks);
    return CORPUS_OK;
}

size_t icu_words_next(struct icu_words *w)
{
    int32_t next = ubrk_next(w->breaks);

    return next == UBRK_DONE ? w->len : (size_t)next;
}

const char *icu_words_version(void)
{
    return "icu-2 (ICU " U_ICU_VERSION ")";
}

#else

int icu_words_new(struct icu_words **out)
{
    *out = NULL;
    return CORPUS_EINVAL;
}

void icu_words_free(struct icu_words *w)
{
    (void)w;
}

int icu_words_set(struct icu_words *w, const char *text, size_t len)
{
    (void)w;
    (void)text;
    (void)len;
    return CORPUS_EINVAL;
}

size_t icu_words_next(struct icu_words *w)
{
    (void)w;
    return 0;
}

const char *icu_words_version(void)
{
    return "icu-2";
}

#endif
