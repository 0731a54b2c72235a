/* What merging is asked for, and what came of it. */
#ifndef TABLE_MERGE_HOW_H
#define TABLE_MERGE_HOW_H

#include "base/mem.h"
#include "table/format.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct merge_result {
    uint64_t ngrams[CORPUS_ORDER_MAX + 1]; /* distinct */
    uint64_t family_rows[FAMILIES_MAX + 1]; /* likewise */
    uint64_t documents, sources;
};

/* What is to be made of the sum. Zeroed: a table like the inputs. */
struct merge_how {
    bool runs;                /* the inputs are runs of one count (runs.h) ... */
    bool last;                /* ... and are to become a table */
    const struct bytes *lines; /* its provenance, if it is not the sum of the inputs' */
    uint64_t min_count, min_docs; /* of what it has from order 2 on */
    void (*progress)(void *user, uint64_t done, uint64_t total); /* bytes read */
    void *user;
};

#endif
