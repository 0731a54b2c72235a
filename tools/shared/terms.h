/* Terms kept by the ids of their types, in the order of the table: 4 bytes a word
 * instead of a string. Strings are made for the rows that are shown. */
#ifndef TERMS_H
#define TERMS_H

#include "shared/cell.h"
#include "shared/tables.h"

struct terms {
    unsigned order;
    size_t n;
    uint32_t *ids;  /* order of them for each term */
    uint64_t *freq;
    size_t cap;
};

void terms_add(struct terms *t, const uint32_t ids[], uint64_t freq);
void terms_free(struct terms *t);

static inline const uint32_t *terms_ids(const struct terms *t, size_t i)
{
    return t->ids + i * t->order;
}

/* The term of these ids, as corpus_scan_term() writes it. */
void terms_text(const tables *t, const uint32_t ids[], unsigned order, struct text *out);

/* The terms of many rows, one after the other. Zeroed memory is empty. */
struct spelled {
    struct text text;
    size_t *end; /* of each row's */
    size_t end_cap;
};

/* Spell them in one go, which takes less time than one by one. */
void terms_spell(const tables *t, const struct terms *terms, const size_t rows[], size_t n,
                 struct spelled *out);
void spelled_free(struct spelled *s);

static inline cell spelled_get(const struct spelled *s, size_t i)
{
    size_t begin = i ? s->end[i - 1] : 0;

    return cell_text(s->text.data + begin, s->end[i] - begin);
}

/* To be called before several threads spell terms. */
void terms_load(const tables *t);

#endif
