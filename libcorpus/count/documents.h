/* The documents as they came: what they are called and where their tokens stand. */
#ifndef COUNT_DOCUMENTS_H
#define COUNT_DOCUMENTS_H

#include "corpus/reader.h"
#include "corpus/table.h"
#include "count/budget.h"
#include "count/string_set.h"

struct document {
    uint64_t strings; /* in documents.arena: id, fields; each ended by NUL */
    uint32_t source;  /* number in documents.sources */
    uint32_t passage; /* its first; the others follow, then those of the next document */
};

/* What one lane has of a document. Most documents are one passage; of a long one, several
 * lanes have some, and no segment goes from one passage to the next. */
struct passage {
    uint64_t begin, end; /* its range in the stream of its lane */
    uint64_t tokens;     /* of a bag */
    uint32_t doc, lane;
};

struct documents {
    struct budget *budget;
    struct document *all;
    uint32_t n;
    size_t cap;
    struct passage *passages;
    uint32_t n_passages;
    size_t passages_cap;
    struct bytes arena;
    struct string_set sources;
    unsigned n_fields;
    /* ids at the begin of the first document's range, and at the end of the last one's,
     * that are not counted */
    unsigned head, tail;
};

/* Add a document of one passage; where its ids are is for the caller to tell.
 * CORPUS_OK, CORPUS_EINPUT (a name holds a NUL byte), CORPUS_ENOMEM, CORPUS_EBUDGET. */
int documents_add(struct documents *d, const corpus_document *doc);

/* Add a passage to the last document. CORPUS_OK, CORPUS_ENOMEM, CORPUS_EBUDGET. */
int documents_go_on(struct documents *d);

/* Behind the last passage of a document. */
static inline uint32_t documents_passages_end(const struct documents *d, uint32_t doc)
{
    return doc + 1 < d->n ? d->all[doc + 1].passage : d->n_passages;
}

/* Of bags: the tokens of a document. */
uint64_t documents_tokens(const struct documents *d, uint32_t doc);

const char *documents_id(const struct documents *d, uint32_t doc);
const char *documents_source(const struct documents *d, uint32_t source);

/* out[] gets the n_fields fields of a document. */
void documents_fields(const struct documents *d, uint32_t doc, const char *out[]);

/* The canonical order: by source, then id, in byte order; order[place] = document. Room
 * for d->n, and in source_rank for d->sources.n.
 *
 * CORPUS_OK, CORPUS_ENOMEM, or CORPUS_EEXIST with the two documents of one name in
 * same[], as they came. */
int documents_sort(const struct documents *d, uint32_t order[], uint32_t source_rank[],
                   uint32_t same[2]);

void documents_free(struct documents *d);

#endif
