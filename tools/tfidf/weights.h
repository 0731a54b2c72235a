/* Documents or sources as rows of a sparse matrix, terms as columns, and the weights in
 * a row.
 *
 * Tables hold postings by term; weights need them by document. A first scan counts each
 * document's terms, a second one puts them in place: a counting sort with 8 bytes for
 * each (document, term) that occurs. */
#ifndef WEIGHTS_H
#define WEIGHTS_H

#include "shared/terms.h"

struct weights {
    /* what is asked for */
    tables tables;
    unsigned order;
    bool sources;      /* units are sources, not documents */
    bool df_documents; /* of sources, too, df and n count documents */
    corpus_weight_scheme scheme;

    size_t n_units;
    uint64_t *begin; /* of each unit's entries, and the end of the last */
    uint32_t *term;  /* by entry: number of the term */
    uint32_t *tf;    /* by entry: occurrences of documents ... */
    uint64_t *tf64;  /* ... or of sources */
    struct terms terms; /* freq is df */
    double *idf;
    uint64_t *chars; /* of each term, where the norm asks for them */
    corpus_weight_doc common;
    uint64_t *lengths; /* tokens of each unit */
};

/* Read the matrix of what is asked for. */
void weights_read(struct weights *w);
void weights_free(struct weights *w);

/* Who a unit is; `id` is empty for a source. Borrowed until the next call. */
void weights_unit(struct weights *w, size_t unit, const char **source, const char **id);

/* A unit's terms, from term[begin[unit]] on: occurrences and weights. Grows as units need
 * it; zeroed memory is empty. */
struct vector {
    size_t n;
    uint64_t *tf;
    double *weight;
    size_t tf_cap, weight_cap;
};

void weights_vector(const struct weights *w, size_t unit, struct vector *v);
void vector_free(struct vector *v);

#endif
