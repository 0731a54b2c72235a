/* Open addressing in 20 bytes a slot, at most three quarters full. */
#include "input/line_table.h"
#include "base/hash.h"
#include "corpus/error.h"

#include <stdbool.h>
#include <stdlib.h>

enum { SLOTS_MIN = 64 };

struct line_key line_key(const char *line, size_t len)
{
    uint64_t h[2];

    hash_wide(line, len, h);
    return (struct line_key){{(uint32_t)h[0], (uint32_t)(h[0] >> 32), (uint32_t)h[1]}};
}

/* Where the key is, or the free slot where it would go. */
static struct line_entry *place(const struct line_table *t, struct line_key key)
{
    size_t mask = t->n_slots - 1;
    size_t at = ((uint64_t)key.words[1] << 32 | key.words[0]) & mask;

    while (t->slots[at].docs && memcmp(&t->slots[at].key, &key, sizeof key) != 0)
        at = (at + 1) & mask;
    return &t->slots[at];
}

struct line_entry *line_table_find(const struct line_table *t, struct line_key key)
{
    struct line_entry *e = t->n_slots ? place(t, key) : NULL;

    return e && e->docs ? e : NULL;
}

static size_t next_slots(const struct line_table *t)
{
    if (t->n_slots && (t->n + 1) <= t->n_slots / 4 * 3)
        return t->n_slots;
    return t->n_slots ? 2 * t->n_slots : SLOTS_MIN;
}

size_t line_table_next_size(const struct line_table *t)
{
    return next_slots(t) * sizeof *t->slots;
}

/* Move the entries with at least min_docs documents into n_slots new slots. */
static int rebuild(struct line_table *t, size_t n_slots, uint64_t min_docs)
{
    struct line_table next = {calloc(n_slots, sizeof *t->slots), 0, n_slots};

    if (!next.slots)
        return CORPUS_ENOMEM;
    for (size_t i = 0; i < t->n_slots; i++) {
        if (!t->slots[i].docs || t->slots[i].docs < min_docs)
            continue;
        *place(&next, t->slots[i].key) = t->slots[i];
        next.n++;
    }
    free(t->slots);
    *t = next;
    return CORPUS_OK;
}

int line_table_add(struct line_table *t, struct line_key key, struct line_entry **entry)
{
    size_t n_slots = next_slots(t);
    int err;

    if (n_slots != t->n_slots && (err = rebuild(t, n_slots, 1)))
        return err;
    *entry = place(t, key);
    if (!(*entry)->docs) {
        (*entry)->key = key;
        t->n++;
    }
    return CORPUS_OK;
}

int line_table_prune(struct line_table *t, uint64_t min_docs)
{
    size_t kept = 0, n_slots = SLOTS_MIN;

    for (size_t i = 0; i < t->n_slots; i++)
        kept += t->slots[i].docs && t->slots[i].docs >= min_docs;
    while (kept > n_slots / 4 * 3)
        n_slots *= 2;
    return rebuild(t, n_slots, min_docs);
}

void line_table_free(struct line_table *t)
{
    free(t->slots);
    *t = (struct line_table){0};
}
