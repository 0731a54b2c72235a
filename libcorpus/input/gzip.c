/* gzip: one member after the other until the file ends. zlib checks each member's CRC
 * and length; what it cannot see, a stream cut short or bytes behind it, is refused
 * here. */
#include "corpus/error.h"
#include "input/stream.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct gzip {
    z_stream z;
    bool between; /* a member has ended: the file may end, or another one begins */
};

static int gzip_start(struct stream *s)
{
    struct gzip *g = calloc(1, sizeof *g);

    if (!g)
        return CORPUS_ENOMEM;
    if (inflateInit2(&g->z, 15 + 16) != Z_OK) {
        free(g);
        return CORPUS_ENOMEM;
    }
    s->state = g;
    return CORPUS_OK;
}

static void gzip_stop(struct stream *s)
{
    struct gzip *g = s->state;

    if (g)
        inflateEnd(&g->z);
    free(g);
    s->state = NULL;
}

static int refuse(struct stream *s, const char *reason)
{
    s->reason = reason;
    return CORPUS_EINPUT;
}

/* At the end of a member: another one, the end of the file, or junk. */
static int next_member(struct stream *s, struct gzip *g)
{
    size_t left;
    int err;

    while ((left = s->raw_end - s->raw_pos) < 2 && !s->raw_eof)
        if ((err = stream_refill(s)))
            return err;
    if (left == 0)
        return CORPUS_OK;
    if (s->raw[s->raw_pos] != 0x1f || (left > 1 && s->raw[s->raw_pos + 1] != 0x8b))
        return refuse(s, "bytes that are not gzip follow the gzip stream");
    inflateReset(&g->z);
    g->between = false;
    return CORPUS_OK;
}

static int inflate_some(struct stream *s, struct gzip *g, uint8_t *out, size_t cap,
                        size_t *got)
{
    size_t room = cap < 1u << 30 ? cap : 1u << 30;
    int code;

    g->z.next_in = s->raw + s->raw_pos;
    g->z.avail_in = (uInt)(s->raw_end - s->raw_pos);
    g->z.next_out = out;
    g->z.avail_out = (uInt)room;
    code = inflate(&g->z, Z_NO_FLUSH);
    s->raw_pos = s->raw_end - g->z.avail_in;
    *got = room - g->z.avail_out;
    if (code == Z_MEM_ERROR)
        return CORPUS_ENOMEM;
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
        return refuse(s, "gzip stream is damaged");
    g->between = code == Z_STREAM_END;
    return CORPUS_OK;
}

static int gzip_unpack(struct stream *s, uint8_t *out, size_t cap, size_t *got)
{
    struct gzip *g = s->state;
    int err;

    for (*got = 0; *got == 0;) {
        if (g->between) {
            if ((err = next_member(s, g)) || g->between)
                return err;
        }
        if (s->raw_pos == s->raw_end) {
            if ((err = stream_refill(s)))
                return err;
            if (s->raw_pos == s->raw_end && s->raw_eof)
                return refuse(s, "gzip stream is cut short");
        }
        if ((err = inflate_some(s, g, out, cap, got)))
            return err;
    }
    return CORPUS_OK;
}

const struct unpacker gzip_unpacker = {gzip_start, gzip_unpack, gzip_stop};
