/* Rows that share a pair of numbers: millions of terms have a few thousand pairs of counts
 * among them, and what follows from the pair alone - a measure, a place in the order -
 * need only be found for these. */
#ifndef ALIKE_H
#define ALIKE_H

#include <stddef.h>
#include <stdint.h>

/* Zeroed memory is empty. */
struct alike {
    uint64_t (*pair)[2]; /* of each kind */
    size_t n, cap;
    uint32_t *slots; /* 1 + kind; 0: empty */
    size_t n_slots;
};

/* The number of the kind with this pair, a new one if it was not met before. */
uint32_t alike_kind(struct alike *a, const uint64_t pair[2]);

void alike_clear(struct alike *a);
void alike_free(struct alike *a);

#endif
