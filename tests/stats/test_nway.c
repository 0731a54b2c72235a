/* More than two words. Values: formulas 2.11 A3, from mpmath. */
#include "corpus/measure.h"

#include "close.h"

/* Bit 0 is u, bit 1 v, bit 2 w: total, u, v, uv, w, u.w, vw, uvw. */
static const uint64_t trigram[] = {10000, 100, 120, 20, 150, 15, 25, 10};

static void trigram_has_its_golden_values(void **state)
{
    static const struct {
        const char *name;
        double value;
    } golden[] = {
        {"g2", 194.763159808888}, {"mi", 9.11778737810714}, {"t", 3.15658556038008},
        {"poisson_stirling", 53.1996861408002}, {"lambda", -.0591581628644429},
        {"lambda_z", -.0862769618588317}, {"dice", .0810810810810811},
        {"me", .810810810810811}, {"g2_nlog10p", 40.299368998929833}, {"chi2", NAN},
    };
    corpus_nway t;
    size_t i;

    (void)state;
    assert_int_equal(corpus_nway_init(&t, 3, trigram), CORPUS_OK);
    assert_int_equal(t.cell[7], 10);
    assert_int_equal(t.cell[3], 10);
    assert_int_equal(t.cell[5], 5);
    assert_int_equal(t.cell[6], 15);
    assert_int_equal(t.cell[1], 75);
    assert_int_equal(t.cell[2], 85);
    assert_int_equal(t.cell[4], 120);
    assert_int_equal(t.cell[0], 9680);
    assert_close("expected", corpus_nway_expected(&t), .018, 1e-14);
    for (i = 0; i < sizeof golden / sizeof *golden; i++)
        assert_close(golden[i].name,
                     corpus_nway_score(corpus_measure_find(golden[i].name), &t),
                     golden[i].value, 1e-12);
}

static void two_words_score_as_a_pair(void **state)
{
    static const uint64_t f[] = {10000, 200, 50, 30};
    static const corpus_2x2 pair = {30, 200, 50, 10000};
    const corpus_measure *m;
    corpus_nway t;
    size_t i;

    (void)state;
    assert_int_equal(corpus_nway_init(&t, 2, f), CORPUS_OK);
    for (i = 0; (m = corpus_measure_at(i)); i++)
        if (m->kinds & CORPUS_NGRAMS)
            assert_close(m->name, corpus_nway_score(m, &t),
                         corpus_measure_score(m, &pair, NULL), 1e-12);
}

/* A word in every slot of all: no cell but the first, and nothing to be surprised at. */
static void corpus_of_one_word_is_independent(void **state)
{
    uint64_t f[1 << CORPUS_NWAY_MAX];
    corpus_nway t;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof f / sizeof *f; i++)
        f[i] = 7;
    assert_int_equal(corpus_nway_init(&t, CORPUS_NWAY_MAX, f), CORPUS_OK);
    assert_close("g2", corpus_nway_score(corpus_measure_find("g2"), &t), 0, 0);
    assert_close("mi", corpus_nway_score(corpus_measure_find("mi"), &t), 0, 0);
}

static void impossible_counts_are_refused(void **state)
{
    static const uint64_t bad[] = {10000, 100, 120, 20, 150, 15, 25, 16};
    static const uint64_t none[] = {0, 0, 0, 0};
    corpus_nway t;

    (void)state;
    assert_int_equal(corpus_nway_init(&t, 3, bad), CORPUS_EINVAL);
    assert_int_equal(corpus_nway_init(&t, 2, none), CORPUS_EINVAL);
    assert_int_equal(corpus_nway_init(&t, 1, trigram), CORPUS_EINVAL);
    assert_int_equal(corpus_nway_init(&t, CORPUS_NWAY_MAX + 1, trigram), CORPUS_EINVAL);
}

/* u|vw and uv|w of the trigram above. */
static void best_and_worst_split_are_found(void **state)
{
    static const corpus_2x2 split[] = {{10, 100, 25, 10000}, {10, 20, 150, 10000}};
    const corpus_measure *mi = corpus_measure_find("mi");
    double min, max;

    (void)state;
    corpus_measure_split(mi, 2, split, NULL, &min, &max);
    assert_close("min", min, log2(10 / .3), 1e-14);
    assert_close("max", max, log2(10 / .25), 1e-14);
    corpus_measure_split(mi, 0, split, NULL, &min, &max);
    assert_true(isnan(min) && isnan(max));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trigram_has_its_golden_values),
        cmocka_unit_test(two_words_score_as_a_pair),
        cmocka_unit_test(corpus_of_one_word_is_independent),
        cmocka_unit_test(impossible_counts_are_refused),
        cmocka_unit_test(best_and_worst_split_are_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
