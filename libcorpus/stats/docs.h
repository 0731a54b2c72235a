/* The documents of a comparison, as the document-level tests see them. */
#ifndef STATS_DOCS_H
#define STATS_DOCS_H

#include "corpus/resample.h"

/* Terms in up to so many documents, which most are, have their Mann-Whitney test looked
 * up: only the sides of these documents and which of their rates are equal matter. */
enum { DOCS_FEW = 5, DOCS_PATTERNS = 2 * (((1 << 2 * DOCS_FEW) - 1) / 3) };

struct docs_mann_whitney {
    double u, delta, z, nlog10p;
};

struct corpus_doc_groups {
    size_t n;             /* documents in all, those on neither side included */
    uint64_t *tokens;
    uint8_t *label;       /* CORPUS_NEITHER also where there are no tokens */
    size_t size[2];       /* documents on a side */
    uint64_t total[2];    /* their tokens */
    struct docs_mann_whitney few[DOCS_PATTERNS];
};

/* CORPUS_EINVAL if a posting names no document. */
int docs_check(const corpus_doc_groups *g, size_t n, const uint32_t doc[]);

#endif
