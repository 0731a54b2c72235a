/* A small random corpus, counted the naive way: every occurrence of every n-gram is
 * listed, the list sorted, equal neighbours counted. For tests; included once in each. */
#ifndef TESTS_COUNT_NAIVE_H
#define TESTS_COUNT_NAIVE_H

#include "corpus/table.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NAIVE_HOLE UINT32_MAX

struct naive_shape {
    uint64_t seed;
    unsigned n_docs, n_sources, n_types;
    unsigned tokens;    /* at most so many in a document */
    unsigned hole_in;   /* one position in so many is a hole; 0: none */
    unsigned repeat_in; /* one in so many begins a copy of an earlier passage; 0: none */
};

/* A document; documents are in canonical order. */
struct naive_doc {
    uint32_t source, n;
    uint32_t *ids; /* ranks, or NAIVE_HOLE */
};

struct naive_corpus {
    struct naive_shape shape;
    struct naive_doc *docs;
};

static inline uint64_t naive_random(uint64_t *seed, uint64_t below)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (*seed >> 33) % below;
}

/* Small ids are frequent: the least of three draws. */
static inline uint32_t naive_type(uint64_t *seed, unsigned n_types)
{
    uint64_t id = naive_random(seed, n_types);

    for (int i = 0; i < 2; i++) {
        uint64_t other = naive_random(seed, n_types);

        id = other < id ? other : id;
    }
    return (uint32_t)id;
}

static inline void naive_fill(struct naive_corpus *c, uint32_t doc, uint64_t *seed)
{
    struct naive_doc *d = c->docs + doc;
    const struct naive_shape *s = &c->shape;

    for (uint32_t i = 0; i < d->n; i++) {
        const struct naive_doc *other = c->docs + naive_random(seed, doc + 1);

        if (s->repeat_in && !naive_random(seed, s->repeat_in) && other->n && other != d) {
            uint32_t from = (uint32_t)naive_random(seed, other->n);

            while (i < d->n && from < other->n)
                d->ids[i++] = other->ids[from++];
            i--;
        } else if (s->hole_in && !naive_random(seed, s->hole_in)) {
            d->ids[i] = NAIVE_HOLE;
        } else {
            d->ids[i] = naive_type(seed, s->n_types);
        }
    }
}

static inline struct naive_corpus *naive_make(const struct naive_shape *shape)
{
    struct naive_corpus *c = calloc(1, sizeof *c);
    uint64_t seed = shape->seed;

    c->shape = *shape;
    c->docs = calloc(shape->n_docs + 1ul, sizeof *c->docs);
    for (uint32_t i = 0; i < shape->n_docs; i++) {
        struct naive_doc *d = c->docs + i;

        /* every source has a document, and they ascend */
        d->source = i * shape->n_sources / shape->n_docs;
        d->n = (uint32_t)naive_random(&seed, shape->tokens + 1ul);
        d->ids = calloc(d->n + 1ul, sizeof *d->ids);
        naive_fill(c, i, &seed);
    }
    return c;
}

/* A token of its own document makes every type occur, so that a rank is the naive id; the
 * document comes last of all. */
static inline struct naive_corpus *naive_with_all_types(struct naive_corpus *c)
{
    struct naive_doc *d = c->docs + c->shape.n_docs++;

    d->source = c->shape.n_sources - 1;
    d->n = c->shape.n_types * 2;
    d->ids = calloc(d->n, sizeof *d->ids);
    for (uint32_t i = 0; i < c->shape.n_types; i++) {
        d->ids[2 * i] = i;
        d->ids[2 * i + 1] = NAIVE_HOLE;
    }
    return c;
}

static inline void naive_free(struct naive_corpus *c)
{
    for (uint32_t i = 0; i < c->shape.n_docs; i++)
        free(c->docs[i].ids);
    free(c->docs);
    free(c);
}

/* ---- counting --------------------------------------------------------------------- */

/* One occurrence; and an n-gram with its counts, once they are added up. */
struct naive_record {
    uint32_t order;
    uint32_t ids[CORPUS_ORDER_MAX];
    uint32_t doc, source; /* of an occurrence */
    uint64_t freq, docs;
    uint32_t n_sources;
    corpus_source_count *sources;
    size_t n_postings;
    corpus_posting *postings;
};

struct naive_table {
    struct naive_record *records; /* orders ascending, then ids */
    size_t n;
};

static inline int naive_by_ngram(const void *a, const void *b)
{
    const struct naive_record *x = a, *y = b;

    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    for (unsigned i = 0; i < x->order; i++)
        if (x->ids[i] != y->ids[i])
            return x->ids[i] < y->ids[i] ? -1 : 1;
    return 0;
}

static inline int naive_by_doc(const void *a, const void *b)
{
    const struct naive_record *x = a, *y = b;
    int c = naive_by_ngram(x, y);

    return c ? c : x->doc < y->doc ? -1 : x->doc > y->doc;
}

static inline bool naive_whole(const struct naive_doc *d, uint64_t at, unsigned order)
{
    for (unsigned k = 0; k < order; k++)
        if (at + k >= d->n || d->ids[at + k] == NAIVE_HOLE)
            return false;
    return true;
}

/* All occurrences of all n-grams. */
static inline struct naive_table naive_list(const struct naive_corpus *c, unsigned order)
{
    struct naive_table t = {0};
    size_t cap = 1;

    for (uint32_t d = 0; d < c->shape.n_docs; d++)
        cap += c->docs[d].n * (size_t)order;
    t.records = calloc(cap, sizeof *t.records);
    for (uint32_t d = 0; d < c->shape.n_docs; d++)
        for (unsigned n = 1; n <= order; n++)
            for (uint32_t i = 0; i < c->docs[d].n; i++) {
                struct naive_record *r = t.records + t.n;

                if (!naive_whole(c->docs + d, i, n))
                    continue;
                *r = (struct naive_record){
                    .order = n, .doc = d, .source = c->docs[d].source};
                memcpy(r->ids, c->docs[d].ids + i, n * sizeof *r->ids);
                t.n++;
            }
    return t;
}

/* No hole among the positions from .. to of a document, nor its end. */
static inline bool naive_hole_free(const struct naive_doc *d, int64_t from, int64_t to)
{
    return from >= 0 && to < d->n &&
           naive_whole(d, (uint64_t)from, (unsigned)(to - from) + 1);
}

static inline void naive_put(struct naive_table *t, size_t *cap, struct naive_record r)
{
    if (t->n == *cap) {
        *cap = *cap * 2 + 64;
        t->records = realloc(t->records, *cap * sizeof *t->records);
    }
    t->records[t->n++] = r;
}

/* All window pairs: every pair of positions, asked one by one. */
static inline struct naive_table naive_list_pairs(const struct naive_corpus *c,
                                                  const corpus_family *f)
{
    struct naive_table t = {0};
    size_t cap = 0;

    for (uint32_t d = 0; d < c->shape.n_docs; d++) {
        const struct naive_doc *doc = c->docs + d;

        for (int64_t i = 0; i < doc->n; i++)
            for (int64_t k = 0; k < doc->n; k++) {
                struct naive_record r = {.order = 2, .doc = d, .source = doc->source,
                                         .ids = {doc->ids[i], doc->ids[k]}};

                if (k == i || i - k > f->before || k - i > f->after)
                    continue;
                if (naive_hole_free(doc, i < k ? i : k, i < k ? k : i))
                    naive_put(&t, &cap, r);
            }
    }
    return t;
}

static inline struct naive_table naive_list_skips(const struct naive_corpus *c,
                                                  const corpus_family *f)
{
    struct naive_table t = {0};
    unsigned second = f->gaps[0] + 1, third = second + (f->order > 2 ? f->gaps[1] + 1 : 0);
    size_t cap = 0;

    for (uint32_t d = 0; d < c->shape.n_docs; d++) {
        const struct naive_doc *doc = c->docs + d;

        for (int64_t i = 0; i < doc->n; i++) {
            struct naive_record r = {.order = f->order, .doc = d, .source = doc->source};

            if (!naive_hole_free(doc, i, i + third))
                continue;
            r.ids[0] = doc->ids[i];
            r.ids[1] = doc->ids[i + second];
            if (f->order > 2)
                r.ids[2] = doc->ids[i + third];
            naive_put(&t, &cap, r);
        }
    }
    return t;
}

/* Every occurrence of a row of the family. */
static inline struct naive_table naive_list_family(const struct naive_corpus *c,
                                                   const corpus_family *f)
{
    return f->before || f->after ? naive_list_pairs(c, f) : naive_list_skips(c, f);
}

/* Occurrences r[0 .. n - 1] of one n-gram, by document, become its record. */
static inline struct naive_record naive_add_up(const struct naive_record r[], size_t n)
{
    struct naive_record sum = r[0];

    sum.sources = calloc(n, sizeof *sum.sources);
    sum.postings = calloc(n, sizeof *sum.postings);
    for (size_t i = 0; i < n; i++) {
        bool new_doc = !i || r[i].doc != r[i - 1].doc;

        if (!i || r[i].source != r[i - 1].source)
            sum.sources[sum.n_sources++].source = r[i].source;
        if (new_doc)
            sum.postings[sum.n_postings++].doc = r[i].doc;
        sum.postings[sum.n_postings - 1].count++;
        sum.sources[sum.n_sources - 1].freq++;
        sum.sources[sum.n_sources - 1].docs += new_doc;
        sum.freq++;
        sum.docs += new_doc;
    }
    return sum;
}

static inline void naive_record_free(struct naive_record *r)
{
    free(r->sources);
    free(r->postings);
}

/* Occurrences become records. */
static inline void naive_gather(struct naive_table *t, uint64_t min_count,
                                uint64_t min_docs)
{
    size_t kept = 0;

    if (t->n)
        qsort(t->records, t->n, sizeof *t->records, naive_by_doc);
    for (size_t i = 0, k; i < t->n; i = k) {
        struct naive_record r;

        for (k = i + 1; k < t->n && !naive_by_ngram(t->records + i, t->records + k); k++)
            ;
        r = naive_add_up(t->records + i, k - i);
        if (r.order > 1 && (r.freq < min_count || r.docs < min_docs))
            naive_record_free(&r);
        else
            t->records[kept++] = r;
    }
    t->n = kept;
}

static inline struct naive_table naive_count(const struct naive_corpus *c, unsigned order,
                                             uint64_t min_count, uint64_t min_docs)
{
    struct naive_table t = naive_list(c, order);

    naive_gather(&t, min_count, min_docs);
    return t;
}

static inline void naive_table_free(struct naive_table *t)
{
    for (size_t i = 0; i < t->n; i++)
        naive_record_free(t->records + i);
    free(t->records);
}

/* Occurrences of n-grams of `order` in a document. */
static inline uint64_t naive_total(const struct naive_doc *d, unsigned order)
{
    uint64_t n = 0;

    for (uint32_t i = 0; i < d->n; i++)
        n += naive_whole(d, i, order);
    return n;
}

/* n-grams of `order` with type id in slot (from 0). */
static inline uint64_t naive_marginal(const struct naive_corpus *c, unsigned order,
                                      unsigned slot, uint32_t id)
{
    uint64_t n = 0;

    for (uint32_t d = 0; d < c->shape.n_docs; d++)
        for (uint32_t i = 0; i < c->docs[d].n; i++)
            n += naive_whole(c->docs + d, i, order) && c->docs[d].ids[i + slot] == id;
    return n;
}

#endif
