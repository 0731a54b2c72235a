/* Sentences for the note below a table in a paper: what was cut off, and what the
 * columns mean. */
#ifndef NOTE_H
#define NOTE_H

#include "shared/cell.h"

/* " At least 5 occurrences." and so on, as the filters of `query` have it. */
void note_filters(struct text *t);

/* " g2: log-likelihood ratio ... (Dunning 1993, CL 19(1))." for each column that was
 * published somewhere; the place is said once for columns that share it. */
void note_columns(struct text *t, const column columns[], size_t n);

/* " (Dunning 1993, CL 19(1))", or its key. */
void note_source(struct text *t, const char *source);

/* "adjusted by bh (Benjamini & Hochberg 1995), m = 12". */
void note_adjusted(struct text *t, int method, size_t m);

/* " Frequencies were counted with libcorpus 0.1.0 ...", see citation_add(). */
void note_counted(struct text *t, const corpus_table *table);

#endif
