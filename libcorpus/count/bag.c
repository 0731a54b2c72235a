/* A document as a bag of types. */
#include "count/bag.h"
#include "corpus/error.h"

/* Counts are 32-bit: longer documents go to the stream in parts. */
enum { HELD_MAX = 1 << 30 };

int bag_reserve(struct bag *b, struct stream *s, size_t n)
{
    if (b->held > HELD_MAX)
        bag_flush(b, s);
    return stream_reserve(s, 2 * ((uint64_t)b->n + n) + 1);
}

/* One cell more than there are types: bag_add() writes behind the last. */
static int reserve_cells(struct bag *b, uint32_t n_types)
{
    const uint32_t few = 1 << 17; /* are copied when they grow, so they double */
    size_t ahead = 4096 + (n_types < few ? n_types : n_types / 4);
    int err;

    if (n_types < b->cells)
        return CORPUS_OK;
    if (n_types > PLACE_MAX) {
        b->budget->wanted = 0;
        return CORPUS_EBUDGET;
    }
    if ((err = pages_grow(b->budget, &b->counts,
                          (n_types + ahead) * sizeof(uint32_t))) ||
        (err = pages_grow(b->budget, &b->ids, b->counts.size)))
        return err;
    b->cells = b->counts.size / sizeof(uint32_t);
    return CORPUS_OK;
}

/* Without branches, but for holes: whether a type is new in a document can be foretold no
 * better than by a coin. */
int bag_add(struct bag *b, const uint32_t ids[], size_t n, uint32_t n_types,
            size_t *n_tokens)
{
    int err = reserve_cells(b, n_types);
    uint32_t *counts = b->counts.data, *seen = b->ids.data, n_seen = b->n;
    size_t holes = 0;

    *n_tokens = 0;
    if (err)
        return err;
    for (size_t i = 0; i < n; i++) {
        uint32_t id = ids[i];

        if (id == HOLE) {
            holes++;
            continue;
        }
        seen[n_seen] = id;
        n_seen += !counts[id]++;
    }
    b->n = n_seen;
    *n_tokens = n - holes;
    b->tokens += *n_tokens;
    b->held += *n_tokens;
    return CORPUS_OK;
}

void bag_flush(struct bag *b, struct stream *s)
{
    uint32_t *counts = b->counts.data, *seen = b->ids.data, *out = s->ids + s->n;

    for (uint32_t i = 0; i < b->n; i++) {
        out = place_put(out, seen[i], counts[seen[i]]);
        counts[seen[i]] = 0;
    }
    s->n = (uint64_t)(out - s->ids);
    b->torn |= b->n && b->tokens > b->held;
    b->n = 0;
    b->held = 0;
}

void bag_free(struct bag *b)
{
    pages_free(b->budget, &b->counts);
    pages_free(b->budget, &b->ids);
    *b = (struct bag){.budget = b->budget};
}
