/* Fisher's exact test of a 2x2 table, as -log10 p. */
#ifndef STATS_FISHER_H
#define STATS_FISHER_H

#include "corpus/measure.h"

/* -log10 P(X >= o11): attraction. */
double fisher_right_nlog10p(const corpus_2x2 *t);

/* -log10 of the sum over all tables that are not likelier than t by more than 1e-7 of
 * their probability, the rule of R's fisher.test. */
double fisher_two_nlog10p(const corpus_2x2 *t);

#endif
