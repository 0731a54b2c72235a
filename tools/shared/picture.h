/* --plot FILE: a picture of a list's rows, drawn while they are printed. */
#ifndef PICTURE_H
#define PICTURE_H

#include "shared/cell.h"
#include "shared/options.h"

enum picture_kind {
    PICTURE_RANKS,    /* y against the row's number, both as logarithms: Zipf's curve */
    PICTURE_POINTS,   /* y against x, the first rows with their labels */
    PICTURE_INTERVALS /* a line for each row: x, and lo to hi */
};

/* Columns of the list by number; -1: there is none. */
struct picture_plan {
    enum picture_kind kind;
    int label, more_label, x, y, lo, hi;
    const char *between; /* the labels, if there are two */
    size_t rows;         /* intervals: so many of each list are shown */
};

#define PLOT_SPEC(what)                                                                   \
    {.name = "plot", .arg = "FILE", .where = &common.plot, .shown = "none",               \
     .help = "draw to FILE, as SVG, " what}

/* The column of this name; -1: none. */
int picture_column(const column columns[], size_t n, const char *name);

/* `by`, where it is a number, else `other`. */
int picture_number(const column columns[], size_t by, int other);

struct picture;

/* The columns are borrowed. */
struct picture *picture_new(const struct picture_plan *plan, const column columns[]);
void picture_free(struct picture *p);

/* A list of n rows begins or, where n is not known, has become so long. */
void picture_list(struct picture *p);
void picture_room(struct picture *p, size_t n);

/* Row i of the list, for which there is room. Several threads may do so at a time. */
void picture_take(struct picture *p, size_t i, const cell cells[]);

/* Draw it to common.plot. */
void picture_write(const struct picture *p, const char *title, const char *about);

#endif
