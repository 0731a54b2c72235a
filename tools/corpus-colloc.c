/* corpus-colloc: which words belong together. Adjacent words of any number: their joint
 * count against the counts of each word in its slot.
 *
 * The terms that pass the filters are kept as ids and counts. The column that orders,
 * and p-values to be adjusted over all rows, are scored for all of them; everything else
 * only for the rows that are shown. */
#include "colloc/patterns.h"
#include "shared/measures.h"
#include "shared/meta.h"
#include "shared/note.h"
#include "shared/options.h"
#include "shared/order.h"
#include "shared/ranking.h"
#include "shared/report.h"
#include "shared/spelling.h"
#include "shared/tables.h"
#include "shared/terms.h"
#include "shared/tool.h"
#include "shared/workers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static const option_group groups[] = {
    {"Terms", query_specs}, {"Measures", colloc_specs}, {"Output", common_specs}, {0}};

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

enum { CHUNK = REPORT_PIECE };

enum how { EXPECTED, WHOLE, SPLIT_MIN, SPLIT_MAX };

struct score {
    const corpus_measure *measure;
    enum how how;
    char *name;
    double *all; /* the value of each term; NULL: computed when it is shown */
};

struct colloc {
    tables tables;
    unsigned order, family; /* family: of window pairs; 0: n-grams */
    uint64_t total;
    const uint64_t *slots[CORPUS_ORDER_MAX];
    struct terms terms;
    struct patterns *patterns; /* of more than two words */
    struct score *scores;      /* scores[0] is the expected count */
    size_t n_scores;
    column *columns; /* term, or node and collocate; freq f1 .. fn, then the scores */
    size_t n_columns, first_count, first_score;
    size_t tested;
    bool adjusted;
};

/* ---- columns ---------------------------------------------------------------------- */

static struct score parse_score(const char *name, unsigned order)
{
    static const struct {
        const char *prefix;
        enum how how;
    } splits[] = {{"split_min:", SPLIT_MIN}, {"split_max:", SPLIT_MAX}};
    struct score s = {.how = WHOLE};
    struct text full = {0};

    for (size_t i = 0; i < 2; i++) {
        if (strncmp(name, splits[i].prefix, strlen(splits[i].prefix)))
            continue;
        s.how = splits[i].how;
        s.measure =
            measure_named(name + strlen(splits[i].prefix), CORPUS_PAIRS, "pairs");
        text_printf(&full, "%s%s", splits[i].prefix, s.measure->name);
        s.name = full.data;
        return s;
    }
    s.measure = measure_named(name, order > 2 ? CORPUS_NGRAMS : CORPUS_PAIRS,
                              order > 2 ? "more than two words (split_min:NAME and "
                                          "split_max:NAME are)"
                                        : "two words");
    s.name = tool_copy(s.measure->name);
    return s;
}

static column score_column(const struct score *s)
{
    struct text meaning = {0};
    column c;

    if (s->how == EXPECTED)
        return (column){"expected", COLUMN_REAL, "freq if the words were independent",
                        "n-grams", NULL, false};
    c = measure_column(s->measure);
    c.name = s->name;
    if (s->how != WHOLE) {
        text_printf(&meaning, "%s over the cuts in two: %s",
                    s->how == SPLIT_MIN ? "lowest" : "highest", c.meaning);
        c.meaning = meaning.data;
    }
    return c;
}

static void make_scores(struct colloc *c)
{
    static char *pairs[] = {"g2", "logdice", "mi"}, *ngrams[] = {"g2", "dice", "mi"};
    struct option_list names = measure_options.names;

    if (!names.n)
        names = (struct option_list){c->order > 2 ? ngrams : pairs, 3};
    c->n_scores = names.n + 1;
    c->scores = tool_alloc(c->n_scores * sizeof *c->scores);
    c->scores[0] = (struct score){.how = EXPECTED, .name = tool_copy("expected")};
    for (size_t i = 0; i < names.n; i++)
        c->scores[i + 1] = parse_score(names.items[i], c->order);
}

static void make_columns(struct colloc *c)
{
    const char *unit = in_window ? "pairs" : "n-grams";
    const char *filled = in_window ? "pairs with its word in this slot"
                                   : "n-grams with its word in this slot";
    column *list;

    c->first_count = in_window ? 2 : 1;
    c->first_score = c->first_count + 1 + c->order;
    c->n_columns = c->first_score + c->n_scores;
    c->columns = list = tool_alloc(c->n_columns * sizeof *list);
    list[0] = (column){"term", COLUMN_TERM, "n-gram", NULL, NULL, false};
    if (in_window) {
        list[0] = (column){"node", COLUMN_TOKEN, "the word", NULL, NULL, false};
        list[1] = (column){"collocate", COLUMN_TOKEN, "the word in its window", NULL, NULL,
                           false};
    }
    list += c->first_count;
    *list++ = (column){"freq", COLUMN_COUNT, "occurrences", unit, NULL, false};
    for (unsigned k = 0; k < c->order; k++) {
        struct text name = {0};

        text_printf(&name, "f%u", k + 1);
        *list++ = (column){name.data, COLUMN_COUNT, filled, unit, NULL, false};
    }
    for (size_t i = 0; i < c->n_scores; i++)
        *list++ = score_column(&c->scores[i]);
}

static void free_columns(struct colloc *c)
{
    for (unsigned k = 0; k < c->order; k++)
        free((char *)c->columns[c->first_count + 1 + k].name);
    for (size_t i = 0; i < c->n_scores; i++) {
        if (c->scores[i].how > WHOLE)
            free((char *)c->columns[c->first_score + i].meaning);
        free(c->scores[i].name);
        free(c->scores[i].all);
    }
    free(c->scores);
    free(c->columns);
}

/* ---- terms ------------------------------------------------------------------------ */

/* The node's id, or false if it does not occur. */
static bool find_node(const struct colloc *c, uint32_t *id)
{
    struct spelling spelling;
    int found;

    spelling_open(&spelling, c->tables.table);
    found = spelling_id(&spelling, node, strlen(node), id);
    spelling_close(&spelling);
    if (found < 0)
        tables_fail(&c->tables, found);
    if (!found)
        tool_say("%s: no word '%s'", tool_quote(c->tables.path), tool_quote(node));
    return found;
}

static bool has_id(const corpus_row *row, uint32_t id)
{
    for (unsigned k = 0; k < row->order; k++)
        if (row->ids[k] == id)
            return true;
    return false;
}

static void count_slots(struct colloc *c)
{
    corpus_table *t = c->tables.table;
    int err = CORPUS_OK;

    if (c->family)
        err = corpus_table_family_total(t, c->family, &c->total);
    else
        c->total = corpus_table_total(t, c->order);
    for (unsigned k = 0; k < c->order && !err; k++)
        err = c->family
                  ? corpus_table_family_marginals(t, c->family, k + 1, &c->slots[k])
                  : corpus_table_marginals(t, c->order, k + 1, &c->slots[k]);
    if (err)
        tables_fail(&c->tables, err);
}

static void collect(struct colloc *c)
{
    tables_scan scan;
    corpus_row row;
    uint32_t id = 0;
    bool any;
    int err;

    if (c->family)
        tables_scan_family(&scan, &c->tables, c->family);
    else
        tables_scan_open(&scan, &c->tables, c->order);
    any = !node || find_node(c, &id);
    if (any && node && c->family && (err = corpus_scan_prefix(scan.scan, &id, 1)))
        tables_fail(&c->tables, err);
    c->terms.order = c->order;
    while (any && tables_scan_next(&scan, &row))
        if (!node || c->family || has_id(&row, id))
            terms_add(&c->terms, row.ids, row.freq);
    tables_scan_close(&scan);
    count_slots(c);
}

static void find_family(struct colloc *c)
{
    if (!in_window)
        return;
    c->family = corpus_table_pairs(c->tables.table);
    if (!c->family)
        tool_die("%s: counted without a window; count with --window L:R",
                 tool_quote(c->tables.path));
}

/* Patterns can only be counted from the n-grams that are in the table. */
static void warn_of_cuts(const struct colloc *c)
{
    static const char *const cuts[] = {"min-count", "min-docs"};

    for (size_t i = 0; i < 2; i++) {
        const char *value = corpus_table_option(c->tables.table, cuts[i]);

        if (value && strcmp(value, "1") && strcmp(value, "0"))
            tool_say("%s: counted with --%s %s, so counts of parts such as 'a b .' "
                     "leave out the n-grams that were cut",
                     tool_quote(c->tables.path), cuts[i], value);
    }
}

/* ---- scores ----------------------------------------------------------------------- */

static void gather_pairs(const struct colloc *c, const size_t rows[], size_t n,
                         corpus_2x2 t[])
{
    for (size_t i = 0; i < n; i++) {
        const uint32_t *ids = terms_ids(&c->terms, rows[i]);

        t[i] = (corpus_2x2){.o11 = c->terms.freq[rows[i]], .r1 = c->slots[0][ids[0]],
                            .c1 = c->slots[1][ids[1]], .n = c->total};
    }
}

static void score_pairs(const struct score *s, const corpus_2x2 t[], size_t n,
                        double out[])
{
    if (s->how != EXPECTED) {
        corpus_measure_score_n(s->measure, n, t, NULL, out);
        return;
    }
    for (size_t i = 0; i < n; i++)
        out[i] = (double)t[i].r1 * (double)t[i].c1 / (double)t[i].n;
}

static double score_split(const struct score *s, unsigned order, const uint64_t f[])
{
    corpus_2x2 splits[CORPUS_NWAY_MAX];
    unsigned all = (1u << order) - 1;
    double min, max;

    for (unsigned k = 1; k < order; k++) {
        unsigned front = (1u << k) - 1;

        splits[k - 1] = (corpus_2x2){
            .o11 = f[all], .r1 = f[front], .c1 = f[all & ~front], .n = f[0]};
    }
    corpus_measure_split(s->measure, order - 1, splits, NULL, &min, &max);
    return s->how == SPLIT_MIN ? min : max;
}

/* Some of the scores, and where their values go. */
struct chosen {
    size_t *which, n;
    double **out;
};

static struct chosen choose_none(const struct colloc *c)
{
    return (struct chosen){.which = tool_alloc(c->n_scores * sizeof(size_t)),
                           .out = tool_alloc(c->n_scores * sizeof(double *))};
}

static void choose(struct chosen *s, size_t which, double *out)
{
    s->which[s->n] = which;
    s->out[s->n++] = out;
}

static void free_chosen(struct chosen *s)
{
    free(s->which);
    free(s->out);
}

static void score_ngrams(const struct colloc *c, const size_t rows[], size_t n,
                         const struct chosen *chosen, size_t at)
{
    uint64_t f[1 << CORPUS_NWAY_MAX];
    corpus_nway t;

    for (size_t i = 0; i < n; i++) {
        bool valid;

        patterns_get(c->patterns, rows[i], f);
        valid = corpus_nway_init(&t, c->order, f) == CORPUS_OK;
        for (size_t k = 0; k < chosen->n; k++) {
            const struct score *s = &c->scores[chosen->which[k]];

            chosen->out[k][at + i] = s->how > WHOLE ? score_split(s, c->order, f)
                                     : !valid       ? NAN
                                     : s->measure   ? corpus_nway_score(s->measure, &t)
                                                    : corpus_nway_expected(&t);
        }
    }
}

/* What was chosen, of n rows, to out[.][at] and what follows. t is filled for pairs. */
static void score(const struct colloc *c, const size_t rows[], size_t n,
                  const struct chosen *chosen, size_t at, corpus_2x2 t[])
{
    if (c->patterns) {
        score_ngrams(c, rows, n, chosen, at);
        return;
    }
    gather_pairs(c, rows, n, t);
    for (size_t k = 0; k < chosen->n; k++)
        score_pairs(&c->scores[chosen->which[k]], t, n, chosen->out[k] + at);
}

struct all_scores {
    const struct colloc *c;
    struct chosen chosen;
};

static void score_some(void *all, unsigned worker, size_t from, size_t to)
{
    const struct all_scores *a = all;
    corpus_2x2 counts[CHUNK];
    size_t rows[CHUNK];

    (void)worker;
    for (size_t i = from; i < to; i++)
        rows[i - from] = i;
    score(a->c, rows, to - from, &a->chosen, from, counts);
}

/* Score all terms in the column `by` and in those that are adjusted. */
static void score_all(struct colloc *c, size_t by)
{
    struct all_scores a = {c, choose_none(c)};
    struct work work = {
        .n = c->terms.n, .piece = CHUNK, .user = &a, .make = score_some};

    for (size_t i = 0; i < c->n_scores; i++) {
        struct score *s = &c->scores[i];

        if (c->first_score + i != by &&
            !(s->measure && s->measure->column == CORPUS_NLOG10P_ADJ))
            continue;
        s->all = tool_alloc((c->terms.n + 1) * sizeof *s->all);
        choose(&a.chosen, i, s->all);
    }
    if (a.chosen.n)
        workers_run(&work);
    free_chosen(&a.chosen);
}

static void adjust(struct colloc *c)
{
    c->tested = c->terms.n;
    for (size_t i = 0; i < c->n_scores; i++) {
        const struct score *s = &c->scores[i];

        if (!s->measure || s->measure->column != CORPUS_NLOG10P_ADJ)
            continue;
        c->tested = measure_adjust(s->all, c->terms.n);
        c->adjusted = true;
    }
    if (c->adjusted && !common.quiet)
        tool_say("m = %zu tests, adjusted by %s", c->tested,
                 corpus_adjust_name(measure_options.adjust));
}

/* ---- order, output ---------------------------------------------------------------- */

static cell count_cell(const struct colloc *c, size_t row, size_t i)
{
    size_t slot = i - c->first_count - 1;

    if (i == c->first_count)
        return cell_count(c->terms.freq[row]);
    return cell_count(c->slots[slot][terms_ids(&c->terms, row)[slot]]);
}

static size_t in_order(const struct colloc *c, size_t by, size_t **rows)
{
    uint64_t *key = tool_alloc((c->terms.n + 1) * sizeof *key);
    size_t n;

    for (size_t i = 0; i < c->terms.n; i++) {
        if (by == 0)
            key[i] = i;
        else if (by < c->first_count)
            key[i] = terms_ids(&c->terms, i)[by];
        else if (by < c->first_score)
            key[i] = column_key(&c->columns[by], count_cell(c, i, by));
        else
            key[i] = column_key(&c->columns[by],
                                cell_real(c->scores[by - c->first_score].all[i]));
    }
    n = order_rows(c->terms.n, key, c->terms.freq, query.top, rows);
    free(key);
    return n;
}

static cell type_cell(const struct colloc *c, uint32_t id)
{
    const char *form;
    size_t len;
    int err = corpus_table_type(c->tables.table, id, &form, &len);

    if (err)
        tables_fail(&c->tables, err);
    return cell_text(form, len);
}

/* The rows to print, and what a thread knows of a piece of them before it prints these:
 * what lies all over memory is read in loops that do nothing else, so that the processor
 * waits for many of them at a time. */
struct shown {
    const struct colloc *c;
    const size_t *rows;
    size_t from;          /* the first of the piece */
    struct chosen chosen; /* the scores that were not known before */
    double **values;      /* of each score */
    corpus_2x2 counts[CHUNK];
    struct spelled terms;
};

static void *begin_shown(void *shown)
{
    struct shown *s = tool_alloc(sizeof *s);
    size_t n = ((const struct shown *)shown)->c->n_scores;

    s->c = ((const struct shown *)shown)->c;
    s->rows = ((const struct shown *)shown)->rows;
    s->chosen = choose_none(s->c);
    s->values = tool_alloc(n * sizeof *s->values);
    for (size_t i = 0; i < n; i++) {
        s->values[i] = tool_alloc(CHUNK * sizeof **s->values);
        if (!s->c->scores[i].all)
            choose(&s->chosen, i, s->values[i]);
    }
    return s;
}

static void end_shown(void *shown)
{
    struct shown *s = shown;

    for (size_t i = 0; i < s->c->n_scores; i++)
        free(s->values[i]);
    free(s->values);
    free_chosen(&s->chosen);
    spelled_free(&s->terms);
    free(s);
}

static void prepare_rows(void *shown, size_t from, size_t to)
{
    struct shown *s = shown;
    const size_t *rows = s->rows + from;

    s->from = from;
    score(s->c, rows, to - from, &s->chosen, 0, s->counts);
    for (size_t k = 0; k < s->c->n_scores; k++)
        for (size_t i = 0; s->c->scores[k].all && i < to - from; i++)
            s->values[k][i] = s->c->scores[k].all[rows[i]];
    if (!s->c->family)
        terms_spell(&s->c->tables, &s->c->terms, rows, to - from, &s->terms);
}

static void make_counts(const struct shown *s, size_t i, cell cells[])
{
    const corpus_2x2 *t = &s->counts[i];

    if (s->c->order == 2) {
        cells[0] = cell_count(t->o11);
        cells[1] = cell_count(t->r1);
        cells[2] = cell_count(t->c1);
        return;
    }
    for (size_t k = 0; k <= s->c->order; k++)
        cells[k] = count_cell(s->c, s->rows[s->from + i], s->c->first_count + k);
}

static void make_row(void *shown, size_t i, cell cells[])
{
    const struct shown *s = shown;
    const struct colloc *c = s->c;
    const uint32_t *ids = terms_ids(&c->terms, s->rows[i]);

    i -= s->from;
    if (c->family) {
        cells[0] = type_cell(c, ids[0]);
        cells[1] = type_cell(c, ids[1]);
    } else {
        cells[0] = spelled_get(&s->terms, i);
    }
    make_counts(s, i, cells + c->first_count);
    for (size_t k = 0; k < c->n_scores; k++)
        cells[c->first_score + k] = cell_real(s->values[k][i]);
}

static void print_rows(const struct colloc *c, const size_t rows[], size_t n,
                       report *out)
{
    struct shown shown = {.c = c, .rows = rows};

    if (n)
        terms_load(&c->tables);
    report_rows(out, &(struct report_rows){.n = n, .user = &shown, .begin = begin_shown,
                                           .end = end_shown, .prepare = prepare_rows,
                                           .row = make_row});
}

/* What a reader of a paper has to know. */
static void describe(const struct colloc *c, size_t by, report *out)
{
    struct text s = {0};

    text_printf(&s, "%s by %s", c->order > 2 ? "N-grams" : "Pairs of words",
                c->columns[by].name);
    if (node)
        text_printf(&s, " with %s", node);
    report_caption(out, s.data);
    text_clear(&s);
    if (c->family)
        text_printf(&s, "N = %llu pairs within a window of %s tokens.",
                    (unsigned long long)c->total,
                    corpus_table_option(c->tables.table, "window"));
    else
        text_printf(&s, "N = %llu n-grams of %u words.", (unsigned long long)c->total,
                    c->order);
    note_filters(&s);
    if (c->adjusted) {
        text_put(&s, " p-values are ");
        note_adjusted(&s, (int)measure_options.adjust, c->tested);
        text_char(&s, '.');
    }
    note_columns(&s, c->columns, c->n_columns);
    note_counted(&s, c->tables.table);
    report_note(out, s.data);
    text_free(&s);
}

static void write_meta(const struct colloc *c)
{
    char m[24], n[24];
    const struct meta_fact facts[] = {{"N", n}, {"m", m}, {0}};

    snprintf(n, sizeof n, "%llu", (unsigned long long)c->total);
    snprintf(m, sizeof m, "%zu", c->tested);
    meta_write(&manual, c->columns, c->n_columns, &c->tables, facts);
}

/* The first measure, unless the user says otherwise. */
static size_t order_column(const struct colloc *c)
{
    if (query.sort)
        return column_find(c->columns, c->n_columns, query.sort);
    return c->n_scores > 1 ? c->first_score + 1 : c->first_count;
}

int main(int argc, char **argv)
{
    struct colloc c = {0};
    size_t n, by, *rows;
    char **operands;
    report *out;

    tool_start("corpus-colloc");
    query.order = 2;
    query.min_count = 5;
    n = options_parse(&manual, argc, argv, &operands);
    if (query.order < 2 || query.order > CORPUS_NWAY_MAX)
        tool_wrong("--order takes 2 to %d here", CORPUS_NWAY_MAX);
    if (in_window && query.order != 2)
        tool_wrong("--window: pairs are of two words, not %u", query.order);
    if (query.by)
        tool_wrong("--by: collocations are counted over all documents");
    c.order = query.order;
    make_scores(&c);
    make_columns(&c);
    by = order_column(&c);
    tables_open(&c.tables, operands, n);
    find_family(&c);

    collect(&c);
    if (c.order > 2) {
        warn_of_cuts(&c);
        c.patterns = patterns_new(&c.tables, &c.terms);
    }
    score_all(&c, by);
    adjust(&c);
    n = in_order(&c, by, &rows);
    out = report_open(c.columns, c.n_columns);
    print_rows(&c, rows, n, out);
    describe(&c, by, out);
    report_close(out);
    write_meta(&c);

    free(rows);
    patterns_free(c.patterns);
    terms_free(&c.terms);
    free_columns(&c);
    tables_close(&c.tables);
    return tool_finish();
}
