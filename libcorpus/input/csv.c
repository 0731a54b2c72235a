/* CSV by RFC 4180, parsed by libcsv in its strict mode, with two additions: blanks
 * around a field belong to it, as the RFC has it, and a record knows the line it starts
 * on. libcsv is fed line by line for that; its own copy of a field grows as needed. */
#include "input/columns.h"

#include <csv.h>
#include <string.h>

struct csv {
    struct corpus_reader *r;
    struct columns columns;
    struct csv_parser parser;
    size_t n;      /* columns of the current record up to now, */
    uint64_t size; /* and its bytes */
    uint64_t line; /* the line being fed */
    bool after_cr; /* the byte before was \r, so a \n begins no other line */
    bool bad;      /* the record is left out for a column's sake */
    bool lost;     /* passing over the rest of a line that the parser refused */
    int err;
};

static int no_blank(unsigned char c)
{
    (void)c;
    return 0;
}

static bool inside_record(const struct csv *c)
{
    return c->parser.pstate != 0;
}

static void begin_record(struct csv *c)
{
    doc_clear(c->r, c->line);
    c->n = 0;
    c->size = 0;
    c->bad = false;
}

/* A column has ended. */
static void on_field(void *data, size_t len, void *user)
{
    struct csv *c = user;
    struct corpus_reader *r = c->r;
    uint64_t bad_before = r->totals.bad_records;
    long field = columns_field(&c->columns, c->n++);

    if (c->err || c->bad)
        return;
    if (c->columns.header)
        c->err = columns_name(r, &c->columns, data, len);
    else if (field > 0 && memchr(data, 0, len))
        c->err = bad_record(r, r->line, "column %zu holds a NUL", c->n);
    else if (field >= 0)
        c->err = doc_set(r, (size_t)field, data, len);
    c->bad = r->totals.bad_records != bad_before;
}

static int finish_record(struct csv *c)
{
    struct corpus_reader *r = c->r;
    struct bytes *text = &r->fields[FIELD_TEXT].value;
    int err;

    if (c->columns.header)
        return columns_finish(r, &c->columns);
    if ((err = columns_check(r, &c->columns, c->n, &c->bad)) || c->bad)
        return err;
    if ((err = bytes_reserve(text, CORPUS_TEXT_PAD)))
        return err;
    return doc_whole(r, text->data, text->len);
}

/* A record has ended; \r alone ends one, too, so that others may follow on the line. */
static void on_record(int end, void *user)
{
    struct csv *c = user;

    (void)end;
    if (!c->err && !c->bad)
        c->err = finish_record(c);
    begin_record(c);
}

static int start_parser(struct csv *c)
{
    if (csv_init(&c->parser, CSV_STRICT | CSV_STRICT_FINI))
        return CORPUS_ENOMEM;
    csv_set_space_func(&c->parser, no_blank);
    csv_set_blk_size(&c->parser, 1 << 16);
    return CORPUS_OK;
}

/* The record cannot be finished: report it and pass over the rest of this line. */
static int give_up_record(struct csv *c, const char *reason)
{
    int err = bad_record(c->r, c->r->line, "%s", reason);

    csv_free(&c->parser);
    c->lost = true;
    return err ? err : start_parser(c);
}

/* Give the parser bytes of one line. */
static int feed_parser(struct csv *c, const uint8_t *p, size_t len)
{
    uint64_t max = c->r->options.max_record;

    if (!inside_record(c))
        begin_record(c);
    c->size += len;
    if (c->size > max)
        return give_up_record(c, "record is longer than the limit for one record "
                                 "(is a quoted field not closed?)");
    if (csv_parse(&c->parser, p, len, on_field, on_record, c) == len || c->err)
        return c->err;
    if (csv_error(&c->parser) != CSV_EPARSE)
        return CORPUS_ENOMEM;
    return give_up_record(c, c->parser.quoted ? "bytes follow a closing quote"
                                              : "quote in a field that is not quoted");
}

/* One stretch of bytes that ends with the first \n or \r in it, if there is one. */
static int feed_stretch(struct csv *c, const uint8_t *p, size_t len)
{
    uint8_t last = p[len - 1];
    bool ends = last == '\r' || (last == '\n' && !(len == 1 && c->after_cr));
    int err = c->lost ? CORPUS_OK : feed_parser(c, p, len);

    if (last == '\r' || last == '\n')
        c->lost = false;
    c->line += ends;
    c->after_cr = last == '\r';
    return err;
}

static int feed_window(struct csv *c)
{
    struct feed *f = &c->r->feed;
    int err = CORPUS_OK;

    while (!err && f->pos < f->end) {
        uint8_t *start = f->data + f->pos;
        size_t left = f->end - f->pos;
        uint8_t *nl = memchr(start, '\n', left), *cr;
        size_t len = nl ? (size_t)(nl - start) + 1 : left;

        if ((cr = memchr(start, '\r', len)))
            len = (size_t)(cr - start) + 1;
        err = feed_stretch(c, start, len);
        f->pos += len;
    }
    return err;
}

/* The last record needs no line end. */
static int finish_file(struct csv *c)
{
    if (c->lost || csv_fini(&c->parser, on_field, on_record, c) == 0)
        return c->err;
    if (csv_error(&c->parser) != CSV_EPARSE)
        return CORPUS_ENOMEM;
    return bad_record(c->r, c->r->line,
                      "a quoted field is not closed: all that follows in "
                      "the file is part of it");
}

int read_csv(struct corpus_reader *r)
{
    struct csv c = {.r = r, .line = 1};
    int err = columns_start(r, &c.columns);

    if (err || (err = start_parser(&c))) {
        columns_free(&c.columns);
        return err;
    }
    while (!err && !(r->feed.eof && r->feed.pos == r->feed.end)) {
        if (!(err = reader_fill(r)))
            err = feed_window(&c);
    }
    if (!err)
        err = finish_file(&c);
    csv_free(&c.parser);
    columns_free(&c.columns);
    return err;
}
