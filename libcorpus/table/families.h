/* Which tries a table has beside that of its n-grams: they follow from its options.
 *
 *   1 ..     window pairs, if there is a window
 *   then     skip-grams of two tokens with a gap of 1 .. K
 *   then     with an order of 3 or more, skip-grams of three: gaps that add up to 1, the
 *            smaller first gap first; those that add up to 2; ... up to K */
#ifndef TABLE_FAMILIES_H
#define TABLE_FAMILIES_H

#include "table/format.h"

struct families {
    unsigned n;
    corpus_family all[FAMILIES_MAX + 1]; /* 1 .. n */
};

/* No window: before and after are 0. skip is at most CORPUS_SKIP_MAX. */
void families_list(struct families *f, unsigned order, unsigned before, unsigned after,
                   unsigned skip);

/* The values of the options `window` ("5:5") and `skip` ("2"), NULL for one that a table
 * has not. CORPUS_OK or CORPUS_ECORRUPT. */
int families_parse(struct families *f, unsigned order, const char *window,
                   const char *skip);

#endif
