/* Measures of how a term differs between two sources: columns target and reference, rows
 * the term and everything else. */
#include "stats/measures.h"
#include "corpus/adjust.h"
#include "stats/special.h"

#include <math.h>

/* Rates are undefined for a source without tokens. */
static int has_tokens(const struct corpus_cells *c)
{
    return c->c1 > 0 && c->c2 > 0;
}

/* The quantile for an interval that holds for all m terms together (Sidak). */
static double z_of(const corpus_measure_params *p)
{
    return special_normal_upper(corpus_sidak(p->alpha, p->family) / 2);
}

/* Effect size --------------------------------------------------------------------- */

/* ln of (f1 + 1/2) (n2 + 1/2) / ((f2 + 1/2) (n1 + 1/2)), exact also for close rates. */
static double walter(const struct corpus_cells *c)
{
    double target = (c->o11 + .5) * (c->c2 + .5);
    double reference = (c->o12 + .5) * (c->c1 + .5);
    double difference = cells_cross(c) + .5 * ((c->o11 - c->o12) + (c->c2 - c->c1));

    if (!has_tokens(c))
        return NAN;
    return fabs(difference) < .5 * reference ? log1p(difference / reference)
                                             : log(target / reference);
}

static double score_log_ratio(const struct corpus_cells *c)
{
    return walter(c) * M_LOG2E;
}

/* The variance that goes with Walter's estimate: 1/(f1+1/2) - 1/(n1+1/2) + 1/(f2+1/2) -
 * 1/(n2+1/2) (Pettigrew, Gart & Thomas 1986, Biometrika 73(2)). */
static double walter_error(const struct corpus_cells *c)
{
    return sqrt((c->c1 - c->o11) / ((c->o11 + .5) * (c->c1 + .5)) +
                (c->c2 - c->o12) / ((c->o12 + .5) * (c->c2 + .5)));
}

static double score_log_ratio_walter_lo(const struct corpus_cells *c,
                                 const corpus_measure_params *p)
{
    return (walter(c) - z_of(p) * walter_error(c)) * M_LOG2E;
}

static double score_log_ratio_walter_hi(const struct corpus_cells *c,
                                 const corpus_measure_params *p)
{
    return (walter(c) + z_of(p) * walter_error(c)) * M_LOG2E;
}

/* ln of the rates' ratio for the counts f1 and f2, which stand in for zeros. */
static double hardie(const struct corpus_cells *c, double f1, double f2)
{
    if (f1 == 0)
        return -INFINITY;
    if (f1 == c->o11 && f2 == c->o12)
        return cells_log_quotient(f1 * c->c2, f2 * c->c1, cells_cross(c));
    return log(f1 / c->c1 / (f2 / c->c2));
}

static double half_if_zero(double f)
{
    return f > 0 ? f : .5;
}

static double score_log_ratio_hardie(const struct corpus_cells *c)
{
    return has_tokens(c) && c->r1 > 0
               ? hardie(c, c->o11, half_if_zero(c->o12)) * M_LOG2E
               : NAN;
}

static double hardie_bound(const struct corpus_cells *c, double z)
{
    double f1 = half_if_zero(c->o11), f2 = half_if_zero(c->o12);
    double error = sqrt(c->o21 / (c->c1 * f1) + c->o22 / (c->c2 * f2));

    return has_tokens(c) && c->r1 > 0 ? (hardie(c, f1, f2) + z * error) * M_LOG2E : NAN;
}

static double score_log_ratio_lo(const struct corpus_cells *c,
                                        const corpus_measure_params *p)
{
    return hardie_bound(c, -z_of(p));
}

static double score_log_ratio_hi(const struct corpus_cells *c,
                                        const corpus_measure_params *p)
{
    return hardie_bound(c, z_of(p));
}

/* Bounds of the log ratio, from those of Clopper and Pearson for f1 out of f1 + f2. */
static double ratio_lower(const struct corpus_cells *c, double alpha)
{
    return (special_beta_log_odds(alpha, c->o11, c->o12 + 1) + log(c->c2 / c->c1)) *
           M_LOG2E;
}

static double ratio_upper(const struct corpus_cells *c, double alpha)
{
    return (special_beta_log_odds_upper(alpha, c->o11 + 1, c->o12) + log(c->c2 / c->c1)) *
           M_LOG2E;
}

/* 1 if the bound is on the other side of equal rates, so that the score is 0: one tail at
 * that point tells, and saves the quantile for most terms. */
static int bound_crosses(double f, double other, double n, double n_other, double alpha)
{
    double x = n / (n + n_other), y = n_other / (n + n_other), lower, upper;

    if (f == 0)
        return 1;
    special_beta_tails(f, other + 1, x, y, f * y - (other + 1) * x, &lower, &upper);
    return lower >= log(alpha);
}

static double score_lrc(const struct corpus_cells *c, const corpus_measure_params *p)
{
    double alpha = p->alpha / 2 / p->family;

    if (!has_tokens(c))
        return NAN;
    if (c->d >= 0)
        return bound_crosses(c->o11, c->o12, c->c1, c->c2, alpha)
                   ? 0
                   : fmax(ratio_lower(c, alpha), 0);
    return bound_crosses(c->o12, c->o11, c->c2, c->c1, alpha)
               ? 0
               : fmin(ratio_upper(c, alpha), 0);
}

static double score_lrc_positive(const struct corpus_cells *c,
                                 const corpus_measure_params *p)
{
    return has_tokens(c) ? ratio_lower(c, p->alpha / p->family) : NAN;
}

static double score_rate_ratio(const struct corpus_cells *c)
{
    return c->o11 * c->c2 / (c->o12 * c->c1);
}

static double score_pct_diff(const struct corpus_cells *c)
{
    double f2 = half_if_zero(c->o12);

    if (c->r1 == 0 || !has_tokens(c))
        return NAN;
    if (c->o12 > 0)
        return 100 * cells_cross(c) / (c->c1 * f2);
    return 100 * (c->o11 * c->c2 / (c->c1 * f2) - 1);
}

static double score_simple_maths(const struct corpus_cells *c,
                                 const corpus_measure_params *p)
{
    return (1e6 * c->o11 / c->c1 + p->k) / (1e6 * c->o12 / c->c2 + p->k);
}

/* Tests --------------------------------------------------------------------------- */

/* The two cells of the term alone. */
static double two_term_g2(const struct corpus_cells *c)
{
    return 2 * (special_deviance(c->o11, c->e11, c->d) +
                special_deviance(c->o12, c->e12, -c->d));
}

static double score_g2_2term(const struct corpus_cells *c)
{
    return cells_sign(c) * two_term_g2(c);
}

static double score_chi2_2term(const struct corpus_cells *c)
{
    return cells_sign(c) * c->d * c->d * (1 / c->e11 + 1 / c->e12);
}

static double score_williams(const struct corpus_cells *c)
{
    double q = 1 + (c->n / c->r1 + c->n / c->r2 - 1) * (c->n / c->c1 + c->n / c->c2 - 1) /
                       (6 * c->n);

    return isfinite(q) ? cells_sign(c) * cells_g2(c) / q : NAN;
}

static double score_bic(const struct corpus_cells *c)
{
    return cells_g2(c) - log(c->n);
}

static double score_bic_2term(const struct corpus_cells *c)
{
    return two_term_g2(c) - log(c->n);
}

/* With an expected value of 1 or less, the logarithm would turn the effect's sign. */
static double score_ell(const struct corpus_cells *c)
{
    double least = fmin(c->e11, c->e12);

    return least > 1 ? two_term_g2(c) / (c->n * log(least)) : NAN;
}

/* Log odds with a Dirichlet prior --------------------------------------------------- */

struct posterior {
    double y1, y2;       /* occurrences of the term, with its pseudo-tokens */
    double rest1, rest2; /* of everything else */
    double all;          /* alpha_0, all pseudo-tokens */
    double surplus;      /* the term's own, less its share of both sources */
};

static struct posterior add_prior(const struct corpus_cells *c,
                                  const corpus_measure_params *p)
{
    double all = p->prior, own = 0;

    switch (p->prior_kind) {
    case CORPUS_PRIOR_POOLED:
        own = all * (c->r1 / c->n);
        break;
    case CORPUS_PRIOR_FLAT:
        own = p->types ? p->prior : NAN;
        all = p->prior * (double)p->types;
        break;
    case CORPUS_PRIOR_GIVEN:
        own = p->prior_of ? *p->prior_of : NAN;
        break;
    }
    return (struct posterior){
        c->o11 + own, c->o12 + own,
        c->o21 + (all - own), c->o22 + (all - own),
        all, p->prior_kind == CORPUS_PRIOR_POOLED ? 0 : own - all * (c->r1 / c->n),
    };
}

/* ln of y1 rest2 / (y2 rest1). Their difference is d (n + 2 alpha_0) for a pooled prior,
 * which keeps the last digits where the two sources hardly differ; a prior with another
 * share of the term adds the rest. */
static double posterior_log_odds(const struct corpus_cells *c, const struct posterior *s)
{
    double target = s->y1 * s->rest2, reference = s->y2 * s->rest1;
    double difference = c->d * (c->n + 2 * s->all) + s->surplus * (c->c2 - c->c1);

    return fabs(difference) < .5 * reference ? log1p(difference / reference)
                                             : log(target / reference);
}

static double score_dirichlet(const struct corpus_cells *c,
                              const corpus_measure_params *p)
{
    struct posterior s = add_prior(c, p);

    return posterior_log_odds(c, &s);
}

static double score_dirichlet_z(const struct corpus_cells *c,
                                const corpus_measure_params *p)
{
    struct posterior s = add_prior(c, p);

    return posterior_log_odds(c, &s) / sqrt(1 / s.y1 + 1 / s.y2);
}

static double score_dirichlet_z4(const struct corpus_cells *c,
                                 const corpus_measure_params *p)
{
    struct posterior s = add_prior(c, p);

    return posterior_log_odds(c, &s) /
           sqrt(1 / s.y1 + 1 / s.y2 + 1 / s.rest1 + 1 / s.rest2);
}

static const corpus_measure rows[] = {
    VALUE("log_ratio", SOURCES,
          "log2 of the rates' ratio, 1/2 added; 1 is twice as often",
          "Walter 1975, Biometrika 62(2); Hardie 2014", .score = score_log_ratio,
          .peers = "corpora (R); pandas-association-measures adds 0.001"),
    VALUE("log_ratio_lo", SOURCES, "lower bound, for all m terms together; no count is 1/2",
          "Hardie 2014; CQPweb", .score_with = score_log_ratio_lo, .peers = "CQPweb"),
    VALUE("log_ratio_hi", SOURCES, "upper bound, for all m terms together; no count is 1/2",
          "Hardie 2014; CQPweb", .score_with = score_log_ratio_hi, .peers = "CQPweb"),
    VALUE("log_ratio_hardie", SOURCES,
          "log2 of the rates' ratio, no reference count is 1/2", "Hardie 2014; CQPweb",
          .score = score_log_ratio_hardie,
          .peers = "CQPweb; quanteda.extras and Wordless treat 0 otherwise"),
    VALUE("log_ratio_walter_lo", SOURCES, "lower bound around Walter's estimate",
          "Pettigrew, Gart & Thomas 1986", .score_with = score_log_ratio_walter_lo),
    VALUE("log_ratio_walter_hi", SOURCES, "upper bound around Walter's estimate",
          "Pettigrew, Gart & Thomas 1986", .score_with = score_log_ratio_walter_hi),
    VALUE("lrc", SOURCES, "conservative log ratio: bound nearer 0 at 1 - alpha/m, bits",
          "Evert 2022", .score_with = score_lrc,
          .peers = "corpora (R); CQPweb takes the bound of log_ratio_hardie",
          .costly = 1),
    VALUE("lrc_positive", SOURCES,
          "lower bound of the log ratio, one-sided alpha/m, bits", "Evert 2022",
          .score_with = score_lrc_positive, .costly = 1),
    TEST("g2_2term", SOURCES, "log-likelihood of the term's two cells, signed (UCREL)",
         "Rayson & Garside 2000", .score = score_g2_2term,
         .peers = "UCREL wizard, WordSmith, AntConc (2-term)", .law = CORPUS_LAW_CHI2),
    TEST("chi2_2term", SOURCES, "chi-squared of the term's two cells, signed",
         "Rayson, Berridge & Francis 2004", .score = score_chi2_2term,
         .law = CORPUS_LAW_CHI2),
    TEST("williams", SOURCES, "g2 with Williams' correction, signed",
         "Williams 1976, Biometrika 63(1)", .score = score_williams,
         .law = CORPUS_LAW_CHI2),
    VALUE("pct_diff", SOURCES, "100 (p1 - p2) / p2, no reference count is 1/2",
          "Gabrielatos & Marchi 2011", .score = score_pct_diff,
          .peers = "AntConc; Wordless gives inf"),
    VALUE("bic", SOURCES, "|g2| - ln N; below 0 for no difference, over 10 very strong",
          "Wilson 2013", .score = score_bic),
    VALUE("bic_2term", SOURCES, "|g2_2term| - ln N, as UCREL and WordSmith",
          "Wilson 2013", .score = score_bic_2term,
          .peers = "UCREL wizard, WordSmith, Wordless"),
    VALUE("ell", SOURCES, "|g2_2term| / (N ln Emin); 0 to 1, undefined for Emin <= 1",
          "Johnston, Berry & Mielke 2006", .score = score_ell, .peers = "UCREL wizard"),
    VALUE("simple_maths", SOURCES, "(rate1 + k) / (rate2 + k), rates per million",
          "Kilgarriff 2009", .score_with = score_simple_maths,
          .peers = "Sketch Engine (k = 1), LancsBox (k = 100)"),
    VALUE("dirichlet", SOURCES, "log odds ratio with a Dirichlet prior, ln",
          "Monroe, Colaresi & Quinn 2008", .score_with = score_dirichlet),
    TEST("dirichlet_z", SOURCES, "dirichlet by its standard error, two-term variance",
         "Monroe, Colaresi & Quinn 2008", .score_with = score_dirichlet_z,
         .peers = "tidylo, with all sources as the prior", .law = CORPUS_LAW_NORMAL),
    TEST("dirichlet_z4", SOURCES, "dirichlet by its standard error, four-term variance",
         "Monroe, Colaresi & Quinn 2008; Scattertext", .score_with = score_dirichlet_z4,
         .law = CORPUS_LAW_NORMAL),
    VALUE("rate_ratio", SOURCES, "p1 / p2; 1 = same rate, up to inf", "Kilgarriff 2001",
          .score = score_rate_ratio),
};

const struct measure_rows measures_sources = MEASURE_ROWS(rows);
