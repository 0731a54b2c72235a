/* From a corpus in memory to a table file: documents, types, n-grams by chunks on several
 * threads, marginals. */
#ifndef COUNT_TABULATE_H
#define COUNT_TABULATE_H

#include "base/mem.h"
#include "corpus/counter.h"
#include "count/ngrams.h"
#include "count/pairs.h"
#include "count/tally.h"
#include "table/families.h"

/* Not a table but a run, see table/runs.h. */
struct tabulate_run {
    uint32_t first_mark; /* of the first document, which continues one; 0: it does not */
    uint32_t last_mark;  /* of the last document, which is continued; 0: it is not */
    const char *tmpdir;
    int *fd; /* out: the file */
};

struct tabulate_job {
    const struct tabulate_run *run; /* NULL for a table */
    const char *path;
    const struct bytes *provenance; /* lines */
    const struct documents *documents;
    const struct string_set *types;
    struct text_body *text;
    struct tally *tally; /* of documents that came as bags: the text has no ids then; else
                            NULL */
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

/* Fill job->text, job->types and, if there is one, job->tally from what the lanes have;
 * `fault` says which document there is twice. As stream_arrange(). */
int tabulate_arrange(struct tabulate_job *job, const struct stream_lane lanes[],
                     unsigned n_lanes, corpus_fault *fault);

/* Bytes of encoded blocks that wait for their turn that there must be room for: of n tokens,
 * the most frequent type having `widest` of them. */
uint64_t tabulate_chunk_bytes(unsigned order, const struct families *families,
                              unsigned threads, uint64_t n, uint64_t widest);

#endif
