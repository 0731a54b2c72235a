/* A document as a bag of types: all that order 1 alone asks of it.
 *
 * Where neither n-grams nor windows are counted, the place of a token is of no use, and
 * ids need not be kept: they are counted while they are still in the cache, in cells by
 * id (frequent types come early, so theirs are side by side), and at its end the document
 * goes to the stream as places, one for each type: what is kept is a third of the ids, and
 * next to nothing of a document that is a corpus. A place is a number and a count, mostly
 * in one word: never in more than it stands for tokens. */
#ifndef COUNT_BAG_H
#define COUNT_BAG_H

#include "count/stream.h"

#include <stdbool.h>

struct bag {
    struct budget *budget;
    struct pages counts; /* by id, uint32_t: occurrences in the open document */
    struct pages ids;    /* those whose count is not 0, as they came */
    size_t cells;        /* in each */
    uint32_t n;          /* ids */
    uint64_t tokens;     /* of the open document, what has gone to the stream included */
    uint64_t held;       /* of them, those that have not */
    bool torn;           /* some document has gone there in parts */
};

/* A count from PLACE_MANY up, which is rare enough for a branch, has a word of its own. */
enum { PLACE_BITS = 5, PLACE_MANY = 1 << PLACE_BITS };

/* Numbers in places are no larger: bags that are full of types are spilled before, as are
 * corpora of too many documents. */
#define PLACE_MAX (UINT32_MAX >> PLACE_BITS)
_Static_assert(DOCUMENTS_MAX <= PLACE_MAX, "documents are numbers in places");

/* Write a place; returns behind it. */
static inline uint32_t *place_put(uint32_t *out, uint32_t number, uint32_t count)
{
    *out++ = number << PLACE_BITS | (count < PLACE_MANY ? count : 0);
    if (count >= PLACE_MANY)
        *out++ = count;
    return out;
}

/* Read one, and go behind it. */
static inline uint32_t place_get(const uint32_t **at, uint32_t *count)
{
    uint32_t word = *(*at)++;

    *count = word % PLACE_MANY;
    if (!*count)
        *count = *(*at)++;
    return word >> PLACE_BITS;
}

static inline uint32_t place_words(uint32_t count)
{
    return 1 + (count >= PLACE_MANY);
}

/* Room in the stream for n more ids, and, whatever they are, for bag_flush() and a hole
 * after them. CORPUS_OK, CORPUS_ENOMEM or CORPUS_EBUDGET. */
int bag_reserve(struct bag *b, struct stream *s, size_t n);

/* Count n ids below n_types, but for holes: *n_tokens are none. On failure nothing is
 * counted. CORPUS_OK, CORPUS_ENOMEM or CORPUS_EBUDGET (wanted = 0: too many types). */
int bag_add(struct bag *b, const uint32_t ids[], size_t n, uint32_t n_types,
            size_t *n_tokens);

/* Append what the bag holds to the stream, where there is room for it. Of a document that
 * goes on, a type may come again. */
void bag_flush(struct bag *b, struct stream *s);

/* Words that it would append, at most. */
static inline uint64_t bag_words(const struct bag *b)
{
    return 2 * (uint64_t)b->n;
}

void bag_free(struct bag *b);

#endif
