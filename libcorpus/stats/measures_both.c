/* Measures of a 2x2 table that serve pairs of words as well as pairs of sources. */
#include "stats/fisher.h"
#include "stats/measures.h"

#include <math.h>

static double score_g2(const struct corpus_cells *c)
{
    return cells_sign(c) * cells_g2(c);
}

static double inverse_expected(const struct corpus_cells *c)
{
    return 1 / c->e11 + 1 / c->e12 + 1 / c->e21 + 1 / c->e22;
}

static double score_chi2(const struct corpus_cells *c)
{
    return cells_sign(c) * c->d * c->d * inverse_expected(c);
}

static double score_chi2_yates(const struct corpus_cells *c)
{
    double d = cells_half_less(c);

    return cells_sign(c) * d * d * inverse_expected(c);
}

static double score_fisher(const struct corpus_cells *c)
{
    return fisher_right_nlog10p(&c->counts);
}

static double score_fisher_two(const struct corpus_cells *c)
{
    return fisher_two_nlog10p(&c->counts);
}

static double score_odds_ratio(const struct corpus_cells *c)
{
    return (c->o11 + .5) * (c->o22 + .5) / ((c->o12 + .5) * (c->o21 + .5));
}

static double score_odds_ratio_raw(const struct corpus_cells *c)
{
    return c->o11 * c->o22 / (c->o12 * c->o21);
}

static double score_diff_coef(const struct corpus_cells *c)
{
    return cells_cross(c) / (c->o11 * c->c2 + c->o12 * c->c1);
}

static double score_phi(const struct corpus_cells *c)
{
    return c->d * sqrt(inverse_expected(c) / c->n);
}

static const corpus_measure rows[] = {
    TEST("g2", BOTH | NGRAMS,
         "log-likelihood ratio of four cells, signed; 0 = independent",
         "Dunning 1993, CL 19(1)", .score = score_g2,
         .peers = "UCS, NSP, CQPweb, NLTK, AntConc (4-term); unsigned there",
         .law = CORPUS_LAW_CHI2, .score_nway = nway_g2),
    TEST("chi2", BOTH, "Pearson's chi-squared, signed; 0 = independent",
         "Pearson 1900; Evert 2005", .score = score_chi2,
         .peers = "UCS, NSP, NLTK; quanteda corrects some tables",
         .law = CORPUS_LAW_CHI2),
    TEST("chi2_yates", BOTH, "chi-squared with Yates' correction, signed",
         "Yates 1934, JRSS Suppl. 1(2)", .score = score_chi2_yates,
         .peers = "R chisq.test; UCS does not stop at 0", .law = CORPUS_LAW_CHI2),
    P_VALUE("fisher", BOTH, "-log10 p of Fisher's exact test, towards attraction/overuse",
            "Fisher 1934; Pedersen 1996", .score = score_fisher,
            .peers = "UCS; NSP and NLTK take the other tail", .law = CORPUS_LAW_NLOG10P,
            .costly = 1),
    P_VALUE("fisher_two", BOTH, "-log10 p of Fisher's exact test, two-sided",
            "Fisher 1934; two-sided as R's fisher.test", .score = score_fisher_two,
            .peers = "R fisher.test", .law = CORPUS_LAW_NLOG10P, .costly = 1),
    VALUE("odds_ratio", BOTH, "odds ratio, 1/2 added to each cell; 1 = independent",
          "Haldane 1956, Ann. Hum. Genet. 20(4)", .score = score_odds_ratio),
    VALUE("odds_ratio_raw", BOTH, "odds ratio, nothing added; 0 to inf",
          "Cornfield 1951; Everitt 1992", .score = score_odds_ratio_raw),
    VALUE("log_odds", BOTH, "natural log of odds_ratio; 0 = independent",
          "Haldane 1956, Ann. Hum. Genet. 20(4)", .score = cells_log_odds,
          .peers = "UCS (log10); NSP adds to empty cells only"),
    VALUE("diff_coef", BOTH, "difference of the rates by their sum; -1 to 1",
          "Yule 1944; Hofland & Johansson 1982", .score = score_diff_coef),
    VALUE("phi", BOTH, "signed root of chi2/n, a correlation; -1 to 1",
          "Yule 1912, JRSS 75(6)", .score = score_phi),
};

const struct measure_rows measures_both = MEASURE_ROWS(rows);
