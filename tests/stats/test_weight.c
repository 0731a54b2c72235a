/* tf-idf. Vectors were computed with mpmath from the documented formulas. */
#include "corpus/weight.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void assert_near(const char *what, double x, double expected)
{
    if (!(fabs(x - expected) <= 1e-13 * fmax(1, fabs(expected))))
        fail_msg("%s: %.15g, not %.15g", what, x, expected);
}

/* formulas: n = 10, df = 3 */
static void idf_has_its_golden_values(void **state)
{
    static const struct {
        const char *scheme;
        double idf;
    } cases[] = {
        {"ntn", 1.20397280432594}, {"nfn:base=2", 1.73696559416621}, {"nxn", 1},
        {"quanteda", 0.522878745280338}, {"sklearn", 2.01160091167848},
        {"sklearn:smooth_idf=0", 2.20397280432594}, {"gensim", 1.73696559416621},
        {"gensim:ntc", 1.87446911791614}, {"npn:base=2", 1.22239242133645},
        {"bm25:idf=robertson", 0.762140052046897}, {"bm25", 1.145132304303},
        {"bm25:idf=atire", 1.20397280432594}, {"sy1", 1.46633706879343},
    };
    corpus_weight_scheme s;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(corpus_weight_parse(&s, cases[i].scheme), CORPUS_OK);
        assert_near(cases[i].scheme, corpus_weight_idf(&s, 10, 3), cases[i].idf);
    }
    assert_true(isnan(corpus_weight_idf(&s, 10, 0)));
    assert_true(isnan(corpus_weight_idf(&s, 10, 11)));
}

static void document_is_weighted_as_its_scheme_says(void **state)
{
    static const uint64_t tf[] = {3, 1, 2, 0, 1}, df[] = {1, 2, 10, 4, 5};
    static const corpus_weight_doc doc = {
        .n_docs = 10, .mean_length = 10, .mean_distinct = 6,
    };
    static const struct {
        const char *scheme;
        double w[5];
    } cases[] = {
        {"nnn", {3, 1, 2, 0, 1}},
        {"bnn", {1, 1, 1, 0, 1}},
        {"mnn", {1, 1. / 3, 2. / 3, 0, 1. / 3}},
        {"dnn", {1.74127631137502, 1, 1.52658903413904, 0, 1}},
        {"anu", {0.181818181818182, 0.121212121212121, 0.151515151515152, 0,
                 0.121212121212121}},
        {"Lpn", {2.95657593019462, 0.88886915087916, 0, 0, 0}},
        {"ltc", {0.940094352887626, 0.313110600496464, 0, 0, 0.13484939571811}},
        {"sklearn", {0.920485753800418, 0.260832328763016, 0.2268814500549, 0,
                     0.182201210049563}},
        {"sklearn:smooth_idf=0,sublinear_tf=1,norm=l1",
         {0.536170183313165, 0.201866102981038, 0.130981856852898, 0,
          0.130981856852898}},
        {"sklearn:use_idf=0,norm=none", {3, 1, 2, 0, 1}},
        {"gensim", {0.969297583869829, 0.225836645466796, 0, 0, 0.0972625491564807}},
        {"gensim:ltc", {0.956613266404492, 0.263094732905471, 0.0294185474240545, 0,
                        0.121683068352939}},
        {"quanteda", {3, 0.698970004336019, 0, 0, 0.301029995663981}},
        {"tidytext", {0.986822182711734, 0.2299197017763, 0, 0, 0.0990210257942779}},
        {"bm25", {3.34606592543393, 1.68887564250429, 0.069859409144549, 0,
                  0.790115957114964}},
        {"bm25:k1=1.5,idf=robertson", {3.32581385675375, 1.41476928511227,
                                       -4.8134742098394, 0, 0}},
        {"bm25:idf=plus", {6.42489496757426, 3.64798425955684, 0.23843809486884, 0,
                           1.68721704575359}},
    };
    corpus_weight_scheme s;
    double w[5];
    size_t i, j;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(corpus_weight_parse(&s, cases[i].scheme), CORPUS_OK);
        corpus_weight_document(&s, 5, tf, df, &doc, w);
        for (j = 0; j < 5; j++)
            assert_near(cases[i].scheme, w[j], cases[i].w[j]);
    }
}

/* Two terms of weights 3 and 4: norm 5; pivot 10, slope 1/4 -> divide by 8.75. */
static void pivot_moves_the_norm(void **state)
{
    static const uint64_t tf[] = {3, 4}, df[] = {1, 1};
    corpus_weight_doc doc = {.n_docs = 2, .chars = 49};
    corpus_weight_scheme s;
    double w[2];

    (void)state;
    assert_int_equal(corpus_weight_parse(&s, "nnc:pivot=10"), CORPUS_OK);
    corpus_weight_document(&s, 2, tf, df, &doc, w);
    assert_near("pivoted", w[1], 4 / 8.75);
    assert_int_equal(corpus_weight_parse(&s, "nnn"), CORPUS_OK);
    corpus_weight_document(&s, 2, tf, df, &doc, w);
    assert_int_equal(corpus_weight_parse(&s, "nnc:slope=0.5,pivot=15"), CORPUS_OK);
    assert_near("norm", corpus_weight_norm(&s, 2, w, &doc), 5);
    corpus_weight_document(&s, 2, tf, df, &doc, w);
    assert_near("slope", w[0], .3);
    assert_int_equal(corpus_weight_parse(&s, "nnb"), CORPUS_OK);
    corpus_weight_document(&s, 2, tf, df, &doc, w);
    assert_near("characters", w[0], 3. / 7);
}

static void statistics_of_the_document_override_those_of_the_vector(void **state)
{
    static const uint64_t tf[] = {2, 4}, df[] = {1, 1};
    static const corpus_weight_doc doc = {
        .n_docs = 2, .length = 20, .distinct = 5, .max_tf = 8,
    };
    corpus_weight_scheme s;
    double w[2];

    (void)state;
    corpus_weight_parse(&s, "snn");
    corpus_weight_document(&s, 2, tf, df, &doc, w);
    assert_near("share", w[0], .1);
    corpus_weight_parse(&s, "mnn");
    corpus_weight_document(&s, 2, tf, df, &doc, w);
    assert_near("share of the most frequent", w[1], .5);
    corpus_weight_parse(&s, "Lnn:base=2");
    corpus_weight_document(&s, 2, tf, df, &doc, w);
    assert_near("by the mean", w[1], 1);
}

static void document_of_weightless_terms_stays_zero(void **state)
{
    static const uint64_t tf[] = {2, 0}, df[] = {7, 7};
    static const corpus_weight_doc doc = {.n_docs = 7};
    corpus_weight_scheme s;
    double w[2];

    (void)state;
    corpus_weight_parse(&s, "ltc");
    corpus_weight_document(&s, 2, tf, df, &doc, w);
    assert_true(w[0] == 0 && w[1] == 0);
    corpus_weight_document(&s, 0, tf, df, &doc, w);
}

static void senseless_schemes_are_refused(void **state)
{
    static const char *const bad[] = {
        "", "lt", "ltcc", "qtc", "lqc", "ltq", "sklearn2", "sklearn:norm=l3",
        "sklearn:smooth_idf=2", "sklearn:norm", "bm25:b=1.5", "bm25:k1=", "bm25:k1=-1",
        "bm25:k1=1.2.3", "bm25:idf=magic", "ltc:base=1", "ltc:base=x", "gensim:xyz",
        "ltc:k1=1", "ltc:base=2,,", "bm25:k1,b=1", "sklearn:nsc",
    };
    corpus_weight_scheme s;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof bad / sizeof *bad; i++)
        if (corpus_weight_parse(&s, bad[i]) != CORPUS_EINVAL)
            fail_msg("%s was read", bad[i]);
    assert_int_equal(corpus_weight_parse(&s, "ltc"), CORPUS_OK);
    assert_int_equal(corpus_weight_parse(&s, "ltq"), CORPUS_EINVAL);
    assert_int_equal(s.norm, 'c');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(idf_has_its_golden_values),
        cmocka_unit_test(document_is_weighted_as_its_scheme_says),
        cmocka_unit_test(pivot_moves_the_norm),
        cmocka_unit_test(statistics_of_the_document_override_those_of_the_vector),
        cmocka_unit_test(document_of_weightless_terms_stays_zero),
        cmocka_unit_test(senseless_schemes_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
