/* Records: the n-grams of a table as lines, for programs that sort and add up lines.
 *
 *   term TAB order TAB source TAB freq TAB docs
 *
 * Each n-gram of each order has a line for each source that has it; fields are escaped as
 * in TSV, and lines are in byte order. Lines that are equal up to the source, of tables
 * that have no document in common, add up. */
#ifndef RECORDS_H
#define RECORDS_H

#include "shared/output.h"
#include "shared/tool.h"

/* All records of the table; `path` is its name for messages. Dies on failure. */
void records_write(corpus_table *table, const char *path, struct output *out);

/* Lines of a file, or of standard input for "-", to `out`: neighbours that are equal up to
 * the source become one. Dies on failure and on what is no record. */
void records_add_up(const char *path, struct output *out);

#endif
