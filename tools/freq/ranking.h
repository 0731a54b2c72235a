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

/* The columns are borrowed. top 0: all. */
ranking *ranking_new(const column columns[], size_t n, struct ranking_order order,
                     uint64_t top);

/* Can a row with this value in the column `by`, and this frequency, still get in? Asked
 * before the costly part of a row, its term, is made. Never wrong when it says no. */
bool ranking_wants(const ranking *r, cell by, uint64_t freq);

/* The cells' texts are copied. */
void ranking_add(ranking *r, const cell cells[]);

/* Put them in order and hand them to the report. */
void ranking_write(ranking *r, report *to);

void ranking_free(ranking *r);

#endif
