/* Blocks: the only place that knows zlib.
 *
 * Columns of numbers are packed with Z_RLE: their order and coding leave nothing for string
 * matching to find (shared measurements: same size, a fifth of the time). The bytes of
 * strings get full deflate; they are few. */
#include "table/block.h"
#include "corpus/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
/* A fuzzer that had to guess deflated bytes would not come to what is in the columns. */
#define STORE_BELOW SIZE_MAX
#else
#define STORE_BELOW ((size_t)24)
#endif

/* Level 4 takes a third less time than 6 for strings that are 1 % larger; Z_RLE has but one. */
enum { RAW_DEFLATE = -15, MEM_LEVEL = 9, LEVEL = 4 };

struct block_codec {
    z_stream rle, text, in;
    bool has_rle, has_text, has_in;
    struct bytes raw;
};

int block_codec_new(struct block_codec **out)
{
    *out = calloc(1, sizeof **out);
    return *out ? CORPUS_OK : CORPUS_ENOMEM;
}

void block_codec_free(struct block_codec *codec)
{
    if (!codec)
        return;
    if (codec->has_rle)
        deflateEnd(&codec->rle);
    if (codec->has_text)
        deflateEnd(&codec->text);
    if (codec->has_in)
        inflateEnd(&codec->in);
    bytes_free(&codec->raw);
    free(codec);
}

int column_put(struct bytes *column, uint64_t v)
{
    int err = bytes_reserve(column, VARINT_MAX);

    if (!err)
        column->len = (size_t)(varint_put(column->data + column->len, v) - column->data);
    return err;
}

static z_stream *deflater(struct block_codec *codec, bool text)
{
    z_stream *z = text ? &codec->text : &codec->rle;
    bool *has = text ? &codec->has_text : &codec->has_rle;

    if (*has)
        return deflateReset(z) == Z_OK ? z : NULL;
    if (deflateInit2(z, LEVEL, Z_DEFLATED, RAW_DEFLATE, MEM_LEVEL,
                     text ? Z_DEFAULT_STRATEGY : Z_RLE) != Z_OK)
        return NULL;
    *has = true;
    return z;
}

/* See format.h. */
static bool is_text(unsigned kind, unsigned column)
{
    return kind == KIND_PROVENANCE ? column == 0
           : kind == KIND_SOURCES || kind == KIND_LEXICON ? column == 2
           : kind == KIND_DOCUMENTS ? column == 2 || column == 6
                                    : false;
}

enum packing { PACK_RLE, PACK_TEXT, PACK_NOT };

/* Append the column, deflated if that makes it smaller; *size is what it takes. */
static int pack_column(struct block_codec *codec, enum packing how,
                       const struct column *column, struct bytes *out, size_t *size)
{
    size_t len = (size_t)(column->end - column->at);
    z_stream *z;

    *size = len;
    if (how == PACK_NOT || len < STORE_BELOW)
        return bytes_add(out, column->at, len);
    if (bytes_reserve(out, len) || !(z = deflater(codec, how == PACK_TEXT)))
        return CORPUS_ENOMEM;
    z->next_in = (Bytef *)column->at;
    z->avail_in = (uInt)len;
    z->next_out = out->data + out->len;
    z->avail_out = (uInt)len - 1;
    if (deflate(z, Z_FINISH) != Z_STREAM_END)
        return bytes_add(out, column->at, len);
    *size = len - 1 - z->avail_out;
    out->len += *size;
    return CORPUS_OK;
}

int block_pack(struct block_codec *codec, struct table_block *block,
               const struct column columns[], unsigned n_columns, unsigned stored,
               struct bytes *out)
{
    size_t start = out->len, data, size[BLOCK_COLUMNS], table;
    uint8_t sizes[BLOCK_COLUMNS * 2 * VARINT_MAX], *at = sizes;
    int err;

    /* The sizes come before the data but are known after it: pack behind room for the
     * longest table of sizes, then close the gap. */
    if ((err = bytes_reserve(out, BLOCK_HEADER_SIZE + sizeof sizes)))
        return err;
    data = out->len = start + BLOCK_HEADER_SIZE + sizeof sizes;
    for (unsigned i = 0; i < n_columns; i++) {
        enum packing how = stored >> i & 1           ? PACK_NOT
                           : is_text(block->kind, i) ? PACK_TEXT
                                                     : PACK_RLE;

        if ((err = pack_column(codec, how, columns + i, out, size + i))) {
            out->len = start;
            return err;
        }
        at = varint_put(at, (uint64_t)(columns[i].end - columns[i].at));
        at = varint_put(at, size[i]);
    }
    table = (size_t)(at - sizes);
    memcpy(out->data + start + BLOCK_HEADER_SIZE, sizes, table);
    memmove(out->data + start + BLOCK_HEADER_SIZE + table, out->data + data,
            out->len - data);
    out->len -= sizeof sizes - table;

    block->size = (uint32_t)(out->len - start);
    at = out->data + start;
    put_u32(at, 0);
    at[4] = block->kind;
    at[5] = block->order;
    at[6] = (uint8_t)n_columns;
    at[7] = block->family;
    put_u32(at + 8, block->records);
    put_u32(at + 12, block->size - BLOCK_HEADER_SIZE);
    return CORPUS_OK;
}

static uint32_t checksum(const uint8_t *packed, size_t size, uint64_t identity,
                         uint64_t offset)
{
    uint8_t place[16];
    uLong crc;

    put_u64(place, identity);
    put_u64(place + 8, offset);
    crc = crc32_z(0, place, sizeof place);
    return (uint32_t)crc32_z(crc, packed + 4, size - 4);
}

#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
/* A fuzzer's mutations have to get past the checksums to find anything behind them. */
static bool checksum_holds(const uint8_t *packed, size_t size, uint64_t identity,
                           uint64_t offset)
{
    (void)checksum(packed, size, identity, offset);
    return true;
}
#else
static bool checksum_holds(const uint8_t *packed, size_t size, uint64_t identity,
                           uint64_t offset)
{
    return get_u32(packed) == checksum(packed, size, identity, offset);
}
#endif

uint32_t block_crc(const void *data, size_t len)
{
    return (uint32_t)crc32_z(0, data, len);
}

uint32_t block_content_crc(const uint8_t *packed, size_t size)
{
    return (uint32_t)crc32_z(0, packed + 4, size - 4);
}

uint32_t block_crc_at(uint32_t content_crc, size_t size, uint64_t identity,
                      uint64_t offset)
{
    uint8_t place[16];

    put_u64(place, identity);
    put_u64(place + 8, offset);
    return (uint32_t)crc32_combine(crc32_z(0, place, sizeof place), content_crc,
                                   (z_off_t)(size - 4));
}

void block_seal(uint8_t *packed, size_t size, uint64_t identity, uint64_t offset)
{
    put_u32(packed, checksum(packed, size, identity, offset));
}

void block_peek(const uint8_t *packed, struct table_block *block)
{
    block->kind = packed[4];
    block->order = packed[5];
    block->family = packed[7];
    block->records = get_u32(packed + 8);
}

/* Deflate expands at most 1032:1, so no raw size beyond that is believed. */
static bool plausible(uint64_t raw, uint64_t packed, uint64_t left)
{
    return packed <= left && raw <= COLUMN_MAX && raw >= packed &&
           raw <= packed * 1032;
}

/* Read the table of sizes at *at; *total becomes the unpacked size of all columns. */
static int read_sizes(const uint8_t **at, const uint8_t *end, unsigned n, uint32_t raw[],
                      uint32_t packed[], size_t *total)
{
    uint64_t r, p, sum_packed = 0;

    *total = 0;
    for (unsigned i = 0; i < n; i++) {
        if (!varint_get(at, end, &r) || !varint_get(at, end, &p) ||
            !plausible(r, p, (uint64_t)(end - *at)))
            return CORPUS_ECORRUPT;
        raw[i] = (uint32_t)r;
        packed[i] = (uint32_t)p;
        *total += r;
        sum_packed += p;
    }
    if (*total > COLUMN_MAX || sum_packed != (uint64_t)(end - *at))
        return CORPUS_ECORRUPT;
    return CORPUS_OK;
}

static int unpack_column(struct block_codec *codec, const uint8_t *packed, uint32_t size,
                         uint8_t *raw, uint32_t raw_size)
{
    z_stream *z = &codec->in;

    if (size == raw_size) {
        memcpy(raw, packed, size);
        return CORPUS_OK;
    }
    if (codec->has_in ? inflateReset(z) != Z_OK : inflateInit2(z, RAW_DEFLATE) != Z_OK)
        return CORPUS_ENOMEM;
    codec->has_in = true;
    z->next_in = (Bytef *)packed;
    z->avail_in = size;
    z->next_out = raw;
    z->avail_out = raw_size;
    if (inflate(z, Z_FINISH) != Z_STREAM_END || z->avail_out || z->avail_in)
        return CORPUS_ECORRUPT;
    return CORPUS_OK;
}

/* The header of a block says what the directory says, and nothing else. */
static bool header_holds(const uint8_t *packed, size_t size,
                         const struct table_block *expected)
{
    struct table_block own = {0};

    block_peek(packed, &own);
    if (packed[6] > BLOCK_COLUMNS ||
        get_u32(packed + 12) != size - BLOCK_HEADER_SIZE)
        return false;
    return !expected || (own.kind == expected->kind && own.order == expected->order &&
                         own.family == expected->family &&
                         own.records == expected->records);
}

int block_unpack(struct block_codec *codec, const uint8_t *packed, size_t size,
                 uint64_t identity, uint64_t offset, const struct table_block *expected,
                 unsigned wanted, struct column columns[BLOCK_COLUMNS], unsigned *n)
{
    const uint8_t *at = packed + BLOCK_HEADER_SIZE, *end = packed + size;
    uint32_t raw[BLOCK_COLUMNS], stored[BLOCK_COLUMNS];
    uint8_t *out;
    size_t total;
    int err;

    if (size < BLOCK_HEADER_SIZE ||
        !checksum_holds(packed, size, identity, offset) ||
        !header_holds(packed, size, expected))
        return CORPUS_ECORRUPT;
    *n = packed[6];
    if ((err = read_sizes(&at, end, *n, raw, stored, &total)))
        return err;
    codec->raw.len = 0;
    if ((err = bytes_reserve(&codec->raw, total + BITS_PAD)))
        return err;
    out = codec->raw.data;
    for (unsigned i = 0; i < *n; i++, at += stored[i - 1]) {
        columns[i] = (struct column){out, out};
        if (!(wanted >> i & 1))
            continue;
        if ((err = unpack_column(codec, at, stored[i], out, raw[i])))
            return err;
        columns[i].end = out += raw[i];
    }
    for (unsigned i = *n; i < BLOCK_COLUMNS; i++)
        columns[i] = (struct column){out, out};
    return CORPUS_OK;
}

void block_section_name(char *out, size_t size, const struct table_block *block)
{
    static const char *const names[] = {
        "?",      "provenance", "sources",   "documents", "lexicon",
        "ngrams", "postings",   "marginals", "directory"};

    unsigned kind = block->kind < KIND_END ? block->kind : 0;

    if (block->family)
        snprintf(out, size, "%s %u of family %u", names[kind], block->order,
                 block->family);
    else if (kind == KIND_NGRAMS || kind == KIND_POSTINGS || kind == KIND_MARGINALS)
        snprintf(out, size, "%s %u", names[kind], block->order);
    else
        snprintf(out, size, "%s", names[kind]);
}
