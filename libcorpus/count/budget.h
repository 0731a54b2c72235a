/* How much memory counting may use, and large arrays that keep to it. */
#ifndef COUNT_BUDGET_H
#define COUNT_BUDGET_H

#include <stddef.h>
#include <stdint.h>

/* Threads may share one. */
struct budget {
    uint64_t limit; /* bytes */
    _Atomic uint64_t used, peak;
    _Atomic uint64_t wanted; /* what was refused: used and what came on top */
};

/* CORPUS_OK or CORPUS_EBUDGET. */
int budget_take(struct budget *b, uint64_t bytes);
void budget_give(struct budget *b, uint64_t bytes);

/* mem_reserve() within the budget; large arrays grow by a quarter, so that what is left of
 * a budget does not go at one stroke, and are the kernel's (base/map.h).
 * CORPUS_OK, CORPUS_ENOMEM; CORPUS_EBUDGET where there is room, but the budget is overdrawn. */
int budget_reserve(struct budget *b, void *array, size_t *cap, size_t need, size_t size);

/* Free such an array, of *cap elements, and give back what it took. An empty one needs no
 * budget. */
void budget_release(struct budget *b, void *array, size_t *cap, size_t size);

/* An array of zeros (base/map.h). Of a large one only pages that were touched take memory, but
 * all count. Zeroed memory is an empty one. */
struct pages {
    void *data;
    size_t size; /* bytes */
};

/* At least `size` bytes; never shrinks. CORPUS_OK, CORPUS_ENOMEM or CORPUS_EBUDGET. */
int pages_grow(struct budget *b, struct pages *p, size_t size);

/* Soon all of it will be used, here and there. Left to itself, a page that is read before it
 * is written to is fetched twice, and each time the other threads are interrupted. */
void pages_touch(struct pages *p);
void pages_free(struct budget *b, struct pages *p);

#endif
