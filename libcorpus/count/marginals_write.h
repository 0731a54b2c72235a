/* The marginals of a corpus, counted on several threads and written in their order: when the
 * n-grams are through, each order is one more walk over all ids. */
#ifndef COUNT_MARGINALS_WRITE_H
#define COUNT_MARGINALS_WRITE_H

#include "count/stream.h"
#include "table/families.h"
#include "table/writer.h"

/* What one thread takes for each type and slot: a number, and what it is packed to. */
enum { MARGINAL_BYTES = 10 };

/* Those of all orders from 2 on and of all families, on as many threads as the budget has
 * room for. What writer_add_marginals() returns, or CORPUS_EBUDGET. */
int marginals_write(struct table_writer *w, const struct text_body *t, unsigned order,
                    const struct families *families, unsigned threads);

#endif
