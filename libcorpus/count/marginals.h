/* How many n-grams there are, and how many have a type in a slot: before any cut, counted
 * over the stretches between holes, so that no cell of a contingency table is below 0. */
#ifndef COUNT_MARGINALS_H
#define COUNT_MARGINALS_H

#include "count/stream.h"

/* totals[doc * order + n - 1] = n-grams of order n in each document, for n = 1 .. order.
 * CORPUS_OK or CORPUS_ENOMEM. */
int marginals_documents(const struct text_body *t, unsigned order, unsigned threads,
                        uint64_t totals[]);

/* slots[k][x] = n-grams of `order` with type x as their token k (from 0): its
 * occurrences, less those too near the edges of their stretch. */
void marginals_slots(const struct text_body *t, unsigned order, uint64_t *const slots[]);

/* The same for window pairs (slot 1 the node, 2 the collocate) or skip-grams. */
void marginals_family(const struct text_body *t, const corpus_family *f,
                      uint64_t *const slots[]);

#endif
