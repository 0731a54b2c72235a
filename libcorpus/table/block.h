/* One block of a table: columns of bytes, packed, behind a header with a checksum. */
#ifndef TABLE_BLOCK_H
#define TABLE_BLOCK_H

#include "base/bits.h"
#include "base/mem.h"
#include "table/format.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the directory knows of a block. */
struct table_block {
    uint64_t offset;
    uint32_t size; /* header included */
    uint8_t kind, order, family;
    uint32_t records;
    uint64_t children; /* ngrams: records of order + 1 below this block's */
    uint64_t postings; /* ngrams: postings of this block's records, were they kept or not */
    uint32_t first;    /* ngrams from order 2: the last token of the first record */
    const char *key;   /* lexicon: the first type, of key_len bytes; else NULL */
    uint32_t key_len;
};

/* Bytes of one column while it is read. */
struct column {
    const uint8_t *at, *end;
};

/* All that was put into a column. */
static inline struct column column_of(const struct bytes *b)
{
    return (struct column){b->data, b->data + b->len};
}

/* Append a number to a column that is being made. CORPUS_OK or CORPUS_ENOMEM. */
int column_put(struct bytes *column, uint64_t v);

/* Next number of a column; false at its end or where it is no number. */
static inline bool column_next(struct column *c, uint64_t *v)
{
    return varint_get(&c->at, c->end, v);
}

/* Is it a bit for each of n records, and 0s to the end of the last byte? */
static inline bool column_is_bits(const struct column *c, uint32_t n)
{
    return (size_t)(c->end - c->at) == (n + 7ul) / 8 &&
           bits_used_up(&(struct bit_reader){c->at + n / 8, n % 8}, c->end);
}

struct block_codec; /* zlib's state and scratch memory; one per thread */

int block_codec_new(struct block_codec **out);
void block_codec_free(struct block_codec *codec);

/* Append a block of `columns` to `out`, its checksum still missing, and fill in
 * block->size. Columns are deflated, but for those whose bit in `stored` is 1.
 * CORPUS_OK or CORPUS_ENOMEM. */
int block_pack(struct block_codec *codec, struct table_block *block,
               const struct column columns[], unsigned n_columns, unsigned stored,
               struct bytes *out);

/* Put the checksum into a packed block that will stand at `offset` of the file. */
void block_seal(uint8_t *packed, size_t size, uint64_t identity, uint64_t offset);

/* Check the block `packed` against its checksum and its directory entry (unless that is
 * NULL) and unpack it: *n columns, valid until the codec is used again; those whose bit
 * in `wanted` is 0 are left empty. BITS_PAD bytes behind each may be read, too.
 * CORPUS_OK, CORPUS_ECORRUPT, CORPUS_ENOMEM. */
int block_unpack(struct block_codec *codec, const uint8_t *packed, size_t size,
                 uint64_t identity, uint64_t offset, const struct table_block *expected,
                 unsigned wanted, struct column columns[BLOCK_COLUMNS], unsigned *n);

/* A block's directory entry as far as its own header tells: kind, order, family, records. */
void block_peek(const uint8_t *packed, struct table_block *block);

/* The same for a block that is in the file already: its checksum, from that of its content
 * (block_content_crc). */
uint32_t block_crc_at(uint32_t content_crc, size_t size, uint64_t identity,
                      uint64_t offset);
uint32_t block_content_crc(const uint8_t *packed, size_t size);

/* CRC-32 of header and trailer. */
uint32_t block_crc(const void *data, size_t len);

/* "ngrams 2", "lexicon": what people call the section a block belongs to. */
void block_section_name(char *out, size_t size, const struct table_block *block);

#endif
