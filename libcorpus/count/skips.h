/* Skip-grams: two or three tokens with so many others between them.
 *
 * Each vector of gaps is counted by itself, by the code that refines n-grams: only the
 * tokens that make a tail stand elsewhere, and occurrences with a hole among or between
 * them are left out. */
#ifndef COUNT_SKIPS_H
#define COUNT_SKIPS_H

#include "count/stream.h"
#include "count/tail.h"

/* How far each of the order tokens stands from the first. */
static inline void skip_offsets(const corpus_family *f, unsigned offsets[])
{
    offsets[0] = 0;
    for (unsigned k = 1; k < f->order; k++)
        offsets[k] = offsets[k - 1] + f->gaps[k - 1] + 1;
}

/* The tails of the skip-grams that begin at the n positions, and how many these are. The
 * number of each is its document. */
uint32_t skip_tails(const struct text_body *t, const corpus_family *f,
                    const uint32_t at[], uint32_t n, unsigned bits, tail tails[]);

#endif
