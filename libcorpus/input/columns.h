/* Which column of a CSV or TSV file is which field. */
#ifndef INPUT_COLUMNS_H
#define INPUT_COLUMNS_H

#include "input/reader.h"

/* A field's value within the current record. */
struct cell {
    const uint8_t *data;
    size_t len;
};

struct columns {
    size_t *field_of; /* per column: field + 1, 0 for one that is not wanted */
    size_t n, cap;    /* columns up to the last one that is wanted */
    size_t width;     /* columns each record must have; 0: as many as are wanted */
    bool header;      /* the first record names the columns */
};

/* Ready for a file. With numbered columns everything is known now, else the first
 * record is the header. Error: a field that has to be a number and is none. */
int columns_start(struct corpus_reader *r, struct columns *c);

/* The header's next column is called `name`. */
int columns_name(struct corpus_reader *r, struct columns *c, const uint8_t *name,
                 size_t len);

/* The header is complete: are all fields there that the user named? */
int columns_finish(struct corpus_reader *r, struct columns *c);

/* The field of column `i` (from 0), or -1. */
static inline long columns_field(const struct columns *c, size_t i)
{
    return i < c->n ? (long)c->field_of[i] - 1 : -1;
}

/* Is a record of n columns bad? If so and it is to be left out, *bad. */
int columns_check(struct corpus_reader *r, const struct columns *c, size_t n, bool *bad);

void columns_free(struct columns *c);

#endif
