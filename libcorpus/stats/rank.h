/* The order of numbers. */
#ifndef STATS_RANK_H
#define STATS_RANK_H

#include <stddef.h>
#include <stdint.h>

/* Keys of -inf to inf; -0 as 0. NaN has none. */
uint64_t rank_key(double x);
double rank_value(uint64_t key);

/* Sort ascending numbers that stand for themselves; `scratch` has room for n as well. What
 * goes along with a key is sorted by radix_sort(). */
void rank_sort_words(size_t n, uint64_t a[], uint64_t scratch[]);

#endif
