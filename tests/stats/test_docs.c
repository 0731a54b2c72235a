/* Tests with the document as the unit. Expected values: mpmath, and counts of pairs. */
#include "corpus/resample.h"

#include "close.h"

#include <stdlib.h>

/* Rates .1 .2 .4 against 0 0 .1 .05; one document on neither side, one without tokens. */
static const uint64_t tokens[] = {100, 100, 100, 100, 50, 100, 100, 70, 0};
static const uint8_t label[] = {0, 0, 0, 1, 1, 1, 1, 2, 0};
static const uint32_t doc[] = {0, 1, 2, 5, 6, 7};
static const uint64_t count[] = {10, 20, 40, 10, 5, 60};

static corpus_doc_groups *groups_of(size_t n, const uint64_t size[], const uint8_t side[])
{
    corpus_doc_groups *g;

    assert_int_equal(corpus_doc_groups_new(&g, n, size, side), CORPUS_OK);
    return g;
}

static void seven_documents_have_their_reference_values(void **state)
{
    corpus_doc_groups *g = groups_of(9, tokens, label);
    corpus_doc_test t;

    (void)state;
    assert_int_equal(corpus_doc_groups_size(g, CORPUS_TARGET), 3);
    assert_int_equal(corpus_doc_groups_size(g, CORPUS_REFERENCE), 4);
    assert_int_equal(corpus_doc_groups_size(g, CORPUS_NEITHER), 2);
    assert_int_equal(corpus_doc_tests(g, 6, doc, count, CORPUS_MANN_WHITNEY | CORPUS_WELCH, &t), CORPUS_OK);
    assert_close("u", t.mw_u, 11.5, 0);
    assert_close("z", t.mw_z, 1.9802263245135128, 1e-14);
    assert_close("mw p", t.mw_nlog10p, 1.3216810312448693, 1e-13);
    assert_close("delta", t.cliff_delta, 11. / 12, 1e-14);
    assert_close("t", t.welch_t, 2.1430155371615, 1e-13);
    assert_close("df", t.welch_df, 2.2971851263466217, 1e-13);
    assert_close("welch p", t.welch_nlog10p, .82779168910072885, 1e-12);
    assert_close("bf", t.welch_bf, 2.6466054434602792, 1e-12);
    assert_close("d", t.cohen_d, 1.8924554969778033, 1e-13);
    corpus_doc_groups_free(g);
}

static void swapping_the_sides_turns_the_signs(void **state)
{
    static const uint8_t swapped[] = {1, 1, 1, 0, 0, 0, 0, 2, 1};
    corpus_doc_groups *g = groups_of(9, tokens, label),
                      *h = groups_of(9, tokens, swapped);
    corpus_doc_test t, s;

    (void)state;
    assert_int_equal(corpus_doc_tests(g, 6, doc, count, CORPUS_MANN_WHITNEY | CORPUS_WELCH, &t), CORPUS_OK);
    assert_int_equal(corpus_doc_tests(h, 6, doc, count, CORPUS_MANN_WHITNEY | CORPUS_WELCH, &s), CORPUS_OK);
    assert_close("z", s.mw_z, -t.mw_z, 1e-13);
    assert_close("delta", s.cliff_delta, -t.cliff_delta, 1e-13);
    assert_close("t", s.welch_t, -t.welch_t, 1e-13);
    assert_close("d", s.cohen_d, -t.cohen_d, 1e-13);
    assert_close("p", s.welch_nlog10p, t.welch_nlog10p, 1e-13);
    corpus_doc_groups_free(g);
    corpus_doc_groups_free(h);
}

enum { N_DOCS = 150 };

/* A term in up to `most` of these documents, its rates often equal. */
static struct sample {
    uint64_t size[N_DOCS], counts[N_DOCS], all[N_DOCS];
    uint32_t docs[N_DOCS];
    uint8_t side[N_DOCS];
    size_t n;
} draw_sample(uint64_t *random, size_t most)
{
    struct sample s = {.n = 0};
    size_t i;

    for (i = 0; i < N_DOCS; i++) {
        s.size[i] = 10 + draw(random, 5);
        s.side[i] = (uint8_t)draw(random, 3);
        s.all[i] = s.n < most && draw(random, 2) ? draw(random, 4) : 0;
        if (s.all[i])
            s.docs[s.n] = (uint32_t)i, s.counts[s.n++] = s.all[i];
    }
    return s;
}

/* U counts the pairs that the target wins; a tie is half a win. Its variance counts how
 * many documents each one is equal to. */
static void naive_mann_whitney(const struct sample *s, double *u, double *z)
{
    double k[3] = {0}, all, equal, ties = 0;
    size_t i, j;

    *u = 0;
    for (i = 0; i < N_DOCS; i++) {
        k[s->side[i]]++;
        for (equal = 0, j = 0; s->side[i] != CORPUS_NEITHER && j < N_DOCS; j++) {
            double a = (double)s->all[i] / (double)s->size[i];
            double b = (double)s->all[j] / (double)s->size[j];

            equal += s->side[j] != CORPUS_NEITHER && a == b;
            if (s->side[i] == CORPUS_TARGET && s->side[j] == CORPUS_REFERENCE)
                *u += a > b ? 1 : a == b ? .5 : 0;
        }
        ties += s->side[i] == CORPUS_NEITHER ? 0 : equal * equal - 1;
    }
    all = k[0] + k[1];
    *z = (*u - k[0] * k[1] / 2) /
         sqrt(k[0] * k[1] / 12 * (all + 1 - ties / (all * (all - 1))));
}

static void ranks_agree_with_pairs_of_documents(void **state)
{
    uint64_t random = 7;
    corpus_doc_test t;
    size_t round;
    double u, z;

    (void)state;
    for (round = 0; round < 3000; round++) {
        struct sample s = draw_sample(&random, round % 20 ? round % 20 % 9 : N_DOCS);
        corpus_doc_groups *g = groups_of(N_DOCS, s.size, s.side);

        naive_mann_whitney(&s, &u, &z);
        assert_int_equal(
            corpus_doc_tests(g, s.n, s.docs, s.counts, CORPUS_MANN_WHITNEY, &t),
            CORPUS_OK);
        assert_close("u", t.mw_u, u, 0);
        if (isnan(z))
            assert_true(isnan(t.mw_z));
        else
            assert_close("z", t.mw_z, z, 1e-12);
        corpus_doc_groups_free(g);
    }
}

static void term_with_equal_rates_everywhere_is_undefined(void **state)
{
    corpus_doc_groups *g = groups_of(9, tokens, label);
    corpus_doc_test t;

    (void)state;
    assert_int_equal(corpus_doc_tests(g, 0, NULL, NULL, CORPUS_MANN_WHITNEY | CORPUS_WELCH, &t), CORPUS_OK);
    assert_true(isnan(t.mw_z) && isnan(t.mw_nlog10p) && isnan(t.welch_t));
    assert_true(t.cliff_delta == 0);
    corpus_doc_groups_free(g);
}

/* A sixth of six equal rates added up is not always that rate. */
static void equal_rates_have_no_variance(void **state)
{
    static const uint8_t sides[] = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1};
    static const uint32_t docs[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    uint64_t sizes[12], counts[12];
    corpus_doc_test t;

    (void)state;
    for (uint64_t size = 3; size < 200; size += 2) {
        corpus_doc_groups *g;

        for (unsigned i = 0; i < 12; i++) {
            sizes[i] = size * (1 + i % 2);
            counts[i] = (i < 6 ? 1 : 2) * (1 + i % 2);
        }
        g = groups_of(12, sizes, sides);
        assert_int_equal(corpus_doc_tests(g, 12, docs, counts, CORPUS_WELCH, &t), CORPUS_OK);
        assert_true(isnan(t.welch_t) && isnan(t.welch_nlog10p) && isnan(t.cohen_d));
        corpus_doc_groups_free(g);
    }
}

static void side_without_documents_leaves_all_undefined(void **state)
{
    static const uint8_t alone[] = {0, 0, 0, 0, 2, 2, 2, 2, 1};
    corpus_doc_groups *g = groups_of(9, tokens, alone);
    corpus_doc_test t;

    (void)state;
    assert_int_equal(corpus_doc_tests(g, 6, doc, count, CORPUS_MANN_WHITNEY | CORPUS_WELCH, &t), CORPUS_OK);
    assert_true(isnan(t.mw_u) && isnan(t.cliff_delta) && isnan(t.cohen_d));
    corpus_doc_groups_free(g);
}

static void documents_that_do_not_exist_are_refused(void **state)
{
    static const uint32_t outside[] = {9};
    static const uint8_t unknown[] = {3};
    corpus_doc_groups *g = groups_of(9, tokens, label), *none;
    corpus_doc_test t;

    (void)state;
    assert_int_equal(corpus_doc_tests(g, 1, outside, count, CORPUS_MANN_WHITNEY | CORPUS_WELCH, &t), CORPUS_EINVAL);
    assert_int_equal(corpus_doc_groups_new(&none, 1, tokens, unknown), CORPUS_EINVAL);
    assert_null(none);
    corpus_doc_groups_free(g);
    corpus_doc_groups_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seven_documents_have_their_reference_values),
        cmocka_unit_test(swapping_the_sides_turns_the_signs),
        cmocka_unit_test(ranks_agree_with_pairs_of_documents),
        cmocka_unit_test(term_with_equal_rates_everywhere_is_undefined),
        cmocka_unit_test(equal_rates_have_no_variance),
        cmocka_unit_test(side_without_documents_leaves_all_undefined),
        cmocka_unit_test(documents_that_do_not_exist_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
