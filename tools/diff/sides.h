/* The two sides of a comparison: which groups of a table are the target, which the
 * reference, as the options say. */
#ifndef SIDES_H
#define SIDES_H

#include "shared/options.h"
#include "shared/tables.h"

struct sides_asked {
    struct option_list target, reference;
    bool each;        /* every group in turn is the target */
    const char *list; /* a word list is the reference */
};

extern struct sides_asked sides_asked;

/* A group for a manual. */
extern const option_spec sides_specs[];

/* Zeroed memory is empty. */
struct sides {
    uint8_t *label;     /* a corpus_doc_label for each group */
    struct text target; /* its groups, between commas */
};

/* The sides as the options have them, or death by wrong usage; `each` is the group whose
 * turn it is. */
void sides_choose(struct sides *s, const tables *t, unsigned each);

/* Is there anything to compare with? Not when it is the turn of the one reference. */
bool sides_have_reference(const struct sides *s, const tables *t);
void sides_free(struct sides *s);

/* "A compared with B, C". */
void sides_describe(const struct sides *s, struct text *out);

#endif
