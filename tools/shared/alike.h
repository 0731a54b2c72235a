/* Rows with equal counts on both sides of a comparison: millions of terms have a few
 * thousand pairs of counts among them, and what follows from the counts alone need only
 * be computed for these. */
#ifndef ALIKE_H
#define ALIKE_H

#include <stddef.h>
#include <stdint.h>

/* Zeroed memory is empty. */
struct alike {
    uint64_t (*freq)[2]; /* of each kind */
    size_t n, cap;
    uint32_t *slots; /* 1 + kind; 0: empty */
    size_t n_slots;
};

/* The number of the kind with these counts, a new one if they were not met before. */
uint32_t alike_kind(struct alike *a, const uint64_t freq[2]);

void alike_clear(struct alike *a);
void alike_free(struct alike *a);

#endif
