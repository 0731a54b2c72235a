/* Columns that take documents, not tokens, as what was drawn: what each is called, and
 * which result of the tests over documents it shows. */
#ifndef DOC_MEASURES_H
#define DOC_MEASURES_H

#include "shared/cell.h"

/* What has to be computed for a column; several together are a sum. */
enum doc_need {
    NEED_RANKS = 1,
    NEED_PERMUTATION = 2,
    NEED_BOOTSTRAP = 4,
    NEED_DP = 8,
    NEED_WELCH = 16
};

struct doc_results {
    corpus_doc_test tests;
    corpus_permutation permutation;
    corpus_bootstrap bootstrap;
    double dp_target, dp_reference;
};

typedef struct doc_measure {
    const char *name, *meaning, *source;
    enum corpus_measure_column column;
    unsigned need;
    size_t offset; /* of a double in doc_results */
} doc_measure;

/* The measure of this name, NULL if there is none; "permutation" is its p-value. */
const doc_measure *doc_measure_find(const char *name);
/* The i-th; NULL after the last. */
const doc_measure *doc_measure_at(size_t i);
/* All names up to a NULL, for measure_unknown(). */
const char *const *doc_measure_names(void);

column doc_measure_column(const doc_measure *m);

static inline double doc_measure_value(const doc_measure *m, const struct doc_results *r)
{
    return *(const double *)((const char *)r + m->offset);
}

#endif
