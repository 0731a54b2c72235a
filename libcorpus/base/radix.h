/* Sorting by numbers, in time that grows with how many there are. */
#ifndef BASE_RADIX_H
#define BASE_RADIX_H

#include <stddef.h>
#include <stdint.h>

struct radix_item {
    uint64_t key;
    size_t index; /* goes along: where it stood, mostly */
};

/* Sort by ascending key; equal keys keep their order. `scratch` has room for n as well, and
 * its content is lost. */
void radix_sort(size_t n, struct radix_item a[], struct radix_item scratch[]);

#endif
