/* One writer per format. */
#include "shared/line.h"
#include "shared/options.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_number(const column *c)
{
    return c->kind == COLUMN_COUNT || c->kind == COLUMN_REAL;
}

/* A cell of numbers to where there is room for one; returns its end. */
static char *put_number(struct line *l, char *to, size_t i, cell value)
{
    return to + (l->columns[i].kind == COLUMN_COUNT
                     ? number_write_count(to, value.count)
                     : number_recall(to, value.real, common.digits, &l->numbers[i]));
}

static void add_number(struct line *l, size_t i, cell value)
{
    char *end = text_room(&l->text, NUMBER_ROOM);

    text_grown(&l->text, (size_t)(put_number(l, end, i, value) - end));
}

/* ---- tsv -------------------------------------------------------------------------- */

static void tsv_header(struct line *l)
{
    static const column name = {.kind = COLUMN_TEXT};

    for (size_t i = 0; i < l->n; i++) {
        if (i)
            text_char(&l->text, '\t');
        cell_add_plain(&l->text, &name,
                       cell_text(l->columns[i].name, strlen(l->columns[i].name)), 0);
    }
    text_char(&l->text, '\n');
}

/* Room for what is left of a row in which there are only numbers. */
static char *tsv_room(struct line *l, size_t columns)
{
    return text_room(&l->text, columns * (NUMBER_ROOM + 1) + 1);
}

/* Room is asked for at the row's begin and after each string, not for each number. */
static void tsv_row(struct line *l, const cell cells[])
{
    char *to = tsv_room(l, l->n);

    for (size_t i = 0; i < l->n; i++) {
        if (is_number(&l->columns[i])) {
            to = put_number(l, to, i, cells[i]);
        } else {
            text_grown(&l->text, (size_t)(to - l->text.data) - l->text.len);
            cell_add_plain(&l->text, &l->columns[i], cells[i], 0);
            to = tsv_room(l, l->n - i);
        }
        *to++ = '\t';
    }
    to[-1] = '\n';
    text_grown(&l->text, (size_t)(to - l->text.data) - l->text.len);
}

/* ---- csv, RFC 4180: CRLF, quotes where they are needed ---------------------------- */

static void csv_field(struct line *l, const char *s, size_t len)
{
    if (!len || !strpbrk(s, ",\"\r\n")) {
        text_add(&l->text, s, len);
        return;
    }
    text_char(&l->text, '"');
    for (size_t i = 0; i < len; i++) {
        if (s[i] == '"')
            text_char(&l->text, '"');
        text_char(&l->text, s[i]);
    }
    text_char(&l->text, '"');
}

static void csv_header(struct line *l)
{
    for (size_t i = 0; i < l->n; i++) {
        if (i)
            text_char(&l->text, ',');
        csv_field(l, l->columns[i].name, strlen(l->columns[i].name));
    }
    text_put(&l->text, "\r\n");
}

static void csv_row(struct line *l, const cell cells[])
{
    for (size_t i = 0; i < l->n; i++) {
        if (i)
            text_char(&l->text, ',');
        if (is_number(&l->columns[i])) {
            add_number(l, i, cells[i]);
            continue;
        }
        text_clear(&l->field);
        cell_add_raw(&l->field, &l->columns[i], cells[i], 0);
        csv_field(l, l->field.data, l->field.len);
    }
    text_put(&l->text, "\r\n");
}

/* ---- json: one object a line; undefined is null, infinities are strings ----------- */

static void make_keys(struct line *l)
{
    l->keys = tool_alloc(l->n * sizeof *l->keys);
    for (size_t i = 0; i < l->n; i++) {
        text_char(&l->keys[i], i ? ',' : '{');
        cell_add_json(&l->keys[i], l->columns[i].name, strlen(l->columns[i].name));
        text_char(&l->keys[i], ':');
    }
}

static void json_value(struct line *l, size_t i, cell value)
{
    const column *c = &l->columns[i];

    if (c->kind == COLUMN_REAL && isnan(value.real)) {
        text_put(&l->text, "null");
    } else if (c->kind == COLUMN_COUNT ||
               (c->kind == COLUMN_REAL && isfinite(value.real))) {
        add_number(l, i, value);
    } else {
        text_clear(&l->field);
        cell_add_raw(&l->field, c, value, common.digits);
        cell_add_json(&l->text, l->field.data, l->field.len);
    }
}

static void json_row(struct line *l, const cell cells[])
{
    for (size_t i = 0; i < l->n; i++) {
        text_add(&l->text, l->keys[i].data, l->keys[i].len);
        json_value(l, i, cells[i]);
    }
    text_put(&l->text, "}\n");
}

/* ---- */

void line_begin(struct line *l, const column columns[], size_t n)
{
    *l = (struct line){.columns = columns, .n = n};
    text_add(&l->text, "", 0);
    text_add(&l->field, "", 0);
    l->numbers = tool_alloc(n * sizeof *l->numbers);
    if (common.format == FORMAT_JSON)
        make_keys(l);
}

void line_free(struct line *l)
{
    for (size_t i = 0; l->keys && i < l->n; i++)
        text_free(&l->keys[i]);
    free(l->keys);
    free(l->numbers);
    text_free(&l->text);
    text_free(&l->field);
}

void line_add_header(struct line *l)
{
    if (common.format == FORMAT_TSV)
        tsv_header(l);
    else if (common.format == FORMAT_CSV)
        csv_header(l);
}

void line_add_row(struct line *l, const cell cells[])
{
    if (common.format == FORMAT_TSV)
        tsv_row(l, cells);
    else if (common.format == FORMAT_CSV)
        csv_row(l, cells);
    else
        json_row(l, cells);
}
