/* zstd: frames until the file ends. Optional: without libzstd such a file is an error
 * that says so. */
#include "corpus/error.h"
#include "input/stream.h"

#ifdef HAVE_ZSTD

#include <zstd.h>
#include <zstd_errors.h>

struct zstd {
    ZSTD_DStream *z;
    bool inside; /* a frame has begun and not ended */
};

#include <stdlib.h>

static void zstd_stop(struct stream *s)
{
    struct zstd *d = s->state;

    if (d)
        ZSTD_freeDStream(d->z);
    free(d);
    s->state = NULL;
}

static int zstd_start(struct stream *s)
{
    struct zstd *d = calloc(1, sizeof *d);

    s->state = d;
    if (!d || !(d->z = ZSTD_createDStream()))
        return CORPUS_ENOMEM;
    return CORPUS_OK;
}

static int refuse(struct stream *s, size_t code)
{
    switch (ZSTD_getErrorCode(code)) {
    case ZSTD_error_memory_allocation:
        return CORPUS_ENOMEM;
    case ZSTD_error_prefix_unknown:
        s->reason = "bytes that are not zstd follow the zstd stream";
        break;
    case ZSTD_error_frameParameter_windowTooLarge:
        s->reason = "zstd stream needs a window of more than 128 MB (made with --long); "
                    "unpack it with zstd -d --long=31";
        break;
    default:
        s->reason = "zstd stream is damaged";
    }
    return CORPUS_EINPUT;
}

static int zstd_unpack(struct stream *s, uint8_t *out, size_t cap, size_t *got)
{
    struct zstd *d = s->state;
    ZSTD_outBuffer to = {out, cap, 0};
    int err;

    while (to.pos == 0) {
        ZSTD_inBuffer from = {s->raw, s->raw_end, s->raw_pos};
        size_t code;

        if (from.pos == from.size && !s->raw_eof) {
            if ((err = stream_refill(s)))
                return err;
            continue;
        }
        if (from.pos == from.size && !d->inside)
            break;
        code = ZSTD_decompressStream(d->z, &to, &from);
        if (ZSTD_isError(code))
            return refuse(s, code);
        d->inside = code != 0;
        if (to.pos == 0 && from.size == s->raw_pos && d->inside && s->raw_eof) {
            s->reason = "zstd stream is cut short";
            return CORPUS_EINPUT;
        }
        s->raw_pos = from.pos;
    }
    *got = to.pos;
    return CORPUS_OK;
}

#else

static int zstd_start(struct stream *s)
{
    s->reason = "is compressed with zstd, which this build cannot read; unpack it with "
                "zstd -d, or build with libzstd";
    return CORPUS_EINPUT;
}

static int zstd_unpack(struct stream *s, uint8_t *out, size_t cap, size_t *got)
{
    (void)s, (void)out, (void)cap;
    *got = 0;
    return CORPUS_EINPUT;
}

static void zstd_stop(struct stream *s)
{
    (void)s;
}

#endif

const struct unpacker zstd_unpacker = {zstd_start, zstd_unpack, zstd_stop};
