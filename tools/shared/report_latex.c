/* LaTeX: booktabs and siunitx. What is written compiles with pdfLaTeX, XeLaTeX and
 * LuaLaTeX, whatever the words are. pdfLaTeX has no fonts but for Latin letters, so a cell
 * with others is written twice, \corpusscript{word}{code points}: the engines that can
 * show the word do, pdfLaTeX prints U+05D0, and a document that has set up the script
 * defines \corpusscript itself. */
#include "shared/bibliography.h"
#include "shared/report_page.h"

#include <stdlib.h>
#include <string.h>

/* ---- text ------------------------------------------------------------------------- */

/* What pdfLaTeX knows with \usepackage[T1]{fontenc} and nothing else, from t1enc.dfu. */
static bool everywhere(uint32_t cp)
{
    static const struct {
        uint32_t first, last;
    } known[] = {{0x20, 0x7E},     {0xA0, 0x125},    {0x128, 0x137},   {0x139, 0x13E},
                 {0x141, 0x148},   {0x14A, 0x165},   {0x168, 0x17E},   {0x218, 0x21B},
                 {0x2013, 0x2014}, {0x2018, 0x201A}, {0x201C, 0x201E}, {0x2020, 0x2022},
                 {0x2026, 0x2026}, {0x20AC, 0x20AC}};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (cp >= known[i].first && cp <= known[i].last)
            return true;
    return cp == '\t' || cp == '\n' || cp == '\r';
}

/* [ and * mean something after a line's \\, dashes and quotes are ligatures. */
static void put_ascii(FILE *to, char c)
{
    static const char specials[] = "\\{}$&#%_^~<>|\"'`-[]*";
    static const char *const commands[] = {
        "\\textbackslash{}", "\\{", "\\}", "\\$", "\\&", "\\#", "\\%", "\\_",
        "\\textasciicircum{}", "\\textasciitilde{}", "\\textless{}", "\\textgreater{}",
        "\\textbar{}", "\\textquotedbl{}", "\\textquotesingle{}", "\\textasciigrave{}",
        "{-}", "{[}", "{]}", "{*}"};
    const char *special = strchr(specials, c);

    if (c == '\t' || c == '\n' || c == '\r')
        putc(' ', to);
    else if (special)
        fputs(commands[special - specials], to);
    else
        putc(c, to);
}

/* The text as it is, or with \texttt{U+05D0 U+05D1} for what is not known everywhere. */
static void put_all(FILE *to, const char *s, bool points)
{
    bool inside = false;
    uint32_t cp, before = 0;

    for (size_t n; *s; s += n) {
        bool known;

        n = page_character(s, &cp);
        if (strchr("\t\n\r", *s))
            cp = ' ';
        known = everywhere(cp);
        if (inside && (known || !points)) {
            putc('}', to);
            inside = false;
        }
        if (cp == ',' && before == ',')
            fputs("{,}", to);
        else if (cp < 0x80)
            put_ascii(to, (char)cp);
        else if (known || (!points && cp != 0xFFFD))
            fwrite(s, 1, n, to);
        else if (!points)
            fputs("\xEF\xBF\xBD", to);
        else
            fprintf(to, inside ? " U+%04X" : "\\texttt{U+%04X", (unsigned)cp);
        inside = inside || (points && !known);
        before = cp;
    }
    if (inside)
        putc('}', to);
}

static bool is_plain(const char *s)
{
    uint32_t cp;

    for (size_t n; *s; s += n) {
        if ((n = page_keys(s))) {
            n += 2;
            continue;
        }
        n = page_character(s, &cp);
        if (!everywhere(cp) && !strchr("\t\n\r", *s))
            return false;
    }
    return true;
}

static void put_latex(FILE *to, const char *s)
{
    if (is_plain(s)) {
        put_all(to, s, false);
        return;
    }
    fputs("\\corpusscript{", to);
    put_all(to, s, false);
    fputs("}{", to);
    put_all(to, s, true);
    putc('}', to);
}

/* A note goes word by word, so that it can be broken into lines, with keys as \cite. */
static void put_note(FILE *to, const char *s)
{
    static const char ends[] = {' ', CITE_BEGIN, '\0'};
    size_t n;

    while (*s) {
        if ((n = page_keys(s))) {
            fprintf(to, "\\cite{%.*s}", (int)n, s + 1);
            s += n + 2;
        } else if (*s == ' ') {
            putc(*s++, to);
        } else {
            char *word = strndup(s, n = 1 + strcspn(s + 1, ends));

            if (!word)
                tool_fail(CORPUS_ENOMEM, NULL, NULL);
            put_latex(to, word);
            free(word);
            s += n;
        }
    }
}

/* ---- columns ---------------------------------------------------------------------- */

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

static bool all_plain(const struct page *p)
{
    const char *s = p->cells.data;

    for (size_t i = 0; i < p->n; i++)
        if (!is_plain(p->columns[i].name))
            return false;
    for (size_t i = 0; i < p->rows * p->n; i++, s += strlen(s) + 1)
        if (!is_plain(s))
            return false;
    return (!p->caption.len || is_plain(p->caption.data)) &&
           (!p->notes.len || is_plain(p->notes.data));
}

/* More columns than a page is likely to have room for: made smaller if it has not. */
static bool is_wide(const struct page *p)
{
    return p->n > 6;
}

static void latex_head(const struct page *p, FILE *to)
{
    fprintf(to, "%% needs \\usepackage{booktabs,siunitx,textcomp%s}\n",
            is_wide(p) ? ",graphicx" : "");
    fputs("% and, with pdflatex, \\usepackage[T1]{fontenc}\n", to);
    if (!all_plain(p))
        fputs("% Words that are not of Latin script are shown by xelatex and lualatex, in a\n"
              "% font that has it; pdflatex shows their code points, unless the document\n"
              "% defines, for instance,\n"
              "%   \\newcommand*\\corpusscript[2]{\\foreignlanguage{hebrew}{#1}}\n"
              "\\ifdefined\\corpusscript\\else\n"
              "  \\DeclareRobustCommand*\\corpusscript[2]%\n"
              "    {\\ifdefined\\Umathchar #1\\else #2\\fi}\n"
              "\\fi\n",
              to);
    fputs("\\begin{table}\n  \\centering\n", to);
    if (p->caption.len) {
        fputs("  \\caption{", to);
        put_latex(to, p->caption.data);
        fputs("}\n", to);
    }
    if (is_wide(p))
        fputs("  \\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}"
              "{!}{%\n",
              to);
    fputs("  \\begin{tabular}{", to);
    for (size_t i = 0; i < p->n; i++) {
        if (page_is_number(&p->columns[i]))
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
    bool number = page_is_number(&p->columns[i]);

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
    fputs("    \\bottomrule\n  \\end{tabular}", to);
    fputs(is_wide(p) ? "}\n" : "\n", to);
    if (p->notes.len) {
        fputs("\n  \\smallskip\n  \\begin{minipage}{\\linewidth}\\footnotesize\n  ", to);
        put_note(to, p->notes.data);
        fputs("\n  \\end{minipage}\n", to);
    }
    fputs("\\end{table}\n", to);
}
