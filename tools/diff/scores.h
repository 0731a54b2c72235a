/* What a comparison measures: names as users write them, and --test, become columns. A
 * score is a measure of the counts, a test over documents, or a verdict made of two
 * scores, which are computed even if they are not shown. Their values: values.h. */
#ifndef DIFF_SCORES_H
#define DIFF_SCORES_H

#include "shared/doc_measures.h"
#include "shared/options.h"

struct scores_asked {
    int test;
    uint64_t resamples, seed;
};

extern struct scores_asked scores_asked;

/* A group for a manual. */
extern const option_spec scores_specs[];

/* What two scores say together. */
struct verdict {
    column column;
    const char *of[2];
    double (*value)(double a, double b, double bar); /* of numbers; bar: -log10 alpha */
};

/* One of the three is set. */
struct score {
    const corpus_measure *measure;
    const doc_measure *doc;
    const struct verdict *verdict;
};

struct scores {
    struct score *of; /* those that are not shown come last */
    size_t n, shown;
    unsigned need; /* of documents, a sum of enum doc_need */
    bool asked;    /* measures over documents were asked for by name */
};

/* What the options ask for, or death by wrong usage; `documents`: there are any on both
 * sides. */
void scores_choose(struct scores *s, bool documents);
void scores_free(struct scores *s);

/* The number of the measure with this name, SIZE_MAX if it is not among them. */
size_t scores_find(const struct scores *s, const char *name);

column scores_column(const struct score *s);

/* A p-value to be adjusted? */
bool scores_adjusted(const struct score *s);

#endif
