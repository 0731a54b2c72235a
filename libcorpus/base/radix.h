/* Sorting by numbers, in time that grows with how many there are. */
#ifndef BASE_RADIX_H
#define BASE_RADIX_H

#include <stddef.h>
#include <stdint.h>

struct radix_item {
    uint64_t key;
    size_t index; /* goes along: where it stood, mostly */
};

/* Room for n items to sort and, behind them, n of scratch; NULL where there is no memory. */
struct radix_item *radix_new(size_t n);
void radix_free(struct radix_item *items, size_t n);

/* Sort by ascending key; equal keys keep their order. `scratch` has room for n as well, and
 * its content is lost. */
void radix_sort(size_t n, struct radix_item a[], struct radix_item scratch[]);

/* The same for numbers alone, which are few or some thousands. */
void radix_sort_numbers(size_t n, uint32_t a[], uint32_t scratch[]);

#endif
