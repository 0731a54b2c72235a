/* A window that slides over a file's unpacked bytes. */
#ifndef INPUT_FEED_H
#define INPUT_FEED_H

#include "input/stream.h"

/* data[pos..end) are the bytes not used yet; CORPUS_TEXT_PAD bytes after cap can be
 * read. Zeroed memory is an empty feed. */
struct feed {
    struct stream *stream;
    uint8_t *data;
    size_t room, cap, pos, end; /* room: allocated, cap + pad */
    bool eof;                   /* nothing follows data[end) */
    uint64_t line;              /* number of the line that feed_line() gave last */
};

/* Begin a file with a window of `size` bytes (at least 16 are taken). */
int feed_start(struct feed *f, struct stream *stream, size_t size);

/* Slide what is left to the front and fill up behind it. */
int feed_fill(struct feed *f);

/* The window is full of bytes that are wanted: nothing would come in. */
static inline bool feed_full(const struct feed *f)
{
    return f->pos == 0 && f->end == f->cap;
}

/* The next line without its \n or \r\n; the window grows to hold it. The bytes are free
 * to be written to. 1 a line, whose number is f->line; 0 the end; CORPUS_EBUDGET a line
 * of more than `max` bytes, still to be skipped; else as stream_read(). */
int feed_line(struct feed *f, uint64_t max, uint8_t **line, size_t *len);

/* Pass over the line that begins at pos, of any length. */
int feed_skip_line(struct feed *f);

void feed_free(struct feed *f);

#endif
