/* TSV as linguists have it: a record per line, TAB between columns, and no quotes and no
 * escapes, so that a text may begin with a quotation mark and hold a backslash. */
#include "input/columns.h"

#include <string.h>

/* Cut the line at its TABs: each column to the header, or to its field; *text is handed
 * over where it lies. *n is the number of columns. */
static int cut(struct corpus_reader *r, struct columns *c, const uint8_t *p, size_t len,
               struct cell *text, size_t *n)
{
    const uint8_t *end = p + len;
    int err = CORPUS_OK;

    for (*n = 0; !err; ++*n) {
        const uint8_t *tab = memchr(p, '\t', (size_t)(end - p));
        size_t size = (size_t)((tab ? tab : end) - p);
        long field = columns_field(c, *n);

        if (c->header)
            err = columns_name(r, c, p, size);
        else if (field == FIELD_TEXT)
            *text = (struct cell){p, size};
        else if (field > 0 && memchr(p, 0, size))
            return bad_record(r, r->line, "column %zu holds a NUL", *n + 1);
        else if (field > 0)
            err = doc_set(r, (size_t)field, p, size);
        if (!tab)
            break;
        p = tab + 1;
    }
    ++*n;
    return err;
}

static int read_record(struct corpus_reader *r, struct columns *c, const uint8_t *line,
                       size_t len)
{
    uint64_t bad_before = r->totals.bad_records;
    struct cell text = {0};
    bool bad;
    size_t n;
    int err = cut(r, c, line, len, &text, &n);

    if (err || r->totals.bad_records != bad_before)
        return err;
    if (c->header)
        return columns_finish(r, c);
    if ((err = columns_check(r, c, n, &bad)) || bad)
        return err;
    return doc_whole(r, text.data, text.len);
}

int read_tsv(struct corpus_reader *r)
{
    struct columns c = {0};
    uint8_t *line;
    size_t len;
    int err = columns_start(r, &c);

    while (!err && (err = reader_line(r, &line, &len)) > 0) {
        doc_clear(r, r->feed.line);
        err = len ? read_record(r, &c, line, len) : CORPUS_OK;
    }
    columns_free(&c);
    return err;
}
