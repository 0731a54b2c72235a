/* Adding tables up: what the two halves of the work share. */
#ifndef TABLE_MERGE_H
#define TABLE_MERGE_H

#include "table/reader.h"
#include "table/writer.h"

/* One table that takes part. Maps keep order: names, documents and types are sorted in
 * every table, so what was sorted by old numbers is sorted by new ones. */
struct merge_input {
    corpus_table *table;
    uint32_t *type_map, *source_map, *doc_map; /* old number -> new */
};

struct merge {
    struct merge_input *inputs;
    size_t n_inputs;
    struct table_writer *writer;
    corpus_fault *fault;
    unsigned order, postings;
    uint32_t n_types, n_sources, n_documents; /* of the result */
    uint64_t *freq;                           /* of each type of the result */
    uint32_t *rank_of;
};

/* Merge the n-grams and postings of all inputs into the writer, chunk by chunk. */
int merge_ngrams(struct merge *m);

#endif
