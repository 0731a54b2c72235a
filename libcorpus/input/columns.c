/* Which column of a CSV or TSV file is which field: by the names in its header line, or
 * by number, and then there is no header. */
#include "input/columns.h"

#include <stdlib.h>
#include <string.h>

static bool is_wanted(const struct corpus_reader *r, size_t i)
{
    return r->fields[i].name && (i != FIELD_SOURCE || reader_wants_source(r));
}

static int assign(struct columns *c, size_t column, size_t field)
{
    int err = mem_reserve(&c->field_of, &c->cap, column + 1, sizeof *c->field_of);

    if (err)
        return err;
    while (c->n <= column)
        c->field_of[c->n++] = 0;
    c->field_of[column] = field + 1;
    return CORPUS_OK;
}

/* One column can serve as several fields only if it is read several times over: refused.
 */
static int assign_once(struct corpus_reader *r, struct columns *c, size_t column,
                       size_t field)
{
    if (column < c->n && c->field_of[column])
        return reader_fail(r, CORPUS_EINVAL, 0, "column %zu is asked for as two fields",
                           column + 1);
    return assign(c, column, field);
}

int columns_start(struct corpus_reader *r, struct columns *c)
{
    int err;

    c->n = c->width = 0;
    c->header = r->fields[FIELD_TEXT].column == 0;
    for (size_t i = 0; i < r->n_fields && !c->header; i++) {
        const struct field *f = &r->fields[i];

        if (!is_wanted(r, i) || (i < FIELD_META && i != FIELD_TEXT && !f->named))
            continue;
        if (!f->column)
            return reader_fail(r, CORPUS_EINVAL, 0,
                               "no header line, as the text field is a "
                               "number; so field \"%s\" must be one",
                               f->name);
        if ((err = assign_once(r, c, f->column - 1, i)))
            return err;
    }
    return CORPUS_OK;
}

/* In a file with a header a number stands for a column, too, unless it is a name there.
 */
int columns_name(struct corpus_reader *r, struct columns *c, const uint8_t *name,
                 size_t len)
{
    size_t column = c->width++;
    int err;

    for (size_t i = 0; i < r->n_fields; i++) {
        const struct field *f = &r->fields[i];

        if (!is_wanted(r, i) || strlen(f->name) != len || memcmp(f->name, name, len))
            continue;
        for (size_t k = 0; k < c->n; k++)
            if (c->field_of[k] == i + 1)
                return reader_fail(r, CORPUS_EINPUT, r->line,
                                   "two columns are called \"%s\"", f->name);
        if ((err = assign_once(r, c, column, i)))
            return err;
    }
    return CORPUS_OK;
}

static bool is_assigned(const struct columns *c, size_t field)
{
    for (size_t k = 0; k < c->n; k++)
        if (c->field_of[k] == field + 1)
            return true;
    return false;
}

int columns_finish(struct corpus_reader *r, struct columns *c)
{
    int err;

    c->header = false;
    for (size_t i = 0; i < r->n_fields; i++) {
        const struct field *f = &r->fields[i];
        bool must = i == FIELD_TEXT || i >= FIELD_META || f->named;

        if (!is_wanted(r, i) || is_assigned(c, i))
            continue;
        if (f->column && f->column <= c->width) {
            if ((err = assign_once(r, c, f->column - 1, i)))
                return err;
        } else if (must) {
            return reader_fail(r, CORPUS_EINVAL, r->line, "no column is called \"%s\"",
                               f->name);
        }
    }
    return CORPUS_OK;
}

int columns_check(struct corpus_reader *r, const struct columns *c, size_t n, bool *bad)
{
    *bad = c->width ? n != c->width : n < c->n;
    if (!*bad)
        return CORPUS_OK;
    if (c->width)
        return bad_record(r, r->line, "%zu columns, the header has %zu", n, c->width);
    return bad_record(r, r->line, "%zu columns, %zu are needed", n, c->n);
}

void columns_free(struct columns *c)
{
    free(c->field_of);
    *c = (struct columns){0};
}
