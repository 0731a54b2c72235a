/* All n-grams of orders 1 .. N, by refining the positions of each type. */
#include "count/ngrams.h"
#include "corpus/error.h"
#include "count/skips.h"
#include "count/spread.h"
#include "count/tail.h"

#include <stdlib.h>

/* From so many occurrences on the counting pass pays: best of 32, 64, 128. */
enum { WIDE = 64 };

struct refiner {
    const struct ngrams *shared;
    unsigned order, postings; /* of the family at hand */
    struct tail_shape shape;
    uint8_t tokens_of[TAIL_BITS + 1]; /* shared bits -> shared tokens of a tail */
    bool deep;    /* a tail does not hold all tokens: more are looked up by its number,
                     the occurrence's; else its number is the document's */
    bool singles; /* n-grams of order 2 and up that occur once are kept */

    /* of the type at hand */
    const uint32_t *at;  /* its positions */
    tail *tails, *other; /* as many */
    uint32_t *docs;      /* the document of each occurrence */
    uint32_t *start;     /* for tails_sort_wide */
    struct spread *spread;

    struct budget budget; /* takes nothing: the counter accounts for refiner_bytes() */
    struct pages pages;
    uint32_t *sorted_docs; /* the documents in the order of the tails, for postings */
    corpus_posting *list;
    size_t list_cap;
};

/* ---- gather ----------------------------------------------------------------------- */

/* The tail at each position, and its document. The positions of a type are far apart:
 * they are asked for GATHER_AHEAD in advance, past the end of the type, too. */
static inline __attribute__((always_inline)) void gather_n(struct refiner *r, uint32_t n,
                                                           unsigned per_tail)
{
    enum { GATHER_AHEAD = 24 }; /* at most POSITIONS_PAD */
    const struct text_body *text = r->shared->text;
    const uint32_t *ids = text->ids, *at = r->at;
    const unsigned bits = r->shape.bits;
    const bool deep = r->deep;
    tail *tails = r->tails;
    uint32_t *docs = r->docs, doc = 0;

    for (uint32_t i = 0; i < n; i++) {
        __builtin_prefetch(ids + at[i + GATHER_AHEAD]);
        docs[i] = doc = document_of(text, at[i], doc);
        tails[i] = tail_pack(ids + at[i] + 1, per_tail, bits) | (deep ? i : doc);
    }
}

/* The number of tokens as a constant lets the compiler do without its loop. */
static void gather(struct refiner *r, uint32_t n)
{
    switch (r->shape.per_tail) {
    case 1:
        gather_n(r, n, 1);
        break;
    case 2:
        gather_n(r, n, 2);
        break;
    case 3:
        gather_n(r, n, 3);
        break;
    case 4:
        gather_n(r, n, 4);
        break;
    default:
        gather_n(r, n, r->shape.per_tail);
        break;
    }
}

/* ---- sort ------------------------------------------------------------------------- */

/* Tails from .. to - 1 share `depth` tokens after the type, all that they hold: sort them
 * by the tokens after those. Only the numbers have to move then. */
static void sort_deeper(struct refiner *r, size_t from, size_t to, unsigned depth)
{
    unsigned left = r->order - 1 - depth, most = r->shape.per_tail;
    unsigned n = left < most ? left : most;
    const uint32_t *ids = r->shared->text->ids + 1 + depth;
    const tail number = UINT32_MAX;

    for (size_t i = from; i < to; i++) {
        uint32_t occurrence = tail_number(r->tails[i]);

        r->other[i] = tail_pack(ids + r->at[occurrence], n, r->shape.bits) | occurrence;
    }
    tails_sort(r->other + from, to - from);
    for (size_t i = from; i < to; i++)
        r->tails[i] = (r->tails[i] & ~number) | tail_number(r->other[i]);
    if (left == n)
        return;
    for (size_t i = from, k; i < to; i = k) {
        for (k = i + 1; k < to && !((r->other[i] ^ r->other[k]) >> TAIL_NUMBER_BITS); k++)
            ;
        if (k - i > 1)
            sort_deeper(r, i, k, depth + n);
    }
}

static bool is_same_tail(const struct refiner *r, tail a, tail b)
{
    return r->tokens_of[tail_shared_bits(a, b)] == r->shape.per_tail;
}

static void sort_tails(struct refiner *r, uint32_t n)
{
    if (n > WIDE) {
        tail *swap = r->tails;

        tails_sort_wide(&r->shape, r->tails, r->other, n, r->start);
        r->tails = r->other;
        r->other = swap;
    } else {
        tails_sort(r->tails, n);
    }
    if (!r->deep)
        return;
    for (uint32_t i = 0, k; i < n; i = k) {
        for (k = i + 1; k < n && is_same_tail(r, r->tails[i], r->tails[k]); k++)
            ;
        if (k - i > 1)
            sort_deeper(r, i, k, r->shape.per_tail);
    }
}

/* ---- scan ------------------------------------------------------------------------- */

/* Token n (from 1) of the n-gram that begins at an occurrence, or HOLE. */
static inline uint32_t token(const struct refiner *r, tail t, unsigned n)
{
    uint32_t id;

    if (n - 1 > r->shape.per_tail)
        return r->shared->text->ids[r->at[tail_number(t)] + n - 1];
    id = tail_token(t, n - 2, r->shape.bits);
    return id < r->shared->text->n_types ? id : HOLE;
}

/* How many tokens two occurrences share, the type included. */
static inline unsigned shared_tokens(const struct refiner *r, tail a, tail b)
{
    unsigned n = 1u + r->tokens_of[tail_shared_bits(a, b)];

    if (n <= r->shape.per_tail || n == r->order)
        return n;
    while (n < r->order && token(r, a, n + 1) == token(r, b, n + 1))
        n++;
    return n;
}

static int by_doc(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

/* The postings of an n-gram from the documents of its occurrences. */
static int add_postings(struct refiner *r, struct chunk *c, unsigned order,
                        uint32_t docs[], uint32_t n)
{
    size_t n_list = 0;
    int err;

    if ((err = mem_reserve(&r->list, &r->list_cap, n, sizeof *r->list)))
        return err;
    if (order > 1)
        qsort(docs, n, sizeof *docs, by_doc);
    for (uint32_t i = 0; i < n; i++) {
        if (!i || docs[i] != docs[i - 1])
            r->list[n_list++] = (corpus_posting){docs[i], 0};
        r->list[n_list - 1].count++;
    }
    return chunk_add_postings(c, order, r->list, n_list, true);
}

/* The n-grams of orders below .. whole that begin at this occurrence and at no other. */
static int add_singles(struct refiner *r, struct chunk *c, const uint32_t tokens[],
                       unsigned whole, unsigned below, uint32_t doc)
{
    uint32_t source = r->shared->text->doc_source[doc];
    int err;

    for (unsigned n = whole; n > below; n--) {
        if (n > 1 && !r->singles)
            continue;
        if (n <= r->postings) {
            corpus_posting one = {doc, 1};

            if ((err = chunk_add_postings(c, n, &one, 1, true)))
                return err;
        }
        if ((err = chunk_add_single(c, n, tokens[n], source)))
            return err;
    }
    return CORPUS_OK;
}

/* The n-gram of `order` is complete with occurrence `last`. */
static int close_run(struct refiner *r, struct chunk *c, unsigned order,
                     uint32_t token_id, uint32_t last)
{
    struct spread_run run;
    int err;

    run = spread_close(r->spread, order);
    if (order > 1 && (run.freq < r->shared->min_count || run.docs < r->shared->min_docs))
        return CORPUS_OK;
    if (order <= r->postings &&
        (err =
             add_postings(r, c, order, (order > 1 ? r->sorted_docs : r->docs) + run.from,
                          last + 1 - run.from)))
        return err;
    return chunk_add(c, order, token_id, run.counts, run.n_counts);
}

static int scan(struct refiner *r, struct chunk *c, uint32_t type, uint32_t n)
{
    uint32_t tokens[CORPUS_ORDER_MAX + 1] = {0, type};
    unsigned whole = 1;         /* tokens before the first hole */
    unsigned before = 0, after; /* tokens shared with the neighbours */
    int err;

    spread_begin(r->spread, n);
    for (uint32_t i = 0; i < n; i++, before = after) {
        tail t = r->tails[i];
        uint32_t doc = r->deep ? r->docs[tail_number(t)] : tail_number(t);
        unsigned shared, level;

        after = i + 1 < n ? shared_tokens(r, t, r->tails[i + 1]) : 0;
        shared = before > after ? before : after;

        if (whole >= before) {
            whole = before ? before : 1;
            while (whole < r->order &&
                   (tokens[whole + 1] = token(r, t, whole + 1)) != HOLE)
                whole++;
        }
        if (r->sorted_docs)
            r->sorted_docs[i] = doc;
        if (whole > shared && (err = add_singles(r, c, tokens, whole, shared, doc)))
            return err;
        level = shared < whole ? shared : whole;
        if (level)
            spread_add(r->spread, level, doc, r->shared->text->doc_source[doc], i);
        for (; level > after; level--)
            if ((err = close_run(r, c, level, tokens[level], i)))
                return err;
        spread_next(r->spread, after, i + 1);
    }
    spread_end(r->spread, n);
    return CORPUS_OK;
}

/* ---- all orders ------------------------------------------------------------------- */

static int add_ngrams(struct refiner *r, struct chunk *c, uint32_t type,
                      const uint32_t at[], uint32_t n)
{
    r->at = at;
    gather(r, n);
    if (n > 1)
        sort_tails(r, n);
    return scan(r, c, type, n);
}

static void set_order(struct refiner *r, unsigned order, unsigned postings)
{
    unsigned most = (TAIL_BITS - TAIL_NUMBER_BITS) / r->shape.bits;

    r->order = order;
    r->postings = postings;
    r->shape.per_tail = most < order - 1 ? most : order - 1;
    for (unsigned i = 0; i <= TAIL_BITS; i++) {
        unsigned whole = i / r->shape.bits;

        r->tokens_of[i] =
            (uint8_t)(whole < r->shape.per_tail ? whole : r->shape.per_tail);
    }
    r->deep = r->shape.per_tail < order - 1;
}

int refiner_add_skips(struct refiner *r, struct chunk *c, const corpus_family *family,
                      uint32_t from, uint32_t to)
{
    const struct positions *p = r->shared->positions;
    int err = CORPUS_OK;

    set_order(r, family->order, 0);
    for (uint32_t x = from; x < to && !err; x++) {
        uint32_t n = p->begin[x + 1] - p->begin[x];

        n = skip_tails(r->shared->text, family, p->at + p->begin[x], n, r->shape.bits,
                       r->tails);
        if (n > 1)
            sort_tails(r, n);
        if (n)
            err = scan(r, c, x, n);
    }
    return err;
}

int refiner_add(struct refiner *r, struct chunk *c, uint32_t from, uint32_t to)
{
    const struct positions *p = r->shared->positions;
    int err;

    set_order(r, r->shared->order, r->shared->postings);
    for (uint32_t x = from; x < to; x++) {
        uint32_t *at = p->at + p->begin[x], n = p->begin[x + 1] - p->begin[x];

        if (!n) /* in the tail of a run alone: every type has a record */
            err = chunk_add(c, 1, x, NULL, 0);
        else
            err = add_ngrams(r, c, x, at, n);
        if (err)
            return err;
    }
    return CORPUS_OK;
}

/* ---- life ------------------------------------------------------------------------- */

static uint64_t fixed_bytes(const struct ngrams *g)
{
    return TAIL_STARTS * sizeof(uint32_t) + (g->text->n_types + 1ul) * sizeof(uint16_t);
}

uint64_t refiner_bytes(const struct ngrams *g, uint32_t widest)
{
    return fixed_bytes(g) + widest * (2 * sizeof(tail) + 8ul) +
           spread_bytes(g->order, g->text->n_docs, g->text->n_sources);
}

static int lay_out(struct refiner *r)
{
    const struct ngrams *g = r->shared;
    size_t n = g->positions->widest + 1ul;
    uint16_t *share;
    char *at;
    int err;

    r->budget.limit = g->text->budget->limit;
    if ((err = pages_grow(&r->budget, &r->pages,
                          fixed_bytes(g) + n * (2 * sizeof(tail) + 8))))
        return err;
    at = r->pages.data;
    r->tails = (tail *)at;
    r->other = r->tails + n;
    r->docs = (uint32_t *)(r->other + n);
    if (g->postings > 1)
        r->sorted_docs = r->docs + n;
    r->start = r->docs + 2 * n;
    r->shape.share = share = (uint16_t *)(r->start + TAIL_STARTS);
    tail_shares(share, g->text->freq, g->text->n_types, g->text->tokens);
    return spread_new(&r->spread, g->order, g->text->n_docs, g->text->n_sources);
}

int refiner_new(struct refiner **out, const struct ngrams *g)
{
    struct refiner *r = calloc(1, sizeof *r);
    int err;

    *out = NULL;
    if (!r)
        return CORPUS_ENOMEM;
    r->shared = g;
    r->shape.n_types = g->text->n_types;
    r->shape.bits = tail_bits(g->text->n_types);
    r->singles = g->min_count < 2 && g->min_docs < 2;
    if ((err = lay_out(r))) {
        refiner_free(r);
        return err;
    }
    *out = r;
    return CORPUS_OK;
}

void refiner_free(struct refiner *r)
{
    if (!r)
        return;
    pages_free(&r->budget, &r->pages);
    spread_free(r->spread);
    free(r->list);
    free(r);
}
