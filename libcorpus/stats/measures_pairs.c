/* Measures of the association of two words u v. */
#include "stats/measures.h"
#include "stats/special.h"

#include <math.h>

/* A logarithm of the observed count is undefined without occurrences. */
static double if_seen(const struct corpus_cells *c, double score)
{
    return c->o11 > 0 ? score : NAN;
}

/* Information --------------------------------------------------------------------- */

static double score_mi(const struct corpus_cells *c)
{
    return if_seen(c, cells_log_ratio(c) * M_LOG2E);
}

static double score_mi2(const struct corpus_cells *c)
{
    return if_seen(c, log2(c->o11) + cells_log_ratio(c) * M_LOG2E);
}

static double score_mi3(const struct corpus_cells *c)
{
    return if_seen(c, 2 * log2(c->o11) + cells_log_ratio(c) * M_LOG2E);
}

static double score_local_mi(const struct corpus_cells *c)
{
    return c->o11 > 0 ? c->o11 * score_mi(c) : 0;
}

/* Sum O log2(O/E) is G2/2 in bits. */
static double score_avg_mi(const struct corpus_cells *c)
{
    return cells_g2(c) / (2 * c->n) * M_LOG2E;
}

static double score_npmi(const struct corpus_cells *c)
{
    if (c->o11 == 0)
        return -1;
    if (c->o11 == c->n)
        return 1;
    return cells_log_ratio(c) /
           -cells_log_quotient(c->o11, c->n, -(double)(c->counts.n - c->counts.o11));
}

static double score_mi_log_f(const struct corpus_cells *c)
{
    return if_seen(c, score_mi(c) * log1p(c->o11));
}

static double score_lfmd(const struct corpus_cells *c)
{
    return if_seen(c, 2 * log2(c->o11 / c->n) + cells_log_ratio(c) * M_LOG2E);
}

/* Tests --------------------------------------------------------------------------- */

static double score_t(const struct corpus_cells *c)
{
    return if_seen(c, c->d / sqrt(c->o11));
}

static double score_t_var(const struct corpus_cells *c)
{
    return if_seen(c, c->d / sqrt(c->o11 * (1 - c->o11 / c->n)));
}

static double score_z(const struct corpus_cells *c)
{
    return c->d / sqrt(c->e11);
}

static double score_z_cc(const struct corpus_cells *c)
{
    return cells_sign(c) * cells_half_less(c) / sqrt(c->e11);
}

static double score_z_dennis(const struct corpus_cells *c)
{
    return c->d / sqrt(c->e11 * (1 - c->e11 / c->n));
}

static double score_simple_ll(const struct corpus_cells *c)
{
    return cells_sign(c) * 2 * special_deviance(c->o11, c->e11, c->d);
}

static double score_poisson(const struct corpus_cells *c)
{
    return special_poisson_nlog10p(c->counts.o11, c->e11, c->d);
}

static double score_poisson_stirling(const struct corpus_cells *c)
{
    return c->o11 > 0 ? c->o11 * (cells_log_ratio(c) - 1) : 0;
}

static double score_poisson_stirling_log2(const struct corpus_cells *c)
{
    return c->o11 > 0 ? c->o11 * (cells_log_ratio(c) * M_LOG2E - 1) : 0;
}

static double score_quasthoff(const struct corpus_cells *c)
{
    return score_poisson_stirling(c) / log(c->n);
}

/* Overlap ------------------------------------------------------------------------- */

static double score_dice(const struct corpus_cells *c)
{
    return 2 * c->o11 / (c->r1 + c->c1);
}

static double score_logdice(const struct corpus_cells *c)
{
    return if_seen(c, 14 + log2(score_dice(c)));
}

static double score_jaccard(const struct corpus_cells *c)
{
    return c->o11 / (c->o11 + c->o12 + c->o21);
}

static double score_min_sensitivity(const struct corpus_cells *c)
{
    return c->o11 / fmax(c->r1, c->c1);
}

static double score_gmean(const struct corpus_cells *c)
{
    return c->o11 / (sqrt(c->r1) * sqrt(c->c1));
}

static double score_me(const struct corpus_cells *c)
{
    return c->o11 * score_dice(c);
}

static double score_mu(const struct corpus_cells *c)
{
    return c->o11 / c->e11;
}

/* Dependence of one word on the other --------------------------------------------- */

/* With 1/2 in every cell where one of the counts compared is 0: neither 0 nor infinity
 * would tell one occurrence in ten from one in a million. */
static double score_relative_risk(const struct corpus_cells *c)
{
    double half = c->o11 > 0 && c->o21 > 0 ? 0 : .5;

    return (c->o11 + half) * (c->r2 + 2 * half) / ((c->o21 + half) * (c->r1 + 2 * half));
}

static double score_delta_p_21(const struct corpus_cells *c)
{
    return cells_cross(c) / (c->r1 * c->r2);
}

static double score_delta_p_12(const struct corpus_cells *c)
{
    return cells_cross(c) / (c->c1 * c->c2);
}

static double score_yule_q(const struct corpus_cells *c)
{
    return cells_cross(c) / (c->o11 * c->o22 + c->o12 * c->o21);
}

static double score_lambda_z(const struct corpus_cells *c)
{
    return cells_log_odds(c) / sqrt(1 / (c->o11 + .5) + 1 / (c->o12 + .5) +
                                    1 / (c->o21 + .5) + 1 / (c->o22 + .5));
}

static const corpus_measure rows[] = {
    VALUE("mi", PAIRS | NGRAMS, "pointwise mutual information log2(O/E), bits",
          "Church & Hanks 1990, CL 16(1)", .score = score_mi,
          .peers = "Sketch Engine, CQPweb, NLTK, NSP; UCS log10, quanteda ln",
          .score_nway = nway_mi),
    VALUE("mi2", PAIRS, "log2(O^2/E), bits", "Daille 1994", .score = score_mi2),
    VALUE("mi3", PAIRS, "log2(O^3/E), bits", "Daille 1994; Oakes 1998",
          .score = score_mi3,
          .peers = "Sketch Engine, CQPweb; WordSmith and quanteda.extras differ"),
    VALUE("local_mi", PAIRS, "O log2(O/E), bits; 0 if O = 0", "Evert 2005",
          .score = score_local_mi),
    VALUE("avg_mi", PAIRS, "mutual information of the table, bits; 0 = independent",
          "Evert 2005", .score = score_avg_mi),
    VALUE("npmi", PAIRS, "mi by -log2(O/N); -1 never together, 0 independent, 1 only so",
          "Bouma 2009, GSCL", .score = score_npmi,
          .peers = "gensim, with token totals, so that it can exceed 1"),
    VALUE("mi_log_f", PAIRS, "log2(O/E) ln(O+1), salience of the Sketch Engine",
          "Kilgarriff et al. 2004; Lexical Computing 2015", .score = score_mi_log_f,
          .peers = "Sketch Engine"),
    TEST("t", PAIRS | NGRAMS, "t-score (O-E)/sqrt(O), p by the normal distribution",
         "Church et al. 1991", .score = score_t,
         .peers = "UCS, NSP, Sketch Engine, NLTK, CQPweb", .law = CORPUS_LAW_NORMAL,
         .score_nway = nway_t),
    TEST("t_var", PAIRS, "t-score with the full variance O (1 - O/N)",
         "Manning & Schuetze 1999, 5.3", .score = score_t_var, .peers = "mclm, Wordless",
         .law = CORPUS_LAW_NORMAL),
    TEST("z", PAIRS, "z-score (O-E)/sqrt(E)", "Dennis 1965; Evert 2005", .score = score_z,
         .peers = "UCS; CQPweb subtracts 1/2 (z_cc)", .law = CORPUS_LAW_NORMAL),
    TEST("z_cc", PAIRS, "z-score with |O-E| less 1/2, not below 0", "Evert 2005",
         .score = score_z_cc, .peers = "UCS; CQPweb halves a distance below 1/2",
         .law = CORPUS_LAW_NORMAL),
    TEST("z_dennis", PAIRS, "z-score (O-E)/sqrt(E (1 - E/N))", "Dennis 1965",
         .score = score_z_dennis, .law = CORPUS_LAW_NORMAL),
    TEST("simple_ll", PAIRS, "2 (O ln(O/E) - (O-E)), signed", "Evert 2008",
         .score = score_simple_ll, .law = CORPUS_LAW_CHI2),
    VALUE("poisson_stirling", PAIRS | NGRAMS, "O (ln(O/E) - 1); 0 if O = 0",
          "Quasthoff & Wolff 2002", .score = score_poisson_stirling, .peers = "UCS, NSP",
          .score_nway = nway_poisson_stirling),
    VALUE("poisson_stirling_log2", PAIRS, "O (log2(O/E) - 1), the form of NLTK",
          "Quasthoff & Wolff 2002", .score = score_poisson_stirling_log2,
          .peers = "NLTK"),
    VALUE("quasthoff", PAIRS, "O (ln(O/E) - 1) / ln N", "Quasthoff & Wolff 2002",
          .score = score_quasthoff, .peers = "Wordless"),
    VALUE("poisson", PAIRS, "-log10 P(X >= O), X Poisson with mean E",
          "Quasthoff & Wolff 2002; Evert 2005", .score = score_poisson,
          .peers = "UCS (Poisson.pv)", .costly = 1),
    P_VALUE("poisson", PAIRS, "the same as poisson: one-sided", "Evert 2005",
            .score = score_poisson, .law = CORPUS_LAW_NLOG10P, .costly = 1),
    VALUE("dice", PAIRS | NGRAMS, "2 O / (R1 + C1); 0 to 1", "Dice 1945; Smadja 1993",
          .score = score_dice, .score_nway = nway_dice),
    VALUE("logdice", PAIRS, "14 + log2(dice); at most 14, 1 more is twice as strong",
          "Rychly 2008, RASLAN", .score = score_logdice,
          .peers = "Sketch Engine, within a grammatical relation"),
    VALUE("jaccard", PAIRS, "O by the pairs with either word; 0 to 1", "Jaccard 1912",
          .score = score_jaccard),
    VALUE("min_sensitivity", PAIRS, "the smaller of O/R1 and O/C1; 0 to 1",
          "Pedersen & Bruce 1996", .score = score_min_sensitivity),
    VALUE("gmean", PAIRS, "O / sqrt(R1 C1); 0 to 1", "Evert 2005", .score = score_gmean),
    VALUE("relative_risk", PAIRS,
          "(O11/R1) / (O21/R2), 1/2 added if one is 0; 1 = independent", "Evert 2005",
          .score = score_relative_risk),
    VALUE("delta_p_21", PAIRS, "P(second | first) - P(second | not first); -1 to 1",
          "Allan 1980; Gries 2013, IJCL 18(1)", .score = score_delta_p_21),
    VALUE("delta_p_12", PAIRS, "P(first | second) - P(first | not second); -1 to 1",
          "Allan 1980; Gries 2013, IJCL 18(1)", .score = score_delta_p_12),
    VALUE("liddell", PAIRS, "difference of column proportions, as delta_p_12; -1 to 1",
          "Liddell 1976, Statistician 25(4)", .score = score_delta_p_12),
    VALUE("yule_q", PAIRS, "(ad - bc) / (ad + bc); -1 to 1", "Yule 1900",
          .score = score_yule_q),
    VALUE("mu", PAIRS, "O/E; 1 = independent", "Evert 2005", .score = score_mu),
    VALUE("me", PAIRS | NGRAMS, "mutual expectation O n O / (sum of the words' counts)",
          "Dias, Guillore & Lopes 1999", .score = score_me, .score_nway = nway_me),
    VALUE("lfmd", PAIRS, "3 log2 O - log2 R1 - log2 C1 - log2 N; ranks as mi3",
          "Thanopoulos et al. 2002, LREC", .score = score_lfmd, .peers = "text2vec"),
    VALUE("lambda", PAIRS | NGRAMS,
          "interaction of all words, ln, 1/2 added to each cell",
          "Blaheta & Johnson 2001", .score = cells_log_odds, .peers = "quanteda",
          .score_nway = nway_lambda),
    TEST("lambda_z", PAIRS | NGRAMS, "lambda by its standard error",
         "Blaheta & Johnson 2001", .score = score_lambda_z, .law = CORPUS_LAW_NORMAL,
         .score_nway = nway_lambda_z),
};

const struct measure_rows measures_pairs = MEASURE_ROWS(rows);
