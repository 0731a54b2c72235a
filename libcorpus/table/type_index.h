/* Types by name: a hash of the whole lexicon, for tables that are asked often. */
#ifndef TABLE_TYPE_INDEX_H
#define TABLE_TYPE_INDEX_H

#include "table/reader.h"

/* The id of a type: 1 and *id, 0 when it does not occur, or negative. The first call reads
 * the lexicon. */
int type_index_find(corpus_table *t, const char *form, size_t len, uint32_t *id);

void type_index_free(struct type_index *index);

#endif
