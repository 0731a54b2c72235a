/* The tables a query tool asks: one or several TABLE operands as one, sources or any
 * metadata field as the groups, filters. Everything here dies with a message that names
 * the file when the file is at fault. */
#ifndef TABLES_H
#define TABLES_H

#include "shared/options.h"
#include "shared/tool.h"

/* A table as the user asked for it. */
typedef struct tables {
    corpus_table *table;
    const char *path; /* for messages: the operand, or "A and N more" */
    char *path_memory;

    /* The groups that play the source: the table's sources, or the values of --by. In
     * byte order of their names. */
    unsigned n_groups;
    const char **groups;
    uint64_t *group_documents;
    uint64_t *group_totals[CORPUS_ORDER_MAX + 1]; /* [order][group]: N */
    uint32_t *group_of; /* document -> group; NULL: by source */

    /* query's filters, as the first scan found them */
    uint8_t *stopwords;                   /* a bit for each type; NULL: none */
    uint8_t *terms[CORPUS_ORDER_MAX + 1]; /* a bit for each row; NULL: all */
    void *match;                          /* compiled regular expression */
    bool some_groups; /* the tool looks at some alone: max-docs of all is no filter */
} tables;

/* Open the operands; no operand is wrong usage. query.by picks the groups. */
void tables_open(tables *t, char *const paths[], size_t n);
void tables_close(tables *t);

/* Die because `code` came from the table (its fault is added). */
_Noreturn void tables_fail(const tables *t, int code);

/* Death unless there are n-grams of this order, and postings if --by needs them. */
void tables_check_order(const tables *t, unsigned order);

/* The group of this name; n_groups when there is none, for which the other one is death
 * by wrong usage that lists what there is. */
unsigned tables_find_group(const tables *t, const char *name);
_Noreturn void tables_no_group(const tables *t, const char *name);

/* A scan through query's filters (min-count, min-docs, max-docs, match, stopwords,
 * terms), rows with groups in place of sources. Postings and terms of the current row
 * come from corpus_scan_postings() and corpus_scan_term() on `scan`. */
typedef struct tables_scan {
    tables *tables;
    corpus_scan *scan;
    unsigned order;
    const uint8_t *stopwords, *terms; /* the tables' filters */
    const void *match;
    bool all; /* no filters */
    corpus_source_count *counts;
    uint32_t *slots; /* group -> 1 + index in counts, in the row at hand */
    uint64_t seen, rows; /* progress */
} tables_scan;

void tables_scan_open(tables_scan *s, tables *t, unsigned order);

/* The same through no filters. */
void tables_scan_all(tables_scan *s, tables *t, unsigned order);

/* The same for a family of the table (corpus/table.h). Its rows are not in the index of
 * terms and have no postings: --terms and --by are wrong usage. */
void tables_scan_family(tables_scan *s, tables *t, unsigned family);

/* The next row that passes; false at the end. Borrowed until the next call. */
bool tables_scan_next(tables_scan *s, corpus_row *row);

/* The current row's term. */
void tables_scan_term(tables_scan *s, const char **term, size_t *len);
void tables_scan_postings(tables_scan *s, const corpus_posting **list, size_t *n);
void tables_scan_close(tables_scan *s);

#endif
