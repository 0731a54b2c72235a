/* A set of byte strings, numbered in the order they came. */
#include "count/string_set.h"
#include "base/hash.h"
#include "base/radix.h"
#include "corpus/error.h"

#include <stdbool.h>
#include <stdlib.h>

/* Strings between those that are fetched and the one that is added. */
enum { AHEAD = 8 };
enum fetch { FETCH_SLOT, FETCH_ENTRY, FETCH_BYTES };

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
    struct pages pages = {0};
    int err;

    if (s->mask && s->n < s->mask / 2)
        return CORPUS_OK;
    if (s->mask >= UINT32_MAX / 2)
        return CORPUS_ENOMEM;
    if ((err = pages_grow(s->budget, &pages, n_slots * sizeof *slots)))
        return err;
    slots = pages.data;
    for (uint32_t i = 0; i < s->n; i++) {
        uint32_t h = s->entries[i].hash & (n_slots - 1);

        while (slots[h])
            h = (h + 1) & (n_slots - 1);
        slots[h] = i + 1;
    }
    pages_free(s->budget, &s->pages);
    s->pages = pages;
    s->slots = slots;
    s->mask = n_slots - 1;
    return CORPUS_OK;
}

static int add(struct string_set *s, const char *data, size_t len, uint32_t hash,
               uint32_t *id)
{
    uint32_t *slot;
    int err;

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

int string_set_add(struct string_set *s, const char *data, size_t len, uint32_t *id)
{
    if (len >= UINT32_MAX)
        return CORPUS_EINVAL;
    return add(s, data, len, (uint32_t)(hash_bytes(data, len) >> 32), id);
}

/* What adding a string of this hash will look at, on its way from memory: its slot, and
 * sooner the entry and the bytes of what is there. */
static void fetch(const struct string_set *s, uint32_t hash, enum fetch what)
{
    const uint32_t *slot = s->slots + (hash & s->mask);

    if (what == FETCH_SLOT)
        __builtin_prefetch(slot);
    else if (*slot && what == FETCH_ENTRY)
        __builtin_prefetch(s->entries + (*slot - 1));
    else if (*slot)
        __builtin_prefetch(s->arena.data + s->entries[*slot - 1].offset);
}

int string_set_unite(struct string_set *s, const struct string_set *other, uint32_t from,
                     uint32_t map[])
{
    int err = CORPUS_OK;

    for (uint32_t i = from; i < other->n && !err; i++) {
        const struct string_entry *e = other->entries + i;

        if (s->mask)
            for (enum fetch what = FETCH_SLOT; what <= FETCH_BYTES; what++) {
                uint32_t ahead = i + AHEAD * (FETCH_BYTES + 1 - what);

                if (ahead < other->n)
                    fetch(s, other->entries[ahead].hash, what);
            }
        err = add(s, (const char *)other->arena.data + e->offset, e->len, e->hash,
                  map + (i - from));
    }
    return err;
}

/* ---- order ------------------------------------------------------------------------ */

struct view {
    const uint8_t *data;
    uint32_t len, id;
};

static int by_bytes(const void *a, const void *b)
{
    const struct view *x = a, *y = b;
    int c = memcmp(x->data, y->data, x->len < y->len ? x->len : y->len);

    if (c)
        return c;
    return x->len < y->len ? -1 : x->len > y->len;
}

/* The first eight bytes, as a number that sorts as they do. */
static uint64_t head_of(const struct string_set *s, uint32_t id)
{
    const struct string_entry *e = s->entries + id;
    const uint8_t *data = s->arena.data + e->offset;
    uint64_t head = 0;

    for (uint32_t k = 0; k < 8; k++)
        head = head << 8 | (k < e->len ? data[k] : 0);
    return head;
}

/* Those that begin alike; views[] has room for them. */
static void sort_alike(const struct string_set *s, struct radix_item keys[], size_t n,
                       struct view views[])
{
    for (size_t i = 0; i < n; i++) {
        uint32_t id = (uint32_t)keys[i].index;
        const struct string_entry *e = s->entries + id;

        views[i] = (struct view){s->arena.data + e->offset, e->len, id};
    }
    qsort(views, n, sizeof *views, by_bytes);
    for (size_t i = 0; i < n; i++)
        keys[i].index = views[i].id;
}

/* Eight bytes decide mostly, and numbers are sorted in no time. */
int string_set_sort(const struct string_set *s, uint32_t order[])
{
    struct radix_item *keys = radix_new(s->n), *other;
    _Static_assert(sizeof(struct view) <= sizeof *other, "views take their place");

    if (!keys)
        return CORPUS_ENOMEM;
    other = keys + s->n;
    for (uint32_t i = 0; i < s->n; i++)
        keys[i] = (struct radix_item){head_of(s, i), i};
    radix_sort(s->n, keys, other);
    for (size_t i = 0, k; i < s->n; i = k) {
        for (k = i + 1; k < s->n && keys[k].key == keys[i].key; k++)
            ;
        if (k - i > 1)
            sort_alike(s, keys + i, k - i, (struct view *)(void *)other);
    }
    for (uint32_t i = 0; i < s->n; i++)
        order[i] = (uint32_t)keys[i].index;
    radix_free(keys, s->n);
    return CORPUS_OK;
}

void string_set_free(struct string_set *s)
{
    pages_free(s->budget, &s->pages);
    budget_release(s->budget, &s->entries, &s->cap, sizeof *s->entries);
    budget_release(s->budget, &s->arena.data, &s->arena.cap, 1);
    *s = (struct string_set){.budget = s->budget};
}
