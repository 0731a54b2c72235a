/* Permutation by document and bootstrap intervals. */
#include "corpus/resample.h"

#include "close.h"

#include <stdlib.h>
#include <string.h>

enum { DOCS = 8 };

static const uint64_t tokens[] = {100, 120, 90, 110, 100, 95, 105, 130};
static const uint8_t label[] = {0, 0, 0, 0, 1, 1, 1, 1};
static const uint32_t doc[] = {0, 1, 2, 3, 4, 5, 6, 7};
static const uint64_t count[] = {9, 3, 6, 8, 2, 4, 1, 3};

static corpus_resampler *resampler_of(corpus_doc_groups **g,
                                      enum corpus_resampler_kind kind, size_t resamples,
                                      uint64_t seed)
{
    corpus_resampler *r;

    assert_int_equal(corpus_doc_groups_new(g, DOCS, tokens, label), CORPUS_OK);
    assert_int_equal(corpus_resampler_new(&r, *g, kind, resamples, seed), CORPUS_OK);
    return r;
}

static double difference(unsigned target)
{
    double f[2] = {0, 0}, w[2] = {0, 0};
    int i;

    for (i = 0; i < DOCS; i++) {
        f[target >> i & 1] += (double)count[i];
        w[target >> i & 1] += (double)tokens[i];
    }
    return f[1] / w[1] - f[0] / w[0];
}

/* All 70 ways to choose four of eight documents, each as likely. */
static double exact_p(void)
{
    double observed = fabs(difference(0x0f)), extreme = 0;
    unsigned choice;

    for (choice = 0; choice < 1u << DOCS; choice++)
        if (__builtin_popcount(choice) == DOCS / 2)
            extreme += fabs(difference(choice)) >= observed * (1 - 1e-12);
    return extreme / 70;
}

static void permutations_come_close_to_the_exact_test(void **state)
{
    enum { RESAMPLES = 20000 };
    corpus_doc_groups *g;
    corpus_resampler *r = resampler_of(&g, CORPUS_PERMUTATION, RESAMPLES, 1);
    corpus_permutation p;
    double expected = exact_p(), error = sqrt(expected * (1 - expected) / RESAMPLES);

    (void)state;
    assert_int_equal(corpus_permutation_test(r, DOCS, doc, count, &p), CORPUS_OK);
    assert_close("difference", p.difference, difference(0x0f), 1e-13);
    assert_true(fabs(pow(10, -p.nlog10p) - expected) < 4 * error);
    assert_close("p", p.nlog10p, -log10((double)(p.extreme + 1) / (RESAMPLES + 1)),
                 1e-13);
    corpus_resampler_free(r);
    corpus_doc_groups_free(g);
}

/* With 64-bit sums for the same numbers, scaled until 32 bits do not hold them. */
static void large_counts_are_permuted_as_small_ones(void **state)
{
    enum { RESAMPLES = 500, SCALE = 100000000 };
    uint64_t large_tokens[DOCS], large[DOCS];
    corpus_doc_groups *g, *h;
    corpus_resampler *r = resampler_of(&g, CORPUS_PERMUTATION, RESAMPLES, 1), *s;
    corpus_permutation p, q;
    size_t i;

    (void)state;
    for (i = 0; i < DOCS; i++) {
        large_tokens[i] = tokens[i] * SCALE;
        large[i] = count[i] * SCALE;
    }
    assert_int_equal(corpus_doc_groups_new(&h, DOCS, large_tokens, label), CORPUS_OK);
    assert_int_equal(corpus_resampler_new(&s, h, CORPUS_PERMUTATION, RESAMPLES, 1),
                     CORPUS_OK);
    assert_int_equal(corpus_permutation_test(r, DOCS, doc, count, &p), CORPUS_OK);
    assert_int_equal(corpus_permutation_test(s, DOCS, doc, large, &q), CORPUS_OK);
    assert_int_equal(p.extreme, q.extreme);
    corpus_resampler_free(r);
    corpus_resampler_free(s);
    corpus_doc_groups_free(g);
    corpus_doc_groups_free(h);
}

static void seed_alone_decides_the_draws(void **state)
{
    corpus_doc_groups *g, *h, *k;
    corpus_resampler *r = resampler_of(&g, CORPUS_BOOTSTRAP, 300, 42);
    corpus_resampler *s = resampler_of(&h, CORPUS_BOOTSTRAP, 300, 42);
    corpus_resampler *u = resampler_of(&k, CORPUS_BOOTSTRAP, 300, 43);
    corpus_bootstrap a, b, c;

    (void)state;
    assert_int_equal(corpus_bootstrap_interval(r, DOCS, doc, count, .05, &a), CORPUS_OK);
    assert_int_equal(corpus_bootstrap_interval(s, DOCS, doc, count, .05, &b), CORPUS_OK);
    assert_int_equal(corpus_bootstrap_interval(u, DOCS, doc, count, .05, &c), CORPUS_OK);
    assert_memory_equal(&a, &b, sizeof a);
    assert_true(memcmp(&a, &c, sizeof a) != 0);
    corpus_resampler_free(r);
    corpus_resampler_free(s);
    corpus_resampler_free(u);
    corpus_doc_groups_free(g);
    corpus_doc_groups_free(h);
    corpus_doc_groups_free(k);
}

static void interval_holds_the_observed_ratio(void **state)
{
    corpus_doc_groups *g;
    corpus_resampler *r = resampler_of(&g, CORPUS_BOOTSTRAP, 2000, 5);
    corpus_bootstrap wide, narrow;
    double observed = log2(26. / 420 / (10. / 430));

    (void)state;
    assert_int_equal(corpus_bootstrap_interval(r, DOCS, doc, count, .05, &wide),
                     CORPUS_OK);
    assert_int_equal(corpus_bootstrap_interval(r, DOCS, doc, count, .5, &narrow),
                     CORPUS_OK);
    assert_true(wide.lo < narrow.lo && narrow.lo < observed);
    assert_true(observed < narrow.hi && narrow.hi < wide.hi);
    assert_true(wide.nlog10p > -log10(.05) && wide.lo > 0);
    corpus_resampler_free(r);
    corpus_doc_groups_free(g);
}

/* Every document says it once in ten tokens here, once in twenty there. */
static void interval_of_equal_documents_is_a_point(void **state)
{
    static const uint64_t size[] = {40, 80, 20, 100, 60};
    static const uint64_t times[] = {4, 8, 1, 5, 3};
    static const uint8_t side[] = {0, 0, 1, 1, 1};
    corpus_doc_groups *g;
    corpus_resampler *r;
    corpus_bootstrap b;

    (void)state;
    assert_int_equal(corpus_doc_groups_new(&g, 5, size, side), CORPUS_OK);
    assert_int_equal(corpus_resampler_new(&r, g, CORPUS_BOOTSTRAP, 100, 9), CORPUS_OK);
    assert_int_equal(corpus_bootstrap_interval(r, 5, doc, times, .1, &b), CORPUS_OK);
    assert_close("lo", b.lo, 1, 1e-12);
    assert_close("hi", b.hi, 1, 1e-12);
    assert_close("p", b.nlog10p, log10(101. / 2), 1e-12);
    corpus_resampler_free(r);
    corpus_doc_groups_free(g);
}

static void term_of_one_side_has_an_infinite_ratio(void **state)
{
    corpus_doc_groups *g;
    corpus_resampler *r = resampler_of(&g, CORPUS_BOOTSTRAP, 100, 1);
    corpus_bootstrap b;

    (void)state;
    assert_int_equal(corpus_bootstrap_interval(r, 4, doc, count, .05, &b), CORPUS_OK);
    assert_true(isinf(b.lo) && isinf(b.hi) && b.hi > 0);
    assert_int_equal(corpus_bootstrap_interval(r, 0, doc, count, .05, &b), CORPUS_OK);
    assert_true(isnan(b.lo) && isnan(b.hi) && isnan(b.nlog10p));
    corpus_resampler_free(r);
    corpus_doc_groups_free(g);
}

static void wrong_calls_are_refused(void **state)
{
    static const uint8_t alone[] = {0, 0, 0, 0, 0, 0, 0, 2};
    static const uint32_t outside[] = {8};
    corpus_doc_groups *g, *h;
    corpus_resampler *r = resampler_of(&g, CORPUS_PERMUTATION, 10, 1), *none;
    corpus_permutation p;
    corpus_bootstrap b;

    (void)state;
    assert_int_equal(corpus_bootstrap_interval(r, 1, doc, count, .05, &b), CORPUS_EINVAL);
    assert_int_equal(corpus_permutation_test(r, 1, outside, count, &p), CORPUS_EINVAL);
    assert_int_equal(corpus_resampler_new(&none, g, CORPUS_PERMUTATION, 0, 1),
                     CORPUS_EINVAL);
    assert_int_equal(corpus_resampler_new(&none, g, CORPUS_PERMUTATION, SIZE_MAX, 1),
                     CORPUS_ENOMEM);
    assert_int_equal(corpus_doc_groups_new(&h, DOCS, tokens, alone), CORPUS_OK);
    assert_int_equal(corpus_resampler_new(&none, h, CORPUS_PERMUTATION, 10, 1),
                     CORPUS_EINVAL);
    assert_null(none);
    corpus_resampler_free(r);
    corpus_resampler_free(NULL);
    corpus_doc_groups_free(g);
    corpus_doc_groups_free(h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(permutations_come_close_to_the_exact_test),
        cmocka_unit_test(large_counts_are_permuted_as_small_ones),
        cmocka_unit_test(seed_alone_decides_the_draws),
        cmocka_unit_test(interval_holds_the_observed_ratio),
        cmocka_unit_test(interval_of_equal_documents_is_a_point),
        cmocka_unit_test(term_of_one_side_has_an_infinite_ratio),
        cmocka_unit_test(wrong_calls_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
