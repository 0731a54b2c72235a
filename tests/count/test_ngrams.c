/* The engine against a naive count: every number of every n-gram.
 *
 * The encoder is a double that keeps the records as they come. They come children first;
 * read backwards, a parent stands before its children, and the path to a record is known.
 */
#include "corpus/error.h"
#include "count/marginals.h"
#include "count/ngrams.h"
#include "count/tally.h"
#include "naive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* ---- the double ------------------------------------------------------------------- */

struct chunk {
    struct naive_record *records;
    size_t n, cap;
    unsigned postings, n_sources;
    size_t n_pending[CORPUS_ORDER_MAX + 1];
    corpus_posting *pending[CORPUS_ORDER_MAX + 1];
};

int chunk_add(struct chunk *c, unsigned order, uint32_t last,
              const corpus_source_count counts[], uint32_t n_counts)
{
    struct naive_record r = {.order = order, .n_sources = n_counts};

    r.ids[order - 1] = last;
    assert_true(n_counts >= 1);
    r.sources = calloc(n_counts, sizeof *r.sources);
    for (uint32_t i = 0; i < n_counts; i++) {
        r.sources[i] = counts[i];
        r.freq += counts[i].freq;
        r.docs += counts[i].docs;
    }
    if (order <= c->postings) {
        r.postings = c->pending[order];
        r.n_postings = c->n_pending[order];
        c->pending[order] = NULL;
        c->n_pending[order] = 0;
    }
    if (c->n == c->cap) {
        c->cap = c->cap * 2 + 64;
        c->records = realloc(c->records, c->cap * sizeof *c->records);
    }
    c->records[c->n++] = r;
    return CORPUS_OK;
}

int chunk_add_single(struct chunk *c, unsigned order, uint32_t last, uint32_t source)
{
    corpus_source_count one = {source, 1, 1};

    return chunk_add(c, order, last, &one, 1);
}

int chunk_add_postings(struct chunk *c, unsigned order, const corpus_posting list[],
                       size_t n, bool first)
{
    size_t before = c->n_pending[order];

    assert_true(order <= c->postings && first == !before);
    c->pending[order] = realloc(c->pending[order], (before + n) * sizeof *list);
    c->n_pending[order] += n;
    memcpy(c->pending[order] + before, list, n * sizeof *list);
    return CORPUS_OK;
}

static void chunk_sort(struct chunk *c)
{
    uint32_t path[CORPUS_ORDER_MAX];

    for (size_t i = c->n; i--;) {
        struct naive_record *r = c->records + i;

        path[r->order - 1] = r->ids[r->order - 1];
        memcpy(r->ids, path, r->order * sizeof *path);
    }
    qsort(c->records, c->n, sizeof *c->records, naive_by_ngram);
}

/* ---- the engine ------------------------------------------------------------------- */

static int as_written(void *user, const char *form, size_t len, const char **type,
                      size_t *type_len)
{
    (void)user;
    *type = form;
    *type_len = len;
    return CORPUS_OK;
}

struct how {
    bool bags;
    bool torn; /* bags go to the stream in parts, as those of 2^30 tokens do */
    bool postings;
};

/* What a lane does with an id behind its stream. */
static void take_id(struct stream *s, struct bag *bag, struct lexicon *l, bool torn)
{
    uint32_t n_dropped;
    size_t n_tokens;

    if (!bag) {
        s->n++;
        return;
    }
    assert_int_equal(bag_add(bag, s->ids + s->n, 1, lexicon_types(l, &n_dropped)->n,
                             &n_tokens), CORPUS_OK);
    if (torn && bag->tokens % 50 == 49)
        bag_flush(bag, s);
}

/* Feed a document as text, in batches; its id sorts it where it belongs. */
static void feed(const struct naive_corpus *c, uint32_t doc, struct documents *d,
                 struct stream *s, struct bag *bag, struct lexicon *l, uint32_t lane,
                 bool torn)
{
    struct passage *last;
    const struct naive_doc *from = c->docs + doc;
    char id[16], source[16];
    corpus_document named = {.source = {source, 0}, .id = {id, 0}};

    named.source.len = (size_t)snprintf(source, sizeof source, "s%05u", from->source);
    named.id.len = (size_t)snprintf(id, sizeof id, "d%05u", doc);
    assert_int_equal(documents_add(d, &named), CORPUS_OK);
    last = d->passages + d->n_passages - 1;
    last->lane = lane;
    last->begin = s->n;
    for (uint32_t i = 0; i < from->n; i++) {
        char text[16 + TEXT_PAD];
        struct span span = {0, 0};

        if (from->ids[i] != NAIVE_HOLE)
            span.end = (uint32_t)snprintf(text, sizeof text, "w%07u", from->ids[i]);
        assert_int_equal(bag ? bag_reserve(bag, s, 1) : stream_reserve(s, 1), CORPUS_OK);
        assert_int_equal(lexicon_look_up(l, text, &span, 1, s->ids + s->n), CORPUS_OK);
        take_id(s, bag, l, torn);
    }
    if (bag) {
        assert_int_equal(bag_reserve(bag, s, 0), CORPUS_OK);
        bag_flush(bag, s);
        last->tokens = bag->tokens;
        bag->tokens = 0;
    }
    last->end = s->n;
    assert_int_equal(stream_add_hole(s), CORPUS_OK);
}

enum { LANES_MAX = 5 };

struct engine {
    struct budget budget;
    struct documents documents;
    unsigned n_lanes; /* and threads */
    struct stream streams[LANES_MAX];
    struct lexicon *lexicons[LANES_MAX];
    struct bag bags[LANES_MAX];
    struct text_body text;
    struct tally tally;
};

static void arrange(struct engine *e, struct stream_lane lanes[], struct how how)
{
    const struct tally_options options = {how.postings, false, e->n_lanes};
    struct layout layout;
    uint32_t same[2];

    for (unsigned k = 0; k < e->n_lanes; k++)
        lanes[k].torn = e->bags[k].torn;
    if (!how.bags) {
        assert_int_equal(stream_arrange(&e->text, lanes, e->n_lanes, &e->documents,
                                        e->n_lanes, same), CORPUS_OK);
        return;
    }
    assert_int_equal(layout_new(&layout, &e->text, lanes, e->n_lanes, &e->documents,
                                e->n_lanes, same), CORPUS_OK);
    assert_int_equal(tally_new(&e->tally, &e->text, &layout, &options), CORPUS_OK);
    layout_free(&layout);
}

static void engine_feed_as(struct engine *e, const struct naive_corpus *c, bool shuffled,
                           unsigned n_lanes, struct how how)
{
    /* a prime above the number of documents visits each of them */
    uint32_t n = c->shape.n_docs, step = shuffled ? 10007 : 1;
    struct stream_lane lanes[LANES_MAX];

    *e = (struct engine){.budget.limit = UINT64_MAX / 2, .n_lanes = n_lanes};
    e->documents = (struct documents){.budget = &e->budget, .sources.budget = &e->budget};
    for (unsigned k = 0; k < n_lanes; k++) {
        e->streams[k].budget = e->bags[k].budget = &e->budget;
        assert_int_equal(
            lexicon_new(e->lexicons + k, &e->budget, false, as_written, NULL), CORPUS_OK);
        lanes[k] = (struct stream_lane){e->streams + k, e->lexicons[k], false};
    }
    for (uint64_t i = 0; i < n; i++) {
        uint32_t k = (uint32_t)(i * i % n_lanes);

        feed(c, (uint32_t)(i * step % n), &e->documents, e->streams + k,
             how.bags ? e->bags + k : NULL, e->lexicons[k], k, how.torn);
    }
    arrange(e, lanes, how);
}

static void engine_feed(struct engine *e, const struct naive_corpus *c, bool shuffled,
                        unsigned n_lanes)
{
    engine_feed_as(e, c, shuffled, n_lanes, (struct how){0});
}

static void engine_free(struct engine *e)
{
    text_body_free(&e->text);
    tally_free(&e->tally);
    for (unsigned k = 0; k < e->n_lanes; k++) {
        stream_free(e->streams + k);
        bag_free(e->bags + k);
        lexicon_free(e->lexicons[k]);
    }
    documents_free(&e->documents);
    assert_int_equal(e->budget.used, 0);
}

static struct chunk tally_count(struct engine *e)
{
    struct chunk c = {.postings = e->tally.postings};
    struct tally_worker *w;

    assert_int_equal(tally_worker_new(&w, &e->text), CORPUS_OK);
    for (uint32_t x = 0; x < e->text.n_types; x++)
        assert_int_equal(tally_add(&e->tally, w, &c, x, x + 1), CORPUS_OK);
    tally_worker_free(w);
    chunk_sort(&c);
    return c;
}

static struct chunk engine_count(struct engine *e, unsigned order, unsigned postings,
                                 uint64_t min_count, uint64_t min_docs)
{
    struct chunk c = {.postings = postings};
    struct positions positions;
    struct ngrams g = {&e->text, &positions, order, postings, min_count, min_docs};
    struct refiner *r;

    assert_int_equal(positions_new(&positions, &e->text, e->n_lanes), CORPUS_OK);
    assert_int_equal(refiner_new(&r, &g), CORPUS_OK);
    for (uint32_t x = 0; x < e->text.n_types; x += 3) { /* in several calls */
        uint32_t to = x + 3 < e->text.n_types ? x + 3 : e->text.n_types;

        assert_int_equal(refiner_add(r, &c, x, to), CORPUS_OK);
    }
    refiner_free(r);
    positions_free(&positions);
    chunk_sort(&c);
    return c;
}

/* ---- equal ------------------------------------------------------------------------ */

static void assert_same_record(const struct naive_record *got,
                               const struct naive_record *want, unsigned postings)
{
    assert_int_equal(naive_by_ngram(got, want), 0);
    assert_int_equal(got->freq, want->freq);
    assert_int_equal(got->docs, want->docs);
    assert_int_equal(got->n_sources, want->n_sources);
    for (uint32_t i = 0; i < want->n_sources; i++) {
        assert_int_equal(got->sources[i].source, want->sources[i].source);
        assert_int_equal(got->sources[i].freq, want->sources[i].freq);
        assert_int_equal(got->sources[i].docs, want->sources[i].docs);
    }
    assert_int_equal(got->n_postings, want->order <= postings ? want->n_postings : 0);
    for (size_t i = 0; i < got->n_postings; i++) {
        assert_int_equal(got->postings[i].doc, want->postings[i].doc);
        assert_int_equal(got->postings[i].count, want->postings[i].count);
    }
}

static void assert_counts_match(struct engine *e, const struct naive_corpus *corpus,
                                unsigned order, unsigned postings, uint64_t min_count,
                                uint64_t min_docs)
{
    struct naive_table want = naive_count(corpus, order, min_count, min_docs);
    struct chunk got = e->tally.begin
                           ? tally_count(e)
                           : engine_count(e, order, postings, min_count, min_docs);
    struct naive_table kept = {got.records, got.n};

    assert_int_equal(got.n, want.n);
    for (size_t i = 0; i < want.n; i++)
        assert_same_record(got.records + i, want.records + i, postings);
    naive_table_free(&want);
    naive_table_free(&kept);
}

/* ---- tests ------------------------------------------------------------------------ */

static const struct naive_shape shapes[] = {
    /* seed docs sources types tokens holes repeats */
    {1, 1, 1, 3, 300, 0, 0},      {2, 20, 1, 5, 40, 10, 0},  {3, 30, 3, 4, 60, 15, 20},
    {4, 60, 60, 10, 20, 6, 10},   {5, 8, 2, 2, 200, 50, 0},  {6, 200, 4, 30, 3, 4, 0},
    {7, 12, 5, 150, 150, 40, 30}, {8, 3, 1, 1, 80, 20, 0},   {9, 40, 7, 300, 90, 0, 25},
    {10, 5, 3, 2, 0, 0, 0},       {11, 90, 30, 6, 30, 2, 0},
};

enum { N_SHAPES = sizeof shapes / sizeof *shapes };

static void every_number_equals_the_naive_count(void **state)
{
    (void)state;
    for (unsigned s = 0; s < N_SHAPES; s++) {
        struct naive_corpus *c = naive_with_all_types(naive_make(shapes + s));
        struct engine e;

        engine_feed(&e, c, s % 2, 1 + s % LANES_MAX);
        for (unsigned order = 1; order <= 6; order++)
            assert_counts_match(&e, c, order, order % 4, 1, 1);
        engine_free(&e);
        naive_free(c);
    }
}

static void bags_have_the_counts_of_order_one(void **state)
{
    static const struct naive_shape many = {12, 3000, 40, 5, 70, 9, 0};

    (void)state;
    for (unsigned s = 0; s < 4 * (N_SHAPES + 1); s++) {
        const struct naive_shape *shape = s / 4 < N_SHAPES ? shapes + s / 4 : &many;
        struct naive_corpus *c = naive_with_all_types(naive_make(shape));
        struct how how = {true, s & 1, s & 2};
        uint64_t total;
        struct engine e;

        engine_feed_as(&e, c, s % 3, 1 + s / 4 % LANES_MAX, how);
        assert_counts_match(&e, c, 1, how.postings, 1, 1);
        for (uint32_t d = 0; d < c->shape.n_docs; d++) {
            total = naive_total(c->docs + d, 1);
            assert_int_equal(documents_tokens(&e.documents, e.text.doc_order[d]), total);
        }
        engine_free(&e);
        naive_free(c);
    }
}

static void cuts_leave_out_what_is_rare_and_nothing_else(void **state)
{
    (void)state;
    for (unsigned s = 0; s < N_SHAPES; s++) {
        struct naive_corpus *c = naive_with_all_types(naive_make(shapes + s));
        struct engine e;

        engine_feed(&e, c, false, 1 + s % 2);
        assert_counts_match(&e, c, 4, 4, 2, 1);
        assert_counts_match(&e, c, 4, 1, 1, 2);
        assert_counts_match(&e, c, 5, 2, 5, 3);
        assert_counts_match(&e, c, 3, 0, 1000000, 1);
        engine_free(&e);
        naive_free(c);
    }
}

/* 150 and 300 types leave 12 and 10 tokens to a tail, 9,000 leave 6, so that order 16
 * goes down two more levels; copied passages make long runs. */
static void long_ngrams_are_refined_level_by_level(void **state)
{
    static const struct naive_shape deep[] = {
        {21, 20, 3, 150, 150, 200, 15},
        {22, 12, 2, 300, 200, 100, 15},
        {23, 8, 2, 9000, 200, 300, 8},
    };

    (void)state;
    for (unsigned s = 0; s < 3; s++) {
        struct naive_corpus *c = naive_with_all_types(naive_make(deep + s));
        struct engine e;

        engine_feed(&e, c, true, 1 + s % 3);
        assert_counts_match(&e, c, 16, 2, 1, 1);
        assert_counts_match(&e, c, 11, 11, 2, 1);
        engine_free(&e);
        naive_free(c);
    }
}

static void totals_and_marginals_equal_the_naive_count(void **state)
{
    (void)state;
    for (unsigned s = 0; s < N_SHAPES; s++) {
        struct naive_corpus *c = naive_with_all_types(naive_make(shapes + s));
        uint64_t *slots[6], *all = calloc(6ul * c->shape.n_types, sizeof *all);
        uint64_t *totals = calloc(6ul * c->shape.n_docs + 1, sizeof *totals);
        struct engine e;

        engine_feed(&e, c, s % 2, 1 + s % LANES_MAX);
        assert_int_equal(e.text.n_docs, c->shape.n_docs);
        assert_int_equal(marginals_documents(&e.text, 6, 1 + s % 3, totals), CORPUS_OK);
        for (uint32_t d = 0; d < c->shape.n_docs; d++) {
            assert_int_equal(e.text.doc_source[d], c->docs[d].source);
            for (unsigned n = 1; n <= 6; n++)
                assert_int_equal(totals[d * 6 + n - 1], naive_total(c->docs + d, n));
        }
        for (unsigned k = 0; k < 6; k++)
            slots[k] = all + k * (size_t)c->shape.n_types;
        for (unsigned n = 2; n <= 6; n++) {
            marginals_slots(&e.text, n, slots);
            for (unsigned k = 0; k < n; k++)
                for (uint32_t x = 0; x < c->shape.n_types; x++)
                    assert_int_equal(slots[k][x], naive_marginal(c, n, k, x));
        }
        engine_free(&e);
        naive_free(c);
        free(totals);
        free(all);
    }
}

static void positions_find_their_documents(void **state)
{
    (void)state;
    for (unsigned s = 0; s < N_SHAPES; s++) {
        struct naive_corpus *c = naive_with_all_types(naive_make(shapes + s));
        struct engine e;

        engine_feed(&e, c, true, 1 + s % 3);
        for (uint32_t d = 0; d < e.text.n_docs; d++)
            for (uint32_t p = e.text.doc_begin[d]; p < e.text.doc_begin[d + 1]; p++) {
                assert_int_equal(document_of(&e.text, p, 0), d);
                assert_int_equal(document_of(&e.text, p, d), d);
            }
        engine_free(&e);
        naive_free(c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_equals_the_naive_count),
        cmocka_unit_test(bags_have_the_counts_of_order_one),
        cmocka_unit_test(cuts_leave_out_what_is_rare_and_nothing_else),
        cmocka_unit_test(long_ngrams_are_refined_level_by_level),
        cmocka_unit_test(totals_and_marginals_equal_the_naive_count),
        cmocka_unit_test(positions_find_their_documents),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
