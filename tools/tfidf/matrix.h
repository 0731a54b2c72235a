/* The whole matrix as files that scipy and R read: PREFIX.mtx (Matrix Market), a row for
 * each unit and a column for each term, with their names in PREFIX.rows.tsv and
 * PREFIX.cols.tsv. */
#ifndef MATRIX_H
#define MATRIX_H

#include "tfidf/weights.h"

void matrix_write(struct weights *w, const char *prefix);

#endif
