/* The measures: golden values (formulas 2.11, from mpmath), tests/data/measures.tsv as
 * tests/stats/reference.py made it, and what must hold for any counts. */
#include "corpus/measure.h"

#include "close.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct golden {
    const char *name;
    double value;
};

static const corpus_2x2 pair = {30, 200, 50, 10000};
static const corpus_2x2 keyword = {100, 140, 50000, 130000};
static const corpus_2x2 absent = {20, 20, 50000, 130000};

static void check(const char *name, const corpus_2x2 *t, const corpus_measure_params *p,
                  double expected, double relative)
{
    const corpus_measure *m = corpus_measure_find(name);
    double x;

    assert_non_null(m);
    x = corpus_measure_score(m, t, p);
    assert_close(name, x, expected, relative);
    corpus_measure_score_n(m, 1, t, p, &x);
    assert_close(name, x, expected, relative);
}

static void check_all(const struct golden *g, const corpus_2x2 *t,
                      const corpus_measure_params *p)
{
    for (; g->name; g++)
        check(g->name, t, p, g->value, 1e-13);
}

static void pair_has_its_golden_values(void **state)
{
    static const struct golden golden[] = {
        {"mi", 4.90689059560852}, {"mi2", 9.81378119121704}, {"mi3", 14.7206717868256},
        {"local_mi", 147.206717868256}, {"avg_mi", 0.0124621665602315},
        {"npmi", 0.585490387710063}, {"mi_log_f", 16.8501995191282},
        {"t", 5.29465138921661}, {"t_var", 5.30261128054008}, {"z", 29},
        {"z_cc", 28.5}, {"z_dennis", 29.0014501087591}, {"chi2", 862.475643523741},
        {"chi2_yates", 832.991488052507}, {"phi", 0.293679356360596},
        {"g2", 172.762312297858}, {"simple_ll", 146.071842899729},
        {"g2_nlog10p", 38.7341223459555}, {"fisher_nlog10p", 38.4163255279168},
        {"fisher", 38.4163255279168}, {"dice", 0.24}, {"logdice", 11.9411063109464},
        {"jaccard", 0.136363636363636}, {"min_sensitivity", 0.15}, {"gmean", 0.3},
        {"poisson_stirling", 72.0359214498647},
        {"poisson_stirling_log2", 117.206717868256},
        {"odds_ratio_raw", 86.2941176470588}, {"log_odds", 4.44671238721185},
        {"delta_p_21", 0.147959183673469}, {"delta_p_12", 0.582914572864322},
        {"liddell", 0.582914572864322}, {"yule_q", 0.977088948787062},
        {"relative_risk", 73.5}, {"lambda", 4.44671238721185},
        {"lambda_z", 15.0296499917646}, {"me", 7.2}, {"mu", 30}, {NULL, 0},
    };

    (void)state;
    check_all(golden, &pair, NULL);
}

static void keyword_has_its_golden_values(void **state)
{
    static const struct golden golden[] = {
        {"g2", 62.4967428829263}, {"g2_2term", 62.4274294641513},
        {"chi2", 64.3550196915359}, {"chi2_yates", 62.9682137081692},
        {"chi2_2term", 64.2857142857143}, {"williams", 62.2577174402425},
        {"log_ratio_hardie", 2}, {"log_ratio", 1.98926818334449},
        {"log_ratio_lo", 1.47124447089218},
        {"log_ratio_hi", 2.52875552910782}, {"lrc", 1.45747733581203},
        {"pct_diff", 300}, {"bic", 50.7214531534886}, {"bic_2term", 50.6521397347136},
        {"ell", 0.000120470450815292}, {"simple_maths", 3.9940119760479},
        {"odds_ratio_raw", 4.0060120240481}, {"odds_ratio", 3.97632288253625},
        {"diff_coef", 0.6}, {"rate_ratio", 4}, {NULL, 0},
    };

    (void)state;
    check_all(golden, &keyword, NULL);
    check("g2_nlog10p", &keyword, NULL, -log10(2.66885660880126e-15), 1e-13);
    check("fisher", &keyword, NULL, -log10(2.64838224508743e-15), 1e-13);
}

static void word_absent_from_the_reference_has_its_golden_values(void **state)
{
    static const struct golden golden[] = {
        {"g2", 38.2253817870975}, {"g2_2term", 38.2204578010975},
        {"chi2", 32.0049238344361}, {"chi2_yates", 29.4573443991383},
        {"log_ratio_hardie", 6}, {"log_ratio", 6.03561849966827},
        {"log_ratio_lo", 1.95146925241986},
        {"log_ratio_hi", 10.0485307475801}, {"lrc", 2.98172473699935},
        {"bic", 26.4500920576598}, {"bic_2term", 26.4451680716597},
        {"ell", 0.000144103774177834}, {"pct_diff", 6300}, {"simple_maths", 401},
        {"odds_ratio", 65.6260041416152}, {"rate_ratio", INFINITY}, {NULL, 0},
    };

    (void)state;
    check_all(golden, &absent, NULL);
    check("g2_nlog10p", &absent, NULL, -log10(6.30272362966027e-10), 1e-13);
}

static void parameters_change_what_they_should(void **state)
{
    static const double alpha_w = 14;
    corpus_measure_params p;

    (void)state;
    corpus_measure_params_default(&p);
    p.family = 1000;
    p.k = 100;
    p.prior = 13000; /* of which 14 are the keyword, as it is 140 of 130000 */
    check("lrc", &keyword, &p, 0.927918942437289, 1e-13);
    check("lrc_positive", &keyword, &p, 0.969098538331332, 1e-13);
    check("log_ratio_lo", &keyword, &p, 0.907489921510354, 1e-13);
    check("log_ratio_hi", &keyword, &p, 3.09251007848965, 1e-13);
    check("simple_maths", &keyword, &p, 3.5, 1e-13);
    check("dirichlet", &keyword, &p, 1.13790951776641, 1e-13);
    check("dirichlet_z", &keyword, &p, 6.88814680774046, 1e-13);
    check("dirichlet_z4", &keyword, &p, 6.88478466896919, 1e-13);
    check("lrc", &absent, &p, 1.19543740526573, 1e-13);
    check("lrc_positive", &absent, &p, 1.32016113164419, 1e-13);
    check("simple_maths", &absent, &p, 5, 1e-13);
    p.prior_kind = CORPUS_PRIOR_GIVEN;
    p.prior_of = &alpha_w;
    check("dirichlet", &absent, &p, 1.27715724101701, 1e-13);
    check("dirichlet_z", &absent, &p, 4.02186258234892, 1e-13);
    check("dirichlet_z4", &absent, &p, 4.02133152160461, 1e-13);
}

/* Golden values here are from mpmath with 40 digits. */
static void counts_of_very_different_size_keep_their_digits(void **state)
{
    static const corpus_2x2 few_of_2_64 = {64469, 909954, 93468, 18446744073709550973u};
    static const corpus_2x2 rare = {3, 1000000000003, 1000000000000000, 1010000000000000};

    (void)state;
    check("npmi", &few_of_2_64, NULL, 0.909315928287675, 1e-13);
    check("log_ratio_hardie", &rare, NULL, -44.9220308277019, 1e-13);
    check("log_ratio_lo", &rare, NULL, -46.5545639545965, 1e-13);
    check("log_ratio_hi", &rare, NULL, -43.2894977008073, 1e-13);
}

/* Reference values ---------------------------------------------------------------- */

enum { COLUMNS = 128, LINE = 1 << 14 };

/* Cut a line at its tabs. */
static size_t cut(char *line, char *field[COLUMNS])
{
    size_t n = 0;

    line[strcspn(line, "\n")] = 0;
    for (field[n++] = line; (line = strchr(line, '\t')) && n < COLUMNS; n++) {
        *line++ = 0;
        field[n] = line;
    }
    return n;
}

static corpus_2x2 table_of(char *field[])
{
    return (corpus_2x2){strtoull(field[0], NULL, 10), strtoull(field[1], NULL, 10),
                        strtoull(field[2], NULL, 10), strtoull(field[3], NULL, 10)};
}

/* A few of the values are 0 but for the digits of the reference. */
static void check_row(size_t n, char *name[], char *field[])
{
    corpus_2x2 t = table_of(field);
    double x, expected;
    size_t i;

    for (i = 4; i < n; i++) {
        if (!strcmp(field[i], "?"))
            continue;
        assert_non_null(corpus_measure_find(name[i]));
        x = corpus_measure_score(corpus_measure_find(name[i]), &t, NULL);
        expected = *field[i] ? strtod(field[i], NULL) : NAN;
        if (!is_close(x, expected, 1e-12) && !(fabs(x - expected) < 1e-30))
            fail_msg("%s of %s %s %s %s: %.17g, not %.17g", name[i], field[0], field[1],
                     field[2], field[3], x, expected);
    }
}

/* Adjusted p-values are not of one table alone. */
static void assert_every_measure_is_named(size_t n, char *const name[])
{
    const corpus_measure *m;

    for (size_t i = 0; (m = corpus_measure_at(i)); i++) {
        size_t k = 0;

        while (k < n && strcmp(name[k], m->name))
            k++;
        if (k == n && m->column != CORPUS_NLOG10P_ADJ)
            fail_msg("no reference values of %s", m->name);
    }
}

static void every_measure_equals_its_reference_values(void **state)
{
    static char head[LINE], line[LINE];
    char *name[COLUMNS], *field[COLUMNS];
    size_t n, rows = 0;
    FILE *file = fopen("tests/data/measures.tsv", "r");

    (void)state;
    assert_non_null(file);
    assert_non_null(fgets(head, LINE, file));
    n = cut(head, name);
    assert_every_measure_is_named(n, name);
    for (; fgets(line, LINE, file); rows++) {
        assert_int_equal(cut(line, field), n);
        check_row(n, name, field);
    }
    assert_true(rows > 20 && n > 70);
    fclose(file);
}

/* What must hold ------------------------------------------------------------------ */

static int has(const corpus_measure *m, const char *const names[])
{
    size_t i;

    for (i = 0; names[i]; i++)
        if (!strcmp(m->name, names[i]))
            return 1;
    return 0;
}

/* A table of up to `most` with every cell possible; from time to time at a corner. */
static corpus_2x2 draw_table(uint64_t *random, uint64_t most)
{
    uint64_t cell[4], i;

    for (i = 0; i < 4; i++)
        cell[i] = draw(random, 6) ? draw(random, most) : 0;
    cell[3] += cell[0] + cell[1] + cell[2] + cell[3] == 0;
    return (corpus_2x2){cell[0], cell[0] + cell[1], cell[0] + cell[2],
                        cell[0] + cell[1] + cell[2] + cell[3]};
}

/* Rows and columns exchanged: the pair read backwards. */
static corpus_2x2 transposed(corpus_2x2 t)
{
    return (corpus_2x2){t.o11, t.c1, t.r1, t.n};
}

/* Target and reference exchanged. */
static corpus_2x2 swapped(corpus_2x2 t)
{
    return (corpus_2x2){t.r1 - t.o11, t.r1, t.n - t.c1, t.n};
}

static double score(const char *name, corpus_2x2 t)
{
    return corpus_measure_score(corpus_measure_find(name), &t, NULL);
}

static void association_does_not_depend_on_the_order_of_the_words(void **state)
{
    static const char *const directed[] = {
        "delta_p_21", "delta_p_12", "liddell", "relative_risk", "diff_coef", NULL,
    };
    const corpus_measure *m;
    corpus_2x2 t, back;
    uint64_t random = 3;
    size_t i, round;

    (void)state;
    for (round = 0; round < 500; round++) {
        t = draw_table(&random, 1 + round * round);
        back = transposed(t);
        for (i = 0; (m = corpus_measure_at(i)); i++)
            if (m->kinds & CORPUS_PAIRS && !has(m, directed))
                assert_close(m->name, corpus_measure_score(m, &back, NULL),
                             corpus_measure_score(m, &t, NULL), 1e-9);
        assert_close("delta p", score("delta_p_12", back), score("delta_p_21", t), 1e-9);
    }
}

static void exchanging_the_sources_turns_the_sign(void **state)
{
    static const char *const odd[] = {
        "g2", "chi2", "chi2_yates", "log_odds", "diff_coef", "phi", "log_ratio", "lrc",
        "g2_2term", "chi2_2term", "williams", "dirichlet", "dirichlet_z", NULL,
    };
    const corpus_measure *m;
    corpus_2x2 t, other;
    uint64_t random = 4;
    size_t i, round;

    (void)state;
    for (round = 0; round < 500; round++) {
        t = draw_table(&random, 1 + round * round);
        other = swapped(t);
        for (i = 0; (m = corpus_measure_at(i)); i++)
            if (has(m, odd) && !is_close(corpus_measure_score(m, &other, NULL),
                                         -corpus_measure_score(m, &t, NULL), 1e-9))
                fail_msg("%s of %lu %lu %lu %lu", m->name, (unsigned long)t.o11,
                         (unsigned long)t.r1, (unsigned long)t.c1, (unsigned long)t.n);
        assert_close("bounds", score("log_ratio_lo", other), -score("log_ratio_hi", t),
                     1e-9);
    }
}

static void every_score_of_any_table_is_sane(void **state)
{
    static const uint64_t most[] = {2, 10, 1000, 1000000, 300000000000};
    const corpus_measure *m;
    corpus_2x2 t;
    uint64_t random = 5;
    size_t i, j, round;
    double x, again;

    (void)state;
    for (j = 0; j < sizeof most / sizeof *most; j++)
        for (round = 0; round < (j < 4 ? 200 : 5); round++) {
            t = draw_table(&random, most[j]);
            for (i = 0; (m = corpus_measure_at(i)); i++) {
                x = corpus_measure_score(m, &t, NULL);
                if (m->column != CORPUS_VALUE && !isnan(x) && !(x >= 0))
                    fail_msg("%s is %g", m->name, x);
                corpus_measure_score_n(m, 1, &t, NULL, &again);
                assert_close(m->name, again, x, 0);
            }
        }
}

static void tables_that_contradict_themselves_have_no_score(void **state)
{
    static const corpus_2x2 bad[] = {
        {0, 0, 0, 0}, {5, 4, 9, 20}, {5, 9, 4, 20}, {5, 21, 9, 20}, {5, 9, 21, 20},
        {0, 15, 15, 20}, {UINT64_MAX, 1, 1, 1}, {0, UINT64_MAX, UINT64_MAX, UINT64_MAX},
    };
    const corpus_measure *m;
    size_t i, j;

    (void)state;
    for (j = 0; j < sizeof bad / sizeof *bad; j++)
        for (i = 0; (m = corpus_measure_at(i)); i++)
            if (!isnan(corpus_measure_score(m, &bad[j], NULL)))
                fail_msg("%s of table %zu", m->name, j);
}

static void one_more_occurrence_is_more_association(void **state)
{
    static const char *const rising[] = {
        "g2",
        "chi2",
        "fisher_nlog10p",
        "odds_ratio",
        "log_odds",
        "phi",
        "mi",
        "mi2",
        "mi3",
        "npmi",
        "t",
        "z",
        "simple_ll",
        "poisson",
        "dice",
        "logdice",
        "jaccard",
        "min_sensitivity",
        "gmean",
        "delta_p_21",
        "delta_p_12",
        "mu",
        "me",
        "log_ratio",
        "lrc",
        "lrc_positive",
        NULL,
    };
    const corpus_measure *m;
    uint64_t random = 6;
    corpus_2x2 t;
    double x, before;
    size_t i, round;

    (void)state;
    for (round = 0; round < 100; round++) {
        t = draw_table(&random, 60);
        for (i = 0; (m = corpus_measure_at(i)); i++) {
            if (!has(m, rising))
                continue;
            before = NAN;
            for (t.o11 = 0; t.o11 <= t.r1 && t.o11 <= t.c1; t.o11++) {
                x = corpus_measure_score(m, &t, NULL);
                if (x < before - 1e-9 * fabs(before))
                    fail_msg("%s falls to %g at %lu", m->name, x, (unsigned long)t.o11);
                before = x;
            }
        }
    }
}

static void ten_times_the_corpus_is_the_same_effect_and_more_evidence(void **state)
{
    static const char *const same[] = {
        "chi2",    "g2",         "mi",
        "npmi",    "dice",       "logdice",
        "phi",     "diff_coef",  "log_ratio_hardie",
        "yule_q",  "delta_p_21", "rate_ratio",
        "jaccard", "gmean",      NULL,
    };
    corpus_2x2 t = {30, 200, 50, 10000}, ten = {300, 2000, 500, 100000};
    size_t i;
    double factor;

    (void)state;
    for (i = 0; same[i]; i++) {
        factor = i < 2 ? 10 : 1;
        assert_close(same[i], score(same[i], ten), factor * score(same[i], t), 1e-12);
    }
}

/* The table ----------------------------------------------------------------------- */

static void every_row_says_what_it_is(void **state)
{
    const corpus_measure *m;
    size_t i;

    (void)state;
    for (i = 0; (m = corpus_measure_at(i)); i++) {
        assert_ptr_equal(corpus_measure_find(m->name), m); /* so no name occurs twice */
        assert_true(m->kinds & (CORPUS_PAIRS | CORPUS_SOURCES));
        assert_true(*m->meaning && *m->source);
        assert_true(!m->score != !m->score_with);
        assert_true(!m->score_nway == !(m->kinds & CORPUS_NGRAMS));
        assert_true(m->column == CORPUS_VALUE || m->law != CORPUS_LAW_NONE);
        if (strlen(m->meaning) > 66)
            fail_msg("%s: too long for a line of help", m->name);
    }
    assert_int_equal(corpus_measure_count(), i);
    assert_null(corpus_measure_find("no_such"));
    assert_null(corpus_measure_find(""));
    assert_string_equal(corpus_measure_find("fisher")->name, "fisher_nlog10p");
}

static void equal_tables_are_remembered_right(void **state)
{
    enum { N = 3000 };
    static corpus_2x2 t[N];
    static double x[N];
    const corpus_measure *m = corpus_measure_find("lrc");
    uint64_t random = 8;
    size_t i;

    (void)state;
    for (i = 0; i < N; i++) {
        t[i] = (corpus_2x2){draw(&random, 40), 0, 50000, 130000};
        t[i].r1 = t[i].o11 + draw(&random, 40);
    }
    corpus_measure_score_n(m, N, t, NULL, x);
    for (i = 0; i < N; i++)
        assert_close("lrc", x[i], corpus_measure_score(m, &t[i], NULL), 0);
}

static void flat_prior_counts_each_type(void **state)
{
    corpus_measure_params p;
    double y1 = 100.5, y2 = 40.5, all = 500;

    (void)state;
    corpus_measure_params_default(&p);
    p.prior_kind = CORPUS_PRIOR_FLAT;
    p.prior = .5;
    p.types = 1000;
    check("dirichlet", &keyword, &p,
          log(y1 / (50000 + all - y1)) - log(y2 / (80000 + all - y2)), 1e-12);
    p.types = 0;
    check("dirichlet", &keyword, &p, NAN, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pair_has_its_golden_values),
        cmocka_unit_test(keyword_has_its_golden_values),
        cmocka_unit_test(word_absent_from_the_reference_has_its_golden_values),
        cmocka_unit_test(parameters_change_what_they_should),
        cmocka_unit_test(counts_of_very_different_size_keep_their_digits),
        cmocka_unit_test(every_measure_equals_its_reference_values),
        cmocka_unit_test(association_does_not_depend_on_the_order_of_the_words),
        cmocka_unit_test(exchanging_the_sources_turns_the_sign),
        cmocka_unit_test(every_score_of_any_table_is_sane),
        cmocka_unit_test(tables_that_contradict_themselves_have_no_score),
        cmocka_unit_test(one_more_occurrence_is_more_association),
        cmocka_unit_test(ten_times_the_corpus_is_the_same_effect_and_more_evidence),
        cmocka_unit_test(every_row_says_what_it_is),
        cmocka_unit_test(equal_tables_are_remembered_right),
        cmocka_unit_test(flat_prior_counts_each_type),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
