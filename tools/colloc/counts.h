/* What collocations are measured from: n-grams, or pairs within a window, that pass the
 * filters, and how often each word fills its slot of them, before any cut. */
#ifndef COLLOC_COUNTS_H
#define COLLOC_COUNTS_H

#include "colloc/patterns.h"

struct counts {
    tables tables;
    unsigned order, family; /* family: of window pairs; 0: n-grams */
    uint64_t total;
    struct terms terms;
    const uint64_t *slots[CORPUS_ORDER_MAX]; /* by the id of the word in the slot */
    struct patterns *patterns;               /* of more than two words */
};

/* With tables and order set, and the family for pairs. `node` NULL: all of them. */
void counts_collect(struct counts *c, const char *node);
void counts_free(struct counts *c);

/* The family of pairs that the table was counted with, or death. */
unsigned counts_window(const struct counts *c);

/* How often the word in a slot of the term, from 0 up, is found there. */
static inline uint64_t counts_slot(const struct counts *c, size_t term, size_t slot)
{
    return c->slots[slot][terms_ids(&c->terms, term)[slot]];
}

#endif
