/* No word and one word are N and the marginals, all words are the term's own count. The
 * masks between go into one hash table: a slot stands for (mask, words in it) and names
 * a term that has these words, so no key is stored. Every row of the scan asks for each
 * of its patterns and adds to those that some term needs. */
#include "colloc/patterns.h"

#include <stdlib.h>

struct slot {
    uint64_t count;
    uint64_t term; /* 1 + number; 0: empty */
    uint32_t mask, tag;
};

struct patterns {
    const tables *tables;
    const struct terms *terms;
    struct slot *slots;
    size_t mask; /* slots - 1 */
    uint64_t total;
    const uint64_t *marginals[CORPUS_NWAY_MAX];
};

static uint64_t hash(const uint32_t ids[], unsigned order, unsigned mask)
{
    uint64_t h = mask;

    for (unsigned k = 0; k < order; k++)
        if (mask >> k & 1)
            h = (h ^ ids[k]) * 0x9e3779b97f4a7c15, h ^= h >> 29;
    return h * 0xbf58476d1ce4e5b9;
}

static bool equal(const uint32_t a[], const uint32_t b[], unsigned order, unsigned mask)
{
    for (unsigned k = 0; k < order; k++)
        if (mask >> k & 1 && a[k] != b[k])
            return false;
    return true;
}

/* The pattern's slot, or the empty one where it belongs. */
static struct slot *find(const struct patterns *p, const uint32_t ids[], unsigned mask)
{
    unsigned order = p->terms->order;
    uint64_t h = hash(ids, order, mask);
    uint32_t tag = (uint32_t)h;
    size_t i = (size_t)(h >> 32) & p->mask;

    for (; p->slots[i].term; i = (i + 1) & p->mask)
        if (p->slots[i].tag == tag && p->slots[i].mask == mask &&
            equal(ids, terms_ids(p->terms, p->slots[i].term - 1), order, mask))
            break;
    return &p->slots[i];
}

static bool counted(unsigned mask, unsigned order)
{
    return mask & (mask - 1) && mask != (1u << order) - 1;
}

static void fill(struct patterns *p)
{
    unsigned order = p->terms->order;

    for (size_t i = 0; i < p->terms->n; i++)
        for (unsigned mask = 3; mask < 1u << order; mask++) {
            const uint32_t *ids = terms_ids(p->terms, i);
            struct slot *s = counted(mask, order) ? find(p, ids, mask) : NULL;

            if (s && !s->term)
                *s = (struct slot){.term = i + 1, .mask = mask,
                                   .tag = (uint32_t)hash(ids, order, mask)};
        }
}

static void count(struct patterns *p)
{
    unsigned order = p->terms->order;
    corpus_scan *scan;
    corpus_row row;
    int more, err = corpus_scan_new(&scan, p->tables->table, order);

    if (err)
        tables_fail(p->tables, err);
    while ((more = corpus_scan_next(scan, &row)) > 0)
        for (unsigned mask = 3; mask < 1u << order; mask++) {
            struct slot *s = counted(mask, order) ? find(p, row.ids, mask) : NULL;

            if (s && s->term)
                s->count += row.freq;
        }
    if (more < 0)
        tables_fail(p->tables, more);
    corpus_scan_free(scan);
}

struct patterns *patterns_new(const tables *t, const struct terms *terms)
{
    struct patterns *p = tool_alloc(sizeof *p);
    unsigned order = terms->order;
    size_t need = (((size_t)1 << order) - order - 2) * terms->n, room = 64;
    int err;

    p->tables = t;
    p->terms = terms;
    p->total = corpus_table_total(t->table, order);
    for (unsigned k = 0; k < order; k++)
        if ((err = corpus_table_marginals(t->table, order, k + 1, &p->marginals[k])))
            tables_fail(t, err);
    while (room < 2 * need)
        room *= 2;
    p->slots = tool_alloc(room * sizeof *p->slots);
    p->mask = room - 1;
    fill(p);
    count(p);
    return p;
}

void patterns_free(struct patterns *p)
{
    if (!p)
        return;
    free(p->slots);
    free(p);
}

void patterns_get(const struct patterns *p, size_t i, uint64_t f[])
{
    unsigned order = p->terms->order, all = (1u << order) - 1;
    const uint32_t *ids = terms_ids(p->terms, i);

    f[0] = p->total;
    f[all] = p->terms->freq[i];
    for (unsigned k = 0; k < order; k++)
        f[1u << k] = p->marginals[k][ids[k]];
    for (unsigned mask = 3; mask < all; mask++)
        if (counted(mask, order))
            f[mask] = find(p, ids, mask)->count;
}
