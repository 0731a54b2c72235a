/* tf-idf and its variants, one document at a time. */
#include "corpus/weight.h"

#include <math.h>

static double log_to(const corpus_weight_scheme *scheme, double x)
{
    /* log2 and log10 are exact where log(x) / log(base) is not: log10(1000) is 3. */
    if (scheme->log_base == 2)
        return log2(x);
    if (scheme->log_base == 10)
        return log10(x);
    return scheme->log_base == M_E ? log(x) : log(x) / log(scheme->log_base);
}

double corpus_weight_idf(const corpus_weight_scheme *scheme, uint64_t n_docs, uint64_t df)
{
    double n = (double)n_docs, d = (double)df;

    if (df == 0 || df > n_docs)
        return NAN;
    switch (scheme->df) {
    case 'n': case 'x': return 1;
    case 't': case 'f': return log_to(scheme, n / d);
    case 'p':           return n > d ? fmax(0, log_to(scheme, (n - d) / d)) : 0;
    case 'z':           return log_to(scheme, (n + 1) / d);
    case 's':           return log_to(scheme, (n + 1) / (d + 1)) + 1;
    case 'o':           return log_to(scheme, n / d) + 1;
    case 'y':           return log_to(scheme, 1 + n / d);
    case 'r':           return log_to(scheme, (n - d + .5) / (d + .5));
    case 'c':           return log_to(scheme, (n + 1) / (d + .5));
    default:            return NAN;
    }
}

/* What a document's counts are measured against. */
struct counts {
    double length, distinct, max, mean, bm25;
};

static struct counts count_up(const corpus_weight_scheme *scheme, size_t n,
                              const uint64_t tf[], const corpus_weight_doc *doc)
{
    uint64_t sum = 0, distinct = 0, max = 0;
    double mean_length;
    struct counts c;
    size_t i;

    for (i = 0; i < n; i++) {
        sum += tf[i];
        distinct += tf[i] > 0;
        max = tf[i] > max ? tf[i] : max;
    }
    c.length = (double)(doc->length ? doc->length : sum);
    c.distinct = (double)(doc->distinct ? doc->distinct : distinct);
    c.max = (double)(doc->max_tf ? doc->max_tf : max);
    c.mean = doc->length && doc->distinct ? c.length / c.distinct
                                          : (double)sum / (double)distinct;
    mean_length = doc->mean_length > 0 ? doc->mean_length : c.length;
    c.bm25 = scheme->k1 * (1 - scheme->b + scheme->b * c.length / mean_length);
    return c;
}

static double tf_part(const corpus_weight_scheme *scheme, double tf,
                      const struct counts *c)
{
    switch (scheme->tf) {
    case 'n': return tf;
    case 'l': return 1 + log_to(scheme, tf);
    case 'a': return .5 + .5 * tf / c->max;
    case 'b': return 1;
    case 'L': return (1 + log_to(scheme, tf)) / (1 + log_to(scheme, c->mean));
    case 'd': return 1 + log_to(scheme, 1 + log_to(scheme, tf));
    case 's': return tf / c->length;
    case 'm': return tf / c->max;
    case 'k': return tf * (scheme->k1 + 1) / (tf + c->bm25) + scheme->delta;
    default:  return NAN;
    }
}

/* The sum of squares is scaled so that it neither overflows nor vanishes. */
static double euclidean(size_t n, const double w[])
{
    double max = 0, sum = 0;
    size_t i;

    for (i = 0; i < n; i++)
        max = fmax(max, fabs(w[i]));
    if (!(max > 0 && max < INFINITY))
        return max;
    for (i = 0; i < n; i++)
        sum += (w[i] / max) * (w[i] / max);
    return max * sqrt(sum);
}

static double absolute(size_t n, const double w[])
{
    double sum = 0;
    size_t i;

    for (i = 0; i < n; i++)
        sum += fabs(w[i]);
    return sum;
}

static size_t distinct_of(size_t n, const double w[])
{
    size_t distinct = 0, i;

    for (i = 0; i < n; i++)
        distinct += w[i] != 0;
    return distinct;
}

double corpus_weight_norm(const corpus_weight_scheme *scheme, size_t n, const double w[],
                          const corpus_weight_doc *doc)
{
    switch (scheme->norm) {
    case 'c': return euclidean(n, w);
    case '1': return absolute(n, w);
    case 'u': return (double)(doc->distinct ? doc->distinct : distinct_of(n, w));
    case 'b': return pow((double)doc->chars, scheme->char_power);
    default:  return 1;
    }
}

static void normalise(const corpus_weight_scheme *scheme, size_t n, double w[],
                      const corpus_weight_doc *doc, double distinct)
{
    double norm, pivot = scheme->pivot;
    size_t i;

    if (scheme->norm == 'n' || scheme->norm == 'x')
        return;
    norm = scheme->norm == 'u' ? distinct : corpus_weight_norm(scheme, n, w, doc);
    if (scheme->norm == 'u' && pivot <= 0)
        pivot = doc->mean_distinct;
    if (pivot > 0 && scheme->norm != 'b')
        norm = (1 - scheme->slope) * pivot + scheme->slope * norm;
    for (i = 0; i < n && norm != 0; i++) /* a document of weights 0 stays as it is */
        w[i] /= norm;
}

void corpus_weight_vector(const corpus_weight_scheme *scheme, size_t n,
                          const uint64_t tf[], const double idf[],
                          const corpus_weight_doc *doc, double w[])
{
    struct counts c = count_up(scheme, n, tf, doc);
    size_t i;

    for (i = 0; i < n; i++)
        w[i] = tf[i] ? tf_part(scheme, (double)tf[i], &c) * idf[i] : 0;
    normalise(scheme, n, w, doc, c.distinct);
}

void corpus_weight_document(const corpus_weight_scheme *scheme, size_t n,
                            const uint64_t tf[], const uint64_t df[],
                            const corpus_weight_doc *doc, double w[])
{
    size_t i;

    for (i = 0; i < n; i++)
        w[i] = corpus_weight_idf(scheme, doc->n_docs, df[i]);
    corpus_weight_vector(scheme, n, tf, w, doc, w);
}
