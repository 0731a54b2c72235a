/* The documents on both sides of a comparison, and the tests that take them, not tokens,
 * as what was drawn. A term needs its postings for that, which only the scan has at hand:
 * so terms wait in line with theirs, and many are tested at a time. */
#ifndef DOC_SIDES_H
#define DOC_SIDES_H

#include "diff/scores.h"
#include "diff/sides.h"
#include "shared/tables.h"

/* Fewer documents on a side than this make no test. */
enum { DOC_SIDES_LEAST = 5 };

struct doc_sides;

/* The documents as the scores need them, in n-grams of this order. NULL if none does, and
 * where the table has no postings of them or a side too few documents for anything, which
 * is said once; tests that were asked for by name are death without postings. */
struct doc_sides *doc_sides_open(tables *t, unsigned order, const struct sides *sides,
                                 const struct scores *scores);
void doc_sides_free(struct doc_sides *s);

/* Put a term's postings in line. True: the line is long enough to be tested. */
bool doc_sides_add(struct doc_sides *s, const corpus_posting list[], size_t n);

/* Test all terms in line, on the threads asked for (`common`), and empty it. What was
 * needed stands in *results, in the order they came; borrowed until the next add. */
size_t doc_sides_test(struct doc_sides *s, const struct doc_results **results);

#endif
