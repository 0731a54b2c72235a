/* The order of many numbers. */
#ifndef STATS_RANK_H
#define STATS_RANK_H

#include <stddef.h>
#include <stdint.h>

struct ranked {
    uint64_t key;   /* of the number: keys sort as numbers do */
    size_t index;   /* where it stood */
};

/* Keys of -inf to inf; -0 as 0. NaN has none. */
uint64_t rank_key(double x);
double rank_value(uint64_t key);

/* Sort ascending; equal keys keep their order. `scratch` has room for n as well. */
void rank_sort(size_t n, struct ranked a[], struct ranked scratch[]);

/* The same for numbers that stand for themselves. */
void rank_sort_words(size_t n, uint64_t a[], uint64_t scratch[]);

#endif
