/* One writer per format. tsv, csv and json go out row by row; the formats for the eye
 * collect rows in a page first. */
#include "shared/report.h"
#include "shared/bibliography.h"
#include "shared/output.h"
#include "shared/report_page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct report {
    const column *columns;
    size_t n;
    struct output out;
    struct text line, scratch;
    struct page page;
};

/* Lines are collected, as there may be millions. */
enum { LINES = 1 << 16 };

static void put_lines(report *r)
{
    fwrite(r->line.data, 1, r->line.len, r->out.file);
    text_clear(&r->line);
    if (ferror(r->out.file))
        output_close(&r->out); /* dies and says why */
}

/* ---- tsv -------------------------------------------------------------------------- */

static void tsv_header(report *r)
{
    static const column name = {.kind = COLUMN_TEXT};

    for (size_t i = 0; i < r->n; i++) {
        if (i)
            text_char(&r->line, '\t');
        cell_add_plain(&r->line, &name,
                       cell_text(r->columns[i].name, strlen(r->columns[i].name)), 0);
    }
    text_char(&r->line, '\n');
}

static void tsv_row(report *r, const cell cells[])
{
    for (size_t i = 0; i < r->n; i++) {
        if (i)
            text_char(&r->line, '\t');
        cell_add_plain(&r->line, &r->columns[i], cells[i], common.digits);
    }
    text_char(&r->line, '\n');
}

/* ---- csv, RFC 4180: CRLF, quotes where they are needed ---------------------------- */

static void csv_field(report *r, const char *s, size_t len)
{
    if (!len || !strpbrk(s, ",\"\r\n")) {
        text_add(&r->line, s, len);
        return;
    }
    text_char(&r->line, '"');
    for (size_t i = 0; i < len; i++) {
        if (s[i] == '"')
            text_char(&r->line, '"');
        text_char(&r->line, s[i]);
    }
    text_char(&r->line, '"');
}

static void csv_header(report *r)
{
    for (size_t i = 0; i < r->n; i++) {
        if (i)
            text_char(&r->line, ',');
        csv_field(r, r->columns[i].name, strlen(r->columns[i].name));
    }
    text_put(&r->line, "\r\n");
}

static void csv_row(report *r, const cell cells[])
{
    for (size_t i = 0; i < r->n; i++) {
        if (i)
            text_char(&r->line, ',');
        text_clear(&r->scratch);
        cell_add_raw(&r->scratch, &r->columns[i], cells[i], common.digits);
        csv_field(r, r->scratch.data, r->scratch.len);
    }
    text_put(&r->line, "\r\n");
}

/* ---- json: one object a line; undefined is null, infinities are strings ----------- */

static void json_row(report *r, const cell cells[])
{
    for (size_t i = 0; i < r->n; i++) {
        const column *c = &r->columns[i];

        text_char(&r->line, i ? ',' : '{');
        cell_add_json(&r->line, c->name, strlen(c->name));
        text_char(&r->line, ':');
        text_clear(&r->scratch);
        cell_add_raw(&r->scratch, c, cells[i], common.digits);
        if (c->kind == COLUMN_REAL && isnan(cells[i].real))
            text_put(&r->line, "null");
        else if (c->kind == COLUMN_COUNT ||
                 (c->kind == COLUMN_REAL && isfinite(cells[i].real)))
            text_add(&r->line, r->scratch.data, r->scratch.len);
        else
            cell_add_json(&r->line, r->scratch.data, r->scratch.len);
    }
    text_put(&r->line, "}\n");
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
    text_add(&r->line, "", 0);
    text_add(&r->scratch, "", 0);
    output_open(&r->out, common.output);
    if (for_the_eye()) {
        page_begin(&r->page, columns, n, common.header, r->out.file);
        return r;
    }
    if (!common.header)
        return r;
    if (common.format == FORMAT_TSV)
        tsv_header(r);
    else if (common.format == FORMAT_CSV)
        csv_header(r);
    return r;
}

void report_row(report *r, const cell cells[])
{
    if (for_the_eye()) {
        page_row(r, cells);
        return;
    }
    if (common.format == FORMAT_TSV)
        tsv_row(r, cells);
    else if (common.format == FORMAT_CSV)
        csv_row(r, cells);
    else
        json_row(r, cells);
    if (r->line.len >= LINES)
        put_lines(r);
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
        put_lines(r);
    if (common.format == FORMAT_MARKDOWN)
        page_markdown_notes(&r->page, r->out.file);
    output_close(&r->out);
    if (r->page.left_out.len && !common.quiet)
        tool_say("too wide for %u columns, so without %s (--format tsv has all)",
                 r->page.limit, r->page.left_out.data);
    bibliography_write();
    page_free(&r->page);
    text_free(&r->line);
    text_free(&r->scratch);
    free(r);
}
