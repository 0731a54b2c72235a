/* A list of operands in a file. It is small beside what it names, so it is read whole
 * before the first file is opened: the list may be the standard input, and so may one of
 * its entries be the list's neighbour. */
#include "input/reader.h"
#include "input/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int read_whole(struct corpus_reader *r, int fd, bool own, struct bytes *all)
{
    size_t got = 1;
    int err = stream_open(&r->stream, fd, own, false, 65536);

    while (!err && got) {
        if (!(err = bytes_reserve(all, 65536)) &&
            !(err = stream_read(&r->stream, all->data + all->len, 65536, &got)))
            all->len += got;
    }
    if (err)
        reader_stream_error(r, err);
    stream_close(&r->stream);
    return err;
}

/* One entry, ended by a NUL. */
static int read_operand(struct corpus_reader *r, char *operand,
                        const corpus_document_sink *sink, void *user)
{
    size_t len;
    char *path = operand + (corpus_operand_split(operand, &len) - operand);

    operand[len] = len ? '\0' : *operand;
    return corpus_reader_read(r, len ? operand : NULL, path, sink, user);
}

static int read_entries(struct corpus_reader *r, struct bytes *all,
                        const corpus_document_sink *sink, void *user)
{
    char end = memchr(all->data, 0, all->len) ? '\0' : '\n';
    uint8_t *at = all->data, *stop = all->data + all->len;
    int err = CORPUS_OK;

    while (at < stop && !err) {
        uint8_t *next = memchr(at, end, (size_t)(stop - at));

        next = next ? next : stop;
        *next = '\0';
        if (end == '\n' && next > at && next[-1] == '\r')
            next[-1] = '\0';
        if (*at)
            err = read_operand(r, (char *)at, sink, user);
        at = next + 1;
    }
    return err;
}

int corpus_reader_read_list(corpus_reader *reader, const char *list,
                            const corpus_document_sink *sink, void *user)
{
    bool standard = strcmp(list, "-") == 0;
    struct bytes all = {0};
    int fd, err = path_normalise(&reader->path, list);

    reader->error.len = 0;
    if (err)
        return err;
    fd = standard ? STDIN_FILENO : open(list, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return reader_fail(reader, CORPUS_EIO, 0, "%s", strerror(errno));
    if (!(err = read_whole(reader, fd, !standard, &all)) &&
        !(err = bytes_add(&all, "", 1))) {
        all.len--;
        err = read_entries(reader, &all, sink, user);
    }
    bytes_free(&all);
    return err;
}
