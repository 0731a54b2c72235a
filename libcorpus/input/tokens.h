/* What formats that come in tokens share. */
#ifndef INPUT_TOKENS_H
#define INPUT_TOKENS_H

#include "input/reader.h"

/* A document of tokens on its way out. Boundaries wait for the next token, so that none
 * comes first, last, or twice. */
struct tokens {
    bool open;     /* the document has begun */
    bool left_out; /* it is a bad record */
    bool any;      /* it has had a token */
    bool waiting;  /* a boundary of this kind: */
    enum corpus_break kind;
};

/* Begin the document whose fields are set. A field the user asked for by name and that
 * is missing makes it a bad record; `thing` is what fields are called here. */
int tokens_begin(struct corpus_reader *r, struct tokens *t, enum doc_id without,
                 const char *thing);

/* End it, if one is open. */
int tokens_end(struct corpus_reader *r, struct tokens *t);

int tokens_add(struct corpus_reader *r, struct tokens *t, const void *bytes, size_t len);

void tokens_boundary(struct tokens *t, enum corpus_break kind);

/* Set every field called `name`, the text apart. */
int tokens_field(struct corpus_reader *r, const char *name, size_t name_len,
                 const void *value, size_t len);

/* Is `field` one the user named, and does the document not have it? */
bool tokens_lacks(const struct corpus_reader *r, size_t field);

/* The column-th (from 1) of the columns that TABs part. */
bool tokens_column(const uint8_t *line, size_t len, size_t column, const uint8_t **value,
                   size_t *value_len);

#endif
