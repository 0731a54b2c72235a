#include "shared/measures.h"
#include "shared/near.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct measure_options measure_options = {
    .adjust = CORPUS_ADJUST_BH, .alpha = .05, .k = 1, .prior = "500"};

/* ---- parameters ------------------------------------------------------------------- */

static double parse_prior(const char *s)
{
    char *end;
    double value = strtod(s, &end);

    if (!*s || *end || s[strspn(s, "0123456789.eE+-")] || !isfinite(value) || value <= 0)
        tool_wrong("--prior takes a number above 0, or flat: and a number, not '%s'",
                   tool_quote(measure_options.prior));
    return value;
}

void measure_params(corpus_measure_params *params, double family)
{
    bool flat = !strncmp(measure_options.prior, "flat:", 5);

    corpus_measure_params_default(params);
    if (!(measure_options.alpha > 0 && measure_options.alpha < 1))
        tool_wrong("--alpha takes a number between 0 and 1, not %g",
                   measure_options.alpha);
    if (measure_options.k < 0)
        tool_wrong("--k takes a number from 0 up, not %g", measure_options.k);
    params->alpha = measure_options.alpha;
    params->k = measure_options.k;
    params->family = family > 1 ? family : 1;
    params->prior_kind = flat ? CORPUS_PRIOR_FLAT : CORPUS_PRIOR_POOLED;
    params->prior = parse_prior(measure_options.prior + (flat ? 5 : 0));
}

bool measure_shown(const column columns[], size_t n, const char *begin)
{
    for (size_t i = 0; i < n; i++)
        if (!strncmp(columns[i].name, begin, strlen(begin)))
            return true;
    return false;
}

bool measure_levels_shown(const column columns[], size_t n)
{
    return measure_shown(columns, n, "lrc") || measure_shown(columns, n, "log_ratio_lo") ||
           measure_shown(columns, n, "log_ratio_hi") ||
           measure_shown(columns, n, "log_ratio_walter");
}

void measure_note(struct text *t, const column columns[], size_t n)
{
    bool flat = !strncmp(measure_options.prior, "flat:", 5);

    if (measure_shown(columns, n, "simple_maths"))
        text_printf(t, " k = %g.", measure_options.k);
    if (measure_shown(columns, n, "dirichlet"))
        text_printf(t, " Prior of %s %s.", measure_options.prior + (flat ? 5 : 0),
                    flat ? "for each word" : "pseudo-tokens");
}

size_t measure_adjust(double nlog10p[], size_t n)
{
    size_t tested = 0;
    int err = corpus_adjust((enum corpus_adjust_method)measure_options.adjust, n,
                            nlog10p, nlog10p, &tested);

    if (err)
        tool_die("%s", corpus_strerror(err));
    return tested;
}

/* ---- names ------------------------------------------------------------------------ */

/* What other programs call them. */
static const char *elsewhere(const char *name)
{
    static const char *const pairs[][2] = {
        {"ll", "g2"}, {"llr", "g2"}, {"loglikelihood", "g2"}, {"log_likelihood", "g2"},
        {"lr", "g2"}, {"likelihood_ratio", "g2"}, {"keyness", "g2"}, {"pmi", "mi"},
        {"chisq", "chi2"}, {"chi_sq", "chi2"}, {"student_t", "t"}, {"raw_freq", "freq"},
        {"phi_sq", "phi"}, {"hardie", "log_ratio_hardie"}, {"odds", "odds_ratio"}};

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (!strcmp(pairs[i][0], name))
            return pairs[i][1];
    return NULL;
}

static void add_close(struct text *t, const char *name, const char *known, size_t *n)
{
    size_t len = strlen(name);

    if (*n >= 6 || (!is_near(name, known) && (len < 3 || strncmp(known, name, len))))
        return;
    text_printf(t, "%s%s", (*n)++ ? ", " : "", known);
}

void measure_unknown(const char *name, const char *const more[])
{
    struct text close = {0};
    const char *known = elsewhere(name);
    size_t n = 0;

    if (known)
        add_close(&close, known, known, &n);
    for (size_t i = 0; i < corpus_measure_count() && !known; i++)
        add_close(&close, name, corpus_measure_at(i)->name, &n);
    for (; more && *more && !known; more++)
        add_close(&close, name, *more, &n);
    if (n)
        tool_wrong("no measure '%s'; did you mean %s? corpus-score --list names all",
                   tool_quote(name), close.data);
    tool_wrong("no measure '%s'; corpus-score --list names them all", tool_quote(name));
}

const corpus_measure *measure_find(const char *name, unsigned kinds, const char *what)
{
    const corpus_measure *m = corpus_measure_find(name);

    if (m && !(m->kinds & kinds))
        tool_wrong("measure '%s' is not defined for %s; corpus-score --list says for "
                   "what", tool_quote(name), what);
    return m;
}

const corpus_measure *measure_named(const char *name, unsigned kinds, const char *what)
{
    const corpus_measure *m = measure_find(name, kinds, what);

    if (!m)
        measure_unknown(name, NULL);
    return m;
}

column measure_column(const corpus_measure *m)
{
    return (column){m->name, COLUMN_REAL, m->meaning, NULL, m->source, false};
}
