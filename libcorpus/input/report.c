/* What a reader has to tell: errors with their place, things left out, files read. */
#include "base/quote.h"
#include "input/reader.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Messages kept; the totals go on counting. */
#define SKIPS_KEPT 10000

/* "PATH:LINE: message", all on one line whatever the path and the message hold. */
static int write_message(struct bytes *out, const struct corpus_reader *r, uint64_t line,
                         const char *format, va_list args)
{
    char text[512];
    int err;

    vsnprintf(text, sizeof text, format, args);
    if (r->path.len && (err = bytes_quote(out, r->path.data, r->path.len)))
        return err;
    if (line && (err = bytes_printf(out, ":%llu", (unsigned long long)line)))
        return err;
    if (r->path.len && (err = bytes_add(out, ": ", 2)))
        return err;
    if ((err = bytes_quote(out, text, strlen(text))))
        return err;
    return bytes_add(out, "", 1);
}

static int fail(struct corpus_reader *r, int code, uint64_t line, const char *format,
                va_list args)
{
    int why = errno;

    r->error.len = 0;
    if (write_message(&r->error, r, line, format, args))
        bytes_free(&r->error); /* the code has to say it alone */
    errno = why;
    return code;
}

int reader_fail(struct corpus_reader *r, int code, uint64_t line, const char *format,
                ...)
{
    va_list args;

    va_start(args, format);
    code = fail(r, code, line, format, args);
    va_end(args);
    return code;
}

static int note(struct corpus_reader *r, enum corpus_skip_kind kind, uint64_t line,
                const char *format, va_list args)
{
    struct bytes message = {0};
    int err;

    if (kind == CORPUS_SKIP_RECORD)
        r->totals.bad_records++;
    else
        r->totals.skipped_files++;
    if (r->n_skips == SKIPS_KEPT)
        return CORPUS_OK;
    if ((err =
             mem_reserve(&r->skips, &r->skips_cap, r->n_skips + 1, sizeof *r->skips)) ||
        (err = write_message(&message, r, line, format, args))) {
        bytes_free(&message);
        return err;
    }
    r->skips[r->n_skips++] = (corpus_skip){kind, line, (char *)message.data};
    return CORPUS_OK;
}

int reader_skip(struct corpus_reader *r, enum corpus_skip_kind kind, int code,
                uint64_t line, const char *format, ...)
{
    va_list args;
    int err;

    va_start(args, format);
    err = r->options.skip_bad_records ? note(r, kind, line, format, args)
                                      : fail(r, code, line, format, args);
    va_end(args);
    return err;
}

int reader_note(struct corpus_reader *r, enum corpus_skip_kind kind, const char *format,
                ...)
{
    va_list args;
    int err;

    va_start(args, format);
    err = note(r, kind, 0, format, args);
    va_end(args);
    return err;
}

int reader_stream_error(struct corpus_reader *r, int err)
{
    if (err == CORPUS_EINPUT)
        return reader_fail(r, err, 0, "%s", r->stream.reason);
    if (err == CORPUS_EIO)
        return reader_fail(r, err, 0, "%s", strerror(errno));
    return err;
}

int reader_fill(struct corpus_reader *r)
{
    int err = feed_fill(&r->feed);

    return err ? reader_stream_error(r, err) : CORPUS_OK;
}

int reader_line(struct corpus_reader *r, uint8_t **line, size_t *len)
{
    uint64_t max = r->options.max_record;
    int err;

    while ((err = feed_line(&r->feed, max, line, len)) == CORPUS_EBUDGET) {
        err = bad_record(r, r->feed.line + 1, "record is longer than %llu bytes",
                         (unsigned long long)max);
        if (err)
            return err;
        if ((err = feed_skip_line(&r->feed)))
            break;
    }
    return err < 0 ? reader_stream_error(r, err) : err;
}

const char *corpus_reader_error(const corpus_reader *reader)
{
    return reader->error.data && reader->error.len ? (const char *)reader->error.data
                                                   : "";
}

void corpus_reader_place(const corpus_reader *reader, const char **path, uint64_t *line)
{
    *path = reader->path.len ? (const char *)reader->path.data : "";
    *line = reader->line;
}

void corpus_reader_report(const corpus_reader *reader, corpus_reader_totals *totals)
{
    *totals = reader->totals;
    if (reader->stream.open) {
        totals->stored_bytes += reader->stream.stored;
        totals->bytes += reader->stream.unpacked;
    }
}

const corpus_skip *corpus_reader_skips(const corpus_reader *reader, size_t *n)
{
    *n = reader->n_skips;
    return reader->skips;
}

static int compare_inputs(const void *a, const void *b)
{
    const corpus_input_file *x = a, *y = b;
    int order = strcmp(x->path.data, y->path.data);

    if (order || (order = strcmp(x->source.data, y->source.data)))
        return order;
    if (x->size != y->size)
        return x->size < y->size ? -1 : 1;
    return (x->crc > y->crc) - (x->crc < y->crc);
}

const corpus_input_file *corpus_reader_inputs(corpus_reader *reader, size_t *n)
{
    *n = reader->n_files;
    for (size_t i = 0; i < reader->n_files; i++) {
        const struct input_file *f = &reader->files[i];

        reader->inputs[i] = (corpus_input_file){
            .path = {f->path, strlen(f->path)},
            .source = {f->source, strlen(f->source)},
            .size = f->size,
            .crc = f->crc,
            .documents = f->documents,
        };
    }
    if (*n)
        qsort(reader->inputs, *n, sizeof *reader->inputs, compare_inputs);
    return reader->inputs;
}

void corpus_reader_progress(const corpus_reader *reader, uint64_t *done, uint64_t *total)
{
    *done =
        reader->totals.stored_bytes + (reader->stream.open ? reader->stream.stored : 0);
    *total = reader->expected;
}
