/* Types in, finished blocks of the lexicon out: the encoder that counting and merging
 * share.
 *
 * A block begins at each LEXICON_RECORDS-th type, whatever came before it. So parts of the
 * lexicon can be encoded at the same time, and the file has the same bytes. */
#ifndef TABLE_LEXICON_PART_H
#define TABLE_LEXICON_PART_H

#include <stddef.h>

struct lexicon_part;
struct packed_blocks;

/* One worker's encoder, good for one part after the other. CORPUS_OK or CORPUS_ENOMEM. */
int lexicon_part_new(struct lexicon_part **out);
void lexicon_part_free(struct lexicon_part *p);

/* The next part's blocks go there, where they can wait for the writer while the one after it
 * is made; without this they are the encoder's own. Borrowed. */
void lexicon_part_into(struct lexicon_part *p, struct packed_blocks *blocks);

/* The next type in byte order; a part begins with number k * LEXICON_RECORDS of the
 * lexicon. CORPUS_OK or CORPUS_ENOMEM. */
int lexicon_part_add(struct lexicon_part *p, const char *type, size_t len);

/* The part is complete; another may begin when the writer has taken it, or elsewhere. */
int lexicon_part_finish(struct lexicon_part *p);

#endif
