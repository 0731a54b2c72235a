/* Words as users write them - in a stop list, a list of terms, behind an option - made
 * the types that a table has for them: The is the, Don’t is don't, as it was counted. */
#ifndef SPELLING_H
#define SPELLING_H

#include "shared/tool.h"

struct spelling {
    corpus_table *table;
    corpus_tokenizer *tokenizer; /* NULL: words have to be types already */
    struct text type;
};

void spelling_open(struct spelling *s, corpus_table *table);
void spelling_close(struct spelling *s);

/* The id of a word's type: of the word as it stands if the table has it, else
 * normalised. 1, 0 when it does not occur, or a negative code. */
int spelling_id(struct spelling *s, const char *word, size_t len, uint32_t *id);

/* The same for a term of words between single spaces. 1 with ids[] and *order, 0 when
 * one of them does not occur or there are more than CORPUS_ORDER_MAX, or a negative
 * code. */
int spelling_ids(struct spelling *s, const char *term, uint32_t ids[], unsigned *order);

#endif
