/* corpus-tfidf: what each document, or each source, is about.
 *
 * Tables hold postings by term; weights need them by document. A first scan counts each
 * document's terms, a second one puts them in place: a counting sort with 8 bytes for
 * each (document, term) that occurs. */
#include "shared/measures.h"
#include "shared/meta.h"
#include "shared/note.h"
#include "shared/number.h"
#include "shared/options.h"
#include "shared/order.h"
#include "shared/output.h"
#include "shared/ranking.h"
#include "shared/report.h"
#include "shared/tables.h"
#include "shared/terms.h"
#include "shared/tool.h"

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

/* Documents or sources as rows of a sparse matrix, terms as columns. */
struct weights {
    tables tables;
    unsigned order;
    corpus_weight_scheme scheme;
    size_t n_units;
    uint64_t *begin; /* of each unit's entries, and the end of the last */
    uint32_t *term;  /* by entry: number of the term */
    uint32_t *tf;    /* by entry: occurrences of documents ... */
    uint64_t *tf64;  /* ... or of sources */
    struct terms terms; /* freq is df */
    double *idf;
    uint64_t *chars; /* of each term, where the norm asks for them */
    corpus_weight_doc common;
    uint64_t *lengths; /* tokens of each unit */
};

/* ---- units ------------------------------------------------------------------------ */

static corpus_table_doc document(struct weights *w, uint64_t i)
{
    corpus_table_doc d;
    int err = corpus_table_document(w->tables.table, i, &d);

    if (err)
        tables_fail(&w->tables, err);
    return d;
}

static void measure_units(struct weights *w)
{
    double total = 0;

    w->n_units = my.unit == UNIT_DOC ? corpus_table_documents(w->tables.table)
                                     : w->tables.n_groups;
    w->begin = tool_alloc((w->n_units + 2) * sizeof *w->begin);
    w->lengths = tool_alloc((w->n_units + 1) * sizeof *w->lengths);
    for (size_t i = 0; i < w->n_units; i++) {
        w->lengths[i] = my.unit == UNIT_DOC ? document(w, i).totals[w->order - 1]
                                            : w->tables.group_totals[w->order][i];
        total += (double)w->lengths[i];
    }
    w->common.n_docs = my.unit == UNIT_SOURCE && my.df == DF_DOCS
                           ? corpus_table_documents(w->tables.table)
                           : w->n_units;
    w->common.mean_length = w->n_units ? total / (double)w->n_units : 0;
}

static void name_unit(struct weights *w, size_t unit, cell cells[])
{
    const char *source, *id = "";

    if (my.unit == UNIT_SOURCE) {
        source = w->tables.groups[unit];
    } else {
        corpus_table_doc d = document(w, unit);

        if (w->tables.group_of)
            d.source = w->tables.group_of[unit];
        source = w->tables.groups[d.source];
        id = d.id;
    }
    cells[SOURCE] = cell_text(source, strlen(source));
    cells[DOC] = cell_text(id, strlen(id));
}

/* ---- by term to by document ------------------------------------------------------- */

static uint64_t characters(const char *s, size_t len)
{
    uint64_t n = 0;

    for (size_t i = 0; i < len; i++)
        n += (s[i] & 0xC0) != 0x80;
    return n;
}

static void keep_term(struct weights *w, const corpus_row *row, tables_scan *scan,
                      size_t *chars_cap)
{
    const char *term;
    size_t len;

    if (w->terms.n == UINT32_MAX)
        tool_die("more than 2^32 terms; cut some with --min-count");
    terms_add(&w->terms, row->ids,
              my.unit == UNIT_SOURCE && my.df == DF_UNIT ? row->n_sources : row->docs);
    if (w->scheme.norm != 'b')
        return;
    tables_scan_term(scan, &term, &len);
    w->chars = tool_grow(w->chars, chars_cap, w->terms.n, sizeof *w->chars);
    w->chars[w->terms.n - 1] = characters(term, len);
}

/* begin[u + 1] counts the terms of unit u, then tells where they begin. */
static void first_scan(struct weights *w)
{
    const corpus_posting *list;
    size_t n, chars_cap = 0;
    tables_scan scan;
    corpus_row row;

    w->terms.order = w->order;
    tables_scan_open(&scan, &w->tables, w->order);
    while (tables_scan_next(&scan, &row)) {
        keep_term(w, &row, &scan, &chars_cap);
        if (my.unit == UNIT_SOURCE) {
            for (uint32_t i = 0; i < row.n_sources; i++)
                w->begin[row.sources[i].source + 2]++;
            continue;
        }
        tables_scan_postings(&scan, &list, &n);
        for (size_t i = 0; i < n; i++)
            w->begin[list[i].doc + 2]++;
    }
    tables_scan_close(&scan);
    for (size_t i = 2; i < w->n_units + 2; i++)
        w->begin[i] += w->begin[i - 1];
}

/* begin[u + 1] is where the next term of unit u goes; in the end, where the next unit
 * begins. */
static void second_scan(struct weights *w)
{
    uint64_t n_entries = w->begin[w->n_units + 1], at;
    const corpus_posting *list;
    tables_scan scan;
    corpus_row row;
    size_t n;

    w->term = tool_alloc((n_entries + 1) * sizeof *w->term);
    if (my.unit == UNIT_SOURCE)
        w->tf64 = tool_alloc((n_entries + 1) * sizeof *w->tf64);
    else
        w->tf = tool_alloc((n_entries + 1) * sizeof *w->tf);
    tables_scan_open(&scan, &w->tables, w->order);
    for (uint32_t term = 0; tables_scan_next(&scan, &row); term++) {
        if (my.unit == UNIT_SOURCE) {
            for (uint32_t i = 0; i < row.n_sources; i++) {
                at = w->begin[row.sources[i].source + 1]++;
                w->term[at] = term;
                w->tf64[at] = row.sources[i].freq;
            }
            continue;
        }
        tables_scan_postings(&scan, &list, &n);
        for (size_t i = 0; i < n; i++) {
            at = w->begin[list[i].doc + 1]++;
            w->term[at] = term;
            w->tf[at] = list[i].count;
        }
    }
    tables_scan_close(&scan);
    w->common.mean_distinct = w->n_units ? (double)n_entries / (double)w->n_units : 0;
}

/* ---- weights ---------------------------------------------------------------------- */

static void compute_idf(struct weights *w)
{
    w->idf = tool_alloc((w->terms.n + 1) * sizeof *w->idf);
    for (size_t i = 0; i < w->terms.n; i++)
        w->idf[i] = corpus_weight_idf(&w->scheme, w->common.n_docs, w->terms.freq[i]);
}

/* The vector at hand, grown as units need it. */
struct vector {
    uint64_t *tf, *key;
    double *weight;
    size_t tf_cap, key_cap, weight_cap, n;
};

static void vector_free(struct vector *v)
{
    free(v->tf);
    free(v->key);
    free(v->weight);
}

static void weigh(const struct weights *w, size_t unit, struct vector *v)
{
    const uint32_t *term = w->term + w->begin[unit];
    corpus_weight_doc doc = w->common;
    size_t n = (size_t)(w->begin[unit + 1] - w->begin[unit]);

    v->n = n;
    v->tf = tool_grow(v->tf, &v->tf_cap, n + 1, sizeof *v->tf);
    v->key = tool_grow(v->key, &v->key_cap, n + 1, sizeof *v->key);
    v->weight = tool_grow(v->weight, &v->weight_cap, n + 1, sizeof *v->weight);
    for (size_t i = 0; i < n; i++) {
        v->tf[i] = w->tf ? w->tf[w->begin[unit] + i] : w->tf64[w->begin[unit] + i];
        v->weight[i] = w->idf[term[i]];
        if (w->chars)
            doc.chars += v->tf[i] * w->chars[term[i]];
    }
    doc.length = w->lengths[unit];
    corpus_weight_vector(&w->scheme, n, v->tf, v->weight, &doc, v->weight);
}

/* ---- the list --------------------------------------------------------------------- */

static cell number_cell(const struct weights *w, size_t unit, const struct vector *v,
                        size_t i, size_t by)
{
    if (by == TF)
        return cell_count(v->tf[i]);
    if (by == DF)
        return cell_count(w->terms.freq[w->term[w->begin[unit] + i]]);
    return cell_real(v->weight[i]);
}

static void print_unit(struct weights *w, size_t unit, size_t by, struct vector *v,
                       struct text *term, report *out)
{
    cell cells[N_COLUMNS];
    size_t *rows, n;

    weigh(w, unit, v);
    for (size_t i = 0; i < v->n; i++)
        v->key[i] =
            by <= TERM ? i : column_key(&columns[by], number_cell(w, unit, v, i, by));
    n = order_rows(v->n, v->key, v->tf, query.top, &rows);
    name_unit(w, unit, cells);
    for (size_t k = 0; k < n; k++) {
        const uint32_t *ids =
            terms_ids(&w->terms, w->term[w->begin[unit] + rows[k]]);

        terms_text(&w->tables, ids, w->order, term);
        cells[TERM] = cell_text(term->data, term->len);
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
    struct vector v = {0};
    struct text term = {0};

    for (size_t unit = 0; unit < w->n_units; unit++)
        print_unit(w, unit, by, &v, &term, out);
    describe(w, by, out);
    report_close(out);
    text_free(&term);
    vector_free(&v);
}

/* ---- the matrix ------------------------------------------------------------------- */

static void open_part(struct output *out, const char *ending)
{
    struct text path = {0};

    text_printf(&path, "%s%s", my.matrix, ending);
    output_open(out, path.data);
    text_free(&path);
}

static void put(struct output *out, struct text *line)
{
    fwrite(line->data, 1, line->len, out->file);
    text_clear(line);
    if (ferror(out->file))
        output_close(out); /* dies and says why */
}

static bool is_integer(const corpus_weight_scheme *s)
{
    return s->tf == 'n' && strchr("nx", s->df) && strchr("nx", s->norm);
}

static void write_entries(struct weights *w)
{
    struct output out;
    struct text line = {0};
    struct vector v = {0};
    struct number_memory weights = {0};

    open_part(&out, ".mtx");
    text_printf(&line, "%%%%MatrixMarket matrix coordinate %s general\n%zu %zu %llu\n",
                is_integer(&w->scheme) ? "integer" : "real", w->n_units, w->terms.n,
                (unsigned long long)w->begin[w->n_units]);
    for (size_t unit = 0; unit < w->n_units; unit++) {
        weigh(w, unit, &v);
        for (size_t i = 0; i < v.n; i++) {
            cell_add_count(&line, unit + 1);
            text_char(&line, ' ');
            cell_add_count(&line, (uint64_t)w->term[w->begin[unit] + i] + 1);
            text_char(&line, ' ');
            if (isnan(v.weight[i]))
                text_put(&line, "nan");
            text_grown(&line, number_recall(text_room(&line, NUMBER_ROOM), v.weight[i], 17,
                                            &weights));
            text_char(&line, '\n');
        }
        put(&out, &line);
    }
    put(&out, &line);
    output_close(&out);
    vector_free(&v);
    text_free(&line);
}

static void write_names(struct weights *w)
{
    struct output out;
    struct text line = {0}, term = {0};
    cell cells[N_COLUMNS];

    open_part(&out, ".rows.tsv");
    text_put(&line, common.header ? "source\tdoc\n" : "");
    for (size_t unit = 0; unit < w->n_units; unit++) {
        name_unit(w, unit, cells);
        cell_add_plain(&line, &columns[SOURCE], cells[SOURCE], 0);
        text_char(&line, '\t');
        cell_add_plain(&line, &columns[DOC], cells[DOC], 0);
        text_char(&line, '\n');
        put(&out, &line);
    }
    output_close(&out);
    open_part(&out, ".cols.tsv");
    text_put(&line, common.header ? "term\n" : "");
    for (size_t i = 0; i < w->terms.n; i++) {
        terms_text(&w->tables, terms_ids(&w->terms, i), w->order, &term);
        text_printf(&line, "%s\n", term.data);
        put(&out, &line);
    }
    output_close(&out);
    text_free(&line);
    text_free(&term);
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
    if (my.unit == UNIT_DOC &&
        w->order > corpus_table_postings_order(w->tables.table))
        tool_die("%s: no postings of order %u; count with --postings %u, or take --unit "
                 "source", tool_quote(w->tables.path), w->order, w->order);
}

static void free_weights(struct weights *w)
{
    free(w->begin);
    free(w->term);
    free(w->tf);
    free(w->tf64);
    free(w->idf);
    free(w->chars);
    free(w->lengths);
    terms_free(&w->terms);
    tables_close(&w->tables);
}

int main(int argc, char **argv)
{
    struct weights w = {0};
    char **operands;
    size_t n;

    tool_start("corpus-tfidf");
    n = options_parse(&manual, argc, argv, &operands);
    w.order = query.order;
    parse_scheme(&w);
    check_usage();
    tables_open(&w.tables, operands, n);
    tables_check_order(&w.tables, w.order);
    check_postings(&w);

    measure_units(&w);
    first_scan(&w);
    second_scan(&w);
    compute_idf(&w);
    if (my.matrix) {
        write_entries(&w);
        write_names(&w);
    } else {
        print_list(&w);
    }
    meta_write(&manual, columns, N_COLUMNS, &w.tables, NULL);
    free_weights(&w);
    return tool_finish();
}
