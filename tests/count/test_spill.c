/* What does not fit into memory goes to runs, and the table has the same bytes. */
#include "corpus/counter.h"
#include "count/counter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char whole[64], spilled[64];

static int make_paths(void **state)
{
    (void)state;
    snprintf(whole, sizeof whole, "/tmp/corpus-test-%ld-w.freq", (long)getpid());
    snprintf(spilled, sizeof spilled, "/tmp/corpus-test-%ld-s.freq", (long)getpid());
    return 0;
}

static int remove_paths(void **state)
{
    (void)state;
    unlink(whole);
    unlink(spilled);
    return 0;
}

static uint32_t draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33);
}

struct shape {
    unsigned order, postings, sources, docs, longest, types;
    unsigned holes; /* one boundary in so many tokens; 0: none */
    unsigned before, after, skip;
    uint64_t min_count, min_docs;
};

static corpus_string string(const char *s)
{
    return (corpus_string){s, strlen(s)};
}

static int add_tokens(corpus_counter *c, const struct shape *s, uint64_t *seed)
{
    const corpus_document_sink *sink = corpus_counter_sink();
    unsigned n = draw(seed) % (s->longest + 1);
    int err = CORPUS_OK;

    for (unsigned i = 0; i < n && !err; i++) {
        char word[24];
        uint32_t x = draw(seed);

        snprintf(word, sizeof word, "w%u", x % (1 + draw(seed) % s->types));
        err = sink->token(c, word, strlen(word));
        if (!err && s->holes && draw(seed) % s->holes == 0)
            err = sink->boundary(c, CORPUS_BREAK_SENTENCE);
    }
    return err;
}

enum { MEMORY = 1 << 30 };
static uint64_t memory = MEMORY;
static unsigned threads = 1;

static int count(const struct shape *s, uint64_t seed, uint64_t run, const char *path,
                 corpus_counter_summary *summary)
{
    static const char *const fields[] = {"party"}, *const stop[] = {"w3"};
    const corpus_document_sink *sink = corpus_counter_sink();
    unsigned ids = s->docs > 101 ? 1000003 : 100;
    corpus_counter_options o;
    corpus_counter *c;
    int err;

    corpus_counter_options_default(&o);
    o.memory = memory;
    o.order = s->order;
    o.postings = s->postings;
    o.window_before = s->before;
    o.window_after = s->after;
    o.skip = s->skip;
    o.min_count = s->min_count ? s->min_count : 1;
    o.min_docs = s->min_docs ? s->min_docs : 1;
    o.threads = threads;
    o.fields = fields;
    o.n_fields = 1;
    o.stopwords = stop;
    o.n_stopwords = 1;
    assert_int_equal(corpus_counter_new(&c, &o), CORPUS_OK);
    counter_limit_runs(c, run);
    err = CORPUS_OK;
    for (unsigned d = 0; d < s->docs && !err; d++) {
        char id[24], source[24];
        corpus_string party = string(d % 3 ? "left" : "");
        corpus_document doc = {.n_fields = 1, .fields = &party};

        snprintf(id, sizeof id, "d%u", d * 7 % ids); /* not in order */
        snprintf(source, sizeof source, "s%u", d % s->sources);
        doc.id = string(id);
        doc.source = string(source);
        if (!(err = sink->begin(c, &doc)) && !(err = add_tokens(c, s, &seed)))
            err = sink->end(c);
    }
    if (!err)
        err = corpus_counter_finish(c, path, NULL, NULL, NULL);
    corpus_counter_summarise(c, summary);
    corpus_counter_free(c);
    return err;
}

static void assert_same_files(void)
{
    FILE *a = fopen(whole, "rb"), *b = fopen(spilled, "rb");
    int x, y;

    assert_non_null(a);
    assert_non_null(b);
    do {
        x = getc(a);
        y = getc(b);
        assert_int_equal(x, y);
    } while (x != EOF);
    fclose(a);
    fclose(b);
}

static void assert_spills_well(const struct shape *s, uint64_t seed)
{
    static const uint64_t runs[] = {1, 2, 3, 5, 17, 100, 1000};
    corpus_counter_summary a, b;

    assert_int_equal(count(s, seed, 0, whole, &a), CORPUS_OK);
    assert_int_equal(a.runs, 0);
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        if (runs[i] * 200 < s->docs * s->longest / 2)
            continue; /* hundreds of runs take their time */
        assert_int_equal(count(s, seed, runs[i], spilled, &b), CORPUS_OK);
        assert_same_files();
        if (b.runs)
            b.runs = 0;
        assert_memory_equal(&a, &b, sizeof a);
    }
}

static void runs_change_no_byte_whatever_the_order(void **state)
{
    struct shape s = {.sources = 1, .docs = 8, .longest = 60, .types = 9, .holes = 8};

    (void)state;
    for (s.order = 1; s.order <= 6; s.order++)
        for (s.postings = 0; s.postings <= s.order; s.postings += 1 + s.postings)
            assert_spills_well(&s, 10 * s.order + s.postings);
}

static void documents_are_cut_where_there_is_no_hole(void **state)
{
    struct shape s = {.sources = 1, .docs = 2, .longest = 900, .types = 5};

    (void)state;
    for (s.order = 1; s.order <= 6; s.order++)
        for (s.types = 2; s.types < 3000; s.types *= 30) {
            s.postings = s.order / 2;
            assert_spills_well(&s, 20 + s.order);
        }
}

static void sources_and_documents_are_kept_apart(void **state)
{
    struct shape s = {
        .order = 3, .postings = 2, .docs = 40, .longest = 40, .types = 12, .holes = 20};

    (void)state;
    for (s.sources = 1; s.sources <= 5; s.sources++)
        assert_spills_well(&s, 30 + s.sources);
    s.longest = 0;
    assert_spills_well(&s, 40);
}

/* The lanes come to rest for a run; documents in the middle of one are cut, too. */
static void many_lanes_write_the_same_runs(void **state)
{
    struct shape s = {.sources = 2, .docs = 7, .longest = 50, .types = 9, .holes = 9};

    (void)state;
    threads = 3;
    for (s.order = 1; s.order <= 3; s.order++, s.postings = s.order % 2)
        assert_spills_well(&s, 60 + s.order);
    threads = 1;
}

static void cuts_apply_to_the_sum(void **state)
{
    struct shape s = {.order = 4,
                      .postings = 3,
                      .sources = 2,
                      .docs = 20,
                      .longest = 80,
                      .types = 6,
                      .holes = 30,
                      .min_count = 3};

    (void)state;
    assert_spills_well(&s, 50);
    s.min_docs = 3;
    assert_spills_well(&s, 51);
}

static void a_document_given_twice_is_found_across_runs(void **state)
{
    struct shape s = {
        .order = 2, .sources = 1, .docs = 101, .longest = 40, .types = 9, .holes = 9};
    corpus_counter_summary summary;

    (void)state;
    unlink(spilled);
    assert_int_equal(count(&s, 1, 30, spilled, &summary), CORPUS_EEXIST);
    assert_int_equal(access(spilled, F_OK), -1);
}

/* Documents are cut where a node's window reaches over the cut on both sides, on one, or
 * over more tokens than a run has of its own. */
static void windows_reach_over_cuts(void **state)
{
    static const struct {
        unsigned before, after;
    } windows[] = {{2, 3}, {0, 5}, {10, 0}, {1, 1}, {40, 7}};
    struct shape s = {.docs = 3, .longest = 120, .types = 9};

    (void)state;
    for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
        s.before = windows[i].before;
        s.after = windows[i].after;
        s.order = 1 + (unsigned)i % 3;
        s.postings = (unsigned)i % 2;
        s.sources = 1 + (unsigned)i % 2;
        for (s.holes = 0; s.holes < 30; s.holes = 2 * s.holes + 4)
            assert_spills_well(&s, 70 + 10 * i + s.holes);
    }
}

static void skip_grams_reach_over_cuts(void **state)
{
    struct shape s = {.docs = 3, .longest = 120, .types = 7};

    (void)state;
    for (s.order = 2; s.order <= 4; s.order++)
        for (s.skip = 1; s.skip <= CORPUS_SKIP_MAX; s.skip += s.skip) {
            s.holes = (s.order + s.skip) % 3 * 10;
            s.sources = 1 + s.skip % 2;
            s.postings = s.order - 2;
            assert_spills_well(&s, 80 + 10 * s.order + s.skip);
        }
}

/* Among the documents of a source stands a piece of one of them, and so in each run the
 * counts of a node come from sources in any order. */
static void pieces_stand_among_sources(void **state)
{
    struct shape s = {.order = 3,
                      .postings = 2,
                      .docs = 40,
                      .longest = 30,
                      .types = 6,
                      .holes = 12,
                      .before = 3,
                      .after = 2,
                      .skip = 2};

    (void)state;
    for (s.sources = 1; s.sources <= 5; s.sources++)
        for (s.min_count = 0; s.min_count <= 4; s.min_count += 4) {
            s.min_docs = s.min_count / 2;
            assert_spills_well(&s, 90 + 10 * s.sources + s.min_count);
        }
    threads = 3;
    assert_spills_well(&s, 150);
    threads = 1;
}

/* Whatever is asked for, and whatever the documents are like. */
static void families_of_any_shape(void **state)
{
    uint64_t seed = 160;

    (void)state;
    for (unsigned i = 0; i < 16; i++) {
        struct shape s = {.order = 1 + draw(&seed) % 5,
                          .sources = 1 + draw(&seed) % 4,
                          .docs = 1 + draw(&seed) % 12,
                          .longest = draw(&seed) % 150,
                          .types = 1 + draw(&seed) % 40,
                          .holes = draw(&seed) % 2 * (2 + draw(&seed) % 40),
                          .before = draw(&seed) % 3 * (draw(&seed) % 20),
                          .after = draw(&seed) % 3 * (draw(&seed) % 20),
                          .min_count = draw(&seed) % 4,
                          .min_docs = draw(&seed) % 3};

        s.postings = draw(&seed) % (s.order + 1);
        s.skip = s.order > 1 ? draw(&seed) % 4 : 0;
        assert_spills_well(&s, seed);
    }
}

/* Their names and places take more than their tokens, and grow by doubling. */
static void many_short_documents_become_runs(void **state)
{
    struct shape s = {.order = 2, .postings = 2, .sources = 3, .docs = 150000,
                      .longest = 8, .types = 20000};
    corpus_counter_summary a, b;

    (void)state;
    assert_int_equal(count(&s, 5, 0, whole, &a), CORPUS_OK);
    for (memory = 10 << 20; memory < 20 << 20; memory += 2 << 20) {
        assert_int_equal(count(&s, 5, 0, spilled, &b), CORPUS_OK);
        assert_true(b.runs > 1);
        assert_same_files();
    }
    memory = MEMORY;
}

/* 64 MB of it, which 4 MB could not hold. */
static void assert_memory_bounds(unsigned order, unsigned window, unsigned skip)
{
    const corpus_document_sink *sink = corpus_counter_sink();
    corpus_document doc = {.id = {"1", 1}};
    corpus_counter_summary summary;
    const uint64_t limits[] = {MEMORY, 6 << 20};
    uint64_t seed;

    for (int k = 0; k < 2; k++) {
        corpus_counter_options o;
        corpus_counter *c;

        corpus_counter_options_default(&o);
        o.memory = limits[k];
        o.order = order;
        o.window_before = o.window_after = window;
        o.skip = skip;
        assert_int_equal(corpus_counter_new(&c, &o), CORPUS_OK);
        assert_int_equal(sink->begin(c, &doc), CORPUS_OK);
        seed = 3;
        for (int i = 0; i < 700000; i++) {
            char word[16];

            snprintf(word, sizeof word, "%u", draw(&seed) % 30000);
            assert_int_equal(sink->token(c, word, strlen(word)), CORPUS_OK);
        }
        assert_int_equal(sink->end(c), CORPUS_OK);
        assert_int_equal(corpus_counter_finish(c, k ? spilled : whole, NULL, NULL, NULL),
                         CORPUS_OK);
        corpus_counter_summarise(c, &summary);
        assert_int_equal(summary.runs > 1, k);
        corpus_counter_free(c);
    }
    assert_same_files();
}

static void memory_bounds_the_runs(void **state)
{
    (void)state;
    assert_memory_bounds(2, 0, 0);
    assert_memory_bounds(2, 1, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_change_no_byte_whatever_the_order),
        cmocka_unit_test(documents_are_cut_where_there_is_no_hole),
        cmocka_unit_test(sources_and_documents_are_kept_apart),
        cmocka_unit_test(many_lanes_write_the_same_runs),
        cmocka_unit_test(cuts_apply_to_the_sum),
        cmocka_unit_test(a_document_given_twice_is_found_across_runs),
        cmocka_unit_test(windows_reach_over_cuts),
        cmocka_unit_test(skip_grams_reach_over_cuts),
        cmocka_unit_test(pieces_stand_among_sources),
        cmocka_unit_test(families_of_any_shape),
        cmocka_unit_test(many_short_documents_become_runs),
        cmocka_unit_test(memory_bounds_the_runs),
    };

    return cmocka_run_group_tests(tests, make_paths, remove_paths);
}
