/* Sentences for the note below a table in a paper: what was cut off, and what the
 * columns mean. */
#ifndef NOTE_H
#define NOTE_H

#include "shared/cell.h"

/* " At least 5 occurrences." and so on, as the filters of `query` have it. */
void note_filters(struct text *t);

/* " g2: log-likelihood ratio ... (Dunning 1993, CL 19(1))." for each column that was
 * published somewhere. */
void note_columns(struct text *t, const column columns[], size_t n);

/* " Counted with libcorpus 0.1.0." */
void note_version(struct text *t);

#endif
