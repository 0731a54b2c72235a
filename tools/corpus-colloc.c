/* corpus-colloc: which words belong together. Adjacent words of any number: their joint
 * count against the counts of each word in its slot.
 *
 * colloc/counts.h says what is counted, colloc/scores.h what is measured; here is what
 * the user asks for, and what a row shows. */
#include "colloc/counts.h"
#include "colloc/scores.h"
#include "shared/key.h"
#include "shared/listing.h"
#include "shared/measures.h"
#include "shared/meta.h"
#include "shared/note.h"
#include "shared/options.h"
#include "shared/report.h"
#include "shared/tables.h"
#include "shared/tool.h"

#include <stdio.h>

static const char *node;
static bool in_window;

static const option_spec colloc_specs[] = {
    MEASURE_SPEC("g2,logdice,mi; for more than two words g2,dice,mi"),
    {.name = "node", .arg = "WORD", .where = &node,
     .help = "only n-grams with WORD in one of their slots; only pairs whose node it is"},
    {.name = "window", .kind = OPTION_FLAG, .where = &in_window,
     .help = "word pairs within the window that corpus-count --window gave"},
    ADJUST_SPEC,
    {0}};

static const option_spec plot_specs[] = {
    PLOT_SPEC("the measure that orders against frequency, the best terms by name"), {0}};

static const option_group groups[] = {{"Terms", query_specs},
                                      {"Measures", colloc_specs},
                                      {"Picture", plot_specs},
                                      {"Output", common_specs},
                                      {0}};

static const tool_manual manual = {
    .operands = "[OPTION]... TABLE...",
    .purpose = "Rank adjacent words by how strongly they belong together.",
    .groups = groups,
    .notes =
        "Columns: term, freq, then f1 f2 ... (how often each word fills its slot of\n"
        "an n-gram), expected (freq if the words were independent), the measures.\n"
        "Ordered by the first measure. Counts are those before any cut. A test has\n"
        "columns NAME, NAME_nlog10p (-log10 p) and NAME_nlog10p_adj (adjusted over all\n"
        "rows that pass the filters). More than two words are measured against full\n"
        "independence; split_min:NAME and split_max:NAME are the lowest and highest\n"
        "value of a measure of pairs over the ways to cut the n-gram in two.\n"
        "With --window the columns are node, collocate for term. Each pair of positions\n"
        "(node, collocate) within the window counts once, so u v and v u are two rows,\n"
        "and f1 f2 are the pairs with the node, and those with the collocate.\n",
    .examples = {"corpus-colloc --top 50 --measure g2,logdice,npmi news.freq",
                 "corpus-colloc --window --node senate --sort logdice news.freq"}};

struct colloc {
    struct counts counts;
    struct scores scores;
    struct listing list; /* term, or node and collocate; freq f1 .. fn, then the scores */
    size_t first_count;
    size_t tested;
    bool adjusted;
};

/* ---- columns ---------------------------------------------------------------------- */

static void name_words(column *list)
{
    list[0] = (column){"term", COLUMN_TERM, "n-gram", NULL, NULL, false};
    if (!in_window)
        return;
    list[0] = (column){"node", COLUMN_TOKEN, "the word", NULL, NULL, false};
    list[1] = (column){"collocate", COLUMN_TOKEN, "the word in its window", NULL, NULL,
                       false};
}

static const char *counted_unit(void)
{
    return in_window ? "pairs" : "n-grams";
}

static void name_counts(column *list, unsigned order)
{
    static const char *const names[CORPUS_NWAY_MAX] = {"f1", "f2", "f3", "f4",
                                                       "f5", "f6", "f7", "f8"};
    const char *unit = counted_unit();
    const char *filled = in_window ? "pairs with its word in this slot"
                                   : "n-grams with its word in this slot";

    list[0] = (column){"freq", COLUMN_COUNT, "occurrences", unit, NULL, false};
    for (unsigned k = 0; k < order; k++)
        list[k + 1] = (column){names[k], COLUMN_COUNT, filled, unit, NULL, false};
}

/* Ordered by the first measure, unless the user says otherwise. */
static void make_columns(struct colloc *c)
{
    struct listing *l = &c->list;

    c->first_count = in_window ? 2 : 1;
    listing_init(l, c->first_count + 1 + c->counts.order, c->scores.n);
    l->n_columns = l->first_score + c->scores.n;
    name_words(l->columns);
    name_counts(l->columns + c->first_count, c->counts.order);
    for (size_t i = 0; i < c->scores.n; i++) {
        l->columns[l->first_score + i] = scores_column(&c->scores, i, counted_unit());
        l->known[i].adjusted = scores_adjusted(&c->scores, i);
    }
    listing_order(l, c->scores.n > 1 ? l->first_score + 1 : c->first_count);
}

/* ---- rows ------------------------------------------------------------------------- */

/* freq, f1, f2 ... */
static uint64_t count_of(const struct counts *c, size_t term, size_t i)
{
    return i ? counts_slot(c, term, i - 1) : c->terms.freq[term];
}

static uint64_t key_of(const void *colloc, size_t term, size_t by)
{
    const struct colloc *c = colloc;

    if (by < c->first_count)
        return in_window ? terms_ids(&c->counts.terms, term)[by] : term;
    return column_key(&c->list.columns[by],
                      cell_count(count_of(&c->counts, term, by - c->first_count)));
}

static void score_terms(const void *colloc, const size_t terms[], size_t n,
                        const struct chosen *chosen, size_t at, corpus_2x2 t[])
{
    const struct colloc *c = colloc;

    scores_compute(&c->scores, &c->counts, terms, n, chosen, at, t);
}

static cell type_cell(const struct counts *c, uint32_t id)
{
    const char *form;
    size_t len;
    int err = corpus_table_type(c->tables.table, id, &form, &len);

    if (err)
        tables_fail(&c->tables, err);
    return cell_text(form, len);
}

static void make_row(const void *colloc, size_t term, const corpus_2x2 *t, cell cells[])
{
    const struct colloc *c = colloc;
    const uint32_t *ids = terms_ids(&c->counts.terms, term);
    cell *counts = cells + c->first_count;

    if (in_window) {
        cells[0] = type_cell(&c->counts, ids[0]);
        cells[1] = type_cell(&c->counts, ids[1]);
    }
    if (c->counts.order == 2) {
        counts[0] = cell_count(t->o11);
        counts[1] = cell_count(t->r1);
        counts[2] = cell_count(t->c1);
        return;
    }
    for (size_t i = 0; i <= c->counts.order; i++)
        counts[i] = cell_count(count_of(&c->counts, term, i));
}

/* ---- */

static void rank(struct colloc *c)
{
    struct listing *l = &c->list;

    l->tables = &c->counts.tables;
    l->terms = &c->counts.terms;
    l->term = in_window ? -1 : 0;
    l->user = c;
    l->key = key_of;
    l->score = score_terms;
    l->row = make_row;
    listing_score(l);
    c->tested = c->counts.terms.n;
    c->adjusted = listing_adjust(l, &c->tested);
    if (c->adjusted && !common.quiet)
        tool_say("m = %zu tests, adjusted by %s", c->tested,
                 corpus_adjust_name(measure_options.adjust));
}

/* By frequency itself there is no more to see than in the list: the first measure then. */
static void plot(const struct colloc *c, report *out)
{
    const struct listing *l = &c->list;
    int measure = (int)l->first_score + (c->scores.n > 1), freq = (int)c->first_count;
    int by = picture_number(l->columns, l->by, measure);

    report_plot(out, &(struct picture_plan){.kind = PICTURE_POINTS,
                                            .label = 0,
                                            .more_label = in_window ? 1 : -1,
                                            .between = " ",
                                            .x = freq,
                                            .y = by == freq ? measure : by,
                                            .lo = -1,
                                            .hi = -1});
}

/* What a reader of a paper has to know. */
static void describe(const struct colloc *c, report *out)
{
    struct text s = {0};

    text_printf(&s, "%s by %s", c->counts.order > 2 ? "N-grams" : "Pairs of words",
                c->list.columns[c->list.by].name);
    if (node)
        text_printf(&s, " with %s", node);
    report_caption(out, s.data);
    text_clear(&s);
    if (in_window)
        text_printf(&s, "N = %llu pairs within a window of %s tokens.",
                    (unsigned long long)c->counts.total,
                    corpus_table_option(c->counts.tables.table, "window"));
    else
        text_printf(&s, "N = %llu n-grams of %u words.",
                    (unsigned long long)c->counts.total, c->counts.order);
    note_filters(&s);
    if (c->adjusted) {
        text_put(&s, " p-values are ");
        note_adjusted(&s, (int)measure_options.adjust, c->tested);
        text_char(&s, '.');
    }
    note_columns(&s, c->list.columns, c->list.n_columns);
    note_counted(&s, c->counts.tables.table);
    report_note(out, s.data);
    text_free(&s);
}

static void write_meta(const struct colloc *c)
{
    char m[24], n[24];
    const struct meta_fact facts[] = {{"N", n}, {"m", m}, {0}};

    snprintf(n, sizeof n, "%llu", (unsigned long long)c->counts.total);
    snprintf(m, sizeof m, "%zu", c->tested);
    meta_write(&manual, c->list.columns, c->list.n_columns, &c->counts.tables, facts);
}

static void check_usage(void)
{
    if (query.order < 2 || query.order > CORPUS_NWAY_MAX)
        tool_wrong("--order takes 2 to %d here", CORPUS_NWAY_MAX);
    if (in_window && query.order != 2)
        tool_wrong("--window: pairs are of two words, not %u", query.order);
    if (query.by)
        tool_wrong("--by: collocations are counted over all documents");
}

int main(int argc, char **argv)
{
    struct colloc c = {0};
    char **operands;
    report *out;
    size_t n;

    tool_start("corpus-colloc");
    query.order = 2;
    query.min_count = 5;
    n = options_parse(&manual, argc, argv, &operands);
    check_usage();
    c.counts.order = query.order;
    scores_choose(&c.scores, c.counts.order);
    make_columns(&c);
    tables_open(&c.counts.tables, operands, n);
    if (in_window)
        c.counts.family = counts_window(&c.counts);

    counts_collect(&c.counts, node);
    rank(&c);
    out = report_open(c.list.columns, c.list.n_columns);
    plot(&c, out);
    listing_print(&c.list, out);
    describe(&c, out);
    report_close(out);
    write_meta(&c);

    listing_free(&c.list);
    scores_free(&c.scores);
    counts_free(&c.counts);
    return tool_finish();
}
