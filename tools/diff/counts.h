/* What a comparison rests on: how often each term that passes the filters occurs on its
 * two sides, and in how many of their documents. */
#ifndef DIFF_COUNTS_H
#define DIFF_COUNTS_H

#include "diff/sides.h"
#include "diff/wordlist.h"
#include "shared/alike.h"
#include "shared/terms.h"

/* A term's counts in the target and the reference; those of tokens by their kind. */
struct term_counts {
    uint64_t docs[2];
    uint32_t kind;
};

struct counts {
    const struct wordlist *list; /* the reference; NULL: the table's sources are */
    uint64_t total[2];
    struct terms terms; /* freq is that of both sides */
    struct term_counts *of;
    size_t cap;
    struct alike kinds; /* of counts of tokens, that there are */
};

/* Begin a comparison: the n-grams of each side. False when it is the turn of a source
 * that has nothing to compare, or is all there is to compare with; death when another side has none. */
bool counts_begin(struct counts *c, const struct sides *sides, const tables *t,
                  unsigned order);
void counts_free(struct counts *c);

/* Add the row at hand; false if it does not pass the filters. */
bool counts_add(struct counts *c, const struct sides *sides, const corpus_row *row,
                tables_scan *scan);

/* Distinct n-grams of both sides, whatever the filters; one more scan, unless the sides
 * are all there is. */
uint64_t counts_types(const struct counts *c, const struct sides *sides, tables *t);

/* The table of terms of a kind. */
static inline corpus_2x2 counts_table(const struct counts *c, uint32_t kind)
{
    const uint64_t *freq = c->kinds.pair[kind];

    return (corpus_2x2){.o11 = freq[0], .r1 = freq[0] + freq[1], .c1 = c->total[0],
                        .n = c->total[0] + c->total[1]};
}

/* How often a term occurs on both sides. */
static inline const uint64_t *counts_freq(const struct counts *c, size_t term)
{
    return c->kinds.pair[c->of[term].kind];
}

#endif
