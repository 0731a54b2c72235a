/* tsv, csv and json go out line by line; the formats for the eye collect rows in a page
 * first. */
#include "shared/report.h"
#include "shared/bibliography.h"
#include "shared/line.h"
#include "shared/output.h"
#include "shared/report_page.h"
#include "shared/workers.h"

#include <stdlib.h>

struct report {
    const column *columns;
    size_t n;
    struct output out;
    struct line line;
    struct page page;
    struct picture *picture; /* NULL: none */
    size_t rows;             /* that came one by one, for the picture */
};

/* Lines are collected, as there may be millions. */
enum { LINES = 1 << 16 };

static void put_lines(report *r, struct text *lines)
{
    output_write(&r->out, lines->data, lines->len);
    text_clear(lines);
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
    if (r->picture) {
        picture_room(r->picture, ++r->rows);
        picture_take(r->picture, r->rows - 1, cells);
    }
    if (for_the_eye()) {
        page_row(r, cells);
        return;
    }
    line_add_row(&r->line, cells);
    if (r->line.text.len >= LINES)
        put_lines(r, &r->line.text);
}

/* ---- rows by several threads ------------------------------------------------------ */

/* Each worker writes a piece as lines of its own; these go out in turn. */
struct writers {
    report *report;
    const struct report_rows *rows;
    struct writer {
        struct line line;
        void *own; /* NULL: has had nothing to do yet */
        cell *cells;
    } *of;
};

static void begin_writer(struct writers *w, struct writer *of)
{
    line_begin(&of->line, w->report->columns, w->report->n);
    of->cells = tool_alloc(w->report->n * sizeof *of->cells);
    of->own = w->rows->begin(w->rows->user);
}

static void write_piece(void *writers, unsigned worker, size_t from, size_t to)
{
    struct writers *w = writers;
    struct writer *of = &w->of[worker];

    if (!of->own)
        begin_writer(w, of);
    w->rows->prepare(of->own, from, to);
    for (size_t i = from; i < to; i++) {
        w->rows->row(of->own, i, of->cells);
        if (w->report->picture)
            picture_take(w->report->picture, i, of->cells);
        if (for_the_eye())
            page_row(w->report, of->cells);
        else
            line_add_row(&of->line, of->cells);
    }
}

static void put_piece(void *writers, unsigned worker)
{
    struct writers *w = writers;

    put_lines(w->report, &w->of[worker].line.text);
}

/* A page is one thread's. */
static void write_page_rows(struct writers *w)
{
    for (size_t from = 0; from < w->rows->n; from += REPORT_PIECE)
        write_piece(w, 0, from,
                    w->rows->n - from < REPORT_PIECE ? w->rows->n : from + REPORT_PIECE);
}

void report_rows(report *r, const struct report_rows *rows)
{
    unsigned most = workers_most();
    struct writers w = {.report = r, .rows = rows,
                        .of = tool_alloc(most * sizeof *w.of)};
    struct work work = {.n = rows->n, .piece = REPORT_PIECE, .user = &w,
                        .make = write_piece, .take = put_piece};

    put_lines(r, &r->line.text); /* what came before */
    if (r->picture) {
        picture_list(r->picture);
        picture_room(r->picture, rows->n);
    }
    if (for_the_eye())
        write_page_rows(&w);
    else
        workers_run(&work);
    for (unsigned i = 0; i < most; i++) {
        if (!w.of[i].own)
            continue;
        rows->end(w.of[i].own);
        line_free(&w.of[i].line);
        free(w.of[i].cells);
    }
    free(w.of);
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

void report_plot(report *r, const struct picture_plan *plan)
{
    if (common.plot)
        r->picture = picture_new(plan, r->columns);
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
    if (r->picture)
        picture_write(r->picture, r->page.caption.len ? r->page.caption.data : "",
                      r->page.notes.len ? r->page.notes.data : "");
    picture_free(r->picture);
    if (r->page.left_out.len && !common.quiet)
        tool_say("too wide for %u columns, so without %s (--format tsv has all)",
                 r->page.limit, r->page.left_out.data);
    bibliography_write();
    page_free(&r->page);
    line_free(&r->line);
    free(r);
}
