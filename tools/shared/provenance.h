/* How a table was made, read from corpus_table_provenance(): lines of fields between
 * TABs, escaped as in TSV. */
#ifndef PROVENANCE_H
#define PROVENANCE_H

#include "shared/tool.h"

/* One line, unescaped; valid until the next step. */
struct provenance {
    const char *next, *end;
    struct text line;
    const char *fields[8]; /* fields[0] is the key: "option", "input" ... */
    size_t n;
};

void provenance_begin(struct provenance *p, const corpus_table *table);
bool provenance_next(struct provenance *p); /* false at the end; frees */

/* "libcorpus": [...], "options": {...}, "fields": [...], "inputs": [...], "notes":
 * {...}: members of a JSON object without its braces. */
void provenance_json(struct text *t, const corpus_table *table);

#endif
