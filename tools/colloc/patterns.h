/* Marginal counts of n-grams of three and more words: how often each way to leave some
 * of the words open occurs - "u v .", "u . w", ". v w" - over all n-grams of a table. */
#ifndef PATTERNS_H
#define PATTERNS_H

#include "shared/terms.h"

struct patterns;

/* Count the patterns of `terms`, all of one order from 3 to CORPUS_NWAY_MAX, in a scan
 * of that order without filters. Both are borrowed. */
struct patterns *patterns_new(const tables *t, const struct terms *terms);
void patterns_free(struct patterns *p);

/* f[mask] for term i: n-grams with its word in each slot of `mask`, see
 * corpus_nway_init(). */
void patterns_get(const struct patterns *p, size_t i, uint64_t f[]);

#endif
