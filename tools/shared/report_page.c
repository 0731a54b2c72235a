/* Aligned tables, Markdown and LaTeX. */
#include "shared/report_page.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static bool is_number(const column *c)
{
    return c->kind == COLUMN_COUNT || c->kind == COLUMN_REAL;
}

void page_begin(struct page *p, const column columns[], size_t n, bool header, FILE *to)
{
    struct winsize size;

    *p = (struct page){.columns = columns, .n = n, .header = header};
    p->widths = tool_alloc(n * sizeof *p->widths);
    text_add(&p->cells, "", 0);
    if (isatty(fileno(to)) && !ioctl(fileno(to), TIOCGWINSZ, &size))
        p->limit = size.ws_col;
}

void page_free(struct page *p)
{
    free(p->widths);
    text_free(&p->cells);
    text_free(&p->caption);
    text_free(&p->notes);
}

/* ---- table: two spaces between columns, numbers to the right ---------------------- */

/* Control characters and stray bytes show as one U+FFFD, so that nothing steers the
 * terminal. */
static size_t next_character(const char *s, uint32_t *cp)
{
    size_t n = cell_decode(s, strlen(s), cp);

    if (!n || *cp < 0x20 || (*cp >= 0x7F && *cp < 0xA0)) {
        *cp = 0xFFFD;
        n = 1 + (n == 2);
    }
    return n;
}

static unsigned shown_width(const char *s)
{
    unsigned width = 0;
    uint32_t cp;

    while (*s) {
        s += next_character(s, &cp);
        width += cell_width(cp);
    }
    return width;
}

static void put_spaces(FILE *to, unsigned n)
{
    fprintf(to, "%*s", (int)n, "");
}

/* `s` in `room` columns; what does not fit ends in an ellipsis. */
static void put_cut(FILE *to, const char *s, unsigned room)
{
    bool cut = shown_width(s) > room;
    unsigned width = 0;
    uint32_t cp;
    size_t n;

    for (; *s; s += n) {
        n = next_character(s, &cp);
        if (width + cell_width(cp) + cut > room)
            break;
        if (cp == 0xFFFD)
            fputs("\xEF\xBF\xBD", to);
        else
            fwrite(s, 1, n, to);
        width += cell_width(cp);
    }
    if (cut && room)
        fputs("\xE2\x80\xA6", to);
}

static void put_cell(const struct page *p, size_t i, const char *s, FILE *to)
{
    unsigned width = shown_width(s), room = p->widths[i];
    unsigned pad = width < room ? room - width : 0;

    if (i)
        fputs("  ", to);
    if (is_number(&p->columns[i]))
        put_spaces(to, pad);
    put_cut(to, s, room);
    if (!is_number(&p->columns[i]) && i + 1 < p->n)
        put_spaces(to, pad);
}

static void measure(struct page *p)
{
    const char *s = p->cells.data;

    for (size_t i = 0; i < p->n; i++)
        p->widths[i] = p->header ? shown_width(p->columns[i].name) : 0;
    for (size_t row = 0; row < p->rows; row++)
        for (size_t i = 0; i < p->n; i++, s += strlen(s) + 1)
            if (shown_width(s) > p->widths[i])
                p->widths[i] = shown_width(s);
}

/* Take from the widest text column until the line fits, down to 8 columns each. Numbers
 * are never cut. */
static void fit(struct page *p)
{
    unsigned total = p->n ? 2 * (unsigned)(p->n - 1) : 0;

    for (size_t i = 0; i < p->n; i++)
        total += p->widths[i];
    for (; p->limit && total > p->limit; total--) {
        size_t widest = p->n;

        for (size_t i = 0; i < p->n; i++)
            if (!is_number(&p->columns[i]) && p->widths[i] > 8 &&
                (widest == p->n || p->widths[i] > p->widths[widest]))
                widest = i;
        if (widest == p->n)
            break;
        p->widths[widest]--;
    }
}

void page_table(struct page *p, FILE *to)
{
    const char *s;

    if (!p->begun) {
        measure(p);
        fit(p);
        for (size_t i = 0; i < p->n && p->header; i++)
            put_cell(p, i, p->columns[i].name, to);
        if (p->header)
            putc('\n', to);
        p->begun = true;
    }
    s = p->cells.data;
    for (size_t row = 0; row < p->rows; row++) {
        for (size_t i = 0; i < p->n; i++, s += strlen(s) + 1)
            put_cell(p, i, s, to);
        putc('\n', to);
    }
    p->rows = 0;
    text_clear(&p->cells);
}

/* ---- markdown: pipe tables -------------------------------------------------------- */

/* Everything that means something to some Markdown gets a backslash. */
static void put_markdown(FILE *to, const char *s)
{
    for (; *s; s++) {
        if (*s == '\t' || *s == '\n' || *s == '\r') {
            putc(' ', to);
            continue;
        }
        if (strchr("\\`*_{}[]<>#|~^$&@=!\"'-.", *s))
            putc('\\', to);
        putc(*s, to);
    }
}

static void markdown_cell(const struct page *p, size_t i, const char *s, FILE *to)
{
    fputs(i ? " | " : "| ", to);
    if (is_number(&p->columns[i]))
        fputs(s, to);
    else
        put_markdown(to, s);
}

void page_markdown(struct page *p, FILE *to)
{
    const char *s = p->cells.data;

    if (!p->begun) {
        if (p->caption.len) {
            fputs("Table: ", to);
            put_markdown(to, p->caption.data);
            fputs("\n\n", to);
        }
        for (size_t i = 0; i < p->n; i++) { /* a pipe table cannot do without */
            fputs(i ? " | " : "| ", to);
            put_markdown(to, p->columns[i].name);
        }
        fputs(" |\n", to);
        for (size_t i = 0; i < p->n; i++)
            fputs(is_number(&p->columns[i]) ? "|---:" : "|:---", to);
        fputs("|\n", to);
        p->begun = true;
    }
    for (size_t row = 0; row < p->rows; row++) {
        for (size_t i = 0; i < p->n; i++, s += strlen(s) + 1)
            markdown_cell(p, i, s, to);
        fputs(" |\n", to);
    }
    p->rows = 0;
    text_clear(&p->cells);
}

void page_markdown_notes(struct page *p, FILE *to)
{
    if (!p->notes.len)
        return;
    putc('\n', to);
    put_markdown(to, p->notes.data);
    putc('\n', to);
}

/* ---- latex: booktabs, siunitx S columns ------------------------------------------- */

static void put_latex(FILE *to, const char *s)
{
    /* [ and * mean something after a line's \\, dashes and quotes are ligatures. */
    static const char specials[] = "\\{}$&#%_^~<>|\"'`-[]*";
    static const char *const commands[] = {
        "\\textbackslash{}", "\\{", "\\}", "\\$", "\\&", "\\#", "\\%", "\\_",
        "\\textasciicircum{}", "\\textasciitilde{}", "\\textless{}", "\\textgreater{}",
        "\\textbar{}", "\\textquotedbl{}", "\\textquotesingle{}", "\\textasciigrave{}",
        "{-}", "{[}", "{]}", "{*}"};
    const char *special;

    for (; *s; s++) {
        if (*s == '\t' || *s == '\n' || *s == '\r')
            putc(' ', to);
        else if ((special = strchr(specials, *s)))
            fputs(commands[special - specials], to);
        else
            putc(*s, to);
    }
}

/* The most digits before and after the point, and of the exponent, in column `i`. */
static void number_format(const struct page *p, size_t i, FILE *to)
{
    size_t before = 1, after = 0, exponent = 0;
    bool minus = false;
    const char *s = p->cells.data;

    for (size_t k = 0; k < p->rows * p->n; k++, s += strlen(s) + 1) {
        const char *digits = s + (*s == '-'), *rest;
        size_t n = strspn(digits, "0123456789");

        if (k % p->n != i || !n)
            continue;
        minus |= *s == '-';
        before = n > before ? n : before;
        rest = digits + n;
        n = *rest == '.' ? strspn(rest + 1, "0123456789") : 0;
        after = n > after ? n : after;
        if ((rest = strchr(rest, 'e')) && strlen(rest + 2) > exponent)
            exponent = strlen(rest + 2);
    }
    fprintf(to, "S[table-format=%s%zu.%zu", minus ? "-" : "", before, after);
    if (exponent)
        fprintf(to, "e-%zu", exponent);
    putc(']', to);
}

static void latex_head(const struct page *p, FILE *to)
{
    fputs(
        "% needs \\usepackage{booktabs,siunitx,textcomp} and \\usepackage[T1]{fontenc}\n"
        "\\begin{table}\n  \\centering\n",
        to);
    if (p->caption.len) {
        fputs("  \\caption{", to);
        put_latex(to, p->caption.data);
        fputs("}\n", to);
    }
    fputs("  \\begin{tabular}{", to);
    for (size_t i = 0; i < p->n; i++) {
        if (is_number(&p->columns[i]))
            number_format(p, i, to);
        else
            putc('l', to);
    }
    fputs("}\n    \\toprule\n", to);
    for (size_t i = 0; i < p->n && p->header; i++) {
        fputs(i ? " & {" : "    {", to);
        put_latex(to, p->columns[i].name);
        putc('}', to);
    }
    if (p->header)
        fputs(" \\\\\n    \\midrule\n", to);
}

static void latex_cell(const struct page *p, size_t i, const char *s, FILE *to)
{
    bool number = is_number(&p->columns[i]);

    fputs(i ? " & " : "    ", to);
    if (number && (!strcmp(s, "inf") || !strcmp(s, "-inf")))
        fprintf(to, "{$%s\\infty$}", *s == '-' ? "-" : "");
    else if (number)
        fputs(s, to);
    else
        put_latex(to, s);
}

void page_latex(struct page *p, FILE *to)
{
    const char *s = p->cells.data;

    latex_head(p, to);
    for (size_t row = 0; row < p->rows; row++) {
        for (size_t i = 0; i < p->n; i++, s += strlen(s) + 1)
            latex_cell(p, i, s, to);
        fputs(" \\\\\n", to);
    }
    fputs("    \\bottomrule\n  \\end{tabular}\n", to);
    if (p->notes.len) {
        fputs("\n  \\smallskip\\footnotesize ", to);
        put_latex(to, p->notes.data);
        putc('\n', to);
    }
    fputs("\\end{table}\n", to);
}
