/* Window pairs and skip-grams, from tokens to the table and back: every number against a
 * naive count that asks every pair of positions. */
#include "corpus/counter.h"
#include "naive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[64];

static const char *path(const char *name)
{
    static char buffers[8][128];
    static int next;
    char *p = buffers[next++ % 8];

    snprintf(p, 128, "%s/%s", dir, name);
    return p;
}

/* ---- a corpus as a table ---------------------------------------------------------- */

static corpus_counter_options options(unsigned order, unsigned before, unsigned after,
                                      unsigned skip)
{
    corpus_counter_options o;

    corpus_counter_options_default(&o);
    o.tokens.boundary = CORPUS_BOUNDARY_SENTENCE;
    o.memory = 1u << 30;
    o.threads = 2;
    o.order = order;
    o.window_before = before;
    o.window_after = after;
    o.skip = skip;
    return o;
}

static void feed(corpus_counter *c, const struct naive_doc *doc, uint32_t number)
{
    const corpus_document_sink *sink = corpus_counter_sink();
    char id[16], source[16], form[16];
    corpus_document named = {.source = {source, 0}, .id = {id, 0}};

    named.source.len = (size_t)snprintf(source, sizeof source, "s%05u", doc->source);
    named.id.len = (size_t)snprintf(id, sizeof id, "d%05u", number);
    assert_int_equal(sink->begin(c, &named), CORPUS_OK);
    for (uint32_t i = 0; i < doc->n; i++) {
        int len = snprintf(form, sizeof form, "w%07u", doc->ids[i]);

        if (doc->ids[i] == NAIVE_HOLE)
            assert_int_equal(sink->boundary(c, CORPUS_BREAK_SENTENCE), CORPUS_OK);
        else
            assert_int_equal(sink->token(c, form, (size_t)len), CORPUS_OK);
    }
    assert_int_equal(sink->end(c), CORPUS_OK);
}

/* The documents whose number leaves `rest` when divided by `parts`. */
static void write_part(const struct naive_corpus *corpus, const corpus_counter_options *o,
                       unsigned parts, unsigned rest, const char *to)
{
    corpus_counter *c;

    assert_int_equal(corpus_counter_new(&c, o), CORPUS_OK);
    for (uint32_t d = 0; d < corpus->shape.n_docs; d++)
        if (d % parts == rest)
            feed(c, corpus->docs + d, d);
    assert_int_equal(corpus_counter_finish(c, to, NULL, NULL, NULL), CORPUS_OK);
    corpus_counter_free(c);
}

static corpus_table *open_table(const char *file)
{
    corpus_table *t;

    assert_int_equal(corpus_table_open(&t, file, NULL), CORPUS_OK);
    return t;
}

/* ---- equal ------------------------------------------------------------------------ */

static void assert_same_row(const corpus_row *got, const struct naive_record *want)
{
    assert_int_equal(got->order, want->order);
    assert_memory_equal(got->ids, want->ids, want->order * sizeof *want->ids);
    assert_int_equal(got->freq, want->freq);
    assert_int_equal(got->docs, want->docs);
    assert_int_equal(got->n_sources, want->n_sources);
    for (uint32_t i = 0; i < want->n_sources; i++) {
        assert_int_equal(got->sources[i].source, want->sources[i].source);
        assert_int_equal(got->sources[i].freq, want->sources[i].freq);
        assert_int_equal(got->sources[i].docs, want->sources[i].docs);
    }
}

/* Marginals and N from the occurrences themselves. */
static void assert_marginals_match(corpus_table *t, unsigned family,
                                   const corpus_family *f, const struct naive_table *all)
{
    uint64_t n_types = corpus_table_ngrams(t, 1), total, *want;
    const uint64_t *got;

    assert_int_equal(corpus_table_family_total(t, family, &total), CORPUS_OK);
    assert_int_equal(total, all->n);
    want = calloc(n_types + 1, sizeof *want);
    for (unsigned k = 0; k < f->order; k++) {
        memset(want, 0, n_types * sizeof *want);
        for (size_t i = 0; i < all->n; i++)
            want[all->records[i].ids[k]]++;
        assert_int_equal(corpus_table_family_marginals(t, family, k + 1, &got), CORPUS_OK);
        for (uint64_t x = 0; x < n_types; x++)
            assert_int_equal(got[x], want[x]);
    }
    free(want);
}

static void assert_family_matches(corpus_table *t, unsigned family,
                                  const struct naive_corpus *corpus, uint64_t min_count,
                                  uint64_t min_docs)
{
    struct naive_table want;
    corpus_family f;
    corpus_scan *scan;
    corpus_row row;

    assert_int_equal(corpus_table_family(t, family, &f), CORPUS_OK);
    want = naive_list_family(corpus, &f);
    assert_marginals_match(t, family, &f, &want);
    naive_gather(&want, min_count, min_docs);
    assert_int_equal(corpus_table_family_rows(t, family), want.n);
    assert_int_equal(corpus_scan_new_family(&scan, t, family), CORPUS_OK);
    for (size_t i = 0; i < want.n; i++) {
        assert_int_equal(corpus_scan_next(scan, &row), 1);
        assert_same_row(&row, want.records + i);
        assert_int_equal(row.index, i);
    }
    assert_int_equal(corpus_scan_next(scan, &row), 0);
    corpus_scan_free(scan);
    for (size_t i = 0; i < want.n; i += 1 + want.n / 50) {
        assert_int_equal(corpus_table_family_find(t, family, want.records[i].ids, &row), 1);
        assert_same_row(&row, want.records + i);
    }
    naive_table_free(&want);
}

static void assert_table_matches(const struct naive_corpus *corpus,
                                 const corpus_counter_options *o)
{
    corpus_table *t;

    write_part(corpus, o, 1, 0, path("a.freq"));
    t = open_table(path("a.freq"));
    for (unsigned f = 1; f <= corpus_table_families(t); f++)
        assert_family_matches(t, f, corpus, o->min_count, o->min_docs);
    assert_int_equal(corpus_table_verify(t, NULL, NULL), CORPUS_OK);
    corpus_table_close(t);
}

static void assert_same_files(const char *a, const char *b)
{
    FILE *f = fopen(a, "rb"), *g = fopen(b, "rb");
    int x, y;

    assert_true(f && g);
    do {
        x = getc(f);
        y = getc(g);
        assert_int_equal(x, y);
    } while (x != EOF);
    fclose(f);
    fclose(g);
}

/* ---- tests ------------------------------------------------------------------------ */

static const struct naive_shape shapes[] = {
    /* seed docs sources types tokens holes repeats */
    {1, 1, 1, 3, 300, 0, 0},     {2, 20, 1, 5, 40, 10, 0},   {3, 30, 3, 4, 60, 15, 20},
    {4, 60, 60, 10, 20, 6, 10},  {5, 8, 2, 2, 150, 50, 0},   {6, 200, 4, 30, 3, 4, 0},
    {7, 12, 5, 150, 150, 40, 0}, {9, 40, 7, 300, 60, 0, 25}, {10, 5, 3, 2, 0, 0, 0},
};

enum { N_SHAPES = sizeof shapes / sizeof *shapes };

/* {400, 1} is larger than any stretch of some texts, and than the text before a token. */
static void window_pairs_equal_the_naive_count(void **state)
{
    static const unsigned windows[][2] = {{1, 1}, {5, 5}, {0, 3}, {2, 0}, {1, 4}, {400, 1}};

    (void)state;
    for (unsigned s = 0; s < N_SHAPES; s++) {
        struct naive_corpus *c = naive_with_all_types(naive_make(shapes + s));

        for (unsigned w = 0; w < sizeof windows / sizeof *windows; w++) {
            corpus_counter_options o = options(1 + s % 3, windows[w][0], windows[w][1], 0);

            assert_table_matches(c, &o);
        }
        naive_free(c);
    }
}

static void skipgrams_equal_the_naive_count(void **state)
{
    (void)state;
    for (unsigned s = 0; s < N_SHAPES; s++) {
        struct naive_corpus *c = naive_with_all_types(naive_make(shapes + s));

        for (unsigned order = 2; order <= 4; order++) {
            corpus_counter_options o = options(order, s % 2, 0, order);

            assert_table_matches(c, &o);
        }
        naive_free(c);
    }
}

static void cuts_spare_the_marginals(void **state)
{
    (void)state;
    for (unsigned s = 0; s < N_SHAPES; s++) {
        struct naive_corpus *c = naive_with_all_types(naive_make(shapes + s));
        corpus_counter_options o = options(3, 3, 3, 2);

        o.min_count = 3;
        assert_table_matches(c, &o);
        o.min_docs = 2;
        assert_table_matches(c, &o);
        naive_free(c);
    }
}

/* Of L tokens without a hole, L - span + 1 for each vector of gaps (Guthrie et al. 2006). */
static void skipgrams_are_as_many_as_the_formula_says(void **state)
{
    static const struct naive_shape shape = {11, 1, 1, 5, 100, 0, 0};
    struct naive_corpus *c = naive_make(&shape);
    corpus_counter_options o = options(3, 0, 0, 4);
    uint64_t total, pairs = 0, triples = 0, n = c->docs[0].n;
    uint64_t want_pairs = 0, want_triples = 0;
    corpus_table *t;
    corpus_family f;

    (void)state;
    write_part(c, &o, 1, 0, path("a.freq"));
    t = open_table(path("a.freq"));
    assert_int_equal(corpus_table_families(t), 4 + 2 + 3 + 4 + 5);
    for (unsigned i = 1; i <= corpus_table_families(t); i++) {
        assert_int_equal(corpus_table_family(t, i, &f), CORPUS_OK);
        assert_int_equal(corpus_table_skips(t, f.gaps, f.order), i);
        assert_int_equal(corpus_table_family_total(t, i, &total), CORPUS_OK);
        *(f.order == 2 ? &pairs : &triples) += total;
    }
    for (unsigned k = 1; k <= 4; k++) {
        want_pairs += n > k + 1 ? n - k - 1 : 0;
        want_triples += (k + 1) * (n > k + 2 ? n - k - 2 : 0);
    }
    assert_int_equal(pairs, want_pairs);
    assert_int_equal(triples, want_triples);
    corpus_table_close(t);
    naive_free(c);
}

/* By hand: a b a. Window 2: a-b, a-a, b-a, b-a, a-b, a-a. */
static void a_word_in_its_own_window_is_node_twice(void **state)
{
    struct naive_doc doc = {0, 3, (uint32_t[]){0, 1, 0}};
    struct naive_corpus c = {.shape = {.n_docs = 1, .n_sources = 1}, .docs = &doc};
    corpus_counter_options o = options(1, 2, 2, 0);
    static const uint32_t pairs[][2] = {{0, 0}, {0, 1}, {1, 0}};
    const uint64_t *nodes;
    corpus_table *t;
    corpus_row row;
    unsigned f;

    (void)state;
    write_part(&c, &o, 1, 0, path("a.freq"));
    t = open_table(path("a.freq"));
    f = corpus_table_pairs(t);
    assert_int_equal(f, 1);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(corpus_table_family_find(t, f, pairs[i], &row), 1);
        assert_int_equal(row.freq, 2);
        assert_int_equal(row.docs, 1);
    }
    assert_int_equal(corpus_table_family_find(t, f, (uint32_t[]){1, 1}, &row), 0);
    assert_int_equal(corpus_table_family_marginals(t, f, 1, &nodes), CORPUS_OK);
    assert_int_equal(nodes[0], 4);
    assert_int_equal(nodes[1], 2);
    corpus_table_close(t);
}

static void gaps_are_shown_as_stars(void **state)
{
    struct naive_doc doc = {0, 6, (uint32_t[]){0, 1, 2, 3, 4, 5}};
    struct naive_corpus c = {.shape = {.n_docs = 1, .n_sources = 1}, .docs = &doc};
    corpus_counter_options o = options(3, 0, 1, 2);
    static const struct {
        unsigned gaps[2], order;
        const char *first;
    } want[] = {{{1}, 2, "w0000000 * w0000002"},
                {{2}, 2, "w0000000 * * w0000003"},
                {{0, 2}, 3, "w0000000 w0000001 * * w0000004"},
                {{1, 1}, 3, "w0000000 * w0000002 * w0000004"}};
    corpus_table *t;
    corpus_scan *scan;
    corpus_row row;
    const char *term;
    size_t len;

    (void)state;
    write_part(&c, &o, 1, 0, path("a.freq"));
    t = open_table(path("a.freq"));
    for (unsigned i = 0; i < 4; i++) {
        unsigned f = corpus_table_skips(t, want[i].gaps, want[i].order);

        assert_int_equal(corpus_scan_new_family(&scan, t, f), CORPUS_OK);
        assert_int_equal(corpus_scan_next(scan, &row), 1);
        assert_int_equal(corpus_scan_term(scan, &term, &len), CORPUS_OK);
        assert_string_equal(term, want[i].first);
        assert_int_equal(len, strlen(term));
        corpus_scan_free(scan);
    }
    assert_int_equal(corpus_table_skips(t, (unsigned[]){3}, 2), 0);
    assert_int_equal(corpus_table_skips(t, (unsigned[]){0, 0}, 3), 0);
    assert_int_equal(corpus_scan_new_family(&scan, t, 0), CORPUS_EINVAL);
    assert_int_equal(corpus_scan_new_family(&scan, t, 9), CORPUS_EINVAL);
    corpus_table_close(t);
}

static void a_prefix_scan_gives_the_collocates_of_a_node(void **state)
{
    struct naive_corpus *c = naive_with_all_types(naive_make(shapes + 6));
    corpus_counter_options o = options(1, 5, 5, 0);
    corpus_table *t;

    (void)state;
    write_part(c, &o, 1, 0, path("a.freq"));
    t = open_table(path("a.freq"));
    for (uint32_t node = 0; node < 150; node += 7) {
        corpus_scan *all, *some;
        corpus_row a, b;

        assert_int_equal(corpus_scan_new_family(&all, t, 1), CORPUS_OK);
        assert_int_equal(corpus_scan_new_family(&some, t, 1), CORPUS_OK);
        assert_int_equal(corpus_scan_prefix(some, &node, 1), CORPUS_OK);
        while (corpus_scan_next(all, &a) == 1) {
            if (a.ids[0] != node)
                continue;
            assert_int_equal(corpus_scan_next(some, &b), 1);
            assert_int_equal(a.ids[1], b.ids[1]);
            assert_int_equal(a.index, b.index);
            assert_int_equal(a.freq, b.freq);
        }
        assert_int_equal(corpus_scan_next(some, &b), 0);
        corpus_scan_free(all);
        corpus_scan_free(some);
    }
    corpus_table_close(t);
    naive_free(c);
}

/* ---- merging, threads ------------------------------------------------------------- */

static void merge_parts(const struct naive_corpus *c, const corpus_counter_options *o,
                        unsigned parts, const char *to)
{
    corpus_table *tables[4] = {0};
    char name[16];

    for (unsigned i = 0; i < parts; i++) {
        snprintf(name, sizeof name, "part%u", i);
        write_part(c, o, parts, i, path(name));
        tables[i] = open_table(path(name));
    }
    assert_int_equal(corpus_table_merge(to, tables, parts, NULL, NULL), CORPUS_OK);
    for (unsigned i = 0; i < parts; i++)
        corpus_table_close(tables[i]);
}

static void merging_parts_gives_the_bytes_of_the_whole(void **state)
{
    (void)state;
    for (unsigned s = 0; s < N_SHAPES; s++) {
        struct naive_corpus *c = naive_make(shapes + s);
        corpus_counter_options o = options(1 + s % 4, s % 3, 3, s % 4 ? 2 : 0);

        write_part(c, &o, 1, 0, path("whole"));
        for (unsigned parts = 1; parts <= 4; parts++) {
            merge_parts(c, &o, parts, path("merged"));
            assert_same_files(path("whole"), path("merged"));
        }
        naive_free(c);
    }
}

/* More tokens than a chunk has, so that families take turns. */
static void threads_and_merging_change_no_byte_of_several_chunks(void **state)
{
    static const struct naive_shape shape = {12, 60, 3, 2000, 50000, 20, 0};
    struct naive_corpus *c = naive_make(&shape);
    corpus_counter_options o = options(1, 0, 1, 0);
    corpus_table *t;

    (void)state;
    o.threads = 1;
    write_part(c, &o, 1, 0, path("whole"));
    t = open_table(path("whole"));
    assert_true(corpus_table_total(t, 1) > 1200000);
    assert_int_equal(corpus_table_verify(t, NULL, NULL), CORPUS_OK);
    corpus_table_close(t);
    o.threads = 3;
    write_part(c, &o, 1, 0, path("threads"));
    assert_same_files(path("whole"), path("threads"));
    merge_parts(c, &o, 2, path("merged"));
    assert_same_files(path("whole"), path("merged"));
    naive_free(c);
}

static void tables_of_other_windows_do_not_merge(void **state)
{
    struct naive_corpus *c = naive_make(shapes + 2);
    corpus_counter_options o = options(2, 5, 5, 1);
    corpus_table *tables[2];
    corpus_fault fault;

    (void)state;
    write_part(c, &o, 2, 0, path("a"));
    o = options(2, 0, 0, 2);
    write_part(c, &o, 2, 1, path("b"));
    tables[0] = open_table(path("a"));
    tables[1] = open_table(path("b"));
    assert_int_equal(corpus_table_merge(path("never"), tables, 2, NULL, &fault),
                     CORPUS_EMISMATCH);
    assert_non_null(strstr(fault.place, "window (5:5, none)"));
    assert_non_null(strstr(fault.place, "skip (1, 2)"));
    corpus_table_close(tables[0]);
    corpus_table_close(tables[1]);
    naive_free(c);
}

/* ---- edges ------------------------------------------------------------------------ */

static void every_changed_byte_is_noticed(void **state)
{
    static const struct naive_shape shape = {13, 6, 2, 12, 30, 10, 0};
    struct naive_corpus *c = naive_make(&shape);
    corpus_counter_options o = options(3, 2, 2, 2);
    static uint8_t data[1 << 16];
    size_t len;
    FILE *f;

    (void)state;
    write_part(c, &o, 1, 0, path("a"));
    f = fopen(path("a"), "rb");
    len = fread(data, 1, sizeof data, f);
    fclose(f);
    assert_true(len < sizeof data);
    for (size_t i = 0; i < len; i++) {
        corpus_table *t;
        int err;

        data[i] ^= (uint8_t)(1u << i % 8);
        f = fopen(path("b"), "wb");
        fwrite(data, 1, len, f);
        fclose(f);
        if (!(err = corpus_table_open(&t, path("b"), NULL)))
            err = corpus_table_verify(t, NULL, NULL);
        assert_true(err == CORPUS_ECORRUPT || err == CORPUS_EFORMAT);
        corpus_table_close(t);
        data[i] ^= (uint8_t)(1u << i % 8);
    }
    naive_free(c);
}

static void texts_without_a_pair_make_a_table(void **state)
{
    struct naive_doc docs[] = {{0, 0, NULL}, {0, 1, (uint32_t[]){0}}};
    corpus_counter_options o = options(3, 5, 5, 3);
    corpus_table *t;
    corpus_scan *scan;
    corpus_row row;

    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        struct naive_corpus c = {.shape = {.n_docs = 1, .n_sources = 1}, .docs = docs + i};

        write_part(&c, &o, 1, 0, path("a"));
        t = open_table(path("a"));
        assert_int_equal(corpus_table_verify(t, NULL, NULL), CORPUS_OK);
        for (unsigned f = 1; f <= corpus_table_families(t); f++) {
            assert_int_equal(corpus_table_family_rows(t, f), 0);
            assert_int_equal(corpus_scan_new_family(&scan, t, f), CORPUS_OK);
            assert_int_equal(corpus_scan_next(scan, &row), 0);
            corpus_scan_free(scan);
            assert_int_equal(corpus_table_family_find(t, f, (uint32_t[3]){0}, &row), 0);
        }
        corpus_table_close(t);
    }
}

static void windows_out_of_range_are_refused(void **state)
{
    const corpus_counter_options bad[] = {
        options(2, CORPUS_WINDOW_MAX + 1, 0, 0), options(2, 0, UINT32_MAX, 0),
        options(2, 0, 0, CORPUS_SKIP_MAX + 1), options(1, 0, 0, 1)};
    corpus_counter *c;

    (void)state;
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(corpus_counter_new(&c, bad + i), CORPUS_EINVAL);
}

/* In memory where there is such a place: each of the many tables is synced. */
static int make_dir(void **state)
{
    (void)state;
    strcpy(dir, "/dev/shm/test_pairs.XXXXXX");
    if (mkdtemp(dir))
        return 0;
    strcpy(dir, "/tmp/test_pairs.XXXXXX");
    return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
    char command[100];

    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", dir);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(window_pairs_equal_the_naive_count),
        cmocka_unit_test(skipgrams_equal_the_naive_count),
        cmocka_unit_test(cuts_spare_the_marginals),
        cmocka_unit_test(skipgrams_are_as_many_as_the_formula_says),
        cmocka_unit_test(a_word_in_its_own_window_is_node_twice),
        cmocka_unit_test(gaps_are_shown_as_stars),
        cmocka_unit_test(a_prefix_scan_gives_the_collocates_of_a_node),
        cmocka_unit_test(merging_parts_gives_the_bytes_of_the_whole),
        cmocka_unit_test(threads_and_merging_change_no_byte_of_several_chunks),
        cmocka_unit_test(tables_of_other_windows_do_not_merge),
        cmocka_unit_test(every_changed_byte_is_noticed),
        cmocka_unit_test(texts_without_a_pair_make_a_table),
        cmocka_unit_test(windows_out_of_range_are_refused),
    };

    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
