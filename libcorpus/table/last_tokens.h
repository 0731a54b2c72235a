/* Last tokens: what the records of a level keep of the type they end with.
 *
 * A type's code is its rank by frequency (chunk_ranks), so that frequent types have small
 * codes. A family of level 2 is large, and all its codes are different: it is kept as a
 * set, the codes in ascending order and of each only the gap to the one before it, which
 * takes two thirds of what gaps between ids take (English, 10 MB). Readers put the ids in
 * order again, for 5 ns each. From level 3 on most families have one member, and what tells
 * families apart would take more than a set saves. */
#ifndef TABLE_LAST_TOKENS_H
#define TABLE_LAST_TOKENS_H

#include "table/classes.h"

enum last_code {
    LAST_NONE, /* nothing: it is the record's number */
    LAST_GAP,  /* the gap to the elder sibling, or 0 and the id */
    LAST_SET,  /* the same with codes, of siblings that ascend by code */
    LAST_RANK  /* the code */
};

static inline enum last_code last_code_of(unsigned family, unsigned order)
{
    return order > 2 ? LAST_RANK : order == 2 ? LAST_SET : family ? LAST_GAP : LAST_NONE;
}

/* Are codes needed for tables of this order, with or without further families? */
static inline bool last_tokens_ranked(unsigned order, unsigned n_families)
{
    return order > 1 || n_families;
}

/* Codes are less than this, and all of these are codes but for those of ranked ids. */
static inline uint32_t last_codes_end(uint32_t n_types)
{
    return n_types < RANKED ? n_types : RANKED + n_types;
}

/* Append a set, n > 0. There is room for n + 1 classes and their bits. `codes` are sorted,
 * with as many numbers of scratch. */
void last_put_set(struct bytes *column, struct bit_writer *bits, uint32_t n,
                  uint32_t codes[], uint32_t scratch[]);

/* The next set, ascending, of at most `most` codes. How many they are; 0 where there is no
 * set, or a larger one than numbers can be. */
uint32_t last_next_set(struct class_reader *r, uint32_t most, uint32_t codes[]);

#endif
