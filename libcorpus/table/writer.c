/* Writes a table from front to back. Blocks of provenance, sources and documents are held
 * until the first one behind them: the file's identity is a hash of their bytes, and every
 * checksum starts from it. */
#include "table/writer.h"
#include "base/file.h"
#include "table/chunk_blocks.h"
#include "table/directory.h"
#include "table/strings.h"

#include <stdlib.h>
#include <string.h>

enum { PROVENANCE_PIECE = 1 << 16 };

/* The open block of documents; sources and types use its first coder, and sources put
 * their number of documents where a document has its source. */
struct document_columns {
    struct bytes source, totals;
    struct string_coder id, fields;
};

struct table_writer {
    struct new_file file;
    struct block_codec *codec;
    struct directory directory;
    struct bytes packed; /* blocks that are not in the file yet */
    size_t n_written;    /* blocks that are */
    uint64_t offset;     /* size of the file so far */
    uint64_t identity;
    bool begun;          /* the header is in the file */

    struct document_columns open;
    uint8_t open_kind;
    uint32_t open_records;
    struct bytes first_type;
    struct bytes keys; /* first types of the lexicon's blocks */
};

/* ---- blocks into the file --------------------------------------------------------- */

/* FNV-1a, finished with a mix: a name for the content, not a defence against forgers. */
static uint64_t identity_of(const uint8_t *data, size_t len)
{
    uint64_t h = 0xcbf29ce484222325ull;

    for (size_t i = 0; i < len; i++)
        h = (h ^ data[i]) * 0x100000001b3ull;
    h ^= h >> 32;
    h *= 0x9e3779b97f4a7c15ull;
    return h ^ h >> 29;
}

static int begin_file(struct table_writer *w)
{
    uint8_t header[HEADER_SIZE];

    w->identity = identity_of(w->packed.data, w->packed.len);
    memcpy(header, TABLE_MAGIC, 8);
    put_u32(header + 8, TABLE_VERSION);
    put_u32(header + 12, 0);
    put_u64(header + 16, w->identity);
    put_u32(header + 24, block_crc(header, 24));
    w->begun = true;
    w->offset = HEADER_SIZE;
    return file_write(w->file.fd, header, sizeof header);
}

/* Seal the blocks that wait and write them. */
static int flush(struct table_writer *w)
{
    uint8_t *at = w->packed.data;
    int err;

    if (!w->begun && (err = begin_file(w)))
        return err;
    for (; w->n_written < w->directory.n; w->n_written++) {
        struct table_block *b = w->directory.blocks + w->n_written;

        b->offset = w->offset;
        block_seal(at, b->size, w->identity, w->offset);
        at += b->size;
        w->offset += b->size;
    }
    err = file_write(w->file.fd, w->packed.data, w->packed.len);
    w->packed.len = 0;
    return err;
}

static int add_block(struct table_writer *w, struct table_block block,
                     const struct column columns[], unsigned n)
{
    int err = mem_reserve(&w->directory.blocks, &w->directory.cap, w->directory.n + 1,
                          sizeof block);

    if (err || (err = block_pack(w->codec, &block, columns, n, &w->packed)))
        return err;
    w->directory.blocks[w->directory.n++] = block;
    return w->begun ? flush(w) : CORPUS_OK;
}

/* ---- provenance, sources, documents, lexicon -------------------------------------- */

static struct column whole(const struct bytes *b)
{
    return (struct column){b->data, b->data + b->len};
}

static void clear_open(struct table_writer *w)
{
    strings_clear(&w->open.id);
    strings_clear(&w->open.fields);
    w->open.source.len = w->open.totals.len = 0;
    w->open_records = 0;
}

/* Close the open block, of whatever kind it is. */
static int close_open(struct table_writer *w)
{
    struct document_columns *o = &w->open;
    struct table_block block = {.kind = w->open_kind, .records = w->open_records};
    struct column columns[8] = {whole(&o->id.shared), whole(&o->id.length),
                                whole(&o->id.rest)};
    unsigned n = 3;
    int err;

    if (!w->open_records)
        return CORPUS_OK;
    if (block.kind == KIND_SOURCES) {
        columns[n++] = whole(&o->source);
        columns[n++] = whole(&o->totals);
    }
    if (block.kind == KIND_DOCUMENTS) {
        columns[n++] = whole(&o->source);
        columns[n++] = whole(&o->fields.shared);
        columns[n++] = whole(&o->fields.length);
        columns[n++] = whole(&o->fields.rest);
        columns[n++] = whole(&o->totals);
    }
    if (block.kind == KIND_LEXICON) {
        /* The directory points into a buffer that may still move: keep the place. */
        block.key = (const char *)(uintptr_t)w->keys.len;
        block.key_len = (uint32_t)w->first_type.len;
        if ((err = bytes_add(&w->keys, w->first_type.data, w->first_type.len)))
            return err;
    }
    err = add_block(w, block, columns, n);
    clear_open(w);
    return err;
}

/* The open block takes records of `kind`; it is closed when it has enough. */
static int want_open(struct table_writer *w, enum table_kind kind, uint32_t most)
{
    const struct document_columns *o = &w->open;
    int err = CORPUS_OK;

    if (w->open_kind != kind || w->open_records >= most ||
        o->id.rest.len + o->fields.rest.len >= COLUMN_SOFT_MAX)
        err = close_open(w);
    w->open_kind = (uint8_t)kind;
    return err;
}

static int put_number(struct bytes *column, uint64_t v)
{
    int err = bytes_reserve(column, VARINT_MAX);

    if (!err)
        column->len = (size_t)(varint_put(column->data + column->len, v) - column->data);
    return err;
}

int writer_provenance(struct table_writer *w, const char *lines, size_t len)
{
    int err = CORPUS_OK;

    while (len && !err) {
        size_t piece = len < PROVENANCE_PIECE ? len : PROVENANCE_PIECE;
        struct column text = {(const uint8_t *)lines, (const uint8_t *)lines + piece};
        struct table_block block = {.kind = KIND_PROVENANCE, .records = (uint32_t)piece};

        err = add_block(w, block, &text, 1);
        lines += piece;
        len -= piece;
    }
    return err;
}

/* The n-grams of each order; a longer one is never more frequent, so what it has less. */
static int put_totals(struct table_writer *w, const uint64_t totals[], unsigned order)
{
    int err = CORPUS_OK;

    for (unsigned n = 0; n < order && !err; n++)
        err = put_number(&w->open.totals, n ? totals[n - 1] - totals[n] : totals[0]);
    return err;
}

int writer_source(struct table_writer *w, const char *name, uint64_t documents,
                  const uint64_t totals[], unsigned order)
{
    int err = want_open(w, KIND_SOURCES, BLOCK_RECORDS);

    if (err || (err = strings_put(&w->open.id, name, strlen(name))) ||
        (err = put_number(&w->open.source, documents)) ||
        (err = put_totals(w, totals, order)))
        return err;
    w->open_records++;
    return CORPUS_OK;
}

int writer_document(struct table_writer *w, uint32_t source, const char *id,
                    const char *const fields[], unsigned n_fields,
                    const uint64_t totals[], unsigned order)
{
    struct document_columns *o = &w->open;
    int err = want_open(w, KIND_DOCUMENTS, BLOCK_RECORDS);

    if (err || (err = put_number(&o->source, source)) ||
        (err = strings_put(&o->id, id, strlen(id))))
        return err;
    for (unsigned i = 0; i < n_fields; i++)
        if ((err = strings_put(&o->fields, fields[i], strlen(fields[i]))))
            return err;
    if ((err = put_totals(w, totals, order)))
        return err;
    w->open_records++;
    return CORPUS_OK;
}

int writer_type(struct table_writer *w, const char *form, size_t len)
{
    int err = want_open(w, KIND_LEXICON, LEXICON_RECORDS);

    if (!err && !w->open_records) {
        w->first_type.len = 0;
        err = bytes_add(&w->first_type, form, len);
    }
    if (err || (err = strings_put(&w->open.id, form, len)))
        return err;
    w->open_records++;
    return CORPUS_OK;
}

/* ---- chunks, marginals ------------------------------------------------------------ */

/* Whatever is still open comes before what follows. */
static int close_front(struct table_writer *w)
{
    int err = close_open(w);

    w->open_kind = 0;
    return err || w->begun ? err : flush(w);
}

int writer_add_chunk(struct table_writer *w, struct chunk *c)
{
    struct chunk_blocks *done = chunk_done(c);
    int err = close_front(w);

    if (err || (err = mem_reserve(&w->directory.blocks, &w->directory.cap,
                                  w->directory.n + done->n, sizeof *done->blocks)))
        return err;
    if (done->n)
        memcpy(w->directory.blocks + w->directory.n, done->blocks,
               done->n * sizeof *done->blocks);
    w->directory.n += done->n;
    if ((err = bytes_add(&w->packed, done->packed.data, done->packed.len)) ||
        (err = flush(w)))
        return err;
    done->n = done->packed.len = 0;
    return CORPUS_OK;
}

/* What a slot of n-grams lacks, or how a slot of a family differs from slot 1. */
static uint64_t marginal_code(bool family, uint64_t base, uint64_t count)
{
    if (!family)
        return base - count;
    return count >= base ? (count - base) << 1 : (base - count - 1) << 1 | 1;
}

/* The marginals of types from .. to - 1, a column for each slot from `first` (0, 1). */
static int add_marginals_block(struct table_writer *w, struct table_block block,
                               const uint64_t base[], const uint64_t *const slots[],
                               uint32_t from, uint32_t to)
{
    struct bytes codes[CORPUS_ORDER_MAX] = {{0}};
    struct column columns[CORPUS_ORDER_MAX];
    unsigned first = block.family != 0, n = block.order - first;
    int err = CORPUS_OK;

    block.records = to - from;
    for (unsigned k = 0; k < n && !err; k++) {
        for (uint32_t t = from; t < to && !err; t++)
            err = put_number(codes + k,
                             marginal_code(first, base[t], slots[first + k][t]));
        columns[k] = whole(codes + k);
    }
    if (!err)
        err = add_block(w, block, columns, n);
    for (unsigned k = 0; k < n; k++)
        bytes_free(codes + k);
    return err;
}

static int add_marginals(struct table_writer *w, unsigned family, unsigned order,
                         const uint64_t base[], const uint64_t *const slots[],
                         uint32_t n_types)
{
    struct table_block block = {
        .kind = KIND_MARGINALS, .order = (uint8_t)order, .family = (uint8_t)family};
    int err = close_front(w);

    for (uint32_t from = 0; from < n_types && !err; from += BLOCK_RECORDS) {
        uint32_t left = n_types - from;

        err = add_marginals_block(w, block, base, slots, from,
                                  from + (left < BLOCK_RECORDS ? left : BLOCK_RECORDS));
    }
    return err;
}

int writer_marginals(struct table_writer *w, unsigned order, const uint64_t freq[],
                     const uint64_t *const slots[], uint32_t n_types)
{
    return add_marginals(w, 0, order, freq, slots, n_types);
}

int writer_family_marginals(struct table_writer *w, unsigned family, unsigned order,
                            const uint64_t *const slots[], uint32_t n_types)
{
    return add_marginals(w, family, order, slots[0], slots, n_types);
}

/* ---- begin and end ---------------------------------------------------------------- */

int writer_new(struct table_writer **out, const char *path)
{
    struct table_writer *w = calloc(1, sizeof *w);
    int err;

    *out = NULL;
    if (!w)
        return CORPUS_ENOMEM;
    w->file.fd = -1;
    if ((err = block_codec_new(&w->codec)) || (err = file_create(&w->file, path))) {
        writer_free(w);
        return err;
    }
    *out = w;
    return CORPUS_OK;
}

void writer_free(struct table_writer *w)
{
    if (!w)
        return;
    file_discard(&w->file);
    block_codec_free(w->codec);
    directory_free(&w->directory);
    bytes_free(&w->packed);
    strings_free(&w->open.id);
    strings_free(&w->open.fields);
    bytes_free(&w->open.source);
    bytes_free(&w->open.totals);
    bytes_free(&w->first_type);
    bytes_free(&w->keys);
    free(w);
}

static void resolve_keys(struct table_writer *w)
{
    for (size_t i = 0; i < w->directory.n; i++) {
        struct table_block *b = w->directory.blocks + i;

        if (b->kind == KIND_LEXICON)
            b->key = (const char *)w->keys.data + (uintptr_t)b->key;
    }
}

static uint64_t count_records(const struct directory *d)
{
    uint64_t n = 0;

    for (size_t i = 0; i < d->n; i++)
        n += d->blocks[i].records;
    return n;
}

static int write_end(struct table_writer *w)
{
    uint8_t trailer[TRAILER_SIZE];
    struct table_block self;
    int err;

    resolve_keys(w);
    if ((err = directory_pack(&w->directory, w->codec, &w->packed, &self)))
        return err;
    block_seal(w->packed.data, self.size, w->identity, w->offset);
    memcpy(trailer, TABLE_TRAILER_MAGIC, 8);
    put_u64(trailer + 8, w->identity);
    put_u64(trailer + 16, w->offset);
    put_u64(trailer + 24, w->offset + self.size + TRAILER_SIZE);
    put_u64(trailer + 32, count_records(&w->directory));
    put_u32(trailer + 40, block_crc(trailer, 40));
    if ((err = bytes_add(&w->packed, trailer, sizeof trailer)))
        return err;
    return file_write(w->file.fd, w->packed.data, w->packed.len);
}

int writer_commit(struct table_writer *w)
{
    int err = close_front(w);

    if (err || (err = write_end(w)))
        return err;
    return file_commit(&w->file);
}
