/* A window that slides over a file's unpacked bytes. Documents that lie in it whole are
 * handed over without a copy; the few bytes of the one that does not end in it move to
 * the front, so each byte is moved once at most. */
#include "input/feed.h"
#include "corpus/reader.h"

#include <stdlib.h>
#include <string.h>

static int grow(struct feed *f, size_t cap)
{
    int err = mem_reserve(&f->data, &f->room, cap + CORPUS_TEXT_PAD + 1, 1);

    if (err)
        return err;
    memset(f->data + cap, 0, CORPUS_TEXT_PAD + 1);
    f->cap = cap;
    return CORPUS_OK;
}

int feed_start(struct feed *f, struct stream *stream, size_t size)
{
    f->stream = stream;
    f->pos = f->end = 0;
    f->eof = false;
    f->line = 0;
    return grow(f, size < 16 ? 16 : size);
}

int feed_fill(struct feed *f)
{
    size_t left = f->end - f->pos, got;
    int err;

    memmove(f->data, f->data + f->pos, left);
    f->pos = 0;
    f->end = left;
    if (f->eof || left == f->cap)
        return CORPUS_OK;
    if ((err = stream_read(f->stream, f->data + left, f->cap - left, &got)))
        return err;
    f->end += got;
    f->eof = f->end < f->cap;
    return CORPUS_OK;
}

/* Doubling; what one long record needed stays for the rest of the file. */
static int widen(struct feed *f, uint64_t max)
{
    uint64_t most = max + 2; /* with its \r\n */

    if (f->cap >= most)
        return CORPUS_EBUDGET;
    return grow(f, (size_t)(f->cap < most / 2 ? f->cap * 2 : most));
}

int feed_line(struct feed *f, uint64_t max, uint8_t **line, size_t *len)
{
    size_t seen = 0; /* bytes from pos on that hold no line end */
    size_t size;
    uint8_t *start, *nl;
    int err;

    for (;;) {
        start = f->data + f->pos;
        nl = memchr(start + seen, '\n', f->end - f->pos - seen);
        if (nl || f->eof)
            break;
        seen = f->end - f->pos;
        if (feed_full(f) && (err = widen(f, max)))
            return err;
        if ((err = feed_fill(f)))
            return err;
    }
    if (!nl && f->pos == f->end)
        return 0;
    size = nl ? (size_t)(nl - start) : f->end - f->pos;
    *len = size && start[size - 1] == '\r' ? size - 1 : size;
    if (*len > max)
        return CORPUS_EBUDGET;
    f->line++;
    *line = start;
    f->pos += size + (nl != NULL);
    return 1;
}

int feed_skip_line(struct feed *f)
{
    int err;

    f->line++;
    for (;;) {
        uint8_t *start = f->data + f->pos, *nl = memchr(start, '\n', f->end - f->pos);

        f->pos = nl ? f->pos + (size_t)(nl - start) + 1 : f->end;
        if (nl || f->eof)
            return CORPUS_OK;
        if ((err = feed_fill(f)))
            return err;
    }
}

void feed_free(struct feed *f)
{
    free(f->data);
    *f = (struct feed){0};
}
