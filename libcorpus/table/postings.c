/* Frames of postings. */
#include "table/postings.h"
#include "corpus/error.h"

#include <string.h>

/* Both parameters of a frame in one number. */
enum { CODES = RICE_MAX + 1 };

/* ---- writing ---------------------------------------------------------------------- */

int posting_builder_open(struct posting_builder *b)
{
    static const size_t bytes_each[FRAME_COLUMNS] = {2, VARINT_MAX, 2, 2 * BITS_MAX / 8};
    int err = CORPUS_OK;

    for (unsigned i = 0; i < FRAME_COLUMNS && !err; i++) {
        b->column[i].len = 0;
        err = bytes_reserve(b->column + i, bytes_each[i] * BLOCK_RECORDS + BITS_PAD);
    }
    b->bits = (struct bit_writer){.at = b->column[FRAME_BITS].data};
    return err;
}

static void put(struct posting_builder *b, unsigned column, uint64_t v)
{
    struct bytes *c = b->column + column;

    c->len = (size_t)(varint_put(c->data + c->len, v) - c->data);
}

static void put_frame(struct posting_builder *b, const corpus_posting list[], uint32_t n)
{
    struct bit_writer bits = b->bits;
    uint32_t doc = list[0].doc, between = list[n - 1].doc - doc - (n - 1);
    uint64_t more = 0;
    unsigned for_gap, for_count;

    for (uint32_t i = 0; i < n; i++)
        more += list[i].count - 1;
    for_gap = rice_parameter(n - 1, between);
    for_count = rice_parameter(n, more);
    put(b, FRAME_POSTINGS, n - 1);
    put(b, FRAME_FIRST, doc);
    put(b, FRAME_CODES, for_gap + for_count * CODES);

    rice_put(&bits, list[0].count - 1, for_count);
    for (uint32_t i = 1; i < n; i++)
        rice_put_pair(&bits, list[i].doc - list[i - 1].doc - 1, for_gap,
                      list[i].count - 1, for_count);
    b->bits = bits;
}

void posting_builder_end_list(struct posting_builder *b)
{
    if (b->n)
        put_frame(b, b->frame, b->n);
    b->n = 0;
}

void posting_builder_add(struct posting_builder *b, const corpus_posting list[], uint32_t n)
{
    b->records += n;
    for (uint32_t some; n; n -= some, list += some) {
        some = n < FRAME - b->n ? n : FRAME - b->n;
        memcpy(b->frame + b->n, list, some * sizeof *list);
        b->n += some;
        if (b->n == FRAME)
            posting_builder_end_list(b);
    }
}

void posting_builder_finish(struct posting_builder *b, struct column columns[FRAME_COLUMNS])
{
    struct bytes *bits = b->column + FRAME_BITS;

    posting_builder_end_list(b);
    bits->len = (size_t)(bits_end(&b->bits) - bits->data);
    for (unsigned i = 0; i < FRAME_COLUMNS; i++)
        columns[i] = column_of(b->column + i);
    b->records = 0;
}

void posting_builder_free(struct posting_builder *b)
{
    for (unsigned i = 0; i < FRAME_COLUMNS; i++)
        bytes_free(b->column + i);
}

/* ---- reading ---------------------------------------------------------------------- */

void posting_reader_open(struct posting_reader *r,
                         const struct column columns[FRAME_COLUMNS])
{
    memcpy(r->column, columns, sizeof r->column);
    r->bits = (struct bit_reader){.at = columns[FRAME_BITS].at};
}

/* Documents ascend whatever the bits say, so the last one bounds them all; a count that
 * is too large leaves its mark in `most`. */
static bool read_bits(struct posting_reader *r, uint64_t n_documents, unsigned for_gap,
                      unsigned for_count, corpus_posting list[], uint32_t n)
{
    const uint8_t *end = r->column[FRAME_BITS].end;
    struct bit_reader bits = r->bits;
    uint64_t doc = list[0].doc, most = 0;

    for (uint32_t i = 0; i < n; i++) {
        uint64_t more;

        if (bits.at > end)
            return false;
        if (i)
            doc += rice_get(&bits, for_gap) + 1;
        if (bits.at > end)
            return false;
        more = rice_get(&bits, for_count);
        most |= more + 1;
        list[i] = (corpus_posting){(uint32_t)doc, (uint32_t)more + 1};
    }
    r->bits = bits;
    return doc < n_documents && most <= UINT32_MAX && bits.at + (bits.n > 0) <= end;
}

bool posting_reader_next(struct posting_reader *r, uint64_t n_documents,
                         corpus_posting frame[FRAME], uint32_t *n)
{
    uint64_t n_less, first, codes;

    if (!column_next(r->column + FRAME_POSTINGS, &n_less) || n_less >= FRAME ||
        !column_next(r->column + FRAME_FIRST, &first) || first >= n_documents ||
        !column_next(r->column + FRAME_CODES, &codes) || codes >= CODES * CODES)
        return false;
    *n = (uint32_t)n_less + 1;
    frame[0].doc = (uint32_t)first;
    return read_bits(r, n_documents, codes % CODES, (unsigned)(codes / CODES), frame, *n);
}

bool posting_reader_ended(const struct posting_reader *r)
{
    for (unsigned i = 0; i < FRAME_BITS; i++)
        if (r->column[i].at != r->column[i].end)
            return false;
    return bits_used_up(&r->bits, r->column[FRAME_BITS].end);
}
