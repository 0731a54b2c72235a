/* Frames of postings. */
#include "table/postings.h"
#include "corpus/error.h"

#include <string.h>

enum { PARAMETER_BITS = 5 };

_Static_assert(1 << PARAMETER_BITS == RICE_MAX + 1, "parameters fit");

unsigned posting_width(uint64_t n_documents)
{
    return n_documents < 2 ? 0 : 64 - (unsigned)__builtin_clzll(n_documents - 1);
}

/* ---- writing ---------------------------------------------------------------------- */

/* What a frame has beside its postings, and a posting: codes of four numbers and of two,
 * none longer than BITS_MAX. */
int posting_builder_open(struct posting_builder *b)
{
    int err = bytes_reserve(&b->column, (4 + 2) * BITS_MAX / 8 * BLOCK_RECORDS + BITS_PAD);

    b->bits = (struct bit_writer){.at = b->column.data};
    return err;
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
    gamma_put(&bits, n);
    if (n > 1)
        bits_put(&bits, for_gap, PARAMETER_BITS);
    gamma_put(&bits, for_count + 1);
    bits_put(&bits, doc, b->width);

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

struct column posting_builder_finish(struct posting_builder *b)
{
    posting_builder_end_list(b);
    b->records = 0;
    return (struct column){b->column.data, bits_end(&b->bits)};
}

void posting_builder_free(struct posting_builder *b)
{
    bytes_free(&b->column);
}

/* ---- reading ---------------------------------------------------------------------- */

void posting_reader_open(struct posting_reader *r, struct column column,
                         uint64_t n_documents)
{
    *r = (struct posting_reader){.n_documents = n_documents,
                                 .width = posting_width(n_documents),
                                 .bits = {.at = column.at},
                                 .end = column.end};
}

/* Has it read more than there is? That is asked before each number. */
static bool is_over(const struct posting_reader *r)
{
    return r->bits.at > r->end;
}

/* Documents ascend whatever the bits say, so the last one bounds them all; a count that
 * is too large leaves its mark in `most`. */
static bool read_postings(struct posting_reader *r, unsigned for_gap, unsigned for_count,
                          corpus_posting list[], uint32_t n)
{
    struct bit_reader bits = r->bits;
    uint64_t doc = list[0].doc, most = 0;

    for (uint32_t i = 0; i < n; i++) {
        uint64_t more;

        if (bits.at > r->end)
            return false;
        if (i)
            doc += rice_get(&bits, for_gap) + 1;
        if (bits.at > r->end)
            return false;
        more = rice_get(&bits, for_count);
        most |= more + 1;
        list[i] = (corpus_posting){(uint32_t)doc, (uint32_t)more + 1};
    }
    r->bits = bits;
    return doc < r->n_documents && most <= UINT32_MAX && bits.at + (bits.n > 0) <= r->end;
}

bool posting_reader_next(struct posting_reader *r, corpus_posting frame[FRAME],
                         uint32_t *n)
{
    uint32_t for_gap = 0, for_count;

    if (is_over(r) || !gamma_get(&r->bits, n) || *n > FRAME || is_over(r))
        return false;
    if (*n > 1)
        for_gap = (uint32_t)bits_get(&r->bits, PARAMETER_BITS);
    if (is_over(r) || !gamma_get(&r->bits, &for_count) || --for_count > RICE_MAX ||
        is_over(r))
        return false;
    frame[0].doc = (uint32_t)bits_get(&r->bits, r->width);
    return read_postings(r, for_gap, for_count, frame, *n);
}

bool posting_reader_ended(const struct posting_reader *r)
{
    return bits_used_up(&r->bits, r->end);
}
