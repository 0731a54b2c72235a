/* Reports for the eye: all rows are known before the first is written, so that columns
 * can be aligned. Part of report.c. */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "shared/cell.h"
#include "shared/options.h"

#include <stdio.h>

/* Rows are kept as text, up to this many; the rest is written with the widths found. */
#define PAGE_ROWS 20000

struct page {
    const column *columns;
    size_t n;
    bool header;
    bool begun;           /* the first rows have been written, the widths stand */
    struct text cells;    /* NUL-terminated, row by row */
    size_t rows;
    unsigned *widths;     /* 0: left out */
    unsigned limit;       /* columns of the terminal; 0: none */
    const char *minor;    /* names of columns to cut or leave out first; NULL: none */
    struct text left_out; /* names of columns that did not fit */
    struct text caption, notes;
};

void page_begin(struct page *p, const column columns[], size_t n, bool header, FILE *to);
void page_free(struct page *p);

bool page_is_number(const column *c);

/* One character of `s` at *cp, and its length. Control characters and stray bytes are
 * U+FFFD, so that nothing steers the terminal. */
size_t page_character(const char *s, uint32_t *cp);

/* The length of the keys when `s` begins with CITE_BEGIN keys CITE_END, else 0: what
 * came with a table cannot pass for keys that are more than letters and digits. */
size_t page_keys(const char *s);

/* A row: the cells' texts are added by the caller to p->cells, a NUL after each. */
void page_table(struct page *p, FILE *to);
void page_markdown(struct page *p, FILE *to);
void page_markdown_notes(struct page *p, FILE *to);
void page_latex(struct page *p, FILE *to);

#endif
