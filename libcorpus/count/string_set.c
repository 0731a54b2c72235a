/* A set of byte strings, numbered in the order they came. */
#include "count/string_set.h"
#include "base/hash.h"
#include "corpus/error.h"

#include <stdbool.h>
#include <stdlib.h>

static bool is_entry(const struct string_set *s, uint32_t i, const char *data, size_t len,
                     uint32_t hash)
{
    const struct string_entry *e = s->entries + i;

    return e->hash == hash && e->len == len &&
           (!len || !memcmp(s->arena.data + e->offset, data, len));
}

static uint32_t *find(const struct string_set *s, const char *data, size_t len,
                      uint32_t hash)
{
    uint32_t h = hash & s->mask;

    while (s->slots[h] && !is_entry(s, s->slots[h] - 1, data, len, hash))
        h = (h + 1) & s->mask;
    return s->slots + h;
}

/* Half of the slots stay empty, so that a search ends soon. */
static int make_room(struct string_set *s)
{
    uint32_t n_slots = s->mask ? (s->mask + 1) * 2 : 1 << 10, *slots;
    int err;

    if (s->mask && s->n < s->mask / 2)
        return CORPUS_OK;
    if (s->mask >= UINT32_MAX / 2 || !(slots = calloc(n_slots, sizeof *slots)))
        return CORPUS_ENOMEM;
    if ((err = budget_take(s->budget,
                           (n_slots - (s->mask ? s->mask + 1ul : 0)) * sizeof *slots))) {
        free(slots);
        return err;
    }
    for (uint32_t i = 0; i < s->n; i++) {
        uint32_t h = s->entries[i].hash & (n_slots - 1);

        while (slots[h])
            h = (h + 1) & (n_slots - 1);
        slots[h] = i + 1;
    }
    free(s->slots);
    s->slots = slots;
    s->mask = n_slots - 1;
    return CORPUS_OK;
}

int string_set_add(struct string_set *s, const char *data, size_t len, uint32_t *id)
{
    uint32_t hash = (uint32_t)(hash_bytes(data, len) >> 32), *slot;
    int err;

    if (len >= UINT32_MAX)
        return CORPUS_EINVAL;
    if ((err = make_room(s)))
        return err;
    slot = find(s, data, len, hash);
    if (!*slot) {
        if ((err = budget_reserve(s->budget, &s->entries, &s->cap, s->n + 1ul,
                                  sizeof *s->entries)) ||
            (err = budget_reserve(s->budget, &s->arena.data, &s->arena.cap,
                                  s->arena.len + len + 1, 1)))
            return err;
        s->entries[s->n] = (struct string_entry){s->arena.len, (uint32_t)len, hash};
        if (len)
            memcpy(s->arena.data + s->arena.len, data, len);
        s->arena.data[s->arena.len + len] = 0;
        s->arena.len += len + 1;
        *slot = ++s->n;
    }
    *id = *slot - 1;
    return CORPUS_OK;
}

/* ---- order ------------------------------------------------------------------------ */

/* The first eight bytes decide nearly always, without going to the arena. */
struct sort_key {
    uint64_t head;
    const uint8_t *data;
    uint32_t len, id;
};

static int by_bytes(const void *a, const void *b)
{
    const struct sort_key *x = a, *y = b;
    int c;

    if (x->head != y->head)
        return x->head < y->head ? -1 : 1;
    c = memcmp(x->data, y->data, x->len < y->len ? x->len : y->len);
    if (c)
        return c;
    return x->len < y->len ? -1 : x->len > y->len;
}

int string_set_sort(const struct string_set *s, uint32_t order[])
{
    struct sort_key *keys = calloc(s->n + 1ul, sizeof *keys);

    if (!keys)
        return CORPUS_ENOMEM;
    for (uint32_t i = 0; i < s->n; i++) {
        const uint8_t *data = s->arena.data + s->entries[i].offset;
        uint32_t len = s->entries[i].len;

        keys[i] = (struct sort_key){.data = data, .len = len, .id = i};
        for (uint32_t k = 0; k < 8; k++)
            keys[i].head = keys[i].head << 8 | (k < len ? data[k] : 0);
    }
    qsort(keys, s->n, sizeof *keys, by_bytes);
    for (uint32_t i = 0; i < s->n; i++)
        order[i] = keys[i].id;
    free(keys);
    return CORPUS_OK;
}

void string_set_free(struct string_set *s)
{
    if (s->budget)
        budget_give(s->budget, (s->mask ? s->mask + 1ul : 0) * sizeof *s->slots +
                                   s->cap * sizeof *s->entries + s->arena.cap);
    free(s->slots);
    free(s->entries);
    bytes_free(&s->arena);
    *s = (struct string_set){.budget = s->budget};
}
