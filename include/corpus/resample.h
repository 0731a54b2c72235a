/** @file
 *  Differences between two groups of documents, tested with the document as the unit.
 *
 *  Words cluster in documents, so tests that take tokens as independent find too much
 *  (Lijffijt et al. 2016, DSH 31(2)). Here a term is its postings - (document, count)
 *  pairs; documents without it count with rate 0 through the totals.
 *
 *      corpus_doc_groups_new(&groups, n_docs, tokens, label);
 *      corpus_resampler_new(&perm, groups, CORPUS_PERMUTATION, 1000, seed);
 *      for each term:  corpus_doc_tests(groups, n, doc, count, CORPUS_WELCH, &tests);
 *                      corpus_permutation_test(perm, n, doc, count, &p);
 *
 *  Groups and resamplers do not change once made: terms can be tested from any number of
 *  threads, with the same results. */
#ifndef CORPUS_RESAMPLE_H
#define CORPUS_RESAMPLE_H

#include "corpus/error.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The documents of a comparison and which side they are on. */
typedef struct corpus_doc_groups corpus_doc_groups;

enum corpus_doc_label { CORPUS_TARGET = 0, CORPUS_REFERENCE = 1, CORPUS_NEITHER = 2 };

/** @param tokens  length of each document; documents without tokens are on neither side
 *  @param label   a corpus_doc_label for each
 *  @return CORPUS_OK, CORPUS_EINVAL (unknown label, n_docs >= 2^32) or CORPUS_ENOMEM;
 *          both arrays are copied */
CORPUS_API int corpus_doc_groups_new(corpus_doc_groups **out, size_t n_docs,
                                     const uint64_t tokens[], const uint8_t label[]);
CORPUS_API void corpus_doc_groups_free(corpus_doc_groups *groups);

/** Documents on one side. */
CORPUS_API size_t corpus_doc_groups_size(const corpus_doc_groups *groups,
                                         enum corpus_doc_label side);

/** What to compute; a sum. */
enum corpus_doc_test_kind {
    CORPUS_MANN_WHITNEY = 1, /**< mw_*, cliff_delta */
    CORPUS_WELCH = 2         /**< welch_*, cohen_d */
};

/** Tests of a term's rate per document, count / tokens. NaN: undefined, or not asked for. */
typedef struct corpus_doc_test {
    double mw_u;           /**< Mann-Whitney U of the target, mid-ranks */
    double mw_z;           /**< its normal score with the tie term, no continuity term */
    double mw_nlog10p;     /**< -log10 p, two-sided */
    double cliff_delta;    /**< 2U / (k1 k2) - 1; -1 to 1 */
    double welch_t;
    double welch_df;       /**< Welch-Satterthwaite */
    double welch_nlog10p;  /**< -log10 p, two-sided */
    double welch_bf;       /**< t^2 - ln(k1 + k2) (Wilson 2013) */
    double cohen_d;        /**< difference of means by the pooled sd */
} corpus_doc_test;

/** @param n      postings of the term
 *  @param doc    documents that contain it, each once
 *  @param count  its occurrences there
 *  @param kinds  a sum of corpus_doc_test_kind
 *  @return CORPUS_OK, CORPUS_EINVAL (no such document) or CORPUS_ENOMEM */
CORPUS_API int corpus_doc_tests(const corpus_doc_groups *groups, size_t n,
                                const uint32_t doc[], const uint64_t count[],
                                unsigned kinds, corpus_doc_test *out);

/** Many resamples of the documents, drawn once and used for every term. */
typedef struct corpus_resampler corpus_resampler;

enum corpus_resampler_kind {
    CORPUS_PERMUTATION,  /**< the labels shuffled over the documents of both sides */
    CORPUS_BOOTSTRAP     /**< each side's documents drawn with replacement */
};

/** Draws with GSL's mt19937, one stream for each block of 64 resamples, made from the
 *  seed and the block's number. Takes n_docs * resamples bytes, see
 *  corpus_resampler_bytes().
 *
 *  @return CORPUS_OK, CORPUS_EINVAL (no resamples, or a side without documents) or
 *          CORPUS_ENOMEM.  `groups` must outlive the resampler. */
CORPUS_API int corpus_resampler_new(corpus_resampler **out,
                                    const corpus_doc_groups *groups,
                                    enum corpus_resampler_kind kind, size_t resamples,
                                    uint64_t seed);
CORPUS_API void corpus_resampler_free(corpus_resampler *resampler);

/** Memory that a resampler of these groups takes. */
CORPUS_API size_t corpus_resampler_bytes(const corpus_doc_groups *groups,
                                         size_t resamples);

typedef struct corpus_permutation {
    double difference;  /**< of the pooled rates: target - reference, per token */
    uint64_t extreme;   /**< resamples with a difference at least as large either way */
    double nlog10p;     /**< -log10 of (1 + extreme) / (1 + resamples), two-sided */
} corpus_permutation;

/** Parameters and errors as for corpus_doc_tests(); CORPUS_EINVAL also if the resampler
 *  is of the other kind. */
CORPUS_API int corpus_permutation_test(const corpus_resampler *resampler, size_t n,
                                       const uint32_t doc[], const uint64_t count[],
                                       corpus_permutation *out);

typedef struct corpus_bootstrap {
    double lo, hi;   /**< percentile interval of log2(rate target / rate reference);
                          infinite where that many draws miss the term on one side */
    double nlog10p;  /**< -log10 of 2 min(p, 1-p), p = (1 + #{rate1 <= rate2}) / (B + 1)
                          (Lijffijt et al. 2016) */
} corpus_bootstrap;

/** @param alpha  0.05 for the middle 95 % of the draws */
CORPUS_API int corpus_bootstrap_interval(const corpus_resampler *resampler, size_t n,
                                         const uint32_t doc[], const uint64_t count[],
                                         double alpha, corpus_bootstrap *out);

#ifdef __cplusplus
}
#endif

#endif
