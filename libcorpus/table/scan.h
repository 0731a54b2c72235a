/* What a scan knows beside its rows. */
#ifndef TABLE_SCAN_H
#define TABLE_SCAN_H

#include "corpus/table.h"

#include <stdbool.h>

/* Scan one level of a family's trie (family 0: the n-grams); both must be there. */
int scan_new(corpus_scan **out, corpus_table *table, unsigned family, unsigned order);

/* Counts of parents are read, too; call before the first next. */
void scan_want_parents(corpus_scan *s);

/* The record of the next lower order that the current row extends. */
struct scan_parent {
    uint64_t index, freq, docs;
};

/* False for a row that has none: of order 1, or the top of a prefix. Only after
 * scan_want_parents(). */
bool scan_parent(const corpus_scan *s, struct scan_parent *up);

#endif
