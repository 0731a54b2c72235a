/** @file
 *  Many tests at once: p-values corrected for the number of tests, kept as -log10 p so
 *  that none becomes zero. */
#ifndef CORPUS_ADJUST_H
#define CORPUS_ADJUST_H

#include "corpus/error.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum corpus_adjust_method {
    CORPUS_ADJUST_NONE,
    CORPUS_ADJUST_BH,         /**< Benjamini & Hochberg 1995: false discovery rate */
    CORPUS_ADJUST_BY,         /**< Benjamini & Yekutieli 2001: under any dependence */
    CORPUS_ADJUST_HOLM,       /**< Holm 1979: family-wise error rate */
    CORPUS_ADJUST_BONFERRONI  /**< p times the number of tests */
};

/** The method called "none", "bh", "by", "holm" or "bonferroni"; -1 if there is none. */
CORPUS_API int corpus_adjust_find(const char *name);

/** The name of a method; NULL if `method` is none. */
CORPUS_API const char *corpus_adjust_name(int method);

/** Adjust n p-values for each other.
 *
 *  @param nlog10p  -log10 p, 0 or more, inf allowed; NaN: no test, does not count
 *  @param out      -log10 of the adjusted p, NaN where nlog10p is; may be nlog10p itself
 *  @param tested   NULL, or receives m, the number of values that were not NaN
 *  @return CORPUS_OK, CORPUS_EINVAL (unknown method) or CORPUS_ENOMEM */
CORPUS_API int corpus_adjust(enum corpus_adjust_method method, size_t n,
                             const double nlog10p[], double out[], size_t *tested);

/** 1 - (1 - alpha)^(1/m), the level for each of m independent tests that together err
 *  with probability alpha (Sidak 1967), without the cancellation of that formula. */
CORPUS_API double corpus_sidak(double alpha, double m);

#ifdef __cplusplus
}
#endif

#endif
