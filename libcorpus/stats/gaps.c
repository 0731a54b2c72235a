/* Frequencies reduced by the gaps between occurrences, the corpus taken as a ring. */
#include "corpus/dispersion.h"

#include <math.h>

int corpus_gaps_compute(size_t f, const uint64_t position[], uint64_t n_tokens,
                        corpus_gaps *out)
{
    double n = (double)n_tokens, v, d, squares = 0, logs = 0, reduced = 0;
    size_t i;

    *out = (corpus_gaps){NAN, NAN, NAN, NAN, NAN};
    if (f == 0 || f > n_tokens || position[f - 1] - position[0] >= n_tokens)
        return CORPUS_EINVAL;
    v = n / (double)f;
    for (i = 0; i < f; i++) {
        if (i > 0 && position[i] <= position[i - 1])
            return CORPUS_EINVAL;
        d = i > 0 ? (double)(position[i] - position[i - 1])
                  : (double)(n_tokens - (position[f - 1] - position[0]));
        reduced += fmin(d, v);
        squares += d * d;
        logs += d * log(d);
    }
    out->arf = reduced / v;
    out->ald = logs / n * M_LOG10E;
    out->f_ald = exp(-(logs / n - log(n)));
    out->awt = .5 * (1 + squares / n);
    out->f_awt = n * n / squares;
    return CORPUS_OK;
}
