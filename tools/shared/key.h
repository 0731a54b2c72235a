/* The column that orders a list, and its cells as keys: numbers that are the smaller the
 * better the value, so that whoever sorts compares one word. */
#ifndef KEY_H
#define KEY_H

#include "shared/cell.h"

/* The column called `name` (as in --sort), or death by wrong usage that lists them. */
size_t column_find(const column columns[], size_t n, const char *name);

/* A number that is the smaller the better the value, as `c` has it; of texts, the first
 * eight bytes. */
uint64_t column_key(const column *c, cell value);

#endif
