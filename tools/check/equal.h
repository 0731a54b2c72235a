/* Documents that are equal: a second one of a source duplicates its first; one that
 * another source has, too, is shared. */
#ifndef EQUAL_H
#define EQUAL_H

#include "check/findings.h"

/* Zeroed memory is empty. */
struct equal {
    struct digest *digests;
    size_t n, cap;
};

/* Remember a document by the digest of its text. */
void equal_keep(struct equal *e, const uint64_t digest[2], struct source *source,
                const char *document);

/* Add those that are equal to the findings, when all are known. */
void equal_find(struct equal *e);
void equal_free(struct equal *e);

#endif
