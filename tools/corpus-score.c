/* corpus-score: the measures for counts from elsewhere, such as a table in a paper. */
#include "shared/doc_measures.h"
#include "shared/measures.h"
#include "shared/meta.h"
#include "shared/note.h"
#include "shared/options.h"
#include "shared/report.h"
#include "shared/tool.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool list;
static double family = 1;
static uint64_t types;

static const option_spec score_specs[] = {
    MEASURE_SPEC("of words g2, g2_nlog10p, logdice, mi; of sources log_ratio, "
                 "log_ratio_lo, log_ratio_hi, lrc, g2, g2_nlog10p"),
    {.name = "list", .kind = OPTION_FLAG, .where = &list,
     .help = "print the table of measures and stop"},
    {.name = "family", .arg = "M", .kind = OPTION_REAL, .where = &family,
     .help = "tests that intervals and lrc are corrected for: alpha is 1-(1-alpha)^(1/M) "
             "in intervals, alpha/M in lrc"},
    ADJUST_SPEC,
    ALPHA_SPEC,
    K_SPEC,
    PRIOR_SPEC,
    {.name = "types", .arg = "V", .kind = OPTION_COUNT, .where = &types, .min = 1,
     .shown = "none", .help = "distinct words of both sides; a flat prior needs them"},
    {0}};

static const option_group groups[] = {
    {"Measures", score_specs}, {"Output", common_specs}, {0}};

static const tool_manual manual = {
    .operands = "[OPTION]... [FILE]",
    .purpose = "Add measures to a table of counts.",
    .groups = groups,
    .notes =
        "FILE (or standard input) is TSV with a header. The counts are in columns\n"
        "  o11 o12 o21 o22   the four cells: both words, only the first, only the\n"
        "                    second, neither; or\n"
        "  o11 r1 c1 n       the pair, its first word, its second word, all pairs; or\n"
        "  f1 n1 f2 n2       the term and all tokens, in the target and the reference.\n"
        "All columns are kept and rows stay in their order. _adj columns are adjusted\n"
        "over the rows. An undefined value is empty.\n",
    .examples = {"corpus-score --measure g2,fisher,log_odds < table.tsv",
                 "corpus-score --measure lrc --family 1000 keywords.tsv"}};

/* How counts stand in a table. */
struct form {
    const char *names[4];
    bool sources;
};

static const struct form forms[] = {{{"o11", "o12", "o21", "o22"}, false},
                                    {{"o11", "r1", "c1", "n"}, false},
                                    {{"f1", "n1", "f2", "n2"}, true}};

struct input {
    const char *path;
    char **lines, *memory;
    size_t n_lines, n_fields; /* with the header */
    char **fields;            /* line by line; those of the header first */
    const struct form *form;
    size_t at[4]; /* field of each of its counts */
};

/* ---- the list of measures --------------------------------------------------------- */

static const char *kind_name(unsigned kinds)
{
    bool ngrams = kinds & CORPUS_NGRAMS;

    switch (kinds & (CORPUS_PAIRS | CORPUS_SOURCES)) {
    case CORPUS_PAIRS:
        return ngrams ? "pairs n-grams" : "pairs";
    case CORPUS_SOURCES:
        return "sources";
    default:
        return ngrams ? "pairs n-grams sources" : "pairs sources";
    }
}

static void list_row(report *out, const char *name, const char *kind,
                     const char *meaning, const char *source)
{
    report_row(out,
               (cell[]){cell_text(name, strlen(name)), cell_text(kind, strlen(kind)),
                        cell_text(meaning, strlen(meaning)),
                        cell_text(source, strlen(source))});
}

static void list_measures(void)
{
    static const column columns[] = {
        {"name", COLUMN_TEXT, "for --measure, and head of the column", NULL, NULL,
         false},
        {"kind", COLUMN_TEXT, "of pairs of words, longer n-grams, sources, documents",
         NULL, NULL, false},
        {"meaning", COLUMN_TEXT, "base, range, direction", NULL, NULL, false},
        {"source", COLUMN_TEXT, "where it was published", NULL, NULL, false}};
    report *out = report_open(columns, 4);
    const doc_measure *d;
    const corpus_measure *m;

    report_minor(out, "source");
    for (size_t i = 0; (m = corpus_measure_at(i)); i++)
        list_row(out, m->name, kind_name(m->kinds), m->meaning, m->source);
    for (size_t i = 0; (d = doc_measure_at(i)); i++)
        list_row(out, d->name, "documents", d->meaning, d->source);
    report_close(out);
    meta_write(&manual, columns, 4, NULL, NULL);
}

/* ---- reading ---------------------------------------------------------------------- */

static size_t count_fields(const char *line)
{
    size_t n = 1;

    for (; (line = strchr(line, '\t')); line++)
        n++;
    return n;
}

static void split_lines(struct input *in)
{
    size_t k = 0;

    while (in->n_lines > 1 && !*in->lines[in->n_lines - 1])
        in->n_lines--; /* empty lines at the end */
    if (!in->n_lines)
        tool_die("%s: empty; a header is needed", tool_quote(in->path));
    in->n_fields = count_fields(in->lines[0]);
    in->fields = tool_alloc(in->n_lines * in->n_fields * sizeof *in->fields);
    for (size_t i = 0; i < in->n_lines; i++) {
        size_t n = count_fields(in->lines[i]);
        char *rest = in->lines[i];

        if (n != in->n_fields)
            tool_die("%s:%zu: %zu fields, but the header has %zu", tool_quote(in->path),
                     i + 1, n, in->n_fields);
        while (n--)
            in->fields[k++] = strsep(&rest, "\t");
    }
}

static bool same_name(const char *a, const char *b)
{
    for (; *a && *b; a++, b++)
        if (tolower((unsigned char)*a) != *b)
            return false;
    return *a == *b;
}

static bool has_form(struct input *in, const struct form *form)
{
    for (size_t k = 0; k < 4; k++) {
        size_t i = 0;

        while (i < in->n_fields && !same_name(in->fields[i], form->names[k]))
            i++;
        if (i == in->n_fields)
            return false;
        in->at[k] = i;
    }
    in->form = form;
    return true;
}

static void input_read(struct input *in, const char *path)
{
    in->path = path;
    in->n_lines = tool_read_lines(path, &in->lines, &in->memory);
    split_lines(in);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (has_form(in, &forms[i]))
            return;
    tool_die("%s:1: the header names neither o11 o12 o21 o22, nor o11 r1 c1 n, nor "
             "f1 n1 f2 n2", tool_quote(path));
}

static void input_free(struct input *in)
{
    free(in->lines);
    free(in->memory);
    free(in->fields);
}

/* ---- counts ----------------------------------------------------------------------- */

/* Digits; or what R writes for a round number, 1e+05. */
static bool parse_count(const char *s, uint64_t *count)
{
    uint64_t v = 0;
    char *end;
    double real;

    if (!*s || s[strspn(s, "0123456789.eE+")])
        return false;
    if (!s[strspn(s, "0123456789")]) {
        for (; *s; s++) {
            if (v > (UINT64_MAX - (uint64_t)(*s - '0')) / 10)
                return false;
            v = 10 * v + (uint64_t)(*s - '0');
        }
        *count = v;
        return true;
    }
    real = strtod(s, &end);
    if (*end || !(real >= 0 && real <= 0x1p53) || real != floor(real))
        return false;
    *count = (uint64_t)real;
    return true;
}

static void read_counts(const struct input *in, size_t line, uint64_t counts[4])
{
    for (size_t k = 0; k < 4; k++) {
        const char *s = in->fields[line * in->n_fields + in->at[k]];

        if (!parse_count(s, &counts[k]))
            tool_die("%s:%zu: %s is '%s', not a count", tool_quote(in->path), line + 1,
                     in->form->names[k], tool_quote(s));
    }
}

static bool add(uint64_t *sum, uint64_t a, uint64_t b)
{
    return !__builtin_add_overflow(a, b, sum);
}

/* The table that four counts make; false if they make none. */
static bool make_table(const struct form *form, const uint64_t c[4], corpus_2x2 *t)
{
    uint64_t rest;

    if (form->sources) {
        *t = (corpus_2x2){.o11 = c[0], .c1 = c[1]};
        return c[2] <= c[3] && add(&t->r1, c[0], c[2]) && add(&t->n, c[1], c[3]) &&
               corpus_2x2_valid(t);
    }
    if (form == &forms[1]) {
        *t = (corpus_2x2){.o11 = c[0], .r1 = c[1], .c1 = c[2], .n = c[3]};
        return corpus_2x2_valid(t);
    }
    *t = (corpus_2x2){.o11 = c[0]};
    return add(&t->r1, c[0], c[1]) && add(&t->c1, c[0], c[2]) &&
           add(&rest, c[2], c[3]) && add(&t->n, t->r1, rest) && corpus_2x2_valid(t);
}

static corpus_2x2 *read_tables(const struct input *in)
{
    corpus_2x2 *rows = tool_alloc(in->n_lines * sizeof *rows);
    const char *const *names = in->form->names;
    uint64_t c[4];

    for (size_t i = 1; i < in->n_lines; i++) {
        read_counts(in, i, c);
        if (!make_table(in->form, c, &rows[i - 1]))
            tool_die("%s:%zu: %s %llu, %s %llu, %s %llu, %s %llu make no table of "
                     "counts", tool_quote(in->path), i + 1,
                     names[0], (unsigned long long)c[0], names[1],
                     (unsigned long long)c[1], names[2], (unsigned long long)c[2],
                     names[3], (unsigned long long)c[3]);
    }
    return rows;
}

/* ---- measures, output ------------------------------------------------------------- */

static const corpus_measure **choose(const struct input *in, size_t *n)
{
    static char *words[] = {"g2", "g2_nlog10p", "logdice", "mi"},
                *sources[] = {"log_ratio", "log_ratio_lo", "log_ratio_hi", "lrc", "g2",
                              "g2_nlog10p"};
    struct option_list names = measure_options.names;
    unsigned kinds = CORPUS_SOURCES | (in->form->sources ? 0 : CORPUS_PAIRS);
    const corpus_measure **chosen;

    if (!names.n)
        names = in->form->sources ? (struct option_list){sources, 6}
                                  : (struct option_list){words, 4};
    chosen = tool_alloc(names.n * sizeof *chosen);
    for (size_t i = 0; i < names.n; i++) {
        if (doc_measure_find(names.items[i]))
            tool_wrong("measure '%s' needs documents: corpus-diff has it",
                       tool_quote(names.items[i]));
        chosen[i] = measure_named(names.items[i], kinds, "two sources");
    }
    *n = names.n;
    return chosen;
}

static column *make_columns(const struct input *in, const corpus_measure *const chosen[],
                            size_t n)
{
    column *columns = tool_alloc((in->n_fields + n) * sizeof *columns);

    for (size_t i = 0; i < in->n_fields; i++)
        columns[i] = (column){.name = in->fields[i], .kind = COLUMN_TERM,
                              .meaning = "as it came"};
    for (size_t k = 0; k < 4; k++)
        columns[in->at[k]].kind = COLUMN_COUNT;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < in->n_fields; k++)
            if (!strcmp(in->fields[k], chosen[i]->name))
                tool_die("%s:1: there is a column %s already", tool_quote(in->path),
                         chosen[i]->name);
        columns[in->n_fields + i] = measure_column(chosen[i]);
    }
    return columns;
}

/* Or death by wrong usage. */
static corpus_measure_params ask_params(void)
{
    corpus_measure_params params;

    measure_params(&params, family);
    params.types = types;
    if (params.prior_kind == CORPUS_PRIOR_FLAT && !types)
        tool_wrong("--prior %s: how many words there are is not in the counts; say it "
                   "with --types", tool_quote(measure_options.prior));
    return params;
}

/* `tested` becomes the number of tests that a column is adjusted for. */
static double *score(const corpus_measure *m, const corpus_2x2 rows[], size_t n,
                     size_t *tested)
{
    double *out = tool_alloc((n + 1) * sizeof *out);
    corpus_measure_params params = ask_params();

    *tested = 0;
    corpus_measure_score_n(m, n, rows, &params, out);
    if (m->column != CORPUS_NLOG10P_ADJ)
        return out;
    *tested = measure_adjust(out, n);
    if (!common.quiet)
        tool_say("%s: m = %zu tests, adjusted by %s", m->name, *tested,
                 corpus_adjust_name(measure_options.adjust));
    return out;
}

static void note_levels(struct text *t)
{
    text_put(t, " Intervals and lrc are ");
    if (family > 1)
        text_printf(t, "corrected for %.15g tests,", family);
    else
        text_put(t, "not corrected,");
    text_printf(t, " alpha = %g.", measure_options.alpha);
}

/* What a reader of a paper has to know. */
static void describe(const struct input *in, const column columns[],
                     const size_t tested[], size_t n, report *out)
{
    struct text s = {0};

    text_printf(&s, "Measures of counts, %zu in all", in->n_lines - 1);
    report_caption(out, s.data);
    text_clear(&s);
    if (measure_levels_shown(columns, n))
        note_levels(&s);
    measure_note(&s, columns, n);
    for (size_t i = 0; i < n; i++)
        if (tested[i] && measure_options.adjust != CORPUS_ADJUST_NONE) {
            text_printf(&s, " %s: ", columns[i].name);
            note_adjusted(&s, (int)measure_options.adjust, tested[i]);
            text_char(&s, '.');
        }
    note_columns(&s, columns, n);
    report_note(out, s.len ? s.data + 1 : "");
    text_free(&s);
}

static void print(const struct input *in, const column columns[],
                  double *const scores[], const size_t tested[], size_t n)
{
    cell *cells = tool_alloc((in->n_fields + n) * sizeof *cells);
    report *out = report_open(columns, in->n_fields + n);
    uint64_t counts[4];

    for (size_t line = 1; line < in->n_lines; line++) {
        char **fields = in->fields + line * in->n_fields;

        for (size_t i = 0; i < in->n_fields; i++)
            cells[i] = cell_text(fields[i], strlen(fields[i]));
        read_counts(in, line, counts);
        for (size_t k = 0; k < 4; k++)
            cells[in->at[k]] = cell_count(counts[k]);
        for (size_t i = 0; i < n; i++)
            cells[in->n_fields + i] = cell_real(scores[i][line - 1]);
        report_row(out, cells);
    }
    describe(in, columns + in->n_fields, tested, n, out);
    report_close(out);
    free(cells);
}

static void score_file(const char *path)
{
    struct input in = {0};
    const corpus_measure **chosen;
    corpus_2x2 *rows;
    column *columns;
    double **scores;
    size_t *tested, n;

    input_read(&in, path);
    chosen = choose(&in, &n);
    columns = make_columns(&in, chosen, n);
    rows = read_tables(&in);
    scores = tool_alloc(n * sizeof *scores);
    tested = tool_alloc(n * sizeof *tested);
    for (size_t i = 0; i < n; i++)
        scores[i] = score(chosen[i], rows, in.n_lines - 1, &tested[i]);
    print(&in, columns, scores, tested, n);
    meta_write(&manual, columns, in.n_fields + n, NULL, NULL);

    for (size_t i = 0; i < n; i++)
        free(scores[i]);
    free(scores);
    free(tested);
    free(columns);
    free(rows);
    free(chosen);
    input_free(&in);
}

int main(int argc, char **argv)
{
    char **operands;
    size_t n;

    tool_start("corpus-score");
    n = options_parse(&manual, argc, argv, &operands);
    if (n > 1)
        tool_wrong("one FILE at a time, not %zu", n);
    if (!(family >= 1))
        tool_wrong("--family takes a number from 1 up");
    ask_params(); /* wrong usage shows before the work */
    if (list)
        list_measures();
    else
        score_file(n ? operands[0] : "-");
    return tool_finish();
}
