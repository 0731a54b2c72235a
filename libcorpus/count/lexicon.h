/* Form -> type. Forms repeat, so what is costly about a form (quotes, normal form, case,
 * stem) is done once, when it is first seen; from then on it is a look-up.
 *
 * The table is probed in batches: keys and hashes first, their slots on the way from
 * memory meanwhile. A form of up to 15 bytes is its own key, in the slot; a longer one
 * has its hash and length there and its bytes in an arena, and is compared byte by byte.
 */
#ifndef COUNT_LEXICON_H
#define COUNT_LEXICON_H

#include "count/budget.h"
#include "count/string_set.h"
#include "text/segment.h"

/* What stands in the stream where no n-gram may pass: boundaries, dropped forms. */
#define HOLE UINT32_MAX

/* The type of a form; *type_len 0 drops it. As normalise(), which the counter passes. */
typedef int lexicon_normalise(void *user, const char *form, size_t len, const char **type,
                              size_t *type_len);

struct lexicon;

/* With `lower`, the caller promises that normalising makes A-Z a-z in every form that is
 * ASCII, and nothing else of it: short ones are then lower-cased in registers before the
 * look-up, so that fewer forms are kept, and none of those is normalised.
 * CORPUS_OK, CORPUS_ENOMEM, CORPUS_EBUDGET. */
int lexicon_new(struct lexicon **out, struct budget *budget, bool lower,
                lexicon_normalise *normalise, void *user);
void lexicon_free(struct lexicon *l);

/* Leave out a type, as normalised. Before the first look-up. */
int lexicon_drop(struct lexicon *l, const char *type, size_t len);

/* ids[i] = the type of span i of `text` (TEXT_PAD readable bytes after it), or HOLE.
 * CORPUS_OK, CORPUS_ENOMEM, CORPUS_EBUDGET, or what normalise returned. */
int lexicon_look_up(struct lexicon *l, const char *text, const struct span spans[],
                    size_t n, uint32_t ids[]);

/* The id of a type that was normalised before. */
int lexicon_add_type(struct lexicon *l, const char *type, size_t len, uint32_t *id);

/* An empty lexicon in the place of *l that leaves out the same types. On failure *l stays
 * as it was. */
int lexicon_renew(struct lexicon **l);

/* Bytes that lexicon_drop_forms() gives back. */
uint64_t lexicon_form_bytes(const struct lexicon *l);

/* The types. The first n_dropped of them are those left out; ids count from the first
 * that is not. */
const struct string_set *lexicon_types(const struct lexicon *l, uint32_t *n_dropped);

/* Add the types of another lexicon that leaves out the same ones: its id i is map[i]
 * here. Room for all its ids. CORPUS_OK, CORPUS_ENOMEM, CORPUS_EBUDGET. */
int lexicon_unite(struct lexicon *l, const struct lexicon *other, uint32_t map[]);

/* Forget the forms, which are of no use when the stream is complete. */
void lexicon_drop_forms(struct lexicon *l);

#endif
