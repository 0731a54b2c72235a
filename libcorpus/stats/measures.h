/* Rows of the table of measures.
 *
 * A new measure is one function, one row, one test: write the function of a table's cells
 * beside its likes in measures_both.c, measures_pairs.c or measures_sources.c, add a row
 * to the array at that file's end, and a line with a value worked out elsewhere to the
 * test of the same name; a source that is not yet in tools/shared/publications.c goes
 * there, for --bib. Everything else - the name in --measure, the column's head, the
 * listing, the test of the corners - reads the array.
 *
 * A function gets a valid table (contingency.h) and returns NAN where the measure is
 * undefined; one that needs corpus_measure_params is .score_with in place of .score. */
#ifndef STATS_MEASURES_H
#define STATS_MEASURES_H

#include "stats/contingency.h"
#include "stats/nway.h"

#include <stddef.h>

enum {
    PAIRS = CORPUS_PAIRS,
    SOURCES = CORPUS_SOURCES,
    BOTH = CORPUS_PAIRS | CORPUS_SOURCES,
    NGRAMS = CORPUS_NGRAMS
};

#define ROW(name_, kinds_, meaning_, source_, ...)                           \
    {                                                                        \
        .name = name_, .kinds = kinds_, .meaning = meaning_,                 \
        .source = source_, __VA_ARGS__                                       \
    }

#define VALUE(name, kinds, meaning, source, ...) \
    ROW(name, kinds, meaning, source, .column = CORPUS_VALUE, __VA_ARGS__)

/* The p-value of a test, before and after adjusting for the other tests. */
#define P_VALUE(name, kinds, meaning, source, ...)                                   \
    ROW(name "_nlog10p", kinds, meaning, source, .column = CORPUS_NLOG10P,           \
        __VA_ARGS__),                                                                \
    ROW(name "_nlog10p_adj", kinds, "the same, adjusted for the tests made", source, \
        .column = CORPUS_NLOG10P_ADJ, __VA_ARGS__)

/* A test has a score, and a p-value that its .law gives. */
#define TEST(name, kinds, meaning, source, ...)     \
    VALUE(name, kinds, meaning, source, __VA_ARGS__), \
    P_VALUE(name, kinds, "-log10 p of " name ", two-sided", source, __VA_ARGS__)

struct measure_rows {
    const corpus_measure *row;
    size_t n;
};

extern const struct measure_rows measures_both, measures_pairs, measures_sources;

#define MEASURE_ROWS(array) { array, sizeof array / sizeof *array }

#endif
