/* Look-ups come back to the same blocks and the same types. Decoding a block costs some
 * hundred microseconds, finding in a decoded one less than one. */
#include "table/cache.h"
#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

/* ---- blocks: sets of four, the oldest of a set makes room ------------------------- */

enum { SETS = 64, WAYS = 4 };

struct way {
    struct ngrams g;
    unsigned order; /* 0: empty */
    uint64_t used;
};

int cache_ngrams(corpus_table *t, unsigned order, size_t block, unsigned parts,
                 const struct ngrams **out)
{
    struct table_cache *c = &t->cache;
    struct way *set, *way;
    int err;

    if (!c->ways && !(c->ways = calloc(SETS * WAYS, sizeof *c->ways)))
        return CORPUS_ENOMEM;
    set = way = c->ways + WAYS * (hash_pair(order, block) % SETS);
    for (unsigned i = 0; i < WAYS; i++) {
        if (set[i].order == order && set[i].g.block == block) {
            way = set + i;
            break;
        }
        if (set[i].used < way->used)
            way = set + i;
    }
    if (way->order != order) {
        way->order = order;
        way->g.block = SIZE_MAX;
    }
    if ((err = table_ngrams(t, order, block, parts, &way->g)))
        return err;
    way->used = ++c->clock;
    *out = &way->g;
    return CORPUS_OK;
}

/* ---- types ------------------------------------------------------------------------ */

static int build_index(corpus_table *t)
{
    struct table_cache *c = &t->cache;
    uint64_t size = 16;

    while (size < 2ull * t->n_types)
        size *= 2;
    if (!(c->slots = calloc(size, sizeof *c->slots)))
        return CORPUS_ENOMEM;
    c->mask = size - 1;
    for (uint32_t id = 0; id < t->n_types; id++) {
        size_t len;
        const char *form = table_string(&t->types, id, &len);
        uint64_t h = hash_bytes(form, len) & c->mask;

        while (c->slots[h])
            h = (h + 1) & c->mask;
        c->slots[h] = id + 1;
    }
    return CORPUS_OK;
}

int cache_type(corpus_table *t, const char *form, size_t len, uint32_t *id)
{
    struct table_cache *c = &t->cache;
    int err;

    if (!c->slots && ((err = table_load_lexicon(t)) || (err = build_index(t))))
        return err;
    for (uint64_t h = hash_bytes(form, len) & c->mask; c->slots[h]; h = (h + 1) & c->mask) {
        size_t found_len;
        const char *found = table_string(&t->types, c->slots[h] - 1, &found_len);

        if (found_len == len && !memcmp(found, form, len)) {
            *id = c->slots[h] - 1;
            return 1;
        }
    }
    return 0;
}

void cache_free(struct table_cache *c)
{
    for (unsigned i = 0; c->ways && i < SETS * WAYS; i++)
        ngrams_free(&c->ways[i].g);
    free(c->ways);
    free(c->slots);
}
