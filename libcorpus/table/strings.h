/* Front coding: of each string only what differs from the one before is kept. Three
 * columns: length of the shared prefix, length of the rest, the rest. */
#ifndef TABLE_STRINGS_H
#define TABLE_STRINGS_H

#include "table/block.h"

struct string_coder {
    struct bytes shared, length, rest;
    struct bytes previous;
};

int strings_put(struct string_coder *s, const char *string, size_t len);

/* The next string begins anew: blocks are independent. */
void strings_clear(struct string_coder *s);
void strings_free(struct string_coder *s);

/* Decoding: the string, NUL-terminated, in `previous` until the next call.
 * CORPUS_OK, CORPUS_ECORRUPT, CORPUS_ENOMEM. */
struct string_reader {
    struct column shared, length, rest;
    struct bytes previous;
};

int strings_next(struct string_reader *s);

#endif
