/* Order 1 alone: documents that came as bags (bag.h), turned round. Per document there
 * are types; wanted are, per type, the documents that have it. One counting sort in the
 * canonical order of documents brings them there, places again: each type's list is its
 * postings, its document frequency and, by way of the documents' sources, its counts.
 *
 * Where nobody asks for postings, and there is but one source, adding up is enough.
 *
 * With bags this takes half the time, and of a few large documents next to no memory, that
 * sorting every position took: tests/bench/run has the figures. */
#ifndef COUNT_TALLY_H
#define COUNT_TALLY_H

#include "count/bag.h"
#include "table/chunk.h"

struct tally {
    bool postings;
    uint32_t *at;    /* places of documents, type by type; NULL: added up */
    uint32_t *begin; /* n_types + 1: where those of a type begin; added up: document
                        frequencies */
    struct pages pages, begins;
    struct budget *budget;
};

struct tally_options {
    bool postings;
    bool pieces; /* documents will get sources of their own */
    unsigned threads;
};

/* The text as layout_new() has left it gets its freq and tokens; the lanes' streams are
 * used up. CORPUS_OK, CORPUS_ENOMEM, CORPUS_EBUDGET. */
int tally_new(struct tally *out, struct text_body *t, const struct layout *r,
              const struct tally_options *options);
void tally_free(struct tally *t);

/* One worker's scratch memory. */
struct tally_worker;

/* Borrows the text. CORPUS_OK or CORPUS_ENOMEM. */
int tally_worker_new(struct tally_worker **out, const struct text_body *text);
void tally_worker_free(struct tally_worker *w);

/* Add the types from .. to - 1 to the chunk; its caller finishes it.
 * CORPUS_OK, CORPUS_ENOMEM; CORPUS_EBUDGET where a document has a type 2^32 times. */
int tally_add(const struct tally *t, struct tally_worker *w, struct chunk *c,
              uint32_t from, uint32_t to);

#endif
