/* A file's bytes, unpacked. The first bytes decide how the file is packed, whatever its
 * name; every stored byte goes through the CRC that the provenance keeps. The start of
 * the unpacked bytes is held back, so that encoding and kind can be judged before any
 * document begins. */
#include "input/stream.h"
#include "corpus/error.h"
#include "input/crc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* read(2) that a signal does not disturb, counted. *got is 0 at the end alone. */
static int read_stored(struct stream *s, uint8_t *out, size_t cap, size_t *got)
{
    ssize_t n;

    do
        n = read(s->fd, out, cap);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return CORPUS_EIO;
    *got = (size_t)n;
    s->stored += (uint64_t)n;
    s->crc = crc_update(s->crc, out, (size_t)n);
    s->raw_eof = n == 0;
    return CORPUS_OK;
}

int stream_refill(struct stream *s)
{
    size_t kept = s->raw_end - s->raw_pos, got;
    int err;

    if (s->raw_eof || kept == s->raw_cap)
        return CORPUS_OK;
    memmove(s->raw, s->raw + s->raw_pos, kept);
    s->raw_pos = 0;
    s->raw_end = kept;
    if ((err = read_stored(s, s->raw + kept, s->raw_cap - kept, &got)))
        return err;
    s->raw_end += got;
    return CORPUS_OK;
}

/* Bytes of a file stored as it is: those looked at to recognise it, then straight in. */
static int copy_stored(struct stream *s, uint8_t *out, size_t cap, size_t *got)
{
    size_t n = s->raw_end - s->raw_pos;

    if (n == 0)
        return s->raw_eof ? (*got = 0, CORPUS_OK) : read_stored(s, out, cap, got);
    n = n < cap ? n : cap;
    memcpy(out, s->raw + s->raw_pos, n);
    s->raw_pos += n;
    *got = n;
    return CORPUS_OK;
}

/* Fill as far as the file goes, past the head. */
static int unpack_full(struct stream *s, uint8_t *out, size_t cap, size_t *got)
{
    size_t n;
    int err;

    *got = 0;
    while (*got < cap) {
        err = s->unpacker ? s->unpacker->unpack(s, out + *got, cap - *got, &n)
                          : copy_stored(s, out + *got, cap - *got, &n);
        if (err)
            return err;
        if (n == 0)
            break;
        *got += n;
        s->unpacked += n;
    }
    return CORPUS_OK;
}

/* A frame of data, or one to be passed over, with which pzstd and others begin. */
static bool is_zstd(const uint8_t *p, size_t n)
{
    return n >= 4 && (memcmp(p, "\x28\xb5\x2f\xfd", 4) == 0 ||
                      ((p[0] & 0xf0) == 0x50 && memcmp(p + 1, "\x2a\x4d\x18", 3) == 0));
}

static int recognise(struct stream *s, bool packed)
{
    const uint8_t *p = s->raw;
    size_t n;
    int err;

    while (s->raw_end < 4 && !s->raw_eof)
        if ((err = stream_refill(s)))
            return err;
    n = s->raw_end;
    if (n >= 2 && p[0] == 0x1f && p[1] == 0x8b)
        s->unpacker = &gzip_unpacker;
    else if (is_zstd(p, n))
        s->unpacker = &zstd_unpacker;
    else if (n == 1 && p[0] == 0x1f)
        s->reason = "gzip stream is cut short";
    else if (packed)
        s->reason = n ? "named as compressed, but is neither gzip nor zstd"
                      : "named as compressed, but is empty";
    if (s->reason)
        return CORPUS_EINPUT;
    return s->unpacker ? s->unpacker->start(s) : CORPUS_OK;
}

int stream_open(struct stream *s, int fd, bool own_fd, bool packed, size_t chunk)
{
    uint8_t *raw = s->raw;
    size_t cap = s->raw_cap;
    int err;

    *s = (struct stream){
        .fd = fd, .open = true, .own_fd = own_fd, .raw = raw, .raw_cap = cap};
    if ((err = mem_reserve(&s->raw, &s->raw_cap, chunk < 16 ? 16 : chunk, 1)))
        return err;
    if ((err = recognise(s, packed)))
        return err;
    return unpack_full(s, s->head, sizeof s->head, &s->head_end);
}

int stream_read(struct stream *s, uint8_t *out, size_t cap, size_t *got)
{
    size_t n = s->head_end - s->head_pos, more = 0;
    int err = CORPUS_OK;

    n = n < cap ? n : cap;
    memcpy(out, s->head + s->head_pos, n);
    s->head_pos += n;
    /* A head that is not full has met the end already: do not ask a terminal twice. */
    if (n < cap && s->head_end == sizeof s->head)
        err = unpack_full(s, out + n, cap - n, &more);
    *got = n + more;
    return err;
}

/* Keeps the raw buffer for the next file; stream_open() can follow. */
void stream_close(struct stream *s)
{
    if (!s->open)
        return;
    if (s->unpacker)
        s->unpacker->stop(s);
    if (s->own_fd)
        close(s->fd);
    s->open = false;
    s->unpacker = NULL;
}
