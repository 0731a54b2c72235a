/* The lexicon of a corpus, packed on several threads and written in its order. */
#ifndef COUNT_TYPES_WRITE_H
#define COUNT_TYPES_WRITE_H

#include "count/stream.h"
#include "table/writer.h"

/* The types of the text, on as many threads as its budget has room for.
 * What writer_add_types() returns. */
int types_write(struct table_writer *w, const struct text_body *t,
                const struct string_set *types, unsigned threads);

#endif
