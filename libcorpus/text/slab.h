/* The tokens of one slab: text that no token reaches out of. */
#ifndef TEXT_SLAB_H
#define TEXT_SLAB_H

#include "text/boundary.h"
#include "text/icu.h"
#include "text/segment.h"

enum { BATCH = 1024 }; /* spans, about: then the batch is delivered */

struct slab;

/* Words by masks in text[at..to), which begins at a word boundary: as far as the text is
 * ASCII. Returns how far that was, another word boundary; `at` when nothing was done. */
typedef size_t ascii_words(struct slab *s, size_t at, size_t to);

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(CORPUS_NO_SIMD) /* clang has no target pragma */
#define ASCII_AVX512 1
ascii_words ascii_words_avx512;
#endif
ascii_words ascii_words_baseline;
ascii_words *ascii_words_best(void); /* that this processor can run */

struct slab {
    /* what to do */
    enum corpus_segment segment;
    enum corpus_urls urls;
    bool join_hyphens, keep_marks;
    ascii_words *ascii; /* NULL: everything by the general rules */
    struct icu_words *icu; /* NULL: by our own */
    struct boundaries boundaries;
    segment_take *take;
    void *user;

    /* the text: tokens are in [0, end), what comes after is for looking ahead */
    const char *text;
    size_t end, len;

    /* The next boundary not yet delivered, or NO_BOUNDARY when none is known; what can
     * make one has been looked at up to `searched`. */
    size_t next, searched;

    /* Spans are written as their two edges, start and end, one after the other: an odd n
     * is a token that is still open. */
    size_t n;
    union {
        uint32_t edges[2 * BATCH + 512];
        struct span spans[BATCH + 256];
    };
    int err; /* what `take` returned */
};

#define NO_BOUNDARY SIZE_MAX

/* Deliver the tokens of text[0..end). What `take` returned. */
int slab_run(struct slab *s, const char *text, size_t end, size_t len);

/* Look for boundaries up to `at`, unless one is known already. */
void slab_search(struct slab *s, size_t at);

/* Add a boundary, unless one was the last thing added. */
void slab_boundary(struct slab *s, size_t at);

/* Deliver all but a token that is still open. */
void slab_flush(struct slab *s);

#endif
