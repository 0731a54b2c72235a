/* Findings as rows: what each is called, what it is a share of, and what deals with it. */
#ifndef ROWS_H
#define ROWS_H

#include "check/findings.h"
#include "shared/cell.h"

enum { ROWS_COLUMNS = 7 };

extern const column rows_columns[ROWS_COLUMNS];

/* Lines that documents of a source share. */
struct lines {
    corpus_repeats *repeats; /* NULL: too many to compare */
    uint64_t min_docs, top;
};

/* Print all that was found, sorted before. With -o the file appears, whatever is in it;
 * else a list without rows has no header. */
void rows_print(const struct findings *f, const struct lines *lines);

#endif
