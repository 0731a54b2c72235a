/* Counting what does not fit into memory.
 *
 * When the stream, its lexicon and its documents have become so large that what finishing
 * needs on top would exceed the budget, they are written as a run (table/runs.h), which is
 * what a table would be if the corpus ended there, and forgotten. In the end all runs are
 * merged, by what merges tables. So memory depends on nothing that comes in: not on the
 * length of the corpus or of a document, not on the number of types or documents. */
#ifndef COUNT_SPILL_H
#define COUNT_SPILL_H

#include "count/lanes.h"
#include "count/tabulate.h"
#include "table/merge_tiers.h"

struct spill {
    struct budget *budget;
    unsigned order, postings, threads;
    unsigned window_before, window_after, skip;
    struct families families; /* which follow from these */
    char *tmpdir;
    uint64_t run_tokens; /* a run ends after so many, for tests; 0: as memory needs */

    struct merge_tiers *tiers;
    uint64_t n_runs;
    uint32_t n_marks;
    uint32_t first_mark, last_mark; /* of the first and last document of the run; 0: whole */
    uint64_t n_documents;           /* that begin in runs written */

    uint64_t check_at;   /* ids (or words of bags) when next to ask ... */
    uint64_t check_used; /* ... or bytes taken */
    struct spill_widths *widths; /* one per lane, where that has to be known */
    unsigned n_widths;
    uint64_t widest; /* no type occurs more often, of those counted; UINT64_MAX: unknown */
};

/* What a run is made of; what is written is forgotten. The lanes are at rest. */
struct spill_corpus {
    struct lanes *lanes;
    struct documents *documents;
    bool in_document; /* the last one is to be continued */
    const char *const *fields; /* names of the metadata */
};

void spill_free(struct spill *s);

/* Would finishing now keep to the budget, with `more` bytes on top? */
bool spill_fits(struct spill *s, const struct spill_corpus *c, uint64_t more);

/* With n more ids to come: must what there is be written before? */
bool spill_is_due(struct spill *s, const struct spill_corpus *c, uint64_t n);

/* The same where several lanes have to be brought to rest for an answer: is it time to ask
 * (`ids` there are, as far as is known), and, at rest, the answer. An eighth of the budget
 * is left to what comes meanwhile. */
bool spill_asks(const struct spill *s, uint64_t ids);
bool spill_is_nearly_due(struct spill *s, const struct spill_corpus *c);

/* Write a run, up to the end of the stream, and begin the next. A document at hand is cut:
 * the next run begins with its tokens that are in the tail, behind those that become its
 * head (table/runs.h).
 * Where there is next to nothing to write, nothing happens: if memory does not suffice for
 * that, the next who asks for some is told. `fault` says more about failures. */
int spill_run(struct spill *s, struct spill_corpus *c, corpus_fault *fault);

/* The last run, and then the table out of all of them: job's path, provenance, cuts and
 * progress. */
int spill_finish(struct spill *s, struct spill_corpus *c, const struct tabulate_job *job,
                 struct merge_result *result, corpus_fault *fault);

#endif
