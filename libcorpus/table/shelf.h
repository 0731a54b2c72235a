/* Blocks that look-ups come back to, kept unpacked but not decoded: some 60 KB each, as many
 * as an eighth of the memory has room for. Marks every MARK records say where the columns
 * stand, so that finding a record decodes a few dozen of them, not thousands. */
#ifndef TABLE_SHELF_H
#define TABLE_SHELF_H

#include "table/reader.h"

struct shelf_block;

/* Block `block` of that order of a family, borrowed until the next call. */
int shelf_get(corpus_table *t, unsigned family, unsigned order, size_t block,
              const struct shelf_block **out);

/* Among the records low .. high - 1 of the block, which are siblings, that with last token
 * `id`: 1 and *at, or 0. */
int shelf_find(const corpus_table *t, const struct shelf_block *b, uint32_t low,
               uint32_t high, uint32_t id, uint32_t *at);

/* The children of a record: numbers *from .. *to - 1 of the next order. */
void shelf_children(const struct shelf_block *b, uint32_t at, uint64_t *from,
                    uint64_t *to);

/* The counts of a record; row->sources is borrowed until the next call for the table. */
int shelf_row(corpus_table *t, const struct shelf_block *b, uint32_t at, corpus_row *row);

void shelf_free(struct shelf *s);

#endif
