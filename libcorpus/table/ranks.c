/* The RANKED most frequent types. */
#include "table/ranks.h"
#include "base/mem.h"
#include "corpus/error.h"

#include <stdlib.h>

/* More frequent comes first, ties by id. */
static inline bool is_before(const struct ranked *a, const struct ranked *b)
{
    return a->freq != b->freq ? a->freq > b->freq : a->id < b->id;
}

static void sink(struct ranked heap[], size_t n, size_t at)
{
    struct ranked moved = heap[at];

    for (size_t child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && is_before(heap + child, heap + child + 1))
            child++;
        if (is_before(heap + child, &moved))
            break;
        heap[at] = heap[child];
    }
    heap[at] = moved;
}

int ranking_add(struct ranking *r, uint32_t id, uint64_t freq)
{
    struct ranked new = {freq, id};
    int err;

    if (r->n < RANKED) {
        if ((err = mem_reserve(&r->heap, &r->cap, r->n + 1, sizeof new)))
            return err;
        r->heap[r->n++] = new;
        if (r->n == RANKED) /* from now on it has to be a heap */
            for (size_t i = r->n / 2; i--;)
                sink(r->heap, r->n, i);
    } else if (is_before(&new, r->heap)) {
        r->heap[0] = new;
        sink(r->heap, r->n, 0);
    }
    return CORPUS_OK;
}

/* Heap sort: what is worst goes to the end. */
void ranking_finish(struct ranking *r)
{
    for (size_t i = r->n / 2; i--;)
        sink(r->heap, r->n, i);
    for (size_t left = r->n; left > 1;) {
        struct ranked worst = r->heap[0];

        r->heap[0] = r->heap[--left];
        r->heap[left] = worst;
        sink(r->heap, left, 0);
    }
}

void ranking_free(struct ranking *r)
{
    free(r->heap);
    *r = (struct ranking){0};
}

static int by_id(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

int ranks_new(struct ranks *out, const struct ranking *r, uint32_t n_types)
{
    struct ranks ranks = {.rank = malloc((r->n + 1) * sizeof *ranks.rank)};
    uint64_t *pairs = malloc((r->n + 1) * sizeof *pairs);
    int err = ranks.rank && pairs ? CORPUS_OK : CORPUS_ENOMEM;

    for (size_t i = 0; i < r->n && !err; i++)
        pairs[i] = (uint64_t)r->heap[i].id << 32 | i;
    if (!err)
        qsort(pairs, r->n, sizeof *pairs, by_id);
    for (size_t i = 0; i < r->n && !err; i++) {
        ranks.rank[i] = (uint32_t)pairs[i];
        err = id_set_add(&ranks.ranked, (uint32_t)(pairs[i] >> 32));
    }
    if (!err)
        err = id_set_index(&ranks.ranked, n_types);
    free(pairs);
    if (err)
        ranks_free(&ranks);
    else
        *out = ranks;
    return err;
}

void ranks_free(struct ranks *r)
{
    id_set_free(&r->ranked);
    free(r->rank);
    *r = (struct ranks){0};
}
