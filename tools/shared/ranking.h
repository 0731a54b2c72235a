/* The best rows of a list, in order: by one column, best first, then frequency
 * descending, then term bytes ascending. With a limit, memory holds a few times `top`
 * rows, however many come by. */
#ifndef RANKING_H
#define RANKING_H

#include "shared/cell.h"
#include "shared/report.h"

typedef struct ranking ranking;

/* Columns by index; `by` is the one that orders. `freq` must be a count. */
struct ranking_order {
    size_t by, freq, term;
};

/* The column called `name` (as in --sort), or death by wrong usage that lists them. */
size_t column_find(const column columns[], size_t n, const char *name);

/* A number that is the smaller the better the value, as `c` has it; of texts, the first
 * eight bytes. */
uint64_t column_key(const column *c, cell value);

/* The columns are borrowed. top 0: all. */
ranking *ranking_new(const column columns[], size_t n, struct ranking_order order,
                     uint64_t top);

/* Can a row with this value in the column `by`, and this frequency, still get in? Asked
 * before the costly part of a row, its term, is made. Never wrong when it says no. */
bool ranking_wants(const ranking *r, cell by, uint64_t freq);

/* The cells' texts are copied. */
void ranking_add(ranking *r, const cell cells[]);

/* Rows held; after ranking_sort() at most `top`. */
size_t ranking_rows(const ranking *r);

/* Put them in order and hand them to the report; then the ranking is empty again, for
 * the next document or target. */
void ranking_write(ranking *r, report *to);

/* Or walk them: in order after ranking_sort(), as they came before. Cells can be changed
 * in place (an adjusted p-value) but for those that order. After ranking_sort() no row
 * may be added before ranking_clear(). */
void ranking_sort(ranking *r);
void ranking_get(const ranking *r, size_t row, cell cells[]);
void ranking_set(ranking *r, size_t row, size_t i, cell value);
void ranking_clear(ranking *r);

void ranking_free(ranking *r);

#endif
