/* Single types counted without looking for their places.
 *
 * Where n-grams are not asked for, nor postings, one walk over the documents in their
 * canonical order is enough, and ids can stay where they are: a cell per type counts what
 * the source at hand has of it, and a stamp in it tells whether this document has been
 * counted. Against ranked ids in order, the documents of all occurrences sorted by type
 * and a walk over those, this takes 6 cycles per token to 23, and no memory that grows
 * with the tokens. */
#ifndef COUNT_TALLY_H
#define COUNT_TALLY_H

#include "count/stream.h"
#include "table/chunk.h"

struct tally {
    corpus_source_count *counts; /* type by type, sources ascending */
    uint32_t *begin, *end;       /* where those of a type are */
    struct pages pages, ends;
    struct budget *budget;
};

/* The text as layout_new() has left it gets its freq, tokens and doc_tokens.
 * CORPUS_OK, CORPUS_ENOMEM, CORPUS_EBUDGET. */
int tally_new(struct tally *out, struct text_body *t, const struct layout *r,
              unsigned threads);
void tally_free(struct tally *t);

/* Add the types from .. to - 1 to the chunk; its caller finishes it.
 * CORPUS_OK or CORPUS_ENOMEM. */
int tally_add(const struct tally *t, struct chunk *c, uint32_t from, uint32_t to);

#endif
