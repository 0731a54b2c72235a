/* corpus-diff: what one source says more often than another.
 *
 * For each target one scan: terms that pass the filters are kept as ids and counts on
 * both sides, and what the tests over documents say, which needs the postings at hand.
 * Then m, the number of terms tested, is known; measures can be scored and adjusted.
 *
 * diff/counts.h says what is counted, diff/scores.h what is measured, diff/values.h how;
 * here is what a comparison does, one step after the other, and what a row shows. */
#include "diff/counts.h"
#include "diff/doc_sides.h"
#include "diff/scores.h"
#include "diff/sides.h"
#include "diff/values.h"
#include "diff/wordlist.h"
#include "shared/key.h"
#include "shared/listing.h"
#include "shared/measures.h"
#include "shared/meta.h"
#include "shared/note.h"
#include "shared/options.h"
#include "shared/report.h"
#include "shared/tables.h"
#include "shared/tool.h"

#include <math.h>
#include <string.h>

static const option_spec plot_specs[] = {
    PLOT_SPEC("log_ratio of the best terms with its interval (or what orders)"), {0}};

static const option_group groups[] = {{"Sides", sides_specs},
                                      {"Terms", query_specs},
                                      {"Measures", scores_specs},
                                      {"Picture", plot_specs},
                                      {"Output", common_specs},
                                      {0}};

static const tool_manual manual = {
    .operands = "[OPTION]... TABLE...",
    .purpose = "List what one source (or several) says more often than others.",
    .groups = groups,
    .notes =
        "Columns: target, term, freq_target, freq_reference, pm_target, pm_reference\n"
        "(per million), docs_target, docs_reference, the measures. Ordered by g2 where\n"
        "it is shown, else by the first measure: most typical of the target first.\n"
        "--min-count, --min-docs and --max-docs count both sides together (with a word\n"
        "list the target alone, and terms that only the list has are not shown). All\n"
        "terms that pass the filters are tested; their number m goes into _adj columns,\n"
        "and into intervals and lrc (corrected for m) unless --adjust none, but not into\n"
        "intervals of the bootstrap. Tests over documents need postings of the order and\n"
        "5 documents on each side; else their columns are empty. bursty is 1 where g2\n"
        "finds a difference at alpha and the Mann-Whitney test over documents does not.\n",
    .examples = {"corpus-diff --target herald --top 40 news.freq",
                 "corpus-diff --by party --each --min-docs 5 -o parties.tsv news.freq"}};

enum { PLOTTED = 40, PLOTTED_EACH = 10 }; /* rows of a target */

enum {
    TARGET, TERM, FREQ_TARGET, FREQ_REFERENCE, PM_TARGET, PM_REFERENCE, DOCS_TARGET,
    DOCS_REFERENCE, FIXED
};

static const column fixed[FIXED] = {
    {"target", COLUMN_TEXT, "the sources described", NULL, NULL, false},
    {"term", COLUMN_TERM, "word or n-gram", NULL, NULL, false},
    {"freq_target", COLUMN_COUNT, "occurrences in the target", "tokens", NULL, false},
    {"freq_reference", COLUMN_COUNT, "occurrences in the reference", "tokens", NULL,
     false},
    {"pm_target", COLUMN_REAL, "freq_target in a million n-grams of the order",
     "per million", NULL, false},
    {"pm_reference", COLUMN_REAL, "freq_reference in a million n-grams of the order",
     "per million", NULL, false},
    {"docs_target", COLUMN_COUNT, "documents of the target that have it", "documents",
     NULL, false},
    {"docs_reference", COLUMN_COUNT, "documents of the reference that have it",
     "documents", NULL, false}};

struct diff {
    tables tables;
    unsigned order;
    struct wordlist *reference; /* NULL: sources of the table are */
    struct scores scores;
    struct listing list; /* the fixed columns, then those of the scores that are shown */

    /* the comparison at hand */
    struct sides sides;
    struct counts counts;
    struct doc_sides *docs;
    corpus_measure_params params;
};

/* ---- columns ---------------------------------------------------------------------- */

/* Ordered by g2 where it is shown, else by the first score. */
static size_t usual_order(const struct listing *l)
{
    for (size_t i = FIXED; i < l->n_columns; i++)
        if (!strcmp(l->columns[i].name, "g2"))
            return i;
    return l->n_columns > FIXED ? FIXED : FREQ_TARGET;
}

static void make_columns(struct listing *l, const struct scores *s)
{
    listing_init(l, FIXED, s->n);
    l->n_columns = FIXED + s->shown;
    memcpy(l->columns, fixed, sizeof fixed);
    if (sides_asked.list)
        l->columns[DOCS_REFERENCE].kind = COLUMN_REAL; /* which can be empty */
    for (size_t i = 0; i < s->n; i++) {
        l->known[i].adjusted = scores_adjusted(&s->of[i]);
        if (i < s->shown)
            l->columns[FIXED + i] = scores_column(&s->of[i]);
    }
    listing_order(l, usual_order(l));
}

/* ---- rows ------------------------------------------------------------------------- */

static void fill_counts(const struct counts *c, size_t term, cell cells[])
{
    const uint64_t *freq = counts_freq(c, term), *docs = c->of[term].docs;

    for (unsigned side = 0; side < 2; side++) {
        cells[FREQ_TARGET + side] = cell_count(freq[side]);
        cells[PM_TARGET + side] =
            cell_real(1e6 * (double)freq[side] / (double)c->total[side]);
        cells[DOCS_TARGET + side] = cell_count(docs[side]);
    }
    if (c->list)
        cells[DOCS_REFERENCE] = cell_real(NAN);
}

static uint64_t key_of(const void *diff, size_t term, size_t by)
{
    const struct diff *d = diff;
    cell cells[FIXED];

    if (by == TARGET)
        return 0; /* all rows have the same */
    if (by == TERM)
        return term;
    fill_counts(&d->counts, term, cells);
    return column_key(&d->list.columns[by], cells[by]);
}

static void measure_terms(const void *diff, const size_t terms[], size_t n,
                          const struct chosen *chosen, size_t at, corpus_2x2 t[])
{
    const struct diff *d = diff;

    values_compute(&d->scores, &d->counts, &d->params, terms, n, chosen, at, t);
}

static void make_row(const void *diff, size_t term, const corpus_2x2 *t, cell cells[])
{
    const struct diff *d = diff;

    (void)t;
    cells[TARGET] = cell_text(d->sides.target.data, d->sides.target.len);
    fill_counts(&d->counts, term, cells);
}

static void open_list(struct diff *d)
{
    struct listing *l = &d->list;

    make_columns(l, &d->scores);
    l->tables = &d->tables;
    l->terms = &d->counts.terms;
    l->term = TERM;
    l->user = d;
    l->key = key_of;
    l->score = measure_terms;
    l->row = make_row;
}

/* ---- a comparison ----------------------------------------------------------------- */

static void test_documents(struct diff *d)
{
    const struct doc_results *results;
    size_t n = doc_sides_test(d->docs, &results);

    values_keep(&d->list, &d->scores, results, n);
}

static void collect(struct diff *d)
{
    const corpus_posting *list;
    tables_scan scan;
    corpus_row row;
    size_t n;

    tables_scan_open(&scan, &d->tables, d->order);
    while (tables_scan_next(&scan, &row)) {
        if (!counts_add(&d->counts, &d->sides, &row, &scan) || !d->docs)
            continue;
        tables_scan_postings(&scan, &list, &n);
        if (doc_sides_add(d->docs, list, n))
            test_documents(d);
    }
    tables_scan_close(&scan);
    if (d->docs)
        test_documents(d);
    else
        values_keep(&d->list, &d->scores, NULL, d->counts.terms.n);
}

/* What has to be known of every term: the column that orders, adjusted p-values, and
 * verdicts, which are made of these. */
static void score_terms(struct diff *d)
{
    bool corrected = measure_options.adjust != CORPUS_ADJUST_NONE;
    size_t m = d->counts.terms.n;

    measure_params(&d->params, corrected ? (double)m : 1);
    if (d->params.prior_kind == CORPUS_PRIOR_FLAT)
        d->params.types = counts_types(&d->counts, &d->sides, &d->tables);
    values_measure(&d->list, &d->scores, &d->counts, &d->params);
    listing_adjust(&d->list, &m);
    values_judge(&d->list, &d->scores);
}

static void say_what(const struct diff *d, report *out, struct text *ms)
{
    struct text said = {0}, note = {0};
    size_t m = d->counts.terms.n;
    bool adjusted = measure_options.adjust != CORPUS_ADJUST_NONE;

    text_printf(&said, "; n = %llu in the target, %llu in the reference",
                (unsigned long long)d->counts.total[0],
                (unsigned long long)d->counts.total[1]);
    if (d->scores.need & (NEED_PERMUTATION | NEED_BOOTSTRAP))
        text_printf(&said, "; %llu resamples, seed %llu",
                    (unsigned long long)scores_asked.resamples,
                    (unsigned long long)scores_asked.seed);
    if (!common.quiet)
        tool_say("%s: m = %zu terms tested, %s%s%s", tool_quote(d->sides.target.data), m,
                 adjusted ? "adjusted by " : "not adjusted",
                 adjusted ? corpus_adjust_name(measure_options.adjust) : "", said.data);
    text_printf(&note, "%s: ", d->sides.target.data);
    if (adjusted)
        note_adjusted(&note, (int)measure_options.adjust, m);
    else
        text_printf(&note, "not adjusted, m = %zu", m);
    text_printf(&note, " terms tested%s.", said.data);
    report_note(out, note.data);
    text_printf(ms, "%s%s: %zu", ms->len ? "; " : "", d->sides.target.data, m);
    text_free(&said);
    text_free(&note);
}

/* What intervals there are hold for: those of the bootstrap for each term by itself. */
static void note_levels(const struct diff *d, struct text *s)
{
    if (measure_levels_shown(d->list.columns, d->list.n_columns))
        text_printf(s, " Intervals and lrc are %s, alpha = %g.",
                    d->params.family > 1 ? "corrected for m" : "not corrected",
                    measure_options.alpha);
    else if (measure_shown(d->list.columns, d->list.n_columns, "bursty"))
        text_printf(s, " alpha = %g.", measure_options.alpha);
    if (measure_shown(d->list.columns, d->list.n_columns, "bootstrap_lo") ||
        measure_shown(d->list.columns, d->list.n_columns, "bootstrap_hi"))
        text_printf(s, " Bootstrap intervals are not corrected, alpha = %g.",
                    measure_options.alpha);
}

/* What a reader of a paper has to know. */
static void describe(const struct diff *d, report *out)
{
    struct text s = {0};

    sides_describe(&d->sides, &s);
    text_printf(&s, ", by %s", d->list.columns[d->list.by].name);
    report_caption(out, s.data);
    text_clear(&s);
    note_levels(d, &s);
    measure_note(&s, d->list.columns, d->list.n_columns);
    note_filters(&s);
    note_columns(&s, d->list.columns, d->list.n_columns);
    note_counted(&s, d->tables.table);
    report_note(out, s.len ? s.data + 1 : "");
    text_free(&s);
}

/* The size of differences says more than how sure they are. */
static void plot(const struct diff *d, report *out)
{
    const struct listing *l = &d->list;
    int ratio = picture_column(l->columns, l->n_columns, "log_ratio");
    struct picture_plan plan = {.kind = PICTURE_INTERVALS,
                                .label = sides_asked.each ? TARGET : TERM,
                                .more_label = sides_asked.each ? TERM : -1,
                                .between = ": ",
                                .x = ratio,
                                .y = -1,
                                .lo = -1,
                                .hi = -1,
                                .rows = sides_asked.each ? PLOTTED_EACH : PLOTTED};

    if (ratio < 0) {
        plan.x = picture_number(l->columns, l->by, FREQ_TARGET);
    } else {
        plan.lo = picture_column(l->columns, l->n_columns, "log_ratio_lo");
        plan.hi = picture_column(l->columns, l->n_columns, "log_ratio_hi");
    }
    report_plot(out, &plan);
}

static void compare(struct diff *d, unsigned each, report *out, struct text *ms)
{
    sides_choose(&d->sides, &d->tables, each);
    if (!counts_begin(&d->counts, &d->sides, &d->tables, d->order))
        return;
    d->docs = doc_sides_open(&d->tables, d->order, &d->sides, &d->scores);
    collect(d);
    score_terms(d);
    listing_print(&d->list, out);
    say_what(d, out, ms);
    doc_sides_free(d->docs);
    d->docs = NULL;
}

static void close_all(struct diff *d)
{
    listing_free(&d->list);
    scores_free(&d->scores);
    counts_free(&d->counts);
    sides_free(&d->sides);
    wordlist_free(d->reference);
    tables_close(&d->tables);
}

int main(int argc, char **argv)
{
    struct diff d = {0};
    struct text ms = {0};
    char **operands;
    report *out;
    size_t n;

    tool_start("corpus-diff");
    n = options_parse(&manual, argc, argv, &operands);
    if (sides_asked.each && sides_asked.target.n)
        tool_wrong("--each has every source as a target: it does not go with --target");
    if (sides_asked.list && sides_asked.reference.n)
        tool_wrong("--reference and --reference-list exclude each other");
    d.order = query.order;
    scores_choose(&d.scores, !sides_asked.list);
    open_list(&d);
    measure_params(&d.params, 1); /* wrong usage shows before the work */
    tables_open(&d.tables, operands, n);
    d.tables.some_groups = true;
    if (sides_asked.list)
        d.counts.list = d.reference = wordlist_read(sides_asked.list);
    tables_check_order(&d.tables, d.order);
    sides_choose(&d.sides, &d.tables, 0);

    out = report_open(d.list.columns, d.list.n_columns);
    plot(&d, out);
    for (unsigned i = 0; i < (sides_asked.each ? d.tables.n_groups : 1); i++)
        compare(&d, i, out, &ms);
    report_minor(out, "pm_target pm_reference docs_target docs_reference log_ratio_lo "
                      "log_ratio_hi g2_nlog10p");
    describe(&d, out);
    report_close(out);
    text_add(&ms, "", 0);
    meta_write(&manual, d.list.columns, d.list.n_columns, &d.tables,
               (struct meta_fact[]){{"m", ms.data}, {0}});
    text_free(&ms);
    close_all(&d);
    return tool_finish();
}
