/* Where each type occurs: one counting sort of the stream. Positions of a type ascend,
 * and with them its documents and sources. */
#ifndef COUNT_POSITIONS_H
#define COUNT_POSITIONS_H

#include "count/stream.h"

enum { POSITIONS_PAD = 32 }; /* readable after the last: whoever walks looks ahead */

struct positions {
    uint32_t *at;    /* all positions, type by type */
    uint32_t *begin; /* n_types + 1: where those of a type begin */
    uint32_t widest; /* the most that one type has */
    struct pages pages, begins;
    struct budget *budget;
};

/* What they will take, in bytes. */
uint64_t positions_bytes(const struct text_body *t);

/* CORPUS_OK, CORPUS_ENOMEM, CORPUS_EBUDGET. */
int positions_new(struct positions *out, const struct text_body *t, unsigned threads);
void positions_free(struct positions *p);

#endif
