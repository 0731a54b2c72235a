#include "shared/doc_measures.h"

#include <string.h>

#define AT(member) offsetof(struct doc_results, member)
#define VALUE(name, need, member, meaning, source) \
    {name, meaning, source, CORPUS_VALUE, need, AT(member)}
#define P_VALUE(name, need, member, meaning, source)                       \
    {name "_nlog10p", meaning, source, CORPUS_NLOG10P, need, AT(member)},  \
    {name "_nlog10p_adj", "the same, adjusted for the tests made", source, \
     CORPUS_NLOG10P_ADJ, need, AT(member)}

#define MANN_WHITNEY "Mann & Whitney 1947; Lijffijt et al. 2016, DSH 31(2)"
#define WELCH "Welch 1947, Biometrika 34; Lijffijt et al. 2016, DSH 31(2)"

static const doc_measure measures[] = {
    VALUE("mw", NEED_RANKS, tests.mw_z,
          "Mann-Whitney over documents: normal score with ties, positive is overuse",
          MANN_WHITNEY),
    VALUE("mw_u", NEED_RANKS, tests.mw_u, "Mann-Whitney U of the target, mid-ranks",
          MANN_WHITNEY),
    P_VALUE("mw", NEED_RANKS, tests.mw_nlog10p, "-log10 p of mw, two-sided",
            MANN_WHITNEY),
    VALUE("cliff_delta", NEED_RANKS, tests.cliff_delta,
          "dominance of the target's documents; -1 to 1",
          "Cliff 1993, Psych. Bull. 114(3)"),
    VALUE("welch_t", NEED_WELCH, tests.welch_t,
          "Welch's t of the rates per document; positive is overuse", WELCH),
    P_VALUE("welch_t", NEED_WELCH, tests.welch_nlog10p, "-log10 p of welch_t, two-sided",
            WELCH),
    VALUE("welch_bf", NEED_WELCH, tests.welch_bf,
          "welch_t^2 - ln(documents), a Bayes factor", "Wilson 2013"),
    VALUE("cohen_d", NEED_WELCH, tests.cohen_d,
          "difference of the mean rates per document, in pooled sd", "Cohen 1988"),
    VALUE("permutation_diff", NEED_PERMUTATION, permutation.difference,
          "difference of the pooled rates per token", "Lijffijt et al. 2016, DSH 31(2)"),
    P_VALUE("permutation", NEED_PERMUTATION, permutation.nlog10p,
            "-log10 p of the pooled rates' difference, documents permuted, two-sided",
            "Lijffijt et al. 2016, DSH 31(2)"),
    VALUE("bootstrap_lo", NEED_BOOTSTRAP, bootstrap.lo,
          "log2 ratio of the rates, documents resampled: lower bound at 1 - alpha",
          "Efron 1979; Lijffijt et al. 2016"),
    VALUE("bootstrap_hi", NEED_BOOTSTRAP, bootstrap.hi,
          "log2 ratio of the rates, documents resampled: upper bound at 1 - alpha",
          "Efron 1979; Lijffijt et al. 2016"),
    P_VALUE("bootstrap", NEED_BOOTSTRAP, bootstrap.nlog10p,
            "-log10 p of the bootstrap test, two-sided",
            "Lijffijt et al. 2016, DSH 31(2)"),
    VALUE("dp_target", NEED_DP, dp_target,
          "dispersion DP over the target's documents; 0 = even",
          "Gries 2008, IJCL 13(4)"),
    VALUE("dp_reference", NEED_DP, dp_reference,
          "dispersion DP over the reference's documents; 0 = even",
          "Gries 2008, IJCL 13(4)"),
};

enum { N_MEASURES = sizeof measures / sizeof *measures };

const doc_measure *doc_measure_at(size_t i)
{
    return i < N_MEASURES ? &measures[i] : NULL;
}

const doc_measure *doc_measure_find(const char *name)
{
    size_t len = strlen(name);

    for (size_t i = 0; i < N_MEASURES; i++)
        if (!strcmp(measures[i].name, name))
            return &measures[i];
    for (size_t i = 0; i < N_MEASURES; i++)
        if (!strncmp(measures[i].name, name, len) && !strcmp(measures[i].name + len,
                                                             "_nlog10p"))
            return &measures[i];
    return NULL;
}

const char *const *doc_measure_names(void)
{
    static const char *names[N_MEASURES + 1];

    for (size_t i = 0; i < N_MEASURES; i++)
        names[i] = measures[i].name;
    return names;
}

column doc_measure_column(const doc_measure *m)
{
    bool low = !strcmp(m->name, "dp_target") || !strcmp(m->name, "dp_reference");

    return (column){m->name, COLUMN_REAL, m->meaning, NULL, m->source, low};
}
