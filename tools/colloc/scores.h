/* What collocations are measured by: names as users write them become columns and their
 * values. A pair has four counts. A longer n-gram is scored as a whole, against full
 * independence, or by a measure of pairs over the ways to cut it in two. */
#ifndef COLLOC_SCORES_H
#define COLLOC_SCORES_H

#include "colloc/counts.h"
#include "shared/listing.h"

/* scores.of[0] is the expected count, then come the measures. */
struct scores {
    struct score *of;
    size_t n;
};

/* Those of --measure, or the usual ones for n-grams of this order. */
void scores_choose(struct scores *s, unsigned order);
void scores_free(struct scores *s);

/* The column of a score; borrows from it. `unit` is what is counted. */
column scores_column(const struct scores *s, size_t score, const char *unit);

/* A p-value to be adjusted? */
bool scores_adjusted(const struct scores *s, size_t score);

/* What was chosen, of `n` terms, as struct listing asks for it; t[] has their counts if
 * they are pairs. */
void scores_compute(const struct scores *s, const struct counts *c, const size_t terms[],
                    size_t n, const struct chosen *chosen, size_t at, corpus_2x2 t[]);

#endif
