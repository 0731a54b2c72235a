/** @file
 *  libcorpus: text in, exact frequency tables out, statistics from the tables.
 *  This header includes the others and declares nothing. */
#ifndef CORPUS_H
#define CORPUS_H

#include "corpus/adjust.h"
#include "corpus/counter.h"
#include "corpus/dispersion.h"
#include "corpus/error.h"
#include "corpus/inspect.h"
#include "corpus/measure.h"
#include "corpus/reader.h"
#include "corpus/repeats.h"
#include "corpus/resample.h"
#include "corpus/table.h"
#include "corpus/tokenizer.h"
#include "corpus/weight.h"

#endif
