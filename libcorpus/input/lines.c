/* A document per line, or per run of lines that are not blank. What lies in the window
 * whole is handed over in one piece; only what is longer than the window comes in
 * several. */
#include "input/reader.h"

#include <string.h>

static size_t without_cr(const uint8_t *p, size_t len)
{
    return len && p[len - 1] == '\r' ? len - 1 : len;
}

/* Begin the document unless it has begun already. */
static int begin_once(struct corpus_reader *r, bool *begun, uint64_t line)
{
    if (*begun)
        return CORPUS_OK;
    *begun = true;
    doc_clear(r, line);
    return doc_begin(r, DOC_ID_LINE);
}

static int finish(struct corpus_reader *r, bool *begun, uint64_t line, const uint8_t *p,
                  size_t len)
{
    int err;

    if ((err = begin_once(r, begun, line)) || (err = doc_text(r, p, len, true)))
        return err;
    *begun = false;
    return doc_end(r);
}

/* The window is one line and its end is not in sight. A \r at its end may be part of the
 * line end, so it waits. */
static int part_of_line(struct corpus_reader *r, bool *begun)
{
    struct feed *f = &r->feed;
    size_t len = without_cr(f->data, f->end);
    int err;

    if (!*begun && is_blank(f->data, f->end)) {
        f->pos = f->end;
        return CORPUS_OK;
    }
    if ((err = begin_once(r, begun, f->line + 1)) ||
        (err = doc_text(r, f->data, len, false)))
        return err;
    f->pos = len;
    return CORPUS_OK;
}

int read_lines(struct corpus_reader *r)
{
    struct feed *f = &r->feed;
    bool begun = false;
    int err = reader_fill(r);

    while (!err) {
        uint8_t *start = f->data + f->pos, *nl = memchr(start, '\n', f->end - f->pos);
        size_t len = nl ? (size_t)(nl - start) : f->end - f->pos;

        if (!nl && !f->eof) {
            if (feed_full(f) && (err = part_of_line(r, &begun)))
                break;
            err = reader_fill(r);
            continue;
        }
        if (begun || !is_blank(start, len))
            err = finish(r, &begun, f->line + 1, start, without_cr(start, len));
        f->line++;
        f->pos += len + (nl != NULL);
        if (!nl)
            break;
    }
    return err;
}

/* A paragraph on its way: data[pos..text) is known to belong to it; from `scan` on the
 * window has not been looked at. What lies between the two is a line end, which belongs
 * to the paragraph if another line of it follows. */
struct paragraph {
    bool open, begun;
    bool middle; /* the line at `scan` has had other bytes than blanks before */
    uint64_t line;
    size_t text, scan;
};

static int paragraph_end(struct corpus_reader *r, struct paragraph *p)
{
    struct feed *f = &r->feed;

    if (!p->open)
        return CORPUS_OK;
    p->open = false;
    return finish(r, &p->begun, p->line, f->data + f->pos, p->text - f->pos);
}

/* One whole line at p->scan; `next` is where the one after it begins. */
static int paragraph_line(struct corpus_reader *r, struct paragraph *p, size_t len,
                          size_t next)
{
    struct feed *f = &r->feed;
    const uint8_t *line = f->data + p->scan;
    int err = CORPUS_OK;

    f->line++;
    if (!p->middle && is_blank(line, len)) {
        err = paragraph_end(r, p);
        f->pos = next;
    } else {
        if (!p->open) {
            p->open = true;
            p->line = f->line;
            f->pos = p->scan;
        }
        p->text = p->scan + without_cr(line, len);
    }
    p->middle = false;
    p->scan = next;
    return err;
}

/* The window is full and has no end of the line at p->scan. Hand over what surely
 * belongs to the paragraph; blanks that fill the window on their own are dropped. */
static int paragraph_part(struct corpus_reader *r, struct paragraph *p)
{
    struct feed *f = &r->feed;
    int err;

    if (p->middle || !is_blank(f->data + p->scan, f->end - p->scan)) {
        if (!p->open) {
            p->open = true;
            p->line = f->line + 1;
            f->pos = p->scan;
        }
        p->middle = true;
        p->text = p->scan = without_cr(f->data, f->end);
    } else if (!p->open || p->text == f->pos) {
        f->end = p->scan;
        return CORPUS_OK;
    }
    if ((err = begin_once(r, &p->begun, p->line)))
        return err;
    if ((err = doc_text(r, f->data + f->pos, p->text - f->pos, false)))
        return err;
    f->pos = p->text;
    return CORPUS_OK;
}

static int paragraph_more(struct corpus_reader *r, struct paragraph *p)
{
    struct feed *f = &r->feed;
    size_t slide;
    int err;

    if (!p->open && !p->begun)
        f->pos = p->scan;
    if (feed_full(f) && (err = paragraph_part(r, p)))
        return err;
    slide = f->pos;
    p->scan -= slide;
    p->text -= p->text < slide ? p->text : slide;
    return reader_fill(r);
}

int read_paragraphs(struct corpus_reader *r)
{
    struct feed *f = &r->feed;
    struct paragraph p = {0};
    int err = reader_fill(r);

    while (!err) {
        uint8_t *start = f->data + p.scan, *nl = memchr(start, '\n', f->end - p.scan);
        size_t len = nl ? (size_t)(nl - start) : f->end - p.scan;

        if (!nl && !f->eof) {
            err = paragraph_more(r, &p);
            continue;
        }
        err = paragraph_line(r, &p, len, p.scan + len + (nl != NULL));
        if (!nl)
            return err ? err : paragraph_end(r, &p);
    }
    return err;
}
