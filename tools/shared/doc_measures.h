/* Columns that take documents, not tokens, as what was drawn: from the postings of a
 * term and which side of a comparison each document is on. */
#ifndef DOC_MEASURES_H
#define DOC_MEASURES_H

#include "shared/cell.h"
#include "shared/tables.h"

/* What has to be computed for a column; several together are a sum. */
enum doc_need {
    NEED_RANKS = 1,
    NEED_PERMUTATION = 2,
    NEED_BOOTSTRAP = 4,
    NEED_DP = 8,
    NEED_WELCH = 16
};

/* Fewer documents on a side than this make no test. */
enum { DOC_MEASURES_LEAST = 5 };

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

/* Documents of a comparison, and terms that wait to be tested. */
struct doc_sides;

/* `label` is a corpus_doc_label for each group of `t`, `need` what columns will ask for.
 * With too few documents on a side for anything, NULL. */
struct doc_sides *doc_sides_new(tables *t, unsigned order, const uint8_t label[],
                                unsigned need, size_t resamples, uint64_t seed,
                                double alpha);
void doc_sides_free(struct doc_sides *s);

/* Put a term's postings in line. True: the line is long enough to be tested. */
bool doc_sides_add(struct doc_sides *s, const corpus_posting list[], size_t n);

/* Test all terms in line, on the threads asked for (`common`), and empty it. What was
 * needed stands in *results, in the order they came; borrowed until the next add. */
size_t doc_sides_test(struct doc_sides *s, const struct doc_results **results);

#endif
