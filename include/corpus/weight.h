/** @file
 *  tf-idf and its variants: what one document (or source) is about.
 *
 *      corpus_weight_scheme scheme;
 *      corpus_weight_parse(&scheme, "ltc");
 *      corpus_weight_document(&scheme, n, tf, df, &doc, weight);
 *
 *  A scheme is three letters - of the count, of the document frequency, of the norm - and
 *  a few numbers. The letters are those of SMART (Salton & Buckley 1988, IP&M 24(5);
 *  Manning, Raghavan & Schuetze 2008, ch. 6), with some more for what others compute. */
#ifndef CORPUS_WEIGHT_H
#define CORPUS_WEIGHT_H

#include "corpus/error.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How weights are made; log is the logarithm to `log_base`, n the number of documents.
 *
 *  tf    n  tf                          l  1 + log tf
 *        a  1/2 + 1/2 tf / max tf       b  1
 *        L  (1 + log tf) / (1 + log mean tf)
 *        d  1 + log(1 + log tf)         s  share of the document, tf / length
 *        m  tf / max tf                 k  BM25, with k1, b and delta
 *  df    n, x  1                        t, f  log(n / df)
 *        p  max(0, log((n - df) / df))  z  log((n + 1) / df)       (gensim's t)
 *        s  log((n + 1) / (df + 1)) + 1 (scikit-learn, smooth)
 *        o  log(n / df) + 1             (scikit-learn, not smooth)
 *        y  log(1 + n / df)             (text2vec)
 *        r  log((n - df + 1/2) / (df + 1/2))           (Robertson)
 *        c  log(1 + (n - df + 1/2) / (df + 1/2))       (Lucene)
 *  norm  n, x  none                     c  Euclidean (l2)
 *        1  sum of absolute weights (l1)
 *        u  pivoted unique terms        b  characters to the power char_power
 *
 *  With `pivot` > 0 and the norms c and 1 the divisor is (1 - slope) pivot + slope norm
 *  (Singhal, Buckley & Mitra 1996). */
typedef struct corpus_weight_scheme {
    char tf, df, norm;
    double log_base;    /**< e */
    double k1, b;       /**< BM25: 1.2, 0.75 */
    double delta;       /**< BM25+: added to the count part of every term; 0 */
    double slope;       /**< 0.25 */
    double pivot;       /**< 0: norms are not pivoted (norm u: mean_distinct) */
    double char_power;  /**< norm b: 0.5 */
} corpus_weight_scheme;

/** What is known of a document and of the documents as a whole. 0 where the caller leaves
 *  it to the vector: length is then the sum of tf, distinct its non-zero entries, max_tf
 *  its largest. */
typedef struct corpus_weight_doc {
    uint64_t n_docs;       /**< documents in all */
    uint64_t length;       /**< tokens of this document */
    uint64_t distinct;     /**< different terms in it */
    uint64_t max_tf;       /**< count of its most frequent term */
    uint64_t chars;        /**< its characters, for norm b */
    double mean_length;    /**< tokens per document, for BM25 */
    double mean_distinct;  /**< different terms per document, for norm u */
} corpus_weight_doc;

/** nnn with the defaults named above. */
CORPUS_API void corpus_weight_default(corpus_weight_scheme *scheme);

/** Read a scheme: three letters ("ltc") or a preset, then settings after a colon.
 *
 *      sklearn   tf * (ln((1+n)/(1+df)) + 1), l2;  norm= (l1, l2, none)
 *                smooth_idf= sublinear_tf= use_idf= (0, 1)
 *      gensim    tf * log2(n/df), l2, which is "nfc" there; letters after the colon mean
 *                what they mean there ("gensim:ntc")
 *      quanteda  tf * log10(n/df)
 *      tidytext  tf / length * ln(n/df)
 *      bm25      k1= b= delta= idf= (lucene, robertson, plus, atire)
 *
 *  Every scheme takes base= (e, 2, 10 or a number above 1), slope=, pivot=, power=.
 *  Settings are separated by commas: "ltc:base=2", "bm25:k1=1.5,idf=robertson".
 *
 *  @return CORPUS_OK or CORPUS_EINVAL; then *scheme is as it was */
CORPUS_API int corpus_weight_parse(corpus_weight_scheme *scheme, const char *text);

/** The part that a term's document frequency gives, 1 <= df <= n_docs; NaN otherwise. */
CORPUS_API double corpus_weight_idf(const corpus_weight_scheme *scheme, uint64_t n_docs,
                                    uint64_t df);

/** w[i] = the weight of term i in one document, normalised.
 *
 *  @param n   length of tf, df and w: the terms of the document
 *  @param tf  occurrences in this document; 0 gives weight 0
 *  @param df  documents that contain the term; 1 <= df[i] <= doc->n_docs
 *  @param w   out */
CORPUS_API void corpus_weight_document(const corpus_weight_scheme *scheme, size_t n,
                                       const uint64_t tf[], const uint64_t df[],
                                       const corpus_weight_doc *doc, double w[]);

/** The same for terms whose corpus_weight_idf() is at hand; w may be idf. */
CORPUS_API void corpus_weight_vector(const corpus_weight_scheme *scheme, size_t n,
                                     const uint64_t tf[], const double idf[],
                                     const corpus_weight_doc *doc, double w[]);

/** What corpus_weight_vector() would divide by if nothing were pivoted: the mean of this
 *  over all documents is the usual `pivot`. w holds weights made with norm n. */
CORPUS_API double corpus_weight_norm(const corpus_weight_scheme *scheme, size_t n,
                                     const double w[], const corpus_weight_doc *doc);

#ifdef __cplusplus
}
#endif

#endif
