/* Lists of results. A tool describes its columns once and hands over rows of cells; this
 * writes them in the format asked for, to the output asked for (`common`).
 *
 *     static const column columns[] = {
 *         {"term", COLUMN_TERM, "an n-gram", NULL, NULL, false},
 *         {"freq", COLUMN_COUNT, "occurrences", "tokens", NULL, false}};
 *     report *r = report_open(columns, 2);
 *     report_row(r, (cell[]){cell_text(term, len), cell_count(row.freq)});
 *     report_close(r); */
#ifndef REPORT_H
#define REPORT_H

#include "shared/cell.h"
#include "shared/options.h"
#include "shared/picture.h"

typedef struct report report;

/* The columns are borrowed until close. Dies on failure, as all of these. */
report *report_open(const column columns[], size_t n);

/* One row, as many cells as columns; the cells' texts are not kept. */
void report_row(report *r, const cell cells[]);

/* Many rows, made by several threads where the format allows it (see workers.h). */
struct report_rows {
    size_t n;
    void *user;

    /* What a thread needs of its own, and its end. */
    void *(*begin)(void *user);
    void (*end)(void *own);

    /* The rows from `from` to `to`, less one, come next: at most REPORT_PIECE of them. */
    void (*prepare)(void *own, size_t from, size_t to);

    /* One of these; the cells' texts live until the next call. */
    void (*row)(void *own, size_t i, cell cells[]);
};

enum { REPORT_PIECE = 1024 };

void report_rows(report *r, const struct report_rows *rows);

/* For formats that stand on their own (markdown, latex): what the list shows, and a
 * sentence below it. Nothing elsewhere. Copied. */
void report_caption(report *r, const char *caption);
void report_note(report *r, const char *note);

/* Columns, between spaces, that a table cuts or leaves out first where the terminal is
 * narrow. Borrowed. */
void report_minor(report *r, const char *names);

/* What --plot shows of the rows to come, if it was asked for. The caption is its title. */
void report_plot(report *r, const struct picture_plan *plan);

/* Complete and in its place, see output_close(). */
void report_close(report *r);

#endif
