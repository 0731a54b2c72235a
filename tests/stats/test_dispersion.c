/* Dispersion. Golden values: formulas 2.11 D (Gries' example sizes), from mpmath. */
#include "corpus/dispersion.h"

#include "close.h"

#include <stdlib.h>

struct golden {
    const char *name;
    double value;
};

static double value_of(const corpus_dispersion *d, const char *name)
{
    const corpus_dispersion_column *column = corpus_dispersion_find(name);

    assert_non_null(column);
    return corpus_dispersion_value(d, column);
}

static void five_parts_have_their_golden_values(void **state)
{
    static const uint64_t v[] = {1, 2, 3, 4, 5}, w[] = {9, 10, 10, 10, 11};
    static const struct golden golden[] = {
        {"range", 5}, {"range_share", 1}, {"dp", .18}, {"dp_norm", .219512195121951},
        {"dp_egbert", .780487804878049}, {"juilland_d", .785150453450451},
        {"juilland_d_sample", .759790904490101}, {"juilland_d_counts", .764297739604484},
        {"carroll_d2", .937921303297995}, {"carroll_d2_counts", .925633916873193},
        {"rosengren_s", .949816342304241}, {"zhang_dc", .936846607772914},
        {"kld_bits", .136971729365221}, {"kld_norm", .120470655362463},
        {"kld_norm_exp", .128005122367634}, {"lyne_d3", .944444444444444},
        {"da", .697450034458994}, {"kromer_ur", 8.7}, {"engwall_fm", 15},
        {"idf_bits", 0},
    };
    corpus_dispersion d;
    corpus_parts parts;
    size_t i;

    (void)state;
    corpus_parts_init(&parts, 5, w);
    assert_int_equal(corpus_dispersion_compute(&parts, 5, v, w, &d), CORPUS_OK);
    for (i = 0; i < sizeof golden / sizeof *golden; i++)
        assert_close(golden[i].name, value_of(&d, golden[i].name), golden[i].value,
                     1e-12);
}

/* The formulas as they are printed, over all parts. */
static void by_definition(size_t k, const uint64_t v[], const uint64_t w[],
                          struct golden out[8])
{
    double f = 0, W = 0, sum = 0, dp = 0, kld = 0, s = 0, square = 0, pairs = 0, least, x;
    double entropy = 0, r[64];
    size_t i, j;

    for (i = 0; i < k; i++) {
        f += (double)v[i];
        W += (double)w[i];
        sum += r[i] = (double)v[i] / (double)w[i];
    }
    for (least = 1, i = 0; i < k; i++) {
        x = (double)w[i] / W;
        least = fmin(least, x);
        dp += fabs((double)v[i] / f - x) / 2;
        kld += v[i] ? (double)v[i] / f * log2((double)v[i] / f / x) : 0;
        s += sqrt((double)v[i] * x);
        square += (r[i] - sum / (double)k) * (r[i] - sum / (double)k);
        entropy -= v[i] ? r[i] / sum * log(r[i] / sum) : 0;
        for (j = 0; j < k; j++)
            pairs += fabs(r[i] - r[j]);
    }
    out[0] = (struct golden){"dp", dp};
    out[1] = (struct golden){"dp_norm", dp / (1 - least)};
    out[2] = (struct golden){"kld_bits", kld};
    out[3] = (struct golden){"rosengren_s", s * s / f};
    x = sqrt(square / (double)k) / (sum / (double)k);
    out[4] = (struct golden){"juilland_d", 1 - x / sqrt((double)k - 1)};
    out[5] = (struct golden){"carroll_d2", entropy / log((double)k)};
    x = pairs / ((double)k * ((double)k - 1)) / (2 * sum / (double)k);
    out[6] = (struct golden){"da", 1 - x};
    out[7] = (struct golden){NULL, 0};
}

static void parts_without_the_term_count_though_not_listed(void **state)
{
    uint64_t v[40], w[40], sparse_v[40], sparse_w[40], random = 1;
    struct golden expected[8];
    corpus_dispersion sparse, dense;
    corpus_parts parts;
    size_t i, n, round, k;

    (void)state;
    for (round = 0; round < 50; round++) {
        k = 2 + draw(&random, 39);
        for (i = n = 0; i < k; i++) {
            w[i] = 1 + draw(&random, 1000);
            v[i] = draw(&random, 3) ? 0 : draw(&random, w[i] + 1);
            v[i] += i == 0 && v[i] == 0;
            if (v[i])
                sparse_v[n] = v[i], sparse_w[n++] = w[i];
        }
        corpus_parts_init(&parts, k, w);
        assert_int_equal(corpus_dispersion_compute(&parts, k, v, w, &dense), CORPUS_OK);
        assert_int_equal(
            corpus_dispersion_compute(&parts, n, sparse_v, sparse_w, &sparse), CORPUS_OK);
        assert_memory_equal(&sparse, &dense, sizeof dense);
        by_definition(k, v, w, expected);
        for (i = 0; expected[i].name; i++)
            if (!(fabs(value_of(&dense, expected[i].name) - expected[i].value) < 1e-12))
                fail_msg("%s: %.17g, not %.17g", expected[i].name,
                         value_of(&dense, expected[i].name), expected[i].value);
    }
}

static void even_spread_is_even_to_the_last_digit(void **state)
{
    static const uint64_t v[] = {3, 30, 300}, w[] = {7, 70, 700};
    corpus_dispersion d;
    corpus_parts parts;

    (void)state;
    corpus_parts_init(&parts, 3, w);
    assert_int_equal(corpus_dispersion_compute(&parts, 3, v, w, &d), CORPUS_OK);
    assert_true(d.dp == 0 && d.kld_bits == 0 && d.dp_norm == 0);
    assert_close("s", d.rosengren_s, 1, 1e-15);
    assert_close("da", d.da, 1, 1e-15);
}

static void term_that_is_nowhere_has_no_dispersion(void **state)
{
    static const uint64_t w[] = {5, 6};
    const corpus_dispersion_column *column;
    corpus_dispersion d;
    corpus_parts parts;
    size_t i;

    (void)state;
    corpus_parts_init(&parts, 2, w);
    assert_int_equal(corpus_dispersion_compute(&parts, 0, NULL, NULL, &d), CORPUS_OK);
    assert_true(d.range == 0);
    for (i = 1; (column = corpus_dispersion_at(i)); i++)
        assert_true(isnan(corpus_dispersion_value(&d, column)));
}

static void single_part_leaves_most_undefined(void **state)
{
    static const uint64_t v[] = {3}, w[] = {10};
    corpus_dispersion d;
    corpus_parts parts;

    (void)state;
    corpus_parts_init(&parts, 1, w);
    assert_int_equal(corpus_dispersion_compute(&parts, 1, v, w, &d), CORPUS_OK);
    assert_true(d.dp == 0 && d.range == 1);
    assert_true(isnan(d.dp_norm) && isnan(d.juilland_d) && isnan(d.da));
    assert_true(isnan(d.carroll_d2));
}

static void empty_parts_are_no_parts(void **state)
{
    static const uint64_t w[] = {0, 5, 0, 9};
    corpus_parts parts;

    (void)state;
    corpus_parts_init(&parts, 4, w);
    assert_int_equal(parts.n, 2);
    assert_int_equal(parts.tokens, 14);
    assert_int_equal(parts.smallest, 5);
    corpus_parts_init(&parts, 1, w);
    assert_int_equal(parts.n, 0);
}

static void counts_that_do_not_fit_are_refused(void **state)
{
    static const uint64_t w[] = {5, 6}, many[] = {6, 1}, v[] = {1, 1}, large[] = {5, 7};
    corpus_dispersion d;
    corpus_parts parts;

    (void)state;
    corpus_parts_init(&parts, 2, w);
    assert_int_equal(corpus_dispersion_compute(&parts, 2, many, w, &d), CORPUS_EINVAL);
    assert_int_equal(corpus_dispersion_compute(&parts, 2, v, large, &d), CORPUS_EINVAL);
}

static void many_parts_are_ranked_as_few(void **state)
{
    enum { K = 5000 };
    uint64_t *v = calloc(K, sizeof *v), *w = calloc(K, sizeof *w);
    corpus_dispersion d;
    corpus_parts parts;
    size_t i;

    (void)state;
    assert_non_null(v);
    assert_non_null(w);
    for (i = 0; i < K; i++) {
        w[i] = K;
        v[i] = (i * 7919) % K + 1; /* all of 1..K, in some order */
    }
    corpus_parts_init(&parts, K, w);
    assert_int_equal(corpus_dispersion_compute(&parts, K, v, w, &d), CORPUS_OK);
    /* Mean |i - j| over pairs is (K+1)/3, the mean of 1..K is (K+1)/2: 1 - 1/3. */
    assert_close("da", d.da, 2. / 3, 1e-12);
    free(v);
    free(w);
}

/* formulas 2.11 D: positions 3, 4, 15 of 20. */
static void gaps_have_their_golden_values(void **state)
{
    static const uint64_t position[] = {3, 4, 15}, falling[] = {4, 3};
    corpus_gaps g;

    (void)state;
    assert_int_equal(corpus_gaps_compute(3, position, 20, &g), CORPUS_OK);
    assert_close("arf", g.arf, 2.15, 1e-14);
    assert_close("ald", g.ald, .934001971633801, 1e-14);
    assert_close("awt", g.awt, 5.15, 1e-14);
    assert_close("f_awt", g.f_awt, 400. / 186, 1e-14);
    assert_close("f_ald", g.f_ald, 20 / pow(10, .934001971633801), 1e-13);
    assert_int_equal(corpus_gaps_compute(2, falling, 20, &g), CORPUS_EINVAL);
    assert_int_equal(corpus_gaps_compute(0, position, 20, &g), CORPUS_EINVAL);
    assert_int_equal(corpus_gaps_compute(3, position, 12, &g), CORPUS_EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(five_parts_have_their_golden_values),
        cmocka_unit_test(parts_without_the_term_count_though_not_listed),
        cmocka_unit_test(even_spread_is_even_to_the_last_digit),
        cmocka_unit_test(term_that_is_nowhere_has_no_dispersion),
        cmocka_unit_test(single_part_leaves_most_undefined),
        cmocka_unit_test(empty_parts_are_no_parts),
        cmocka_unit_test(counts_that_do_not_fit_are_refused),
        cmocka_unit_test(many_parts_are_ranked_as_few),
        cmocka_unit_test(gaps_have_their_golden_values),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
