/* Records in, finished blocks out. Records are coded as they come, straight into the
 * columns of the open block of their order; a full block is packed at once. */
#include "table/chunk.h"
#include "base/radix.h"
#include "table/last_tokens.h"
#include "table/packed_blocks.h"
#include "table/postings.h"
#include "table/ranks.h"

#include <stdlib.h>
#include <string.h>

/* Columns of n-grams, in the order of format.h. */
enum {
    CHILDLESS,
    CHILDREN,
    LAST,
    LAST_BITS,
    REPEATED,
    FREQ,
    DOCS,
    SPREAD,
    SOURCE,
    SOURCE_FREQ,
    SOURCE_DOCS,
    NGRAM_COLUMNS
};

/* The open block of one order's n-grams. */
struct builder {
    struct bytes column[NGRAM_COLUMNS];
    struct bit_writer bits; /* of last tokens */
    uint8_t order;
    enum last_code code;
    uint32_t records, room; /* for so many */
    uint32_t first, previous;
    uint64_t children, postings; /* the latter: their docs, added up */
    uint64_t orphans; /* records whose parent has not come yet */
    bool docs_vary;   /* some record's are not 1 */
};

struct chunk {
    struct chunk_shape shape;
    unsigned family, order; /* at hand; the builders serve one after the other */
    uint64_t records[CORPUS_ORDER_MAX + 1], family_rows[FAMILIES_MAX + 1];
    struct builder ngrams[CORPUS_ORDER_MAX + 2];
    uint32_t *siblings; /* codes of the set that grows, and as many numbers of scratch */
    uint32_t n_siblings;
    struct posting_builder postings[CORPUS_ORDER_MAX + 1];
    struct block_codec *codec;
    struct packed_blocks own, *done; /* finished blocks are in *done */
};

/* ---- columns ---------------------------------------------------------------------- */

/* Columns that a block has: not all orders and tables need all of them. */
static void columns_of(const struct chunk *c, const struct builder *b, bool used[])
{
    used[CHILDLESS] = used[CHILDREN] = b->order < c->order;
    used[LAST] = used[LAST_BITS] = b->code != LAST_NONE;
    used[REPEATED] = used[FREQ] = used[DOCS] = true;
    for (unsigned i = SPREAD; i < NGRAM_COLUMNS; i++)
        used[i] = c->shape.n_sources > 1;
}

/* Room for more records in the columns that hold a number or two for each, so that records
 * need not ask: soon for a whole block, but few chunks of a small run have that many. */
static int widen(struct chunk *c, struct builder *b)
{
    bool used[NGRAM_COLUMNS];
    uint32_t room = b->room ? b->room * 8 : BLOCK_RECORDS / 64;
    size_t bits = b->room ? (size_t)(b->bits.at - b->column[LAST_BITS].data) : 0;

    columns_of(c, b, used);
    for (unsigned i = 0; i < SOURCE; i++) {
        int err = used[i] ? bytes_reserve(b->column + i, 2ul * VARINT_MAX * room) : CORPUS_OK;

        if (err)
            return err;
    }
    if (b->code == LAST_SET && !c->siblings &&
        !(c->siblings = malloc(2ul * BLOCK_RECORDS * sizeof *c->siblings)))
        return CORPUS_ENOMEM;
    if (!b->room)
        b->bits = (struct bit_writer){0};
    b->bits.at = b->column[LAST_BITS].data + bits;
    b->room = room;
    return CORPUS_OK;
}

/* Room for one more record of n_counts sources. */
static inline int make_room(struct chunk *c, struct builder *b, uint32_t n_counts)
{
    int err;

    if (b->records == b->room && (err = widen(c, b)))
        return err;
    for (unsigned i = SOURCE; n_counts && i < NGRAM_COLUMNS; i++)
        if ((err = bytes_reserve(b->column + i, (size_t)VARINT_MAX * n_counts)))
            return err;
    return CORPUS_OK;
}

static inline void put(struct builder *b, unsigned column, uint64_t v)
{
    struct bytes *c = b->column + column;

    c->len = (size_t)(varint_put(c->data + c->len, v) - c->data);
}

/* That of the record at hand, in a column that has one for each. */
static inline void put_bit(struct builder *b, unsigned column, bool bit)
{
    struct bytes *c = b->column + column;
    unsigned at = b->records % 8;

    if (!at)
        c->data[c->len++] = 0;
    c->data[c->len - 1] |= (uint8_t)(bit << at);
}

/* ---- blocks ----------------------------------------------------------------------- */

/* Siblings are complete, or those of them that are in this block. */
static inline void put_siblings(struct chunk *c, struct builder *b)
{
    if (c->n_siblings)
        last_put_set(b->column + LAST, &b->bits, c->n_siblings, c->siblings,
                     c->siblings + BLOCK_RECORDS);
    c->n_siblings = 0;
}

static int finish_block(struct chunk *c, struct builder *b)
{
    struct table_block block = {.kind = KIND_NGRAMS,
                                .order = b->order,
                                .family = (uint8_t)c->family,
                                .records = b->records,
                                .children = b->children,
                                .postings = b->postings,
                                .first = b->first};
    struct column columns[NGRAM_COLUMNS];
    bool used[NGRAM_COLUMNS];
    unsigned n = 0, stored = 0;
    int err;

    if (!b->records)
        return CORPUS_OK;
    if (b->code == LAST_SET)
        put_siblings(c, b);
    b->column[LAST_BITS].len = (size_t)(bits_end(&b->bits) - b->column[LAST_BITS].data);
    if (!b->docs_vary)
        b->column[DOCS].len = 0;
    columns_of(c, b, used);
    for (unsigned i = 0; i < NGRAM_COLUMNS; i++) {
        if (!used[i])
            continue;
        stored |= (i == LAST_BITS) << n;
        columns[n++] = column_of(b->column + i);
    }
    if ((err = packed_blocks_add(c->done, c->codec, block, columns, n, stored)))
        return err;
    if (!c->family)
        c->records[b->order] += b->records;
    else if (b->order == c->order)
        c->family_rows[c->family] += b->records;

    for (unsigned i = 0; i < NGRAM_COLUMNS; i++)
        b->column[i].len = 0;
    b->records = b->room = 0;
    b->children = b->postings = 0;
    b->docs_vary = false;
    return CORPUS_OK;
}

static inline bool is_full(const struct builder *b)
{
    return b->records == BLOCK_RECORDS ||
           b->column[SOURCE].len + b->column[SOURCE_FREQ].len >= COLUMN_SOFT_MAX;
}

/* ---- n-grams ---------------------------------------------------------------------- */

static inline uint32_t code_of(const struct chunk *c, uint32_t type)
{
    return c->shape.rank_of ? c->shape.rank_of[type] : ranks_code(c->shape.ranks, type);
}

static inline void put_last(struct builder *b, uint32_t v)
{
    class_put(b->column + LAST, &b->bits, v);
}

/* Most records are of n-grams that occur once. These have one child, but for those in front
 * of the end of a sentence; to say so takes a bit, which is nearly always the same. */
static inline int put_children(struct chunk *c, struct builder *b, uint64_t freq)
{
    struct builder *child = b + 1;
    uint64_t children = child->orphans;

    if (b->order == c->order)
        return CORPUS_OK;
    if (freq == 1 && children > 1)
        return CORPUS_EINVAL;
    put_bit(b, CHILDLESS, freq == 1 && !children);
    if (freq != 1)
        put(b, CHILDREN, children);
    b->children += children;
    child->orphans = 0;
    return CORPUS_OK;
}

static inline void put_freq(struct builder *b, uint64_t freq, uint64_t docs)
{
    put_bit(b, REPEATED, freq != 1);
    if (freq != 1)
        put(b, FREQ, freq - 2);
    if (freq > 1)
        put(b, DOCS, freq - docs);
    b->postings += docs;
    b->docs_vary |= docs != 1;
}

static inline void put_token(struct chunk *c, struct builder *b, uint32_t last)
{
    const bool elder = b->orphans && b->records;

    if (!b->records)
        b->first = last;
    if (b->code == LAST_RANK) {
        put_last(b, code_of(c, last));
    } else if (b->code == LAST_SET) {
        if (!elder)
            put_siblings(c, b);
        c->siblings[c->n_siblings++] = code_of(c, last);
    } else if (b->code == LAST_GAP) {
        if (!elder)
            put_last(b, 0);
        put_last(b, elder ? last - b->previous : last);
        b->previous = last;
    }
}

/* All but the sources. */
static inline int put_record(struct chunk *c, struct builder *b, uint32_t last,
                             uint64_t freq, uint64_t docs)
{
    int err = put_children(c, b, freq);

    if (err)
        return err;
    put_token(c, b, last);
    put_freq(b, freq, docs);
    b->orphans++;
    b->records++;
    return CORPUS_OK;
}

int chunk_add_single(struct chunk *c, unsigned order, uint32_t last, uint32_t source)
{
    struct builder *b = c->ngrams + order;
    int err;

    if ((err = make_room(c, b, c->shape.n_sources > 1)) ||
        (err = put_record(c, b, last, 1, 1)))
        return err;
    if (c->shape.n_sources > 1)
        put(b, SOURCE, source);
    return is_full(b) ? finish_block(c, b) : CORPUS_OK;
}

/* How freq and docs are spread over the sources; what the last has is the rest. */
static void put_sources(struct builder *b, const corpus_source_count counts[],
                        uint32_t n_counts, uint64_t docs)
{
    if (docs > 1)
        put(b, SPREAD, n_counts - 1);
    for (uint32_t i = 0; i < n_counts; i++) {
        put(b, SOURCE, i ? counts[i].source - counts[i - 1].source : counts[i].source);
        if (i + 1 < n_counts) {
            put(b, SOURCE_FREQ, counts[i].freq - 1);
            if (counts[i].freq > 1)
                put(b, SOURCE_DOCS, counts[i].freq - counts[i].docs);
        }
    }
}

int chunk_add(struct chunk *c, unsigned order, uint32_t last,
              const corpus_source_count counts[], uint32_t n_counts)
{
    struct builder *b = c->ngrams + order;
    uint64_t freq = 0, docs = 0;
    int err;

    for (uint32_t i = 0; i < n_counts; i++) {
        freq += counts[i].freq;
        docs += counts[i].docs;
    }
    if ((err = make_room(c, b, c->shape.n_sources > 1 ? n_counts : 0)) ||
        (err = put_record(c, b, last, freq, docs)))
        return err;
    if (c->shape.n_sources > 1)
        put_sources(b, counts, n_counts, docs);
    return is_full(b) ? finish_block(c, b) : CORPUS_OK;
}

/* ---- postings --------------------------------------------------------------------- */

static int finish_postings(struct chunk *c, unsigned order)
{
    struct posting_builder *b = c->postings + order;
    struct table_block block = {
        .kind = KIND_POSTINGS, .order = (uint8_t)order, .records = b->records};
    struct column column;

    if (!b->records)
        return CORPUS_OK;
    column = posting_builder_finish(b);
    return packed_blocks_add(c->done, c->codec, block, &column, 1, 1);
}

int chunk_add_postings(struct chunk *c, unsigned order, const corpus_posting list[],
                       size_t n, bool first)
{
    struct posting_builder *b = c->postings + order;
    int err;

    if (first)
        posting_builder_end_list(b);
    for (uint32_t some; n; n -= some, list += some) {
        some = BLOCK_RECORDS - b->records < n ? BLOCK_RECORDS - b->records : (uint32_t)n;
        if (!b->records && (err = posting_builder_open(b)))
            return err;
        posting_builder_add(b, list, some);
        if (b->records == BLOCK_RECORDS && (err = finish_postings(c, order)))
            return err;
    }
    return CORPUS_OK;
}

/* ---- the chunk -------------------------------------------------------------------- */

static void set_family(struct chunk *c, unsigned family, unsigned order)
{
    c->family = family;
    c->order = order;
    for (unsigned n = 1; n <= order; n++)
        c->ngrams[n].code = last_code_of(family, n);
}

int chunk_new(struct chunk **out, const struct chunk_shape *shape)
{
    struct chunk *c = calloc(1, sizeof *c);

    *out = NULL;
    if (!c)
        return CORPUS_ENOMEM;
    c->shape = *shape;
    c->done = &c->own;
    for (unsigned n = 0; n <= CORPUS_ORDER_MAX + 1; n++)
        c->ngrams[n].order = (uint8_t)n;
    for (unsigned n = 0; n <= CORPUS_ORDER_MAX; n++)
        c->postings[n].width = posting_width(shape->n_documents);
    set_family(c, 0, shape->order);
    if (block_codec_new(&c->codec)) {
        chunk_free(c);
        return CORPUS_ENOMEM;
    }
    *out = c;
    return CORPUS_OK;
}

void chunk_into(struct chunk *c, struct packed_blocks *blocks)
{
    c->done = blocks;
}

void chunk_free(struct chunk *c)
{
    if (!c)
        return;
    for (unsigned n = 0; n <= CORPUS_ORDER_MAX + 1; n++)
        for (unsigned i = 0; i < NGRAM_COLUMNS; i++)
            bytes_free(c->ngrams[n].column + i);
    for (unsigned n = 0; n <= CORPUS_ORDER_MAX; n++)
        posting_builder_free(c->postings + n);
    free(c->siblings);
    block_codec_free(c->codec);
    packed_blocks_free(&c->own);
    free(c);
}

static int finish_family(struct chunk *c)
{
    int err = CORPUS_OK;

    for (unsigned n = 1; n <= c->order && !err; n++)
        err = finish_block(c, c->ngrams + n);
    for (unsigned n = 1; n <= c->shape.postings && !err; n++)
        err = finish_postings(c, n);
    c->ngrams[1].orphans = 0;
    return err;
}

int chunk_begin_family(struct chunk *c, unsigned family, unsigned order)
{
    int err = finish_family(c);

    set_family(c, family, order);
    return err;
}

int chunk_finish(struct chunk *c)
{
    return chunk_begin_family(c, 0, c->shape.order);
}

size_t chunk_waiting(const struct chunk *c)
{
    return c->done->packed.len;
}

struct packed_blocks *chunk_done(struct chunk *c)
{
    return c->done;
}

uint64_t chunk_records(const struct chunk *c, unsigned order)
{
    return c->records[order];
}

uint64_t chunk_family_rows(const struct chunk *c, unsigned family)
{
    return c->family_rows[family];
}

/* ---- ranks ------------------------------------------------------------------------ */

/* Stable, so ties stay by id. */
int chunk_ranks(uint32_t rank_of[], const uint64_t freq[], uint32_t n_types)
{
    struct radix_item *by_freq = radix_new(n_types);

    if (!by_freq)
        return CORPUS_ENOMEM;
    for (uint32_t i = 0; i < n_types; i++)
        by_freq[i] = (struct radix_item){~freq[i], i};
    radix_sort(n_types, by_freq, by_freq + n_types);
    for (uint32_t i = 0; i < n_types; i++)
        rank_of[by_freq[i].index] = i < RANKED ? i : RANKED + (uint32_t)by_freq[i].index;
    radix_free(by_freq, n_types);
    return CORPUS_OK;
}
