/** @file
 *  Measures of a word pair's association and of a term's difference between two
 *  sources: counts in, numbers out.
 *
 *      const corpus_measure *g2 = corpus_measure_find("g2");
 *      corpus_2x2 t = { .o11 = 30, .r1 = 200, .c1 = 50, .n = 10000 };
 *      double x = corpus_measure_score(g2, &t, NULL);                 // 172.76
 *
 *  All measures stand in one table, which corpus_measure_at() lists. What is undefined
 *  (a logarithm of no occurrence, 0/0, a table that contradicts itself) is NaN, which the
 *  tools print as an empty cell; a true infinity is an infinity. Positive means
 *  attraction (pairs) or overuse in the target (sources). Nothing here allocates, keeps
 *  state or can fail; every function may be called from any thread. */
#ifndef CORPUS_MEASURE_H
#define CORPUS_MEASURE_H

#include "corpus/error.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A 2x2 contingency table: one cell, its row and column, the total.
 *    pair u v      o11 = f(u v), r1 = f(u .), c1 = f(. v), n = pairs generated
 *    sources A, B  o11 = term in A, r1 = term in both, c1 = tokens of A, n = of both
 *  Holds: o11 <= r1, o11 <= c1, r1 + c1 - o11 <= n; any other table scores NaN. */
typedef struct corpus_2x2 {
    uint64_t o11, r1, c1, n;
} corpus_2x2;

/** A table with its cells and expected values, as the measures get it; private. */
struct corpus_cells;

/** 1 if the four numbers are a table: no cell is negative and n >= 1. */
CORPUS_API int corpus_2x2_valid(const corpus_2x2 *t);

/** What a measure is about; a measure's `kinds` is a sum of these. */
enum corpus_measure_kind {
    CORPUS_PAIRS = 1,   /**< association of two words (corpus-colloc) */
    CORPUS_SOURCES = 2, /**< difference between two sources (corpus-diff) */
    CORPUS_NGRAMS = 4   /**< also defined for more than two words: corpus_nway_score() */
};

/** What a column shows of its measure. */
enum corpus_measure_column {
    CORPUS_VALUE,       /**< the score itself */
    CORPUS_NLOG10P,     /**< minus log10 of its p-value */
    CORPUS_NLOG10P_ADJ  /**< to be adjusted over the column with corpus_adjust() */
};

/** How a test's score becomes a p-value. */
enum corpus_measure_law {
    CORPUS_LAW_NONE,    /**< not a test */
    CORPUS_LAW_CHI2,    /**< |score| is chi-squared, one degree of freedom: two-sided */
    CORPUS_LAW_NORMAL,  /**< score is standard normal: two-sided */
    CORPUS_LAW_NLOG10P  /**< score is minus log10 p already */
};

/** Where the Dirichlet prior of `dirichlet` and `dirichlet_z` comes from. */
enum corpus_prior {
    CORPUS_PRIOR_POOLED, /**< informative: `prior` pseudo-tokens, shared out as both
                              sources together use the words: alpha_w = prior * r1 / n */
    CORPUS_PRIOR_FLAT,   /**< uninformative: alpha_w = prior for each of `types` words */
    CORPUS_PRIOR_GIVEN   /**< alpha_w from `prior_of`, their sum is `prior` */
};

/** What some measures need beside the counts. */
typedef struct corpus_measure_params {
    double alpha;           /**< of intervals and LRC, two-sided; 0.05 is 95 % */
    double family;          /**< m, the number of terms tested: alpha becomes
                                 1 - (1 - alpha)^(1/m) in log_ratio_lo/_hi and
                                 log_ratio_walter_lo/_hi (Sidak), alpha / m in lrc and
                                 lrc_positive (Bonferroni); 1 is no correction */
    double k;               /**< simple_maths: added to both rates per million */
    enum corpus_prior prior_kind;
    double prior;           /**< pseudo-tokens, see corpus_prior */
    uint64_t types;         /**< CORPUS_PRIOR_FLAT: distinct words of both sources; of 0
                                 there is no score */
    const double *prior_of; /**< CORPUS_PRIOR_GIVEN: alpha_w of each table scored */
} corpus_measure_params;

/** alpha 0.05, family 1, k 1, pooled prior of 500 pseudo-tokens. */
CORPUS_API void corpus_measure_params_default(corpus_measure_params *params);

/** Counts of an n-gram against all ways to replace some of its words.  Bit i of an index
 *  set means: slot i holds the n-gram's own word; clear: it holds another. */
enum { CORPUS_NWAY_MAX = 8 };

typedef struct corpus_nway {
    unsigned n;                             /**< words, 2 to CORPUS_NWAY_MAX */
    uint64_t cell[1 << CORPUS_NWAY_MAX];    /**< 2^n of them in use */
    uint64_t slot[CORPUS_NWAY_MAX];         /**< f_i: how often word i fills slot i */
    uint64_t total;                         /**< n-grams in all, the sum of the cells */
} corpus_nway;

/** A row of the table of measures.  Its functions are for corpus_measure_score(),
 *  corpus_measure_score_n() and corpus_nway_score(), which know how to call them. */
typedef struct corpus_measure {
    const char *name;     /**< for --measure, and the column's head */
    unsigned kinds;       /**< sum of corpus_measure_kind */
    const char *meaning;  /**< one line: base, range, direction */
    const char *source;   /**< where it was published */
    const char *peers;    /**< who else computes this form, or another under this name;
                               NULL if there is nothing to tell */
    enum corpus_measure_column column;
    enum corpus_measure_law law;
    int costly;           /**< sums a tail: worth remembering for equal tables */
    double (*score)(const struct corpus_cells *);
    double (*score_with)(const struct corpus_cells *, const corpus_measure_params *);
    double (*score_nway)(const corpus_nway *);
} corpus_measure;

/** The measure of that name, or NULL.  A test has a column NAME_nlog10p and one
 *  NAME_nlog10p_adj; tests that are nothing but their p ("fisher", "fisher_two") are
 *  found under the bare name, too. */
CORPUS_API const corpus_measure *corpus_measure_find(const char *name);

/** The i-th measure of the table, in the order of its listing; NULL after the last. */
CORPUS_API const corpus_measure *corpus_measure_at(size_t i);

/** Number of measures in the table. */
CORPUS_API size_t corpus_measure_count(void);

/** The measure of one table.  For a column CORPUS_NLOG10P_ADJ this is the p-value before
 *  adjusting.  `params` may be NULL for the defaults. */
CORPUS_API double corpus_measure_score(const corpus_measure *measure, const corpus_2x2 *t,
                                       const corpus_measure_params *params);

/** out[i] = the measure of t[i], for i < n.  Remembers the scores of costly measures for
 *  tables met before, so it is much quicker than the call above for those. */
CORPUS_API void corpus_measure_score_n(const corpus_measure *measure, size_t n,
                                       const corpus_2x2 t[],
                                       const corpus_measure_params *params, double out[]);

/** The smallest and largest score of an n-gram over its n - 1 splits into a first and a
 *  last part; split[i] has the n-gram as o11 and the counts of its two parts as margins.
 *  NaN where no split is defined. */
CORPUS_API void corpus_measure_split(const corpus_measure *measure, size_t n_splits,
                                     const corpus_2x2 split[],
                                     const corpus_measure_params *params,
                                     double *min, double *max);

/** Fill `out` from the 2^n marginal counts of an n-gram: f[mask] counts the n-grams that
 *  have its word in each slot of `mask` and anything elsewhere, so f[0] is the total and
 *  f[2^n - 1] the n-gram itself.  Gapped patterns (u . w) are needed as well.
 *
 *  @return CORPUS_OK, or CORPUS_EINVAL if n is out of range or some cell would be
 *          negative */
CORPUS_API int corpus_nway_init(corpus_nway *out, unsigned n, const uint64_t f[]);

/** The measure under full independence of the n words; NaN for measures without
 *  CORPUS_NGRAMS.  Two words give what corpus_measure_score() gives, but lambda measures
 *  the interaction of all n words alone: a strong trigram made of strong bigrams can have
 *  a lambda near 0. */
CORPUS_API double corpus_nway_score(const corpus_measure *measure, const corpus_nway *t);

/** What an n-gram's count would be if its words were independent. */
CORPUS_API double corpus_nway_expected(const corpus_nway *t);

#ifdef __cplusplus
}
#endif

#endif
