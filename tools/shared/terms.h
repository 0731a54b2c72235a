/* Terms kept by the ids of their types, in the order of the table: 4 bytes a word
 * instead of a string. Strings are made for the rows that are shown. */
#ifndef TERMS_H
#define TERMS_H

#include "shared/tables.h"

struct terms {
    unsigned order;
    size_t n;
    uint32_t *ids;  /* order of them for each term */
    uint64_t *freq;
    size_t ids_cap, freq_cap;
};

void terms_add(struct terms *t, const uint32_t ids[], uint64_t freq);
void terms_free(struct terms *t);

static inline const uint32_t *terms_ids(const struct terms *t, size_t i)
{
    return t->ids + i * t->order;
}

/* The term of these ids, as corpus_scan_term() writes it. */
void terms_text(const tables *t, const uint32_t ids[], unsigned order, struct text *out);

#endif
