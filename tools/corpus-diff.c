/* corpus-diff: what one source says more often than another.
 *
 * For each target one scan: terms that pass the filters are kept as ids and counts on
 * both sides, and what the tests over documents say, which needs the postings at hand.
 * Then m, the number of terms tested, is known; measures can be scored and adjusted. */
#include "diff/doc_sides.h"
#include "diff/sides.h"
#include "diff/wordlist.h"
#include "shared/alike.h"
#include "shared/doc_measures.h"
#include "shared/measures.h"
#include "shared/meta.h"
#include "shared/note.h"
#include "shared/options.h"
#include "shared/order.h"
#include "shared/ranking.h"
#include "shared/report.h"
#include "shared/tables.h"
#include "shared/terms.h"
#include "shared/tool.h"
#include "shared/workers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum test {
    TEST_DEFAULT,
    TEST_MANN_WHITNEY,
    TEST_WELCH,
    TEST_PERMUTATION,
    TEST_BOOTSTRAP
};

static const char *test_name(int test)
{
    static const char *const names[] = {"default", "mann-whitney", "welch",
                                        "permutation", "bootstrap"};

    return test >= 0 && test < 5 ? names[test] : NULL;
}

static struct {
    enum test test;
    uint64_t resamples, seed;
} my = {.resamples = 1000, .seed = 1};

static const option_spec diff_specs[] = {
    MEASURE_SPEC("log_ratio, log_ratio_lo, log_ratio_hi, lrc, g2, g2_nlog10p, "
                 "g2_nlog10p_adj, mw_nlog10p_adj, bursty"),
    {.name = "test", .arg = "NAME", .kind = OPTION_NAME, .where = &my.test,
     .names = test_name, .shown = "mann-whitney",
     .help = "test over documents: mann-whitney, welch, permutation or bootstrap"},
    {.name = "resamples", .arg = "B", .kind = OPTION_COUNT, .where = &my.resamples,
     .min = 1, .max = 10000000, .help = "of permutation and bootstrap"},
    {.name = "seed", .arg = "S", .kind = OPTION_COUNT, .where = &my.seed,
     .help = "of permutation and bootstrap"},
    ADJUST_SPEC,
    ALPHA_SPEC,
    K_SPEC,
    PRIOR_SPEC,
    {0}};

static const option_group groups[] = {{"Sides", sides_specs},
                                      {"Terms", query_specs},
                                      {"Measures", diff_specs},
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
        "--min-count and --min-docs count both sides together (with a word list the\n"
        "target alone, and terms that only the list has are not shown). All terms that\n"
        "pass the filters are tested; their number m goes into _adj columns, and into\n"
        "intervals and lrc (corrected for m) unless --adjust none. Tests over documents\n"
        "need postings of the order and 5 documents on each side; else their columns\n"
        "are empty. bursty is 1 where g2 finds a difference at alpha and the\n"
        "Mann-Whitney test over documents does not.\n",
    .examples = {"corpus-diff --target herald --top 40 news.freq",
                 "corpus-diff --by party --each --min-docs 5 -o parties.tsv news.freq"}};

enum {
    TARGET, TERM, FREQ_TARGET, FREQ_REFERENCE, PM_TARGET, PM_REFERENCE, DOCS_TARGET,
    DOCS_REFERENCE, FIXED
};

enum { CHUNK = REPORT_PIECE };

/* A column after the fixed ones: a measure of the counts, or one over documents, or
 * neither: bursty. */
struct score {
    const corpus_measure *measure;
    const doc_measure *doc;
    bool hidden; /* only needed for bursty */
    double *all; /* the value of each term; NULL: computed when it is shown */
    size_t all_cap;
};

/* A term's counts in the target and the reference; those of tokens by their kind. */
struct counts {
    uint64_t docs[2];
    uint32_t kind;
};

struct diff {
    tables tables;
    unsigned order;
    struct wordlist *list;
    struct score *scores;
    size_t n_scores;
    column *columns; /* of the scores that are shown: see shown_score */
    size_t n_columns, *shown_score;
    size_t by;
    unsigned need; /* of documents, a sum of enum doc_need */
    bool asked;    /* measures over documents were asked for by name */

    /* the comparison at hand */
    struct sides sides;
    uint64_t total[2];
    struct doc_sides *docs;
    struct terms terms; /* freq is that of both sides */
    struct counts *counts;
    size_t counts_cap;
    struct alike alike; /* the kinds of counts that there are */
    corpus_measure_params params;
    size_t tested;
};

/* ---- scores ----------------------------------------------------------------------- */

static struct score *add_score(struct diff *d, const char *name, bool hidden)
{
    struct score *s = &d->scores[d->n_scores];

    *s = (struct score){.hidden = hidden};
    if (strcmp(name, "bursty") && !(s->doc = doc_measure_find(name)) &&
        !(s->measure = measure_find(name, CORPUS_SOURCES, "two sources"))) {
        measure_unknown(name, doc_measure_names());
    }
    if (s->doc)
        d->need |= s->doc->need;
    d->n_scores++;
    return s;
}

static bool is_bursty(const struct score *s)
{
    return !s->measure && !s->doc;
}

static size_t find_score(const struct diff *d, const char *name)
{
    for (size_t i = 0; i < d->n_scores; i++) {
        const struct score *s = &d->scores[i];

        if (!is_bursty(s) && !strcmp(s->doc ? s->doc->name : s->measure->name, name))
            return i;
    }
    return SIZE_MAX;
}

static void add_names(struct diff *d, const char *const names[])
{
    for (; *names; names++)
        add_score(d, *names, false);
}

static void add_test(struct diff *d, enum test test)
{
    static const char *const names[][4] = {
        [TEST_DEFAULT] = {"mw_nlog10p_adj", "bursty", NULL},
        [TEST_MANN_WHITNEY] = {"mw_nlog10p_adj", "bursty", NULL},
        [TEST_WELCH] = {"welch_t_nlog10p_adj", NULL},
        [TEST_PERMUTATION] = {"permutation_nlog10p_adj", NULL},
        [TEST_BOOTSTRAP] = {"bootstrap_lo", "bootstrap_hi", NULL}};

    add_names(d, names[test]);
}

static void make_scores(struct diff *d)
{
    static const char *const usual[] = {"log_ratio", "log_ratio_lo", "log_ratio_hi",
                                        "lrc", "g2", "g2_nlog10p", "g2_nlog10p_adj",
                                        NULL};
    const struct option_list *names = &measure_options.names;
    bool bursty = false;

    d->scores = tool_alloc((names->n + 16) * sizeof *d->scores);
    for (size_t i = 0; i < names->n; i++)
        add_score(d, names->items[i], false);
    if (!names->n)
        add_names(d, usual);
    d->asked = d->need || my.test;
    if (my.test || (!names->n && !sides_asked.list))
        add_test(d, my.test);
    for (size_t i = 0; i < d->n_scores; i++)
        bursty |= is_bursty(&d->scores[i]);
    if (bursty && find_score(d, "g2_nlog10p_adj") == SIZE_MAX)
        add_score(d, "g2_nlog10p_adj", true);
    if (bursty && find_score(d, "mw_nlog10p_adj") == SIZE_MAX)
        add_score(d, "mw_nlog10p_adj", true);
    if (sides_asked.list && d->need)
        tool_wrong("a word list has no documents: --reference-list goes with no test "
                   "over documents");
}

/* ---- columns ---------------------------------------------------------------------- */

static column score_column(const struct score *s)
{
    if (s->doc)
        return doc_measure_column(s->doc);
    if (s->measure)
        return measure_column(s->measure);
    return (column){"bursty", COLUMN_REAL,
                    "1: g2_nlog10p_adj is significant, mw_nlog10p_adj is not; 0: else",
                    NULL, "Lijffijt et al. 2016, DSH 31(2)", false};
}

static void make_columns(struct diff *d)
{
    static const column fixed[FIXED] = {
        {"target", COLUMN_TEXT, "the sources described", NULL, NULL, false},
        {"term", COLUMN_TERM, "word or n-gram", NULL, NULL, false},
        {"freq_target", COLUMN_COUNT, "occurrences in the target", "tokens", NULL,
         false},
        {"freq_reference", COLUMN_COUNT, "occurrences in the reference", "tokens", NULL,
         false},
        {"pm_target", COLUMN_REAL, "freq_target in a million n-grams of the order",
         "per million", NULL, false},
        {"pm_reference", COLUMN_REAL, "freq_reference in a million n-grams of the order",
         "per million", NULL, false},
        {"docs_target", COLUMN_COUNT, "documents of the target that have it",
         "documents", NULL, false},
        {"docs_reference", COLUMN_COUNT, "documents of the reference that have it",
         "documents", NULL, false}};

    d->columns = tool_alloc((FIXED + d->n_scores) * sizeof *d->columns);
    d->shown_score = tool_alloc((FIXED + d->n_scores) * sizeof *d->shown_score);
    memcpy(d->columns, fixed, sizeof fixed);
    if (sides_asked.list)
        d->columns[DOCS_REFERENCE].kind = COLUMN_REAL; /* which can be empty */
    d->n_columns = FIXED;
    for (size_t i = 0; i < d->n_scores; i++) {
        if (d->scores[i].hidden)
            continue;
        d->shown_score[d->n_columns] = i;
        d->columns[d->n_columns++] = score_column(&d->scores[i]);
    }
}

static size_t order_column(const struct diff *d)
{
    if (query.sort)
        return column_find(d->columns, d->n_columns, query.sort);
    for (size_t i = FIXED; i < d->n_columns; i++)
        if (!strcmp(d->columns[i].name, "g2"))
            return i;
    return d->n_columns > FIXED ? FIXED : FREQ_TARGET;
}

/* ---- sides ------------------------------------------------------------------------ */

/* False when it is the turn of a source that has nothing to compare. */
static bool total_sides(struct diff *d)
{
    d->total[0] = d->total[1] = 0;
    for (unsigned i = 0; i < d->tables.n_groups; i++)
        if (d->sides.label[i] != CORPUS_NEITHER)
            d->total[d->sides.label[i]] += d->tables.group_totals[d->order][i];
    if (d->list)
        d->total[1] = wordlist_total(d->list);
    for (unsigned side = 0; side < 2; side++)
        if (!d->total[side] && !(sides_asked.each && side == CORPUS_TARGET))
            tool_die("%s: the %s has no n-grams of %u words", tool_quote(d->tables.path),
                     side ? "reference" : "target", d->order);
    if (!d->total[0] && !common.quiet)
        tool_say("'%s' has no n-grams of %u words", tool_quote(d->sides.target.data),
                 d->order);
    return d->total[0];
}

/* ---- documents -------------------------------------------------------------------- */

static void open_documents(struct diff *d)
{
    static bool said;
    unsigned kept = corpus_table_postings_order(d->tables.table);

    if (!d->need)
        return;
    if (d->order > kept && d->asked)
        tool_die("%s: tests over documents need the postings of order %u; count with "
                 "--postings %u", tool_quote(d->tables.path), d->order, d->order);
    if (d->order <= kept)
        d->docs = doc_sides_new(&d->tables, d->order, d->sides.label, d->need,
                                 (size_t)my.resamples, my.seed, measure_options.alpha);
    if (d->docs || said || common.quiet)
        return;
    said = true;
    if (d->order > kept)
        tool_say("no postings of order %u in the table: columns over documents stay "
                 "empty", d->order);
    else
        tool_say("fewer than %d documents on a side ('%s'): columns over documents stay "
                 "empty", DOC_SIDES_LEAST, tool_quote(d->sides.target.data));
}

/* What documents say of the latest terms becomes a value of each column over them. */
static void keep_verdicts(struct diff *d)
{
    const struct doc_results *results = NULL;
    size_t n = d->docs ? doc_sides_test(d->docs, &results) : d->terms.n;

    for (size_t i = 0; i < d->n_scores; i++) {
        struct score *s = &d->scores[i];

        if (!s->doc)
            continue;
        s->all = tool_grow(s->all, &s->all_cap, d->terms.n + 1, sizeof *s->all);
        for (size_t k = 0; k < n; k++)
            s->all[d->terms.n - n + k] =
                results ? doc_measure_value(s->doc, &results[k]) : NAN;
    }
}

static void ask_documents(struct diff *d, tables_scan *scan)
{
    const corpus_posting *list;
    size_t n;

    tables_scan_postings(scan, &list, &n);
    if (doc_sides_add(d->docs, list, n))
        keep_verdicts(d);
}

/* ---- terms ------------------------------------------------------------------------ */

/* A term's occurrences on both sides, and its documents there. */
struct sums {
    uint64_t freq[2], docs[2];
};

static struct sums sum_sides(const struct diff *d, const corpus_row *row,
                             tables_scan *scan)
{
    struct sums c = {{0}, {0}};
    const char *term;
    size_t len;

    for (uint32_t i = 0; i < row->n_sources; i++) {
        uint8_t side = d->sides.label[row->sources[i].source];

        if (side == CORPUS_NEITHER)
            continue;
        c.freq[side] += row->sources[i].freq;
        c.docs[side] += row->sources[i].docs;
    }
    if (d->list && c.freq[0]) {
        tables_scan_term(scan, &term, &len);
        c.freq[1] = wordlist_freq(d->list, term, len);
    }
    return c;
}

/* The scan's filters see all sources: a term that passes here passed there. */
static bool passes(const struct diff *d, const struct sums *c)
{
    uint64_t freq = c->freq[0] + (d->list ? 0 : c->freq[1]);
    uint64_t docs = c->docs[0] + c->docs[1];

    return freq && freq >= query.min_count && docs >= query.min_docs;
}

static void add_term(struct diff *d, const corpus_row *row, const struct sums *c)
{
    terms_add(&d->terms, row->ids, c->freq[0] + c->freq[1]);
    d->counts = tool_grow(d->counts, &d->counts_cap, d->terms.n, sizeof *d->counts);
    d->counts[d->terms.n - 1] = (struct counts){{c->docs[0], c->docs[1]},
                                                alike_kind(&d->alike, c->freq)};
}

static void collect(struct diff *d)
{
    tables_scan scan;
    corpus_row row;

    d->terms.n = 0;
    d->terms.order = d->order;
    alike_clear(&d->alike);
    tables_scan_open(&scan, &d->tables, d->order);
    while (tables_scan_next(&scan, &row)) {
        struct sums c = sum_sides(d, &row, &scan);

        if (!passes(d, &c))
            continue;
        add_term(d, &row, &c);
        if (d->docs)
            ask_documents(d, &scan);
    }
    tables_scan_close(&scan);
    if (d->need)
        keep_verdicts(d);
}

/* ---- scoring ---------------------------------------------------------------------- */

static corpus_2x2 table_of(const struct diff *d, uint32_t kind)
{
    const uint64_t *freq = d->alike.freq[kind];

    return (corpus_2x2){.o11 = freq[0], .r1 = freq[0] + freq[1], .c1 = d->total[0],
                        .n = d->total[0] + d->total[1]};
}

/* A measure of every kind of counts. */
struct kind_scores {
    const struct diff *d;
    const corpus_measure *measure;
    double *of;
};

static void score_kinds(void *scores, unsigned worker, size_t from, size_t to)
{
    const struct kind_scores *s = scores;
    corpus_2x2 t[CHUNK];

    (void)worker;
    for (size_t i = from; i < to; i++)
        t[i - from] = table_of(s->d, (uint32_t)i);
    corpus_measure_score_n(s->measure, to - from, t, &s->d->params, s->of + from);
}

static void score_all(const struct diff *d, struct score *s)
{
    struct kind_scores kinds = {d, s->measure,
                                tool_alloc((d->alike.n + 1) * sizeof(double))};
    struct work work = {
        .n = d->alike.n, .piece = CHUNK, .user = &kinds, .make = score_kinds};

    workers_run(&work);
    s->all = tool_grow(s->all, &s->all_cap, d->terms.n + 1, sizeof *s->all);
    for (size_t i = 0; i < d->terms.n; i++)
        s->all[i] = kinds.of[d->counts[i].kind];
    free(kinds.of);
}

static enum corpus_measure_column kind_of(const struct score *s)
{
    return s->measure ? s->measure->column : s->doc ? s->doc->column : CORPUS_VALUE;
}

static void mark_bursty(const struct diff *d, struct score *s)
{
    const double *tokens = d->scores[find_score(d, "g2_nlog10p_adj")].all;
    const double *documents = d->scores[find_score(d, "mw_nlog10p_adj")].all;
    double bar = -log10(measure_options.alpha);

    s->all = tool_grow(s->all, &s->all_cap, d->terms.n + 1, sizeof *s->all);
    for (size_t i = 0; i < d->terms.n; i++)
        s->all[i] = isnan(tokens[i]) || isnan(documents[i])
                        ? NAN
                        : tokens[i] >= bar && documents[i] < bar;
}

/* What has to be known of every term: the column that orders, adjusted p-values, and
 * bursty, which is made of these. */
static void score_terms(struct diff *d)
{
    const struct score *by = d->by >= FIXED ? &d->scores[d->shown_score[d->by]] : NULL;
    bool corrected = measure_options.adjust != CORPUS_ADJUST_NONE;

    d->tested = d->terms.n;
    measure_params(&d->params, corpus_table_ngrams(d->tables.table, d->order),
                   corrected ? (double)d->tested : 1);
    for (size_t i = 0; i < d->n_scores; i++) {
        struct score *s = &d->scores[i];

        if (s->measure && (s == by || kind_of(s) == CORPUS_NLOG10P_ADJ))
            score_all(d, s);
        if (kind_of(s) == CORPUS_NLOG10P_ADJ && d->terms.n)
            measure_adjust(s->all, d->terms.n);
    }
    for (size_t i = 0; i < d->n_scores; i++)
        if (is_bursty(&d->scores[i]))
            mark_bursty(d, &d->scores[i]);
}

/* ---- order, output ---------------------------------------------------------------- */

static cell fixed_cell(const struct diff *d, size_t row, size_t i)
{
    const struct counts *c = &d->counts[row];
    const uint64_t *freq = d->alike.freq[c->kind];

    switch (i) {
    case FREQ_TARGET:
    case FREQ_REFERENCE:
        return cell_count(freq[i - FREQ_TARGET]);
    case PM_TARGET:
    case PM_REFERENCE:
        return cell_real(1e6 * (double)freq[i - PM_TARGET] /
                         (double)d->total[i - PM_TARGET]);
    case DOCS_REFERENCE:
        if (d->list)
            return cell_real(NAN);
        /* fall through */
    default:
        return cell_count(c->docs[i - DOCS_TARGET]);
    }
}

static size_t in_order(const struct diff *d, size_t **rows)
{
    const column *by = &d->columns[d->by];
    const double *all =
        d->by >= FIXED ? d->scores[d->shown_score[d->by]].all : NULL;
    uint64_t *key = tool_alloc((d->terms.n + 1) * sizeof *key);
    size_t n;

    for (size_t i = 0; i < d->terms.n; i++) {
        if (d->by <= TERM)
            key[i] = i;
        else
            key[i] = column_key(by, all ? cell_real(all[i]) : fixed_cell(d, i, d->by));
    }
    n = order_rows(d->terms.n, key, d->terms.freq, query.top, rows);
    free(key);
    return n;
}

/* The rows to print, and what a thread knows of a piece of them before it prints these;
 * loops that read what lies all over memory do nothing else, so that the processor waits
 * for many of them at a time. */
struct shown {
    const struct diff *d;
    const size_t *rows;
    size_t from; /* the first of the piece */
    double *values; /* CHUNK of each column */
    struct spelled terms;
};

static void *begin_shown(void *shown)
{
    struct shown *s = tool_alloc(sizeof *s);

    *s = *(const struct shown *)shown;
    s->values = tool_alloc(s->d->n_columns * CHUNK * sizeof *s->values);
    return s;
}

static void end_shown(void *shown)
{
    struct shown *s = shown;

    free(s->values);
    spelled_free(&s->terms);
    free(s);
}

static void prepare_column(const struct shown *s, size_t k, size_t n,
                           const corpus_2x2 t[])
{
    const struct score *score = &s->d->scores[s->d->shown_score[k]];
    double *values = s->values + k * CHUNK;

    if (!score->all) {
        corpus_measure_score_n(score->measure, n, t, &s->d->params, values);
        return;
    }
    for (size_t i = 0; i < n; i++)
        values[i] = score->all[s->rows[s->from + i]];
}

static void prepare_rows(void *shown, size_t from, size_t to)
{
    struct shown *s = shown;
    const struct diff *d = s->d;
    const size_t *rows = s->rows + from;
    corpus_2x2 t[CHUNK];

    s->from = from;
    for (size_t i = 0; i < to - from; i++)
        t[i] = table_of(d, d->counts[rows[i]].kind);
    for (size_t k = FIXED; k < d->n_columns; k++)
        prepare_column(s, k, to - from, t);
    terms_spell(&d->tables, &d->terms, rows, to - from, &s->terms);
}

static void make_row(void *shown, size_t i, cell cells[])
{
    const struct shown *s = shown;
    const struct diff *d = s->d;

    cells[TARGET] = cell_text(d->sides.target.data, d->sides.target.len);
    cells[TERM] = spelled_get(&s->terms, i - s->from);
    for (size_t k = FREQ_TARGET; k < FIXED; k++)
        cells[k] = fixed_cell(d, s->rows[i], k);
    for (size_t k = FIXED; k < d->n_columns; k++)
        cells[k] = cell_real(s->values[k * CHUNK + i - s->from]);
}

static void print_rows(const struct diff *d, const size_t rows[], size_t n, report *out)
{
    struct shown shown = {.d = d, .rows = rows};

    if (n)
        terms_load(&d->tables);
    report_rows(out, &(struct report_rows){.n = n, .user = &shown, .begin = begin_shown,
                                           .end = end_shown, .prepare = prepare_rows,
                                           .row = make_row});
}

static void say_what(const struct diff *d, report *out, struct text *ms)
{
    struct text said = {0}, note = {0};
    bool adjusted = measure_options.adjust != CORPUS_ADJUST_NONE;

    text_printf(&said, "; n = %llu in the target, %llu in the reference",
                (unsigned long long)d->total[0], (unsigned long long)d->total[1]);
    if (d->need & (NEED_PERMUTATION | NEED_BOOTSTRAP))
        text_printf(&said, "; %llu resamples, seed %llu", (unsigned long long)my.resamples,
                    (unsigned long long)my.seed);
    if (!common.quiet)
        tool_say("%s: m = %zu terms tested, %s%s%s", d->sides.target.data, d->tested,
                 adjusted ? "adjusted by " : "not adjusted",
                 adjusted ? corpus_adjust_name(measure_options.adjust) : "", said.data);
    text_printf(&note, "%s: ", d->sides.target.data);
    if (adjusted)
        note_adjusted(&note, (int)measure_options.adjust, d->tested);
    else
        text_printf(&note, "not adjusted, m = %zu", d->tested);
    text_printf(&note, " terms tested%s.", said.data);
    report_note(out, note.data);
    text_printf(ms, "%s%s: %zu", ms->len ? "; " : "", d->sides.target.data, d->tested);
    text_free(&said);
    text_free(&note);
}

/* What a reader of a paper has to know. */
static void describe(const struct diff *d, report *out)
{
    struct text s = {0};

    sides_describe(&d->sides, &s);
    text_printf(&s, ", by %s", d->columns[d->by].name);
    report_caption(out, s.data);
    text_clear(&s);
    text_put(&s, d->params.family > 1
                     ? "Intervals and lrc are corrected for m,"
                     : "Intervals and lrc are not corrected,");
    text_printf(&s, " alpha = %g.", measure_options.alpha);
    note_filters(&s);
    note_columns(&s, d->columns, d->n_columns);
    note_counted(&s, d->tables.table);
    report_note(out, s.data);
    text_free(&s);
}

static void compare(struct diff *d, unsigned each, report *out, struct text *ms)
{
    size_t n, *rows;

    sides_choose(&d->sides, &d->tables, each);
    if (!total_sides(d))
        return;
    open_documents(d);
    collect(d);
    score_terms(d);
    n = in_order(d, &rows);
    print_rows(d, rows, n, out);
    say_what(d, out, ms);
    free(rows);
    doc_sides_free(d->docs);
    d->docs = NULL;
}

static void close_all(struct diff *d)
{
    for (size_t i = 0; i < d->n_scores; i++)
        free(d->scores[i].all);
    free(d->scores);
    free(d->columns);
    free(d->shown_score);
    free(d->counts);
    alike_free(&d->alike);
    sides_free(&d->sides);
    terms_free(&d->terms);
    wordlist_free(d->list);
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
    make_scores(&d);
    make_columns(&d);
    d.by = order_column(&d);
    measure_params(&d.params, 0, 1); /* wrong usage shows before the work */
    tables_open(&d.tables, operands, n);
    if (sides_asked.list)
        d.list = wordlist_read(sides_asked.list);
    tables_check_order(&d.tables, d.order);
    sides_choose(&d.sides, &d.tables, 0);

    out = report_open(d.columns, d.n_columns);
    for (unsigned i = 0; i < (sides_asked.each ? d.tables.n_groups : 1); i++)
        compare(&d, i, out, &ms);
    report_minor(out, "pm_target pm_reference docs_target docs_reference log_ratio_lo "
                      "log_ratio_hi g2_nlog10p");
    describe(&d, out);
    report_close(out);
    text_add(&ms, "", 0);
    meta_write(&manual, d.columns, d.n_columns, &d.tables,
               (struct meta_fact[]){{"m", ms.data}, {0}});
    text_free(&ms);
    close_all(&d);
    return tool_finish();
}
