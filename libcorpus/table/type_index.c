/* Open addressing over ids; the strings stay where the lexicon has them. */
#include "table/type_index.h"
#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

static int build_index(corpus_table *t)
{
    struct type_index *x = &t->index;
    uint64_t size = 16;

    while (size < 2ull * t->n_types)
        size *= 2;
    if (!(x->slots = calloc(size, sizeof *x->slots)))
        return CORPUS_ENOMEM;
    x->mask = size - 1;
    for (uint32_t id = 0; id < t->n_types; id++) {
        size_t len;
        const char *form = table_string(&t->types, id, &len);
        uint64_t h = hash_bytes(form, len) & x->mask;

        while (x->slots[h])
            h = (h + 1) & x->mask;
        x->slots[h] = id + 1;
    }
    return CORPUS_OK;
}

int type_index_find(corpus_table *t, const char *form, size_t len, uint32_t *id)
{
    struct type_index *x = &t->index;
    int err;

    if (!x->slots && ((err = table_load_lexicon(t)) || (err = build_index(t))))
        return err;
    for (uint64_t h = hash_bytes(form, len) & x->mask; x->slots[h]; h = (h + 1) & x->mask) {
        size_t found_len;
        const char *found = table_string(&t->types, x->slots[h] - 1, &found_len);

        if (found_len == len && !memcmp(found, form, len)) {
            *id = x->slots[h] - 1;
            return 1;
        }
    }
    return 0;
}

void type_index_free(struct type_index *index)
{
    free(index->slots);
}
