/* Adding any number of tables up, in passes that keep to a budget of memory and to the
 * descriptors there are.
 *
 * Tables are merged in groups, the sums of groups again, and so on: what is waiting is in
 * tiers, and a tier that has as many as one pass can take becomes one table of the next.
 * So each count is written once per tier, and the number of tiers grows with the logarithm
 * of the number of tables. Addition being associative, the result does not know of it. */
#ifndef TABLE_MERGE_TIERS_H
#define TABLE_MERGE_TIERS_H

#include "table/merge_how.h"

struct merge_tiers;

struct merge_tiers_options {
    const char *tmpdir; /* for the tables in between; borrowed; NULL: see file.h */
    uint64_t memory;    /* bytes for a pass; 0: the default budget */
    size_t most;        /* tables in a pass; 0: as the descriptors allow */
    bool runs;          /* the tables are runs */
    void (*progress)(void *user, uint64_t done, uint64_t total); /* of a pass; may be NULL */
    void *user;
};

int merge_tiers_new(struct merge_tiers **out, const struct merge_tiers_options *options);
void merge_tiers_free(struct merge_tiers *t);

/* A table more, to be added or taken away: a path that is opened when its turn comes, a
 * table that is open, or a file without a name, which is taken (on failure, too). May merge
 * those that wait, and so fail in any way of corpus_table_merge(). */
int merge_tiers_add_path(struct merge_tiers *t, const char *path, bool minus);
int merge_tiers_add_table(struct merge_tiers *t, corpus_table *table, bool minus);
int merge_tiers_add_file(struct merge_tiers *t, int fd);

/* From now on. */
void merge_tiers_progress(struct merge_tiers *t,
                          void (*progress)(void *user, uint64_t done, uint64_t total),
                          void *user);

/* The sum of all into `path`, in the way of `how`; `result` may be NULL. */
int merge_tiers_finish(struct merge_tiers *t, const char *path,
                       const struct merge_how *how, struct merge_result *result);

/* More about the last failure: words, and the number (in the order of adding) of the table
 * that is at fault, or SIZE_MAX. */
const corpus_fault *merge_tiers_fault(const struct merge_tiers *t, size_t *culprit);

#endif
