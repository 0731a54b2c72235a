/* corpus-freq: how often each term occurs, in all and by source. */
#include "freq/ranking.h"
#include "shared/key.h"
#include "shared/meta.h"
#include "shared/note.h"
#include "shared/options.h"
#include "shared/report.h"
#include "shared/tables.h"
#include "shared/tool.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum parts { PARTS_DOCUMENTS, PARTS_SOURCES };

static bool by_source, with_dispersion;
static enum parts parts_are;

static const char *parts_name(int parts)
{
    static const char *const names[] = {"documents", "sources"};

    return parts >= 0 && parts < 2 ? names[parts] : NULL;
}

static struct {
    const char *text;
    unsigned at[2], n; /* between so many tokens + 1; n = 0: n-grams */
} gaps;

/* "1", or "0,2". */
static const char *set_gaps(void *where, const char *value)
{
    static const char want[] = "one or two numbers from 0 to 8, not all 0, such as 1 or 0,2";
    const char *given = value;
    unsigned sum = 0;

    for (gaps.n = 0; gaps.n < 2; value++) {
        if (*value < '0' || *value > '0' + CORPUS_SKIP_MAX)
            return want;
        gaps.at[gaps.n] = (unsigned)(*value++ - '0');
        sum += gaps.at[gaps.n++];
        if (*value != ',')
            break;
    }
    *(const char **)where = given;
    return *value || !sum ? want : NULL;
}

static const option_spec freq_specs[] = {
    {.name = "by-source", .kind = OPTION_FLAG, .where = &by_source,
     .help = "two more columns for each source: freq:NAME and docs:NAME"},
    {.name = "dispersion", .kind = OPTION_FLAG, .where = &with_dispersion,
     .help = "nine more columns: how evenly a term is spread over the parts"},
    {.name = "parts", .arg = "WHAT", .kind = OPTION_NAME, .where = &parts_are,
     .names = parts_name, .help = "what a part is: documents or sources"},
    {0}};

static const option_spec skip_specs[] = {
    {.name = "gaps", .arg = "G[,G]", .kind = OPTION_CALL, .where = &gaps.text,
     .shown = "none", .call = set_gaps,
     .help = "skip-grams, as counted with --skip, with so many tokens left out after the "
             "first and after the second"},
    {0}};

static const option_spec plot_specs[] = {
    PLOT_SPEC("the frequency of each term (or the column of --sort) against its rank"), {0}};

static const option_group groups[] = {{"Terms", query_specs},
                                      {"Skip-grams", skip_specs},
                                      {"Columns", freq_specs},
                                      {"Picture", plot_specs},
                                      {"Output", common_specs},
                                      {0}};

static const tool_manual manual = {
    .operands = "[OPTION]... TABLE...",
    .purpose = "Print a frequency list. Several tables are added up.",
    .groups = groups,
    .notes = "Columns: term, freq (occurrences), per_million (of all n-grams of the order),\n"
             "docs (documents that have it). Most frequent first, then by term. In the\n"
             "terms of skip-grams a * stands for each token that is left out.\n",
    .examples = {"corpus-freq --top 20 news.freq",
                 "corpus-freq -n 2 --min-docs 3 --by-source -f csv -o bigrams.csv news.freq"}};

enum { TERM, FREQ, PER_MILLION, DOCS, FIXED };

/* In the order they are printed, and whether small values mean evenly spread. */
static const struct {
    const char *name;
    bool low_is_even;
} dispersions[] = {
    {"range", false},       {"dp", true},        {"dp_norm", true},
    {"juilland_d", false},  {"carroll_d2", false}, {"rosengren_s", false},
    {"kld_bits", true},     {"kld_norm", true},  {"da", false},
};

enum { DISPERSIONS = sizeof dispersions / sizeof *dispersions };

/* A row: FIXED columns, then DISPERSIONS, then two for each group. */
struct columns {
    column *list;
    size_t n, groups; /* where the groups' columns begin */
};

static column named_column(const char *what, const char *group, const char *meaning,
                           const char *unit)
{
    struct text name = {0};

    text_printf(&name, "%s:%s", what, group);
    return (column){name.data, COLUMN_COUNT, meaning, unit, NULL, false};
}

/* "meaning (source)", in two. */
static column dispersion_column(size_t i)
{
    static char meanings[DISPERSIONS][100];
    const char *name = dispersions[i].name;
    const corpus_dispersion_column *known = corpus_dispersion_find(name);
    column c = {name, COLUMN_REAL, NULL, NULL, NULL, dispersions[i].low_is_even};
    char *source;

    if (!known)
        return c;
    snprintf(meanings[i], sizeof meanings[i], "%s", known->meaning);
    c.meaning = meanings[i];
    if ((source = strstr(meanings[i], " ("))) {
        *source = '\0';
        c.source = source + 2;
        source[strlen(source + 2) + 1] = '\0'; /* its ")" */
    }
    return c;
}

static struct columns make_columns(const tables *t)
{
    struct columns c = {.groups = FIXED + (with_dispersion ? DISPERSIONS : 0)};

    c.n = c.groups + (by_source ? 2 * t->n_groups : 0);
    c.list = tool_alloc(c.n * sizeof *c.list);
    c.list[TERM] = (column){"term", COLUMN_TERM, "word or n-gram", NULL, NULL, false};
    c.list[FREQ] = (column){"freq", COLUMN_COUNT, "occurrences", "tokens", NULL, false};
    c.list[PER_MILLION] = (column){"per_million", COLUMN_REAL,
                                   "freq in a million n-grams of this order",
                                   "per million", NULL, false};
    c.list[DOCS] = (column){"docs", COLUMN_COUNT, "documents that have it", "documents",
                            NULL, false};
    for (size_t i = FIXED; i < c.groups; i++)
        c.list[i] = dispersion_column(i - FIXED);
    for (size_t i = 0; c.groups + 2 * i < c.n; i++) {
        c.list[c.groups + 2 * i] =
            named_column("freq", t->groups[i], "occurrences in the source", "tokens");
        c.list[c.groups + 2 * i + 1] = named_column(
            "docs", t->groups[i], "documents of the source that have it", "documents");
    }
    return c;
}

static void free_columns(struct columns *c)
{
    for (size_t i = c->groups; i < c->n; i++)
        free((char *)c->list[i].name);
    free(c->list);
}

static void fill(cell cells[], const struct columns *c, const corpus_row *row,
                 double total)
{
    cells[FREQ] = cell_count(row->freq);
    cells[PER_MILLION] = cell_real(total > 0 ? 1e6 * (double)row->freq / total : NAN);
    cells[DOCS] = cell_count(row->docs);
    for (size_t i = c->groups; i < c->n; i++)
        cells[i] = cell_count(0);
    for (uint32_t i = 0; i < row->n_sources && c->n > c->groups; i++) {
        const corpus_source_count *s = &row->sources[i];

        cells[c->groups + 2 * s->source] = cell_count(s->freq);
        cells[c->groups + 2 * s->source + 1] = cell_count(s->docs);
    }
}

/* ---- dispersion ------------------------------------------------------------------- */

/* The parts of the corpus, and those of the row at hand. */
struct spread {
    corpus_parts parts;
    uint64_t *sizes; /* n-grams of the order, by part */
    uint64_t *v, *w; /* of the row: occurrences, sizes */
};

static uint64_t document_size(tables *t, uint64_t doc)
{
    corpus_table_doc d;
    int err = corpus_table_document(t->table, doc, &d);

    if (err)
        tables_fail(t, err);
    return d.totals[query.order - 1];
}

static void spread_open(struct spread *s, tables *t)
{
    size_t n = t->n_groups;

    if (parts_are == PARTS_DOCUMENTS) {
        n = corpus_table_documents(t->table);
        if (query.order > corpus_table_postings_order(t->table))
            tool_die("%s: --dispersion over documents needs the postings of order %u; "
                     "count with --postings %u, or take --parts sources",
                     tool_quote(t->path), query.order, query.order);
    }
    s->sizes = tool_alloc(n * sizeof *s->sizes);
    s->v = tool_alloc(n * sizeof *s->v);
    s->w = tool_alloc(n * sizeof *s->w);
    for (size_t i = 0; i < n; i++)
        s->sizes[i] = parts_are == PARTS_DOCUMENTS ? document_size(t, i)
                                                   : t->group_totals[query.order][i];
    corpus_parts_init(&s->parts, n, s->sizes);
}

static void spread_close(struct spread *s)
{
    free(s->sizes);
    free(s->v);
    free(s->w);
}

static size_t spread_row(struct spread *s, tables_scan *scan, const corpus_row *row)
{
    const corpus_posting *list;
    size_t n;

    if (parts_are == PARTS_SOURCES) {
        for (n = 0; n < row->n_sources; n++) {
            s->v[n] = row->sources[n].freq;
            s->w[n] = s->sizes[row->sources[n].source];
        }
        return n;
    }
    tables_scan_postings(scan, &list, &n);
    for (size_t i = 0; i < n; i++) {
        s->v[i] = list[i].count;
        s->w[i] = s->sizes[list[i].doc];
    }
    return n;
}

static void fill_dispersion(cell cells[], struct spread *s, tables_scan *scan,
                            const corpus_row *row)
{
    corpus_dispersion d;
    size_t n = spread_row(s, scan, row);
    int err = corpus_dispersion_compute(&s->parts, n, s->v, s->w, &d);

    if (err)
        tables_fail(scan->tables, err == CORPUS_EINVAL ? CORPUS_ECORRUPT : err);
    for (size_t i = 0; i < DISPERSIONS; i++)
        cells[FIXED + i] = cell_real(
            corpus_dispersion_value(&d, corpus_dispersion_find(dispersions[i].name)));
}

/* ---- */

static unsigned find_family(const tables *t)
{
    unsigned family = corpus_table_skips(t->table, gaps.at, gaps.n + 1);

    if (!family)
        tool_die("%s: no skip-grams of %u words with these gaps; count with --skip %u",
                 tool_quote(t->path), gaps.n + 1, gaps.at[0] + gaps.at[1]);
    return family;
}

static uint64_t total_of(const tables *t)
{
    uint64_t total;
    int err;

    if (!gaps.n)
        return corpus_table_total(t->table, query.order);
    if ((err = corpus_table_family_total(t->table, find_family(t), &total)))
        tables_fail(t, err);
    return total;
}

static void rank(ranking *r, tables *t, const struct columns *c, size_t by)
{
    double total = (double)total_of(t);
    cell *cells = tool_alloc(c->n * sizeof *cells);
    struct spread spread = {0};
    tables_scan scan;
    corpus_row row;

    if (!gaps.n)
        tables_check_order(t, query.order);
    if (with_dispersion)
        spread_open(&spread, t);
    if (gaps.n)
        tables_scan_family(&scan, t, find_family(t));
    else
        tables_scan_open(&scan, t, query.order);
    while (tables_scan_next(&scan, &row)) {
        fill(cells, c, &row, total);
        if (with_dispersion)
            fill_dispersion(cells, &spread, &scan, &row);
        if (by != TERM && !ranking_wants(r, cells[by], row.freq))
            continue;
        tables_scan_term(&scan, &cells[TERM].text.data, &cells[TERM].text.len);
        ranking_add(r, cells);
    }
    tables_scan_close(&scan);
    spread_close(&spread);
    free(cells);
}

/* What a reader of a paper has to know. */
static void describe(report *out, const struct columns *c, const tables *t, size_t by)
{
    struct text s = {0};
    const char *what = gaps.n             ? "skip-grams"
                       : query.order == 1 ? "words"
                                          : "n-grams";
    const char *unit = parts_are == PARTS_SOURCES ? "sources" : "documents";
    uint64_t documents = corpus_table_documents(t->table);

    text_printf(&s, "%s %s of %llu document%s",
                query.top && by == FREQ ? "Most frequent" : "Frequencies of", what,
                (unsigned long long)documents, documents == 1 ? "" : "s");
    if (by != FREQ)
        text_printf(&s, ", by %s", c->list[by].name);
    report_caption(out, s.data);
    text_clear(&s);
    text_printf(&s, "N = %llu %s.",
                (unsigned long long)total_of(t),
                gaps.n || query.order > 1 ? what : "tokens");
    note_filters(&s);
    if (with_dispersion)
        text_printf(&s, " Dispersion over %s.", unit);
    note_columns(&s, c->list, c->n);
    note_counted(&s, t->table);
    report_note(out, s.data);
    text_free(&s);
}

int main(int argc, char **argv)
{
    char **operands;
    struct columns c;
    tables t;
    size_t n, by;
    ranking *r;
    report *out;

    tool_start("corpus-freq");
    n = options_parse(&manual, argc, argv, &operands);
    if (gaps.n && with_dispersion)
        tool_wrong("--gaps: the sizes of parts are not known in skip-grams");
    tables_open(&t, operands, n);
    c = make_columns(&t);
    by = query.sort ? column_find(c.list, c.n, query.sort) : FREQ;

    r = ranking_new(c.list, c.n, (struct ranking_order){by, FREQ, TERM}, query.top);
    rank(r, &t, &c, by);
    out = report_open(c.list, c.n);
    report_plot(out, &(struct picture_plan){.kind = PICTURE_RANKS,
                                            .label = TERM,
                                            .more_label = -1,
                                            .y = picture_number(c.list, by, FREQ),
                                            .lo = -1,
                                            .hi = -1});
    describe(out, &c, &t, by);
    ranking_write(r, out);
    report_close(out);
    meta_write(&manual, c.list, c.n, &t, NULL);

    ranking_free(r);
    free_columns(&c);
    tables_close(&t);
    return tool_finish();
}
