/* A set of byte strings, numbered in the order they came: types, sources. Exact: equal
 * hashes are told apart by the bytes. */
#ifndef COUNT_STRING_SET_H
#define COUNT_STRING_SET_H

#include "base/mem.h"
#include "count/budget.h"

struct string_entry {
    uint64_t offset;
    uint32_t len, hash;
};

struct string_set {
    struct budget *budget;
    struct bytes arena; /* each string and a NUL */
    struct string_entry *entries;
    uint32_t n;
    size_t cap;
    struct pages pages; /* the slots */
    uint32_t *slots;    /* entry + 1; 0: none */
    uint32_t mask;      /* slots - 1; 0: none yet */
};

/* The number of a string, a new one if need be.
 * CORPUS_OK, CORPUS_ENOMEM, CORPUS_EBUDGET; CORPUS_EINVAL for 4 GB or more. */
int string_set_add(struct string_set *s, const char *data, size_t len, uint32_t *id);

/* Add those of another set from number `from` on: map[i] is the number of its from + i
 * here. Errors as above. */
int string_set_unite(struct string_set *s, const struct string_set *other, uint32_t from,
                     uint32_t map[]);

/* Borrowed until the next addition. */
static inline const char *string_set_get(const struct string_set *s, uint32_t id,
                                         size_t *len)
{
    *len = s->entries[id].len;
    return (const char *)s->arena.data + s->entries[id].offset;
}

/* order[rank] = id by bytes, shorter before longer; room for s->n.
 * CORPUS_OK or CORPUS_ENOMEM. */
int string_set_sort(const struct string_set *s, uint32_t order[]);

void string_set_free(struct string_set *s);

#endif
