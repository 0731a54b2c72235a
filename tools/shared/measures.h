/* --measure: names into the library's measures, measures into columns, and the options
 * that some measures need. */
#ifndef MEASURES_H
#define MEASURES_H

#include "shared/cell.h"
#include "shared/options.h"

struct measure_options {
    struct option_list names; /* none: the tool's own */
    int adjust;               /* enum corpus_adjust_method */
    double alpha, k;
    const char *prior;        /* "500", "flat:0.01" */
};

extern struct measure_options measure_options;

/* Rows of a tool's option table. */
#define MEASURE_SPEC(shown_)                                                \
    {.name = "measure", .letter = 'm', .arg = "A,B,C", .kind = OPTION_LIST, \
     .where = &measure_options.names, .shown = shown_, .distinct = true,    \
     .help = "measures; corpus-score --list names them all"}
#define ADJUST_SPEC                                                         \
    {.name = "adjust", .arg = "METHOD", .kind = OPTION_NAME,                \
     .where = &measure_options.adjust, .names = corpus_adjust_name,         \
     .help = "how _adj columns correct for many tests: none, bh, by, holm " \
             "or bonferroni"}
#define ALPHA_SPEC                                        \
    {.name = "alpha", .arg = "P", .kind = OPTION_REAL,    \
     .where = &measure_options.alpha,                     \
     .help = "of intervals and lrc, two-sided"}
#define K_SPEC                                                                  \
    {.name = "k", .arg = "K", .kind = OPTION_REAL, .where = &measure_options.k, \
     .help = "simple_maths: added to both rates per million"}
#define PRIOR_SPEC                                                                  \
    {.name = "prior", .arg = "A", .where = &measure_options.prior,                  \
     .help = "dirichlet: A pseudo-tokens shared out as both sides use the words, "  \
             "or flat:A for each word"}

/* The parameters for the options, or death by wrong usage. `family`: terms tested at once,
 * for intervals and lrc. A flat prior needs its `types` beside. */
void measure_params(corpus_measure_params *params, double family);

/* The measure of this name that serves one of `kinds` (a sum of corpus_measure_kind).
 * Death by wrong usage says what the user may have meant; `what` names the rows: "two
 * words", "two sources". */
const corpus_measure *measure_named(const char *name, unsigned kinds, const char *what);

/* The same, but NULL for a name that the table of measures does not know. */
const corpus_measure *measure_find(const char *name, unsigned kinds, const char *what);

/* Death by wrong usage: there is no measure of this name. `more` are names beside the
 * table's, up to a NULL; may be NULL. */
_Noreturn void measure_unknown(const char *name, const char *const more[]);

column measure_column(const corpus_measure *measure);

/* " k = 100. Prior of 500 pseudo-tokens.", as far as columns depend on it. */
void measure_note(struct text *t, const column columns[], size_t n);

/* If the name of a column begins so. */
bool measure_shown(const column columns[], size_t n, const char *begin);

/* Is there one that depends on alpha and on the number of tests? */
bool measure_levels_shown(const column columns[], size_t n);

/* Adjust a column of p-values as asked for. Returns m, the number of values. */
size_t measure_adjust(double nlog10p[], size_t n);

#endif
