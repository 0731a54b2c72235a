/* Writes a table from front to back. The file's identity is a hash of all that comes before
 * the n-grams, and every checksum starts from it: so the header and the checksums of that
 * front are put in afterwards, when the first block behind it comes. */
#include "table/writer.h"
#include "base/file.h"
#include "table/directory.h"
#include "table/lexicon_part.h"
#include "table/packed_blocks.h"
#include "table/strings.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PROVENANCE_PIECE = 1 << 16 };

/* The open block of documents; sources use its first coder, and put their number of
 * documents where a document has its source. */
struct document_columns {
    struct bytes source, totals;
    struct string_coder id, fields;
};

struct table_writer {
    struct new_file file;
    struct block_codec *codec;
    struct directory directory;
    struct packed_blocks packed; /* the block at hand */
    uint64_t offset;     /* size of the file so far */
    uint64_t identity;   /* the hash so far, until the front is sealed */
    uint32_t *front;     /* of each block of the front: the checksum of its content */
    size_t front_cap;
    bool sealed;

    struct document_columns open;
    uint8_t open_kind;
    uint32_t open_records;
    struct lexicon_part *types; /* that come one by one */
    struct bytes keys; /* first types of the lexicon's blocks */

    struct marginals_part *marginals; /* that come type by type ... */
    unsigned family, order;           /* ... of these */
};

/* ---- blocks into the file --------------------------------------------------------- */

/* FNV-1a, finished with a mix: a name for the content, not a defence against forgers. */
static void add_to_identity(struct table_writer *w, const uint8_t *data, size_t len)
{
    uint64_t h = w->identity;

    for (size_t i = 0; i < len; i++)
        h = (h ^ data[i]) * 0x100000001b3ull;
    w->identity = h;
}

static int begin_file(struct table_writer *w)
{
    static const uint8_t room[HEADER_SIZE];

    w->identity = 0xcbf29ce484222325ull;
    w->offset = HEADER_SIZE;
    return file_write(w->file.fd, room, sizeof room);
}

/* The front is complete, and with it the identity. */
static int seal_front(struct table_writer *w)
{
    uint8_t header[HEADER_SIZE], crc[4];
    int err;

    if (!w->offset && (err = begin_file(w)))
        return err;
    w->identity ^= w->identity >> 32;
    w->identity *= 0x9e3779b97f4a7c15ull;
    w->identity ^= w->identity >> 29;
    for (size_t i = 0; i < w->directory.n; i++) {
        const struct table_block *b = w->directory.blocks + i;

        put_u32(crc, block_crc_at(w->front[i], b->size, w->identity, b->offset));
        if ((err = file_write_at(w->file.fd, crc, sizeof crc, b->offset)))
            return err;
    }
    free(w->front);
    w->front = NULL;
    w->sealed = true;
    memcpy(header, TABLE_MAGIC, 8);
    put_u32(header + 8, TABLE_VERSION);
    put_u32(header + 12, 0);
    put_u64(header + 16, w->identity);
    put_u32(header + 24, block_crc(header, 24));
    return file_write_at(w->file.fd, header, sizeof header, 0);
}

/* Before the front is sealed: its identity depends on these blocks, and their checksums on
 * its identity. `number` is the first one's in the directory. */
static int note_front(struct table_writer *w, const struct packed_blocks *from,
                      size_t number)
{
    const uint8_t *at = from->packed.data;
    int err;

    if ((err = mem_reserve(&w->front, &w->front_cap, number + from->n,
                           sizeof *w->front)) ||
        (!w->offset && (err = begin_file(w))))
        return err;
    for (size_t i = 0; i < from->n; at += from->blocks[i++].size)
        w->front[number + i] = block_content_crc(at, from->blocks[i].size);
    add_to_identity(w, from->packed.data, from->packed.len);
    return CORPUS_OK;
}

/* Give packed blocks that follow each other their places, and write them. */
static int write_blocks(struct table_writer *w, struct table_block blocks[], size_t n,
                        uint8_t *packed)
{
    uint8_t *at = packed;

    for (size_t i = 0; i < n; i++) {
        blocks[i].offset = w->offset;
        if (w->sealed)
            block_seal(at, blocks[i].size, w->identity, w->offset);
        at += blocks[i].size;
        w->offset += blocks[i].size;
    }
    return file_write(w->file.fd, packed, (size_t)(at - packed));
}

static int take_blocks(struct table_writer *w, struct packed_blocks *from)
{
    size_t number = w->directory.n;
    int err;

    if (!from->n)
        return CORPUS_OK;
    if ((err = mem_reserve(&w->directory.blocks, &w->directory.cap, number + from->n,
                           sizeof *from->blocks)) ||
        (!w->sealed && (err = note_front(w, from, number))))
        return err;
    memcpy(w->directory.blocks + number, from->blocks, from->n * sizeof *from->blocks);
    w->directory.n += from->n;
    err = write_blocks(w, w->directory.blocks + number, from->n, from->packed.data);
    packed_blocks_clear(from);
    return err;
}

static int add_block(struct table_writer *w, struct table_block block,
                     const struct column columns[], unsigned n)
{
    int err = packed_blocks_add(&w->packed, w->codec, block, columns, n, 0);

    return err ? err : take_blocks(w, &w->packed);
}

/* ---- provenance, sources, documents, lexicon -------------------------------------- */

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
    struct column columns[8] = {column_of(&o->id.shared), column_of(&o->id.length),
                                column_of(&o->id.rest)};
    unsigned n = 3;
    int err;

    if (!w->open_records)
        return CORPUS_OK;
    if (block.kind == KIND_SOURCES) {
        columns[n++] = column_of(&o->source);
        columns[n++] = column_of(&o->totals);
    }
    if (block.kind == KIND_DOCUMENTS) {
        columns[n++] = column_of(&o->source);
        columns[n++] = column_of(&o->fields.shared);
        columns[n++] = column_of(&o->fields.length);
        columns[n++] = column_of(&o->fields.rest);
        columns[n++] = column_of(&o->totals);
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
        err = column_put(&w->open.totals, n ? totals[n - 1] - totals[n] : totals[0]);
    return err;
}

int writer_source(struct table_writer *w, const char *name, uint64_t documents,
                  const uint64_t totals[], unsigned order)
{
    int err = want_open(w, KIND_SOURCES, BLOCK_RECORDS);

    if (err || (err = strings_put(&w->open.id, name, strlen(name))) ||
        (err = column_put(&w->open.source, documents)) ||
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

    if (err || (err = column_put(&o->source, source)) ||
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

int writer_add_types(struct table_writer *w, struct packed_blocks *from)
{
    int err;

    if (!from->n)
        return CORPUS_OK;
    for (size_t i = 0; i < from->n; i++)
        from->blocks[i].key = key_at((uintptr_t)from->blocks[i].key + w->keys.len);
    if ((err = close_open(w)) ||
        (err = bytes_add(&w->keys, from->keys.data, from->keys.len)))
        return err;
    return take_blocks(w, from);
}

int writer_type(struct table_writer *w, const char *type, size_t len)
{
    int err = w->types ? CORPUS_OK : lexicon_part_new(&w->types);

    if (err || (err = lexicon_part_add(w->types, type, len)))
        return err;
    return writer_add_types(w, lexicon_part_done(w->types));
}

/* ---- chunks, marginals ------------------------------------------------------------ */

static int close_front(struct table_writer *w)
{
    int err = close_open(w);

    w->open_kind = 0;
    if (!err && w->types && !w->sealed && !(err = lexicon_part_finish(w->types)))
        err = writer_add_types(w, lexicon_part_done(w->types));
    return err || w->sealed ? err : seal_front(w);
}

/* Whatever is still open comes before them. */
int writer_add_blocks(struct table_writer *w, struct packed_blocks *from)
{
    int err = from->n ? close_front(w) : CORPUS_OK;

    return err ? err : take_blocks(w, from);
}

int writer_add_chunk(struct table_writer *w, struct chunk *c)
{
    return writer_add_blocks(w, chunk_done(c));
}

int writer_add_marginals(struct table_writer *w, struct marginals_part *part)
{
    return writer_add_blocks(w, marginals_part_done(part));
}

int writer_marginal_codes(struct table_writer *w, unsigned family, unsigned order,
                          const uint64_t codes[])
{
    bool other = w->order != order || w->family != family;
    int err = w->marginals ? CORPUS_OK : marginals_part_new(&w->marginals);

    w->family = family;
    w->order = order;
    if (err || (other && (err = marginals_part_begin(w->marginals, family, order))) ||
        (err = marginals_part_codes(w->marginals, codes)))
        return err;
    return writer_add_marginals(w, w->marginals);
}

/* ---- begin and end ---------------------------------------------------------------- */

static int new_writer(struct table_writer **out)
{
    struct table_writer *w = calloc(1, sizeof *w);

    *out = w;
    if (!w)
        return CORPUS_ENOMEM;
    w->file.fd = -1;
    return block_codec_new(&w->codec);
}

static int begun(struct table_writer **out, int err)
{
    if (err) {
        writer_free(*out);
        *out = NULL;
    }
    return err;
}

int writer_new(struct table_writer **out, const char *path)
{
    int err = new_writer(out);

    return begun(out, err ? err : file_create(&(*out)->file, path));
}

int writer_new_temporary(struct table_writer **out, const char *folder)
{
    int err = new_writer(out);

    return begun(out, err ? err : file_create_temporary(&(*out)->file.fd, folder));
}

void writer_free(struct table_writer *w)
{
    if (!w)
        return;
    if (w->file.path)
        file_discard(&w->file);
    else if (w->file.fd >= 0)
        close(w->file.fd);
    free(w->front);
    block_codec_free(w->codec);
    directory_free(&w->directory);
    packed_blocks_free(&w->packed);
    strings_free(&w->open.id);
    strings_free(&w->open.fields);
    bytes_free(&w->open.source);
    bytes_free(&w->open.totals);
    lexicon_part_free(w->types);
    marginals_part_free(w->marginals);
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
    struct bytes *packed = &w->packed.packed;
    int err;

    resolve_keys(w);
    if ((err = directory_pack(&w->directory, w->codec, packed, &self)))
        return err;
    block_seal(packed->data, self.size, w->identity, w->offset);
    memcpy(trailer, TABLE_TRAILER_MAGIC, 8);
    put_u64(trailer + 8, w->identity);
    put_u64(trailer + 16, w->offset);
    put_u64(trailer + 24, w->offset + self.size + TRAILER_SIZE);
    put_u64(trailer + 32, count_records(&w->directory));
    put_u32(trailer + 40, block_crc(trailer, 40));
    if ((err = bytes_add(packed, trailer, sizeof trailer)))
        return err;
    return file_write(w->file.fd, packed->data, packed->len);
}

static int finish(struct table_writer *w)
{
    int err = close_front(w);

    if (!err && w->marginals && !(err = marginals_part_finish(w->marginals)))
        err = writer_add_marginals(w, w->marginals);
    return err ? err : write_end(w);
}

int writer_commit(struct table_writer *w)
{
    int err = finish(w);

    return err ? err : file_commit(&w->file);
}

int writer_finish(struct table_writer *w, int *fd)
{
    int err = finish(w);

    *fd = err ? -1 : w->file.fd;
    if (!err)
        w->file.fd = -1;
    return err;
}
