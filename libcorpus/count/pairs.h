/* Window pairs: (node, collocate), where the collocate stands at most `before` tokens
 * before the node or `after` tokens after it, with no hole between.
 *
 * The positions of a type are its occurrences as a node: a walk over them adds up their
 * neighbours in a dense row with a cell for every type. Collocates of a node are mostly the
 * same few types, so the cells in use stay in the cache; a sorted list of them, with its
 * moving and comparing, is needed once per node instead of once per pair.
 *
 * Each pair of positions (node, collocate) is one pair; where a type stands in its own
 * window, each of the two positions is a node. */
#ifndef COUNT_PAIRS_H
#define COUNT_PAIRS_H

#include "count/positions.h"
#include "table/chunk.h"

/* What all workers share. */
struct pairs {
    const struct text_body *text;
    const struct positions *positions;
    unsigned before, after;
    uint64_t min_count, min_docs;
};

/* One worker's row. */
struct pair_counter;

/* CORPUS_OK or CORPUS_ENOMEM. */
int pair_counter_new(struct pair_counter **out, const struct pairs *pairs);
void pair_counter_free(struct pair_counter *p);

/* Add the pairs whose nodes are the types from .. to - 1 to the chunk, which is at the
 * family of pairs. CORPUS_OK or CORPUS_ENOMEM. */
int pair_counter_add(struct pair_counter *p, struct chunk *c, uint32_t from, uint32_t to);

/* Bytes a worker touches for nodes of at most `widest` occurrences: with one occurrence
 * more no more than PAIR_BYTES for each token of the window. */
enum { PAIR_BYTES = 48 };

uint64_t pair_counter_bytes(const struct pairs *pairs, uint32_t widest);

#endif
