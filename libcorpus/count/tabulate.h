/* From a corpus in memory to a table file: documents, types, n-grams by chunks on several
 * threads, marginals. */
#ifndef COUNT_TABULATE_H
#define COUNT_TABULATE_H

#include "base/mem.h"
#include "corpus/counter.h"
#include "count/ngrams.h"
#include "count/pairs.h"
#include "table/families.h"

struct tabulate_job {
    const char *path;
    const struct bytes *provenance; /* lines */
    const struct documents *documents;
    const struct string_set *types;
    const struct text_body *text;
    struct budget *budget;
    unsigned order, postings, threads;
    struct families families;
    uint64_t min_count, min_docs;
    corpus_counter_progress *progress; /* may be NULL */
    void *user;
    uint64_t *ngrams;      /* out: distinct n-grams by order */
    uint64_t *family_rows; /* out: distinct rows by family */
};

/* CORPUS_OK, CORPUS_EIO, CORPUS_ENOMEM, CORPUS_EBUDGET. */
int tabulate(const struct tabulate_job *job);

#endif
