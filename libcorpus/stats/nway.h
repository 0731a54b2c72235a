/* Measures of more than two words, under full independence of all of them. */
#ifndef STATS_NWAY_H
#define STATS_NWAY_H

#include "corpus/measure.h"

double nway_g2(const corpus_nway *t);
double nway_mi(const corpus_nway *t);
double nway_t(const corpus_nway *t);
double nway_poisson_stirling(const corpus_nway *t);
double nway_dice(const corpus_nway *t);
double nway_me(const corpus_nway *t);
double nway_lambda(const corpus_nway *t);
double nway_lambda_z(const corpus_nway *t);

#endif
