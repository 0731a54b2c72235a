#include "diff/scores.h"
#include "shared/measures.h"

#include <stdlib.h>
#include <string.h>

/* ---- verdicts --------------------------------------------------------------------- */

static double bursty(double tokens, double documents, double bar)
{
    return tokens >= bar && documents < bar;
}

static const struct verdict verdicts[] = {
    {{"bursty", COLUMN_REAL,
      "1: g2_nlog10p_adj is significant, mw_nlog10p_adj is not; 0: else", NULL,
      "Lijffijt et al. 2016, DSH 31(2)", false},
     {"g2_nlog10p_adj", "mw_nlog10p_adj"},
     bursty},
};

enum { VERDICTS = sizeof verdicts / sizeof *verdicts };

static const struct verdict *find_verdict(const char *name)
{
    for (size_t i = 0; i < VERDICTS; i++)
        if (!strcmp(verdicts[i].column.name, name))
            return &verdicts[i];
    return NULL;
}

/* ---- tests over documents --------------------------------------------------------- */

/* What --test shows: those of 0 without the option. */
static const struct {
    const char *name;
    const char *columns[3];
} tests[] = {
    {"default", {"mw_nlog10p_adj", "bursty"}},
    {"mann-whitney", {"mw_nlog10p_adj", "bursty"}},
    {"welch", {"welch_t_nlog10p_adj"}},
    {"permutation", {"permutation_nlog10p_adj"}},
    {"bootstrap", {"bootstrap_lo", "bootstrap_hi"}},
};

static const char *test_name(int test)
{
    return test >= 0 && test < (int)(sizeof tests / sizeof *tests) ? tests[test].name
                                                                   : NULL;
}

/* ---- options ---------------------------------------------------------------------- */

struct scores_asked scores_asked = {.resamples = 1000, .seed = 1};

const option_spec scores_specs[] = {
    MEASURE_SPEC("log_ratio, log_ratio_lo, log_ratio_hi, lrc, g2, g2_nlog10p, "
                 "g2_nlog10p_adj, mw_nlog10p_adj, bursty"),
    {.name = "test", .arg = "NAME", .kind = OPTION_NAME, .where = &scores_asked.test,
     .names = test_name, .shown = "mann-whitney",
     .help = "test over documents: mann-whitney, welch, permutation or bootstrap"},
    {.name = "resamples", .arg = "B", .kind = OPTION_COUNT,
     .where = &scores_asked.resamples, .min = 1, .max = 10000000,
     .help = "of permutation and bootstrap"},
    {.name = "seed", .arg = "S", .kind = OPTION_COUNT, .where = &scores_asked.seed,
     .help = "of permutation and bootstrap"},
    ADJUST_SPEC,
    ALPHA_SPEC,
    K_SPEC,
    PRIOR_SPEC,
    {0}};

/* ---- the choice ------------------------------------------------------------------- */

static void add_score(struct scores *s, const char *name)
{
    struct score *score = &s->of[s->n++];

    *score = (struct score){.verdict = find_verdict(name)};
    if (!score->verdict && !(score->doc = doc_measure_find(name)) &&
        !(score->measure = measure_find(name, CORPUS_SOURCES, "two sources")))
        measure_unknown(name, doc_measure_names());
    if (score->doc)
        s->need |= score->doc->need;
}

/* Those that are not there yet. */
static void add_names(struct scores *s, const char *const names[])
{
    for (; *names; names++)
        if (scores_find(s, *names) == SIZE_MAX)
            add_score(s, *names);
}

/* What verdicts need and nobody asked to see. */
static void add_hidden(struct scores *s)
{
    s->shown = s->n;
    for (size_t i = 0; i < s->shown; i++)
        for (size_t k = 0; s->of[i].verdict && k < 2; k++)
            if (scores_find(s, s->of[i].verdict->of[k]) == SIZE_MAX)
                add_score(s, s->of[i].verdict->of[k]);
}

void scores_choose(struct scores *s, bool documents)
{
    static const char *const usual[] = {"log_ratio", "log_ratio_lo", "log_ratio_hi",
                                        "lrc", "g2", "g2_nlog10p", "g2_nlog10p_adj",
                                        NULL};
    const struct option_list *names = &measure_options.names;

    s->of = tool_alloc((names->n + 10 + 2 * VERDICTS) * sizeof *s->of);
    for (size_t i = 0; i < names->n; i++)
        add_score(s, names->items[i]);
    if (!names->n)
        add_names(s, usual);
    s->asked = s->need || scores_asked.test;
    if (scores_asked.test || (!names->n && documents))
        add_names(s, tests[scores_asked.test].columns);
    add_hidden(s);
    if (!documents && s->need)
        tool_wrong("a word list has no documents: --reference-list goes with no test "
                   "over documents");
}

void scores_free(struct scores *s)
{
    free(s->of);
}

size_t scores_find(const struct scores *s, const char *name)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct score *score = &s->of[i];

        if (!strcmp(score->doc       ? score->doc->name
                    : score->measure ? score->measure->name
                                     : score->verdict->column.name,
                    name))
            return i;
    }
    return SIZE_MAX;
}

column scores_column(const struct score *s)
{
    return s->doc       ? doc_measure_column(s->doc)
           : s->measure ? measure_column(s->measure)
                        : s->verdict->column;
}

bool scores_adjusted(const struct score *s)
{
    return (s->measure && s->measure->column == CORPUS_NLOG10P_ADJ) ||
           (s->doc && s->doc->column == CORPUS_NLOG10P_ADJ);
}
