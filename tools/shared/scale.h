/* From values to pixels along one side of a picture, and the values that are marked. */
#ifndef SCALE_H
#define SCALE_H

#include <stdbool.h>
#include <stddef.h>

enum { SCALE_TICKS = 16 };

struct scale {
    bool log;        /* values are positive, and their logarithms are shown */
    double low, high; /* values at ... */
    double from, to;  /* ... these pixels */
    double ticks[SCALE_TICKS];
    size_t n_ticks;
};

/* A scale that holds all values from low to high and ends at ticks. */
struct scale scale_make(bool log, double low, double high, double from, double to);

double scale_at(const struct scale *s, double value);

#endif
