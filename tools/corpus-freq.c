/* corpus-freq: how often each term occurs, in all and by source. */
#include "shared/meta.h"
#include "shared/options.h"
#include "shared/ranking.h"
#include "shared/report.h"
#include "shared/tables.h"
#include "shared/tool.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool by_source;

static const option_spec freq_specs[] = {
    {.name = "by-source", .kind = OPTION_FLAG, .where = &by_source,
     .help = "two more columns for each source: freq:NAME and docs:NAME"},
    {0}};

static const option_group groups[] = {
    {"Terms", query_specs}, {"Columns", freq_specs}, {"Output", common_specs}, {0}};

static const tool_manual manual = {
    .operands = "[OPTION]... TABLE...",
    .purpose = "Print a frequency list. Several tables are added up.",
    .groups = groups,
    .notes = "Columns: term, freq (occurrences), per_million (of all n-grams of the order),\n"
             "docs (documents that have it). Most frequent first, then by term.\n",
    .examples = {"corpus-freq --top 20 news.freq",
                 "corpus-freq -n 2 --min-docs 3 --by-source -f csv -o bigrams.csv news.freq"}};

enum { TERM, FREQ, PER_MILLION, DOCS, FIXED };

struct columns {
    column *list;
    size_t n;
};

static column named_column(const char *what, const char *group, const char *meaning,
                           const char *unit)
{
    struct text name = {0};

    text_printf(&name, "%s:%s", what, group);
    return (column){name.data, COLUMN_COUNT, meaning, unit, NULL, false};
}

static struct columns make_columns(const tables *t)
{
    struct columns c = {.n = FIXED + (by_source ? 2 * t->n_groups : 0)};

    c.list = tool_alloc(c.n * sizeof *c.list);
    c.list[TERM] = (column){"term", COLUMN_TERM, "word or n-gram", NULL, NULL, false};
    c.list[FREQ] = (column){"freq", COLUMN_COUNT, "occurrences", "tokens", NULL, false};
    c.list[PER_MILLION] = (column){"per_million", COLUMN_REAL,
                                   "freq in a million n-grams of this order",
                                   "per million", NULL, false};
    c.list[DOCS] = (column){"docs", COLUMN_COUNT, "documents that have it", "documents",
                            NULL, false};
    for (size_t i = 0; FIXED + 2 * i < c.n; i++) {
        c.list[FIXED + 2 * i] =
            named_column("freq", t->groups[i], "occurrences in the source", "tokens");
        c.list[FIXED + 2 * i + 1] = named_column(
            "docs", t->groups[i], "documents of the source that have it", "documents");
    }
    return c;
}

static void free_columns(struct columns *c)
{
    for (size_t i = FIXED; i < c->n; i++)
        free((char *)c->list[i].name);
    free(c->list);
}

static void fill(cell cells[], const struct columns *c, const corpus_row *row, double total)
{
    cells[FREQ] = cell_count(row->freq);
    cells[PER_MILLION] = cell_real(total > 0 ? 1e6 * (double)row->freq / total : NAN);
    cells[DOCS] = cell_count(row->docs);
    for (size_t i = FIXED; i < c->n; i++)
        cells[i] = cell_count(0);
    for (uint32_t i = 0; i < row->n_sources && c->n > FIXED; i++) {
        const corpus_source_count *s = &row->sources[i];

        cells[FIXED + 2 * s->source] = cell_count(s->freq);
        cells[FIXED + 2 * s->source + 1] = cell_count(s->docs);
    }
}

static void rank(ranking *r, tables *t, const struct columns *c, size_t by)
{
    double total = (double)corpus_table_total(t->table, query.order);
    cell *cells = tool_alloc(c->n * sizeof *cells);
    tables_scan scan;
    corpus_row row;

    tables_scan_open(&scan, t, query.order);
    while (tables_scan_next(&scan, &row)) {
        fill(cells, c, &row, total);
        if (by != TERM && !ranking_wants(r, cells[by], row.freq))
            continue;
        tables_scan_term(&scan, &cells[TERM].text.data, &cells[TERM].text.len);
        ranking_add(r, cells);
    }
    tables_scan_close(&scan);
    free(cells);
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
    tables_open(&t, operands, n);
    c = make_columns(&t);
    by = query.sort ? column_find(c.list, c.n, query.sort) : FREQ;

    r = ranking_new(c.list, c.n, (struct ranking_order){by, FREQ, TERM}, query.top);
    rank(r, &t, &c, by);
    out = report_open(c.list, c.n);
    ranking_write(r, out);
    report_close(out);
    meta_write(&manual, c.list, c.n, &t, NULL);

    ranking_free(r);
    free_columns(&c);
    tables_close(&t);
    return tool_finish();
}
