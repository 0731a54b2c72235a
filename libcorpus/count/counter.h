/* What tests may ask of a counter. */
#ifndef COUNT_COUNTER_H
#define COUNT_COUNTER_H

#include "corpus/counter.h"

/* Write a run after so many tokens and holes, whatever the budget is. Before the first
 * document. */
void counter_limit_runs(corpus_counter *counter, uint64_t tokens);

#endif
