/* Marginals in, finished blocks out: the encoder that counting and merging share. Orders and
 * families have blocks of their own, so they can be encoded at the same time. */
#ifndef TABLE_MARGINALS_PART_H
#define TABLE_MARGINALS_PART_H

#include <stdint.h>

struct marginals_part;

/* One worker's encoder, good for one order or family after the other.
 * CORPUS_OK or CORPUS_ENOMEM. */
int marginals_part_new(struct marginals_part **out);
void marginals_part_free(struct marginals_part *p);

/* What comes now is of this order (family 0) or family. CORPUS_OK or CORPUS_ENOMEM. */
int marginals_part_begin(struct marginals_part *p, unsigned family, unsigned order);

/* The next type's, as codes (see format.h): n-grams have one for each slot, families from
 * slot 2. */
int marginals_part_codes(struct marginals_part *p, const uint64_t codes[]);

/* Those of all types, one array for each slot. Of n-grams, base[t] are the occurrences of
 * the type, and slots[k][t] never more; of a family, base is slots[0]. */
int marginals_part_counts(struct marginals_part *p, const uint64_t base[],
                          const uint64_t *const slots[], uint32_t n_types);

/* No more will come of this order or family. */
int marginals_part_finish(struct marginals_part *p);

#endif
