/* How an n-gram is spread over documents and sources, for all orders at once.
 *
 * The occurrences of a type come in the order of their tails; those of an n-gram are a
 * run of them, and the runs of order n + 1 lie within runs of order n. An occurrence is
 * added to the longest n-gram it shares with a neighbour; when that run closes, what it
 * has goes to the run around it.
 *
 * Documents are counted with one look per occurrence, for all orders: the document was
 * seen before in a run if its last occurrence is not before the run's beginning; and as
 * runs are nested, it is new in the inner runs down from some order and seen in the outer
 * ones. Where it is new is counted; at the order where that ends it is marked as seen
 * `again` further out, and taken off when the run closes. */
#ifndef COUNT_SPREAD_H
#define COUNT_SPREAD_H

#include "corpus/table.h"

#include <stddef.h>
#include <stdint.h>

/* What one source has of the open run of an order. */
struct spread_cell {
    uint32_t freq, docs;
    uint32_t again; /* of docs: those that the run around it has seen before */
};

struct spread_level {
    uint32_t from; /* the first occurrence of the open run */
    uint32_t n_touched;
    uint32_t *touched;         /* sources with a cell in use */
    struct spread_cell *cells; /* by source */
};

struct spread {
    unsigned order;
    uint32_t n_sources, n_docs;
    uint32_t base;  /* occurrences of earlier types: makes `seen` good for all types */
    uint32_t *seen; /* by document: base + its last occurrence + 1 */
    corpus_source_count *counts;
    struct spread_level level[CORPUS_ORDER_MAX + 2];
};

int spread_new(struct spread **out, unsigned order, uint32_t n_docs, uint32_t n_sources);
void spread_free(struct spread *s);
uint64_t spread_bytes(unsigned order, uint32_t n_docs, uint32_t n_sources);

/* No document has been seen: `base` can begin anew. */
void spread_forget(struct spread *s);

/* A finished run: its sources in ascending order (borrowed until the next) and totals. */
struct spread_run {
    const corpus_source_count *counts;
    uint32_t n_counts, from;
    uint64_t freq, docs;
};

struct spread_run spread_close(struct spread *s, unsigned order);

/* A type of n occurrences comes. */
static inline void spread_begin(struct spread *s, uint32_t n)
{
    if (n >= UINT32_MAX - s->base)
        spread_forget(s);
    for (unsigned k = 0; k <= s->order; k++)
        s->level[k].from = 0;
}

/* All n occurrences of the type are through. */
static inline void spread_end(struct spread *s, uint32_t n)
{
    s->base += n;
}

/* The runs of more than `shared` tokens end before occurrence `next`. */
static inline void spread_next(struct spread *s, unsigned shared, uint32_t next)
{
    for (unsigned n = s->order; n > shared; n--)
        s->level[n].from = next;
}

static inline struct spread_cell *spread_cell(struct spread_level *l, uint32_t source)
{
    struct spread_cell *cell = l->cells + source;

    if (!(cell->freq | cell->again))
        l->touched[l->n_touched++] = source;
    return cell;
}

/* Add occurrence `number` to the open runs of orders 1 .. order. */
static inline void spread_add(struct spread *s, unsigned order, uint32_t doc,
                              uint32_t source, uint32_t number)
{
    uint32_t seen = s->seen[doc]; /* > base + from: within the run */
    struct spread_cell *cell = spread_cell(s->level + order, source);

    s->seen[doc] = s->base + number + 1;
    cell->freq++;
    if (seen > s->base + s->level[order].from)
        return;
    cell->docs++;
    if (seen <= s->base)
        return;
    while (order > 1 && seen <= s->base + s->level[order - 1].from)
        order--;
    if (order > 1)
        spread_cell(s->level + order, source)->again++;
}

#endif
