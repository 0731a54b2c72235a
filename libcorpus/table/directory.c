/* The directory as a block of columns. */
#include "table/directory.h"
#include "corpus/error.h"
#include "corpus/table.h"
#include "table/strings.h"

#include <stdlib.h>

enum {
    KIND,
    SIZE,
    RECORDS,
    CHILDREN,
    POSTINGS,
    FIRST,
    NUMBERS,
    KEY_SHARED = NUMBERS,
    KEY_LENGTH,
    KEY_REST,
    COLUMNS
};

static void put(struct bytes *column, uint64_t v)
{
    column->len = (size_t)(varint_put(column->data + column->len, v) - column->data);
}

static int put_entry(struct bytes numbers[NUMBERS], struct string_coder *keys,
                     const struct table_block *b)
{
    for (unsigned i = 0; i < NUMBERS; i++)
        if (bytes_reserve(numbers + i, VARINT_MAX))
            return CORPUS_ENOMEM;
    put(numbers + KIND, (uint64_t)b->family << 9 | (uint64_t)b->kind << 5 | b->order);
    put(numbers + SIZE, b->size);
    put(numbers + RECORDS, b->records);
    if (b->kind == KIND_NGRAMS) {
        put(numbers + CHILDREN, b->children);
        put(numbers + POSTINGS, b->postings);
        put(numbers + FIRST, b->first);
    }
    return b->kind == KIND_LEXICON ? strings_put(keys, b->key, b->key_len) : CORPUS_OK;
}

int directory_pack(const struct directory *d, struct block_codec *codec,
                   struct bytes *out, struct table_block *self)
{
    struct bytes numbers[NUMBERS] = {{0}};
    struct string_coder keys = {0};
    struct column columns[COLUMNS];
    int err = CORPUS_OK;

    for (size_t i = 0; i < d->n && !err; i++)
        err = put_entry(numbers, &keys, d->blocks + i);
    for (unsigned i = 0; i < NUMBERS; i++)
        columns[i] = column_of(numbers + i);
    columns[KEY_SHARED] = column_of(&keys.shared);
    columns[KEY_LENGTH] = column_of(&keys.length);
    columns[KEY_REST] = column_of(&keys.rest);
    *self = (struct table_block){.kind = KIND_DIRECTORY, .records = (uint32_t)d->n};
    if (!err)
        err = block_pack(codec, self, columns, COLUMNS, 0, out);
    for (unsigned i = 0; i < NUMBERS; i++)
        bytes_free(numbers + i);
    strings_free(&keys);
    return err;
}

/* One entry's numbers; ranges are checked here once, so that nobody else needs to. */
static int read_entry(struct column c[COLUMNS], struct table_block *b)
{
    uint64_t kind, size, records, children = 0, postings = 0, first = 0;

    if (!column_next(c + KIND, &kind) || !column_next(c + SIZE, &size) ||
        !column_next(c + RECORDS, &records))
        return CORPUS_ECORRUPT;
    if (kind >> 9 > FAMILIES_MAX)
        return CORPUS_ECORRUPT;
    *b = (struct table_block){
        .kind = kind >> 5 & 15, .order = kind & 31, .family = (uint8_t)(kind >> 9)};
    if (b->kind == KIND_NGRAMS &&
        (!column_next(c + CHILDREN, &children) || !column_next(c + POSTINGS, &postings) ||
         !column_next(c + FIRST, &first)))
        return CORPUS_ECORRUPT;
    if (b->kind < KIND_PROVENANCE || b->kind >= KIND_DIRECTORY ||
        b->order > CORPUS_ORDER_MAX || size < BLOCK_HEADER_SIZE || size > UINT32_MAX ||
        !records || records > UINT32_MAX || first > UINT32_MAX)
        return CORPUS_ECORRUPT;
    if ((b->kind == KIND_NGRAMS || b->kind == KIND_POSTINGS) &&
        (records > BLOCK_RECORDS || !b->order))
        return CORPUS_ECORRUPT;
    if (b->family && ((b->kind != KIND_NGRAMS && b->kind != KIND_MARGINALS) ||
                      b->order > FAMILY_ORDER_MAX))
        return CORPUS_ECORRUPT;
    b->size = (uint32_t)size;
    b->records = (uint32_t)records;
    b->children = children;
    b->postings = postings;
    b->first = (uint32_t)first;
    return CORPUS_OK;
}

/* Keys are kept by their place until all are in: the buffer moves while it grows. */
static int read_key(struct directory *d, struct string_reader *keys,
                    struct table_block *b)
{
    int err = strings_next(keys);

    if (err)
        return err;
    b->key = (const char *)(uintptr_t)d->keys.len;
    b->key_len = (uint32_t)keys->previous.len;
    return bytes_add(&d->keys, keys->previous.data, keys->previous.len);
}

static bool all_read(const struct column c[COLUMNS], const struct string_reader *keys)
{
    for (unsigned i = 0; i < NUMBERS; i++)
        if (c[i].at != c[i].end)
            return false;
    return keys->shared.at == keys->shared.end && keys->length.at == keys->length.end &&
           keys->rest.at == keys->rest.end;
}

int directory_unpack(struct directory *d, const struct column columns[],
                     unsigned n_columns, uint32_t records, uint64_t end)
{
    struct string_reader keys = {columns[KEY_SHARED], columns[KEY_LENGTH],
                                 columns[KEY_REST], {0}};
    struct column c[COLUMNS];
    uint64_t offset = HEADER_SIZE;
    int err = n_columns == COLUMNS ? CORPUS_OK : CORPUS_ECORRUPT;

    for (unsigned i = 0; i < COLUMNS; i++)
        c[i] = columns[i];
    for (uint32_t i = 0; i < records && !err; i++) {
        struct table_block b;

        if ((err = read_entry(c, &b)) ||
            (b.kind == KIND_LEXICON && (err = read_key(d, &keys, &b))) ||
            (err = mem_reserve(&d->blocks, &d->cap, d->n + 1, sizeof b)))
            break;
        b.offset = offset;
        offset += b.size;
        if (offset > end)
            err = CORPUS_ECORRUPT;
        d->blocks[d->n++] = b;
    }
    if (!err && (offset != end || !all_read(c, &keys)))
        err = CORPUS_ECORRUPT;
    for (size_t i = 0; i < d->n; i++)
        if (d->blocks[i].kind == KIND_LEXICON)
            d->blocks[i].key = (const char *)d->keys.data + (uintptr_t)d->blocks[i].key;
    bytes_free(&keys.previous);
    return err;
}

void directory_free(struct directory *d)
{
    free(d->blocks);
    bytes_free(&d->keys);
    *d = (struct directory){0};
}
