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
 * What is counted belongs to one run: n-grams and skip-grams to that in which their first
 * token is, window pairs to that of their node. To see all of them, a run that is cut has
 * the tokens next to its own that its n-grams, gaps and windows reach: a tail behind them,
 * and, for what stands before a node, a head. Neither goes past a hole. In them nothing
 * begins and no node stands: their types are in the lexicon, with a freq of 0 if they occur
 * nowhere else; marginals may count n-grams of which a type has more than its freq, and so
 * be negative modulo 2^64. */
#ifndef TABLE_RUNS_H
#define TABLE_RUNS_H

#define RUN_SOURCE 's'             /* and the name */
#define RUN_PIECE 't'              /* and the mark and the name */
#define RUN_MARK_FORMAT "%08" PRIx32
#define RUN_MARK_LENGTH 8

#endif
