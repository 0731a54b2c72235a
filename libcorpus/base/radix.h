/* Sorting by numbers, in time that grows with how many there are. */
#ifndef BASE_RADIX_H
#define BASE_RADIX_H

#include <stddef.h>
#include <stdint.h>

struct radix_pair {
    uint64_t key;
    uint32_t value;
};

/* Sort a[] by ascending key; equal keys stay in their order. Room for n in other[], whose
 * content is lost. */
void radix_sort(struct radix_pair a[], struct radix_pair other[], size_t n);

#endif
