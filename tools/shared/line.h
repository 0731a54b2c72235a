/* A row of cells as a line of text, as tsv, csv and json have it (`common`). */
#ifndef LINE_H
#define LINE_H

#include "shared/cell.h"
#include "shared/number.h"

struct line {
    const column *columns;
    size_t n;
    struct text text;              /* what was added */
    struct text field;             /* the cell at hand */
    struct text *keys;             /* json: "NAME": of each column */
    struct number_memory *numbers; /* of each column */
};

/* The columns are borrowed. */
void line_begin(struct line *l, const column columns[], size_t n);
void line_free(struct line *l);

/* Add to the text: the columns' names (json has none) or a row. */
void line_add_header(struct line *l);
void line_add_row(struct line *l, const cell cells[]);

#endif
