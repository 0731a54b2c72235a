/* Aligned tables and Markdown; LaTeX is in report_latex.c. */
#include "shared/report_page.h"
#include "shared/bibliography.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool page_is_number(const column *c)
{
    return c->kind == COLUMN_COUNT || c->kind == COLUMN_REAL;
}

size_t page_keys(const char *s)
{
    size_t n;

    if (*s != CITE_BEGIN)
        return 0;
    n = strspn(s + 1, "abcdefghijklmnopqrstuvwxyz0123456789,");
    return n && s[1 + n] == CITE_END ? n : 0;
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

size_t page_character(const char *s, uint32_t *cp)
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
        s += page_character(s, &cp);
        width += cell_width(cp);
    }
    return width;
}

static void put_spaces(FILE *to, unsigned n)
{
    fprintf(to, "%*s", (int)n, "");
}

static void put_character(FILE *to, const char *s, size_t n, uint32_t cp)
{
    if (cp == 0xFFFD)
        fputs("\xEF\xBF\xBD", to);
    else
        fwrite(s, 1, n, to);
}

/* `s` in `room` columns; what does not fit ends in an ellipsis. */
static void put_cut(FILE *to, const char *s, unsigned room)
{
    bool cut = shown_width(s) > room;
    unsigned width = 0;
    uint32_t cp;
    size_t n;

    for (; *s; s += n) {
        n = page_character(s, &cp);
        if (width + cell_width(cp) + cut > room)
            break;
        put_character(to, s, n, cp);
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
    if (page_is_number(&p->columns[i]))
        put_spaces(to, pad);
    put_cut(to, s, room);
    if (!page_is_number(&p->columns[i]) && i + 1 < p->n)
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
            if (!page_is_number(&p->columns[i]) && p->widths[i] > 8 &&
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

/* Everything that means something to some Markdown gets a backslash; what steers a
 * terminal or is no UTF-8 is U+FFFD. */
static void put_markdown(FILE *to, const char *s)
{
    uint32_t cp;

    for (size_t n; *s; s += n) {
        n = page_character(s, &cp);
        if (*s == '\t' || *s == '\n' || *s == '\r') {
            putc(' ', to);
            continue;
        }
        if (cp < 0x80 && strchr("\\`*_{}[]<>#|~^$&@=!\"'-.", (int)cp))
            putc('\\', to);
        put_character(to, s, n, cp);
    }
}

/* A note: the same, with keys as [@dunning1993; @evert2005]. */
static void put_markdown_note(FILE *to, const char *s)
{
    char part[2] = "";
    size_t n;

    while (*s) {
        if ((n = page_keys(s))) {
            fputs("[@", to);
            for (size_t i = 1; i <= n; i++)
                fputs(s[i] == ',' ? "; @" : (part[0] = s[i], part), to);
            putc(']', to);
            s += n + 2;
        } else {
            size_t len = 1 + strcspn(s + 1, (char[]){CITE_BEGIN, '\0'});
            char *plain = strndup(s, len);

            if (!plain)
                tool_fail(CORPUS_ENOMEM, NULL, NULL);
            put_markdown(to, plain);
            free(plain);
            s += len;
        }
    }
}

static void markdown_cell(const struct page *p, size_t i, const char *s, FILE *to)
{
    fputs(i ? " | " : "| ", to);
    if (page_is_number(&p->columns[i]))
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
            fputs(page_is_number(&p->columns[i]) ? "|---:" : "|:---", to);
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
    put_markdown_note(to, p->notes.data);
    putc('\n', to);
}
