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
    text_free(&p->left_out);
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

/* How much of a name stands in one line of a header of several: whole parts, which end at
 * _ or :, as many as fit, but one at least. */
static size_t header_part(const char *name, unsigned room)
{
    size_t end = 0, next;
    char *part;
    unsigned width;

    for (; name[end]; end = next) {
        next = end + strcspn(name + end, "_:");
        next += name[next] != '\0';
        part = strndup(name, next);
        if (!part)
            tool_fail(CORPUS_ENOMEM, NULL, NULL);
        width = shown_width(part);
        free(part);
        if (end && width > room)
            break;
    }
    return end;
}

static unsigned header_lines(const char *name, unsigned room)
{
    unsigned lines = 0;

    for (; *name; name += header_part(name, room))
        lines++;
    return lines;
}

/* Line `line` of `lines` of the header; names stand at the bottom. */
static void put_header_line(const struct page *p, unsigned line, unsigned lines, FILE *to)
{
    for (size_t i = 0; i < p->n; i++) {
        const char *name = p->columns[i].name;
        unsigned own = header_lines(name, p->widths[i]);
        char *part;
        size_t len;

        if (!p->widths[i])
            continue;
        for (unsigned k = lines - own; k < line && *name; k++)
            name += header_part(name, p->widths[i]);
        len = line < lines - own ? 0 : header_part(name, p->widths[i]);
        if (!(part = strndup(name, len)))
            tool_fail(CORPUS_ENOMEM, NULL, NULL);
        put_cell(p, i, part, to);
        free(part);
    }
    putc('\n', to);
}

static void put_header(const struct page *p, FILE *to)
{
    unsigned lines = 1;

    for (size_t i = 0; i < p->n; i++)
        if (p->widths[i] && header_lines(p->columns[i].name, p->widths[i]) > lines)
            lines = header_lines(p->columns[i].name, p->widths[i]);
    for (unsigned line = 0; line < lines; line++)
        put_header_line(p, line, lines, to);
}

static void measure(struct page *p)
{
    const char *s = p->cells.data;

    for (size_t i = 0; i < p->n; i++)
        p->widths[i] = 1;
    for (size_t row = 0; row < p->rows; row++)
        for (size_t i = 0; i < p->n; i++, s += strlen(s) + 1)
            if (shown_width(s) > p->widths[i])
                p->widths[i] = shown_width(s);
}

/* Room for names, in one line or, with `parts`, in several. */
static void make_room_for_names(struct page *p, unsigned widths[], bool parts)
{
    enum { LONGEST_PART = 12 };

    for (size_t i = 0; i < p->n && p->header; i++) {
        const char *name = p->columns[i].name;
        unsigned width = parts ? 0 : shown_width(name);

        for (; parts && *name; name += header_part(name, 0)) {
            size_t len = header_part(name, 0);

            width = len > width ? (unsigned)len : width;
        }
        if (parts && width > LONGEST_PART)
            width = LONGEST_PART;
        if (width > widths[i])
            widths[i] = width;
    }
}

static unsigned total_width(const struct page *p, const unsigned widths[])
{
    unsigned total = 0;

    for (size_t i = 0; i < p->n; i++)
        total += widths[i] ? widths[i] + (total ? 2 : 0) : 0;
    return total;
}

static bool is_minor(const struct page *p, const char *name)
{
    size_t len = strlen(name);
    const char *s = p->minor;

    for (; s && (s = strstr(s, name)); s += len)
        if ((s == p->minor || s[-1] == ' ') && (!s[len] || s[len] == ' '))
            return true;
    return false;
}

/* Whose texts are cut: those of less weight, all but terms and the first column, by which
 * rows are known, or all. */
enum whose { OF_MINOR, OF_MOST, OF_ALL };

static bool may_cut(const struct page *p, size_t i, enum whose whose)
{
    const column *c = &p->columns[i];

    if (page_is_number(c))
        return false;
    return whose == OF_ALL || is_minor(p, c->name) ||
           (whose == OF_MOST && i && c->kind == COLUMN_TEXT);
}

/* Take one character from the widest text of more than `least`. */
static bool narrow(struct page *p, unsigned least, enum whose whose)
{
    size_t widest = p->n;

    for (size_t i = 0; i < p->n; i++) {
        if (p->widths[i] <= least || !may_cut(p, i, whose))
            continue;
        if (widest == p->n || p->widths[i] > p->widths[widest])
            widest = i;
    }
    if (widest < p->n)
        p->widths[widest]--;
    return widest < p->n;
}

/* Leave out a column of numbers: those of less weight first, then from the right. */
static bool leave_out(struct page *p)
{
    for (int minor = 1; minor >= 0; minor--) {
        for (size_t i = p->n; i-- > 1;) {
            const column *c = &p->columns[i];

            if (!p->widths[i] || !page_is_number(c) || (minor && !is_minor(p, c->name)))
                continue;
            p->widths[i] = 0;
            return true;
        }
    }
    return false;
}

/* What to do until lines fit the terminal, mildest first: names in several lines, texts
 * cut, columns left out. Numbers are never cut. */
static void fit(struct page *p)
{
    unsigned *values = tool_alloc(p->n * sizeof *values);

    memcpy(values, p->widths, p->n * sizeof *values);
    make_room_for_names(p, p->widths, false);
    if (p->limit && total_width(p, p->widths) > p->limit) {
        memcpy(p->widths, values, p->n * sizeof *values);
        make_room_for_names(p, p->widths, true);
    }
    while (p->limit && total_width(p, p->widths) > p->limit &&
           (narrow(p, 8, OF_MINOR) || narrow(p, 8, OF_MOST) || narrow(p, 16, OF_ALL) ||
            leave_out(p) || narrow(p, 8, OF_ALL)))
        ;
    for (size_t i = 0; i < p->n; i++)
        if (!p->widths[i])
            text_printf(&p->left_out, "%s%s", p->left_out.len ? ", " : "",
                        p->columns[i].name);
    free(values);
}

void page_table(struct page *p, FILE *to)
{
    const char *s;

    if (!p->begun) {
        measure(p);
        fit(p);
        if (p->header)
            put_header(p, to);
        p->begun = true;
    }
    s = p->cells.data;
    for (size_t row = 0; row < p->rows; row++) {
        for (size_t i = 0; i < p->n; i++, s += strlen(s) + 1)
            if (p->widths[i])
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
