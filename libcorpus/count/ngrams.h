/* All n-grams of orders 1 .. N, by refining the positions of each type.
 *
 * The occurrences of a type, sorted by the tokens that follow, hold its n-grams of every
 * order side by side: an n-gram is a run of occurrences that share n tokens. One walk
 * over them counts all orders at once and writes them in the order of the trie, children
 * before parents. Runs of one are the common case; they need no counting at all. */
#ifndef COUNT_NGRAMS_H
#define COUNT_NGRAMS_H

#include "count/positions.h"
#include "table/chunk.h"

/* What all workers share. */
struct ngrams {
    const struct text_body *text;
    const struct positions *positions;
    unsigned order, postings;
    uint64_t min_count, min_docs; /* for orders from 2 on */
};

/* One worker's scratch memory. */
struct refiner;

/* CORPUS_OK or CORPUS_ENOMEM. */
int refiner_new(struct refiner **out, const struct ngrams *ngrams);
void refiner_free(struct refiner *r);

/* Add the n-grams that begin with the types from .. to - 1 to the chunk; its caller
 * finishes it. CORPUS_OK or CORPUS_ENOMEM. */
int refiner_add(struct refiner *r, struct chunk *c, uint32_t from, uint32_t to);

/* The same for the skip-grams of a family, whose order is at most that of the n-grams; the
 * chunk is at that family. */
int refiner_add_skips(struct refiner *r, struct chunk *c, const corpus_family *family,
                      uint32_t from, uint32_t to);

/* Bytes a worker touches for types of at most `widest` occurrences. */
uint64_t refiner_bytes(const struct ngrams *ngrams, uint32_t widest);

#endif
