/* The measures: golden values and the corners of every one. Values without another note
 * were computed with mpmath at 40 digits from the published formulas. */
#include "corpus/measure.h"

#include "close.h"

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
        {"log_ratio_hardie_lo", 1.47124447089218},
        {"log_ratio_hardie_hi", 2.52875552910782}, {"lrc", 1.45747733581203},
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
        {"log_ratio_hardie_lo", 1.95146925241986},
        {"log_ratio_hardie_hi", 10.0485307475801}, {"lrc", 2.98172473699935},
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pair_has_its_golden_values),
        cmocka_unit_test(keyword_has_its_golden_values),
        cmocka_unit_test(word_absent_from_the_reference_has_its_golden_values),
        cmocka_unit_test(parameters_change_what_they_should),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
