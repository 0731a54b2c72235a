/* Adding tables up, in one pass over some of them (merge_tiers.h makes passes of many).
 *
 * Everything in a table is sorted by names, so every section is merged front to back, with
 * a block of each table in memory. What is kept for the whole pass is small: a bit per type
 * and document for each table (which of the union it has), and the most frequent types,
 * whose ranks are codes. */
#ifndef TABLE_MERGE_H
#define TABLE_MERGE_H

#include "table/cursor.h"
#include "table/merge_how.h"
#include "table/ranks.h"
#include "table/writer.h"

/* One table that takes part. */
struct merge_input {
    corpus_table *table;
    bool minus; /* its counts are taken away */

    /* from its numbers to those of the union */
    uint32_t *sources;
    struct id_set documents;
    struct type_map types;
};

/* A source of the union. */
struct merge_source {
    const char *name;
    uint64_t documents, *totals; /* of each order */
    uint32_t out; /* its number in the result; NO_SOURCE for none */
    bool piece;   /* stands for one document that is cut, see runs.h */
};

#define NO_SOURCE UINT32_MAX

struct merge {
    const struct merge_how *how;
    struct merge_input *inputs;
    size_t n_inputs;
    struct table_writer *writer;
    corpus_fault *fault;
    size_t culprit; /* the input that could not be read; n_inputs for none */
    unsigned order, postings;
    const struct families *families; /* which the inputs have */
    bool minus;  /* some inputs are */
    bool ranked; /* last tokens are coded by ranks */

    struct merge_source *sources; /* of the union */
    uint64_t *source_totals;      /* what they point to */
    uint32_t n_united_sources;
    uint32_t n_united_types, n_united_documents;

    /* of the result */
    uint32_t n_sources, n_types, n_documents;
    struct id_set kept_types, kept_documents; /* with `minus`: those of the union in it */
    struct ranks ranks;
    uint64_t ngrams[CORPUS_ORDER_MAX + 1]; /* distinct */
    uint64_t family_rows[FAMILIES_MAX + 1]; /* likewise */

    uint64_t done, told, total; /* bytes, for the progress */
};

/* The whole of it; the writer is then to be committed. The arrays of the inputs are freed
 * by merge_free(), their tables are the caller's. */
int merge_pass(struct merge *m);
void merge_free(struct merge *m);

/* The sections, in the order of the file. */
int merge_sources(struct merge *m);
int merge_documents(struct merge *m);
int merge_lexicon(struct merge *m);
int merge_ngrams(struct merge *m);
int merge_marginals(struct merge *m);

/* Note what is wrong and return `err`: in general, or in an input. */
int merge_fail(struct merge *m, int err, const char *place);
int merge_fail_input(struct merge *m, int err, size_t input);

/* Counts to be taken away that are not there. */
int merge_fail_absent(struct merge *m, const char *what);

void merge_tell(struct merge *m);

/* The number in the result of a type or document of the union that is in it. */
static inline uint32_t merge_type(const struct merge *m, uint32_t type)
{
    return m->minus ? id_set_below(&m->kept_types, type) : type;
}

static inline uint32_t merge_document(const struct merge *m, uint32_t document)
{
    return m->minus ? id_set_below(&m->kept_documents, document) : document;
}

#endif
