/* Numbered rows in order, without moving them, for tools that hold millions of terms as
 * ids and numbers. */
#ifndef ORDER_H
#define ORDER_H

#include <stddef.h>
#include <stdint.h>

/* The numbers of the best rows: by key ascending (column_key() makes one of a cell),
 * then freq descending, then number ascending - rows are numbered as the table scans
 * them, so that is in byte order of the terms.
 *
 * top: how many, 0 for all. *rows is the caller's to free; returns its length. */
size_t order_rows(size_t n, const uint64_t key[], const uint64_t freq[], uint64_t top,
                  size_t **rows);

#endif
