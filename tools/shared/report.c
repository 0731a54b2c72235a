/* tsv, csv and json go out line by line; the formats for the eye collect rows in a page
 * first. */
#include "shared/report.h"
#include "shared/bibliography.h"
#include "shared/line.h"
#include "shared/output.h"
#include "shared/report_page.h"

#include <stdlib.h>

struct report {
    const column *columns;
    size_t n;
    struct output out;
    struct line line;
    struct page page;
};

/* Lines are collected, as there may be millions. */
enum { LINES = 1 << 16 };

static void put_lines(report *r, struct text *lines)
{
    fwrite(lines->data, 1, lines->len, r->out.file);
    text_clear(lines);
    if (ferror(r->out.file))
        output_close(&r->out); /* dies and says why */
}

/* ---- formats for the eye ---------------------------------------------------------- */

static void page_write(report *r)
{
    if (common.format == FORMAT_TABLE)
        page_table(&r->page, r->out.file);
    else if (common.format == FORMAT_MARKDOWN)
        page_markdown(&r->page, r->out.file);
    else
        page_latex(&r->page, r->out.file);
    if (ferror(r->out.file))
        output_close(&r->out);
}

static void page_row(report *r, const cell cells[])
{
    for (size_t i = 0; i < r->n; i++) {
        if (common.format == FORMAT_TABLE)
            cell_add_plain(&r->page.cells, &r->columns[i], cells[i], common.digits);
        else
            cell_add_raw(&r->page.cells, &r->columns[i], cells[i], common.digits);
        text_char(&r->page.cells, '\0');
    }
    /* LaTeX has to know all numbers to give each column its width. */
    if (++r->page.rows == PAGE_ROWS && common.format != FORMAT_LATEX)
        page_write(r);
}

/* ---- */

static bool for_the_eye(void)
{
    return common.format >= FORMAT_TABLE;
}

report *report_open(const column columns[], size_t n)
{
    report *r = tool_alloc(sizeof *r);

    r->columns = columns;
    r->n = n;
    line_begin(&r->line, columns, n);
    output_open(&r->out, common.output);
    if (for_the_eye()) {
        page_begin(&r->page, columns, n, common.header, r->out.file);
        return r;
    }
    if (common.header)
        line_add_header(&r->line);
    return r;
}

void report_row(report *r, const cell cells[])
{
    if (for_the_eye()) {
        page_row(r, cells);
        return;
    }
    line_add_row(&r->line, cells);
    if (r->line.text.len >= LINES)
        put_lines(r, &r->line.text);
}

void report_caption(report *r, const char *caption)
{
    text_clear(&r->page.caption);
    text_put(&r->page.caption, caption);
}

void report_note(report *r, const char *note)
{
    if (r->page.notes.len)
        text_char(&r->page.notes, ' ');
    text_put(&r->page.notes, note);
}

void report_minor(report *r, const char *names)
{
    r->page.minor = names;
}

void report_close(report *r)
{
    if (for_the_eye())
        page_write(r);
    else
        put_lines(r, &r->line.text);
    if (common.format == FORMAT_MARKDOWN)
        page_markdown_notes(&r->page, r->out.file);
    output_close(&r->out);
    if (r->page.left_out.len && !common.quiet)
        tool_say("too wide for %u columns, so without %s (--format tsv has all)",
                 r->page.limit, r->page.left_out.data);
    bibliography_write();
    page_free(&r->page);
    line_free(&r->line);
    free(r);
}
