/* A file's bytes, unpacked. */
#ifndef INPUT_STREAM_H
#define INPUT_STREAM_H

#include "base/mem.h"

#include <stdbool.h>

/* How much of the unpacked start can be looked at before reading. */
#define STREAM_HEAD 8192

struct unpacker;

/* Zeroed memory is a closed stream. */
struct stream {
    int fd;
    bool open, own_fd, raw_eof;
    const struct unpacker *unpacker; /* NULL: stored as it is */
    void *state;                     /* the unpacker's */
    uint8_t *raw;                    /* stored bytes on their way to the unpacker */
    size_t raw_cap, raw_pos, raw_end;
    uint8_t head[STREAM_HEAD]; /* unpacked bytes looked at already */
    size_t head_pos, head_end;
    uint64_t stored;    /* bytes read from the file, */
    uint32_t crc;       /* their CRC-32, */
    uint64_t unpacked;  /* and how many they became */
    const char *reason; /* after CORPUS_EINPUT: what is wrong */
};

/* Start reading `fd`, which is closed at the end if own_fd, and fill the head. `packed`:
 * the file's name promises a compressed stream. chunk: bytes to read at a time from a
 * compressed file. Codes as of stream_read(); close the stream in any case. */
int stream_open(struct stream *s, int fd, bool own_fd, bool packed, size_t chunk);

/* Fill out[0..cap) unless the file ends first. CORPUS_OK; CORPUS_EIO with errno;
 * CORPUS_EINPUT with s->reason for a damaged stream; CORPUS_ENOMEM. */
int stream_read(struct stream *s, uint8_t *out, size_t cap, size_t *got);

void stream_close(struct stream *s);

/* One compression. unpack() moves raw input into `out` and says through *got how much
 * came out; it asks for input with stream_refill(). */
struct unpacker {
    int (*start)(struct stream *s);
    int (*unpack)(struct stream *s, uint8_t *out, size_t cap, size_t *got);
    void (*stop)(struct stream *s);
};
extern const struct unpacker gzip_unpacker;
extern const struct unpacker zstd_unpacker;

/* Move what is left of the raw bytes to the front and read more behind them. */
int stream_refill(struct stream *s);

#endif
