/** @file
 *  How evenly a term is spread over the parts (documents, sources) of a corpus.
 *
 *  A term's parts are given sparsely: those that contain it. The others enter through the
 *  totals, so a term costs its postings and not the number of parts, and the value is
 *  that of the formula over all parts. Sources: Gries 2008, IJCL 13(4); Gries 2020,
 *  "Analyzing dispersion", in Paquot & Gries; Burch, Egbert & Biber 2017, JRDS 3(2). */
#ifndef CORPUS_DISPERSION_H
#define CORPUS_DISPERSION_H

#include "corpus/error.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The parts of a corpus, whatever the term. Parts without tokens are no parts. */
typedef struct corpus_parts {
    uint64_t n;         /**< k: parts with at least one token */
    uint64_t tokens;    /**< W: their tokens, below 2^63 */
    uint64_t smallest;  /**< tokens of the smallest */
} corpus_parts;

/** Sum up the sizes (in tokens) of n parts. */
CORPUS_API void corpus_parts_init(corpus_parts *parts, size_t n, const uint64_t size[]);

/** Dispersion of one term; v_i occurrences in part i of w_i tokens, f = sum v_i,
 *  t_i = v_i / f, s_i = w_i / W, R_i = v_i / w_i, r_i = R_i / sum R.
 *  NaN: undefined (f = 0; most with one part only). */
typedef struct corpus_dispersion {
    double range;           /**< parts that contain it */
    double range_share;     /**< the same, of all parts */
    double dp;              /**< 1/2 sum |t - s|; 0 = even (Gries 2008) */
    double dp_norm;         /**< dp / (1 - min s); 0 = even (Lijffijt & Gries 2012) */
    double dp_egbert;       /**< 1 - dp / (1 - min s over its parts); 1 = even
                                 (Egbert, Burch & Biber 2020) */
    double juilland_d;      /**< 1 - cv(R) / sqrt(k-1), population sd; 1 = even */
    double juilland_d_sample; /**< the same with the sample's sd */
    double juilland_d_counts; /**< the same on v instead of R, population sd */
    double carroll_d2;      /**< entropy of r / log k; 1 = even */
    double carroll_d2_counts; /**< entropy of t / log k; 1 = even */
    double rosengren_s;     /**< (sum sqrt(v s))^2 / f; 1 = even */
    double zhang_dc;        /**< (sum sqrt v)^2 / (k f), parts taken as equal; 1 = even */
    double kld_bits;        /**< sum t log2(t / s); 0 = even (Gries 2020) */
    double kld_norm;        /**< kld / (1 + kld); 0 = even (Gries 2024) */
    double kld_norm_exp;    /**< 1 - e^-kld, kld in bits; 0 = even (Gries 2021) */
    double kld_norm_2;      /**< 1 - 2^-kld; 0 = even */
    double da;              /**< 1 - mean |R_i - R_j| / (2 mean R); 1 = even
                                 (Burch et al. 2017) */
    double lyne_d3;         /**< 1 - X2 / (4 f), parts taken as equal; 1 = even */
    double idf_bits;        /**< log2(k / range); 0 = in every part */
    double sd;              /**< of R over the parts, population */
    double cv;              /**< sd / mean R; 0 = even */
    double juilland_u;      /**< adjusted frequency: juilland_d f */
    double carroll_um;      /**< adjusted frequency: f D2 + (1 - D2) f / k */
    double rosengren_kf;    /**< adjusted frequency: rosengren_s f */
    double engwall_fm;      /**< adjusted frequency: f range / k */
    double kromer_ur;       /**< adjusted frequency: sum of 1 + 1/2 + ... + 1/v */
} corpus_dispersion;

/** Dispersion of a term that occurs v[i] times in parts of w[i] tokens, i < n; the parts
 *  that lack it are not listed (v[i] = 0 does no harm). Each w[i] >= v[i].
 *
 *  @return CORPUS_OK, CORPUS_ENOMEM, or CORPUS_EINVAL if the counts do not fit `parts` */
CORPUS_API int corpus_dispersion_compute(const corpus_parts *parts, size_t n,
                                         const uint64_t v[], const uint64_t w[],
                                         corpus_dispersion *out);

/** A column of the struct above: its name, a line on its meaning, and its value. */
typedef struct corpus_dispersion_column {
    const char *name, *meaning;
    size_t offset;  /**< of the double in corpus_dispersion */
} corpus_dispersion_column;

CORPUS_API const corpus_dispersion_column *corpus_dispersion_find(const char *name);
CORPUS_API const corpus_dispersion_column *corpus_dispersion_at(size_t i);
CORPUS_API double corpus_dispersion_value(const corpus_dispersion *dispersion,
                                          const corpus_dispersion_column *column);

/** Frequencies reduced by the gaps between occurrences, which depend on the order of the
 *  documents. */
typedef struct corpus_gaps {
    double arf;    /**< average reduced frequency (Savicky & Hlavacova 2002) */
    double ald;    /**< average logarithmic distance, log10 */
    double f_ald;  /**< exp(-sum (d/N) ln(d/N)) */
    double awt;    /**< average waiting time, (1 + sum d^2 / N) / 2 */
    double f_awt;  /**< N^2 / sum d^2 */
} corpus_gaps;

/** @param f         number of positions, at least 1
 *  @param position  strictly ascending, each below n_tokens (or all counted from 1)
 *  @return CORPUS_OK or CORPUS_EINVAL */
CORPUS_API int corpus_gaps_compute(size_t f, const uint64_t position[], uint64_t n_tokens,
                                   corpus_gaps *out);

#ifdef __cplusplus
}
#endif

#endif
