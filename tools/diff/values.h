/* The values of a comparison's scores. Those over documents come while the terms are
 * scanned, as the scan has their postings; measures follow from the counts alone, so that
 * each kind of counts is measured once for all its terms; verdicts come last. */
#ifndef DIFF_VALUES_H
#define DIFF_VALUES_H

#include "diff/counts.h"
#include "diff/scores.h"
#include "shared/listing.h"

/* Keep what documents say of the latest `n` terms of the list; NULL: nothing. */
void values_keep(struct listing *l, const struct scores *s,
                 const struct doc_results results[], size_t n);

/* Measures of every term, where the list rests on them. */
void values_measure(struct listing *l, const struct scores *s, const struct counts *c,
                    const corpus_measure_params *params);

/* The verdicts, when p-values are adjusted. */
void values_judge(struct listing *l, const struct scores *s);

/* Measures of some terms, as struct listing asks for them. */
void values_compute(const struct scores *s, const struct counts *c,
                    const corpus_measure_params *params, const size_t terms[], size_t n,
                    const struct chosen *chosen, size_t at, corpus_2x2 t[]);

#endif
