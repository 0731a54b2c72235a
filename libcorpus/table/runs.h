/* Runs: what a count that outgrows its memory writes, and merges in the end.
 *
 * A run is a table of its own with these differences. It holds all n-grams, uncut. Its
 * provenance is only what a reader needs. It may end within a document, and the next run
 * then begins with the rest of that document; so that the document is still counted once,
 *  - its entry has the same name in both runs, and a mark in a last field that only runs
 *    have: the number of the cut document, which is empty for whole ones;
 *  - its n-grams are counted under a source of their own, named with the same number: what
 *    several runs have of it is then known to be of one document;
 *  - the source's documents are counted where they begin.
 * Names of sources begin with a letter that tells which they are; all real ones come
 * first, in their order.
 *
 * n-grams belong to the run in which their first token is. The run has the up to order - 1
 * tokens after its end as a tail in which no n-gram begins: their types stand in its
 * lexicon, with a freq of 0 if they occur nowhere else; its marginals may count n-grams of
 * which a type has more than its freq, and so be negative modulo 2^64. */
#ifndef TABLE_RUNS_H
#define TABLE_RUNS_H

#define RUN_SOURCE 's'             /* and the name */
#define RUN_PIECE 't'              /* and the mark and the name */
#define RUN_MARK_FORMAT "%08" PRIx32
#define RUN_MARK_LENGTH 8

#endif
