/* Decoded blocks that look-ups used last, and types by name: what makes a warm table
 * answer in memory. */
#ifndef TABLE_CACHE_H
#define TABLE_CACHE_H

#include "table/reader.h"

/* Block `block` of `order` with `parts` decoded, borrowed until the next call. */
int cache_ngrams(corpus_table *t, unsigned order, size_t block, unsigned parts,
                 const struct ngrams **out);

/* The id of a type by hashing, once the lexicon is read: 1, 0 or negative. */
int cache_type(corpus_table *t, const char *form, size_t len, uint32_t *id);

void cache_free(struct table_cache *c);

#endif
