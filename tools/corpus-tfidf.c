/* corpus-tfidf: what each document, or each source, is about: its heaviest terms as a
 * list, or the weights of all as a matrix. */
#include "shared/bibliography.h"
#include "shared/key.h"
#include "shared/meta.h"
#include "shared/note.h"
#include "shared/options.h"
#include "shared/output.h"
#include "shared/order.h"
#include "shared/report.h"
#include "shared/tables.h"
#include "shared/terms.h"
#include "shared/tool.h"
#include "tfidf/matrix.h"
#include "tfidf/weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum unit { UNIT_DOC, UNIT_SOURCE };
enum df { DF_UNIT, DF_DOCS };
enum base { BASE_SCHEME, BASE_E, BASE_2, BASE_10 };

static const char *unit_name(int unit)
{
    return unit == UNIT_DOC ? "doc" : unit == UNIT_SOURCE ? "source" : NULL;
}

static const char *df_name(int df)
{
    return df == DF_UNIT ? "unit" : df == DF_DOCS ? "docs" : NULL;
}

static const char *base_name(int base)
{
    static const char *const names[] = {"scheme", "e", "2", "10"};

    return base >= 0 && base < 4 ? names[base] : NULL;
}

static struct {
    const char *scheme, *matrix;
    enum unit unit;
    enum df df;
    enum base base;
} my = {.scheme = "ltc"};

static const option_spec tfidf_specs[] = {
    {.name = "scheme", .arg = "SCHEME", .where = &my.scheme,
     .help = "three SMART letters, or sklearn, gensim, quanteda, tidytext or bm25; see "
             "below"},
    {.name = "log", .arg = "BASE", .kind = OPTION_NAME, .where = &my.base,
     .names = base_name, .shown = "the scheme's: e, gensim 2, quanteda 10",
     .help = "of the logarithms: e, 2 or 10"},
    {.name = "unit", .arg = "UNIT", .kind = OPTION_NAME, .where = &my.unit,
     .names = unit_name, .help = "doc or source: what is described"},
    {.name = "df", .arg = "WHAT", .kind = OPTION_NAME, .where = &my.df, .names = df_name,
     .help = "with --unit source, df and n count sources (unit) or documents (docs)"},
    {.name = "matrix", .arg = "PREFIX", .where = &my.matrix,
     .help = "write PREFIX.mtx (Matrix Market: a row for each unit, a column for each "
             "term), PREFIX.rows.tsv and PREFIX.cols.tsv instead of a list"},
    {0}};

static const option_group groups[] = {
    {"Weights", tfidf_specs}, {"Terms", query_specs}, {"Output", common_specs}, {0}};

static const tool_manual manual = {
    .operands = "[OPTION]... TABLE...",
    .purpose = "Weigh the terms of each document by tf-idf.",
    .groups = groups,
    .notes =
        "Columns: source, doc, term, tf (occurrences in it), df (documents that have\n"
        "the term), weight; --top N is for each document. Filters choose the\n"
        "vocabulary: weights and norms are of what is left, lengths of all tokens.\n"
        "SMART letters  tf: n tf, l 1+log, a 1/2+1/2 tf/max, b 1, L log average,\n"
        "               d 1+log(1+log), s share;  df: n 1, t log n/df,\n"
        "               p probabilistic;  norm: n none, c cosine, 1 sum,\n"
        "               u pivoted unique, b characters\n"
        "Settings follow a colon: sklearn:smooth_idf=0,sublinear_tf=1,norm=l1\n"
        "               gensim:nfc   bm25:k1=1.5,b=0.75,idf=robertson (lucene, plus,\n"
        "               atire)   ltu:slope=0.2   ltc:base=2\n",
    .examples = {"corpus-tfidf --top 10 news.freq",
                 "corpus-tfidf --scheme sklearn --min-docs 2 --matrix news news.freq"}};

enum { SOURCE, DOC, TERM, TF, DF, WEIGHT, N_COLUMNS };

static const column columns[N_COLUMNS] = {
    {"source", COLUMN_TEXT, "the document's source", NULL, NULL, false},
    {"doc", COLUMN_TEXT, "the document's id; empty with --unit source", NULL, NULL,
     false},
    {"term", COLUMN_TERM, "word or n-gram", NULL, NULL, false},
    {"tf", COLUMN_COUNT, "occurrences in the document", "tokens", NULL, false},
    {"df", COLUMN_COUNT, "documents that have the term", "documents", NULL, false},
    {"weight", COLUMN_REAL, "weight of the term in the document, by --scheme", NULL,
     "Salton & Buckley 1988, IP&M 24(5); Manning, Raghavan & Schuetze 2008, ch. 6",
     false}};

/* ---- the list --------------------------------------------------------------------- */

static inline cell number_cell(const struct weights *w, size_t unit,
                               const struct vector *v, size_t i, size_t by)
{
    if (by == TF)
        return cell_count(v->tf[i]);
    if (by == DF)
        return cell_count(w->terms.freq[w->term[w->begin[unit] + i]]);
    return cell_real(v->weight[i]);
}

/* All terms of a unit have the same source and document. */
static uint64_t key_of(const struct weights *w, size_t unit, const struct vector *v,
                       size_t i, size_t by)
{
    if (by <= TERM)
        return by == TERM ? i : 0;
    return column_key(&columns[by], number_cell(w, unit, v, i, by));
}

static void name_unit(struct weights *w, size_t unit, cell cells[])
{
    const char *source, *id;

    weights_unit(w, unit, &source, &id);
    cells[SOURCE] = cell_text(source, strlen(source));
    cells[DOC] = cell_text(id, strlen(id));
}

/* What a list is made with, again for each unit. */
struct maker {
    struct vector v;
    uint64_t *key;
    size_t key_cap;
    struct text term;
};

static void print_unit(struct weights *w, size_t unit, size_t by, struct maker *m,
                       report *out)
{
    const struct vector *v = &m->v;
    cell cells[N_COLUMNS];
    size_t *rows, n;

    weights_vector(w, unit, &m->v);
    m->key = tool_grow(m->key, &m->key_cap, v->n + 1, sizeof *m->key);
    for (size_t i = 0; i < v->n; i++)
        m->key[i] = key_of(w, unit, v, i, by);
    n = order_rows(v->n, m->key, v->tf, query.top, &rows);
    name_unit(w, unit, cells);
    for (size_t k = 0; k < n; k++) {
        const uint32_t *ids =
            terms_ids(&w->terms, w->term[w->begin[unit] + rows[k]]);

        terms_text(&w->tables, ids, w->order, &m->term);
        cells[TERM] = cell_text(m->term.data, m->term.len);
        for (size_t i = TF; i < N_COLUMNS; i++)
            cells[i] = number_cell(w, unit, v, rows[k], i);
        report_row(out, cells);
    }
    free(rows);
}

/* What a reader of a paper has to know. */
static void describe(const struct weights *w, size_t by, report *out)
{
    struct text s = {0};

    text_printf(&s, "Terms of each %s by %s",
                my.unit == UNIT_DOC ? "document" : query.by ? query.by : "source",
                columns[by].name);
    report_caption(out, s.data);
    text_clear(&s);
    text_printf(&s, "Scheme %s", my.scheme);
    if (!strncmp(my.scheme, "bm25", 4))
        note_source(&s, "Robertson & Zaragoza 2009");
    text_printf(&s, ", n = %llu.", (unsigned long long)w->common.n_docs);
    note_filters(&s);
    note_columns(&s, columns, N_COLUMNS);
    note_counted(&s, w->tables.table);
    report_note(out, s.data);
    text_free(&s);
}

static void print_list(struct weights *w)
{
    size_t by = query.sort ? column_find(columns, N_COLUMNS, query.sort) : WEIGHT;
    report *out = report_open(columns, N_COLUMNS);
    struct maker m = {0};

    for (size_t unit = 0; unit < w->n_units; unit++)
        print_unit(w, unit, by, &m, out);
    describe(w, by, out);
    report_close(out);
    vector_free(&m.v);
    free(m.key);
    text_free(&m.term);
}

/* ---- */

static void parse_scheme(struct weights *w)
{
    static const double bases[] = {[BASE_E] = M_E, [BASE_2] = 2, [BASE_10] = 10};

    if (corpus_weight_parse(&w->scheme, my.scheme))
        tool_wrong("--scheme takes three SMART letters such as ltc, or sklearn, gensim, "
                   "quanteda, tidytext or bm25, not '%s'", tool_quote(my.scheme));
    if (my.base)
        w->scheme.log_base = bases[my.base];
}

static void check_usage(void)
{
    if (my.df == DF_DOCS && my.unit == UNIT_DOC)
        tool_wrong("--df docs is for --unit source");
    if (my.matrix && (query.top || query.sort || common.output))
        tool_wrong("--matrix writes the whole matrix to its own files: no --top, --sort "
                   "or --output");
    if (query.sort)
        column_find(columns, N_COLUMNS, query.sort);
}

static void check_postings(const struct weights *w)
{
    if (my.unit == UNIT_DOC && w->order > corpus_table_postings_order(w->tables.table))
        tool_die("%s: no postings of order %u; count with --postings %u, or take --unit "
                 "source", tool_quote(w->tables.path), w->order, w->order);
}

int main(int argc, char **argv)
{
    struct weights w = {0};
    char **operands;
    size_t n;

    tool_start("corpus-tfidf");
    n = options_parse(&manual, argc, argv, &operands);
    w.order = query.order;
    w.sources = my.unit == UNIT_SOURCE;
    w.df_documents = my.df == DF_DOCS;
    parse_scheme(&w);
    check_usage();
    output_check(my.matrix);
    tables_open(&w.tables, operands, n);
    tables_check_order(&w.tables, w.order);
    check_postings(&w);

    weights_read(&w);
    if (my.matrix) {
        matrix_write(&w, my.matrix);
        bibliography_write();
    } else {
        print_list(&w);
    }
    meta_write(&manual, columns, N_COLUMNS, &w.tables, NULL);
    weights_free(&w);
    return tool_finish();
}
