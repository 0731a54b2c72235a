/* Documents in, a table file out, seen through the public interface alone. */
#include "corpus/counter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- an allocator that can fail --------------------------------------------------- */

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define CAN_FAIL 1
/* Visible, so that the C library and the others use them, too. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);
void __libc_free(void *p);

static long allocations_left = -1; /* negative: no end */
static long alive;                 /* made and not yet freed */

static bool refused(void)
{
    return allocations_left >= 0 && !allocations_left--;
}

static void *born(void *p)
{
    alive += p != NULL;
    return p;
}

CORPUS_API void *malloc(size_t size)
{
    return refused() ? NULL : born(__libc_malloc(size));
}

CORPUS_API void *calloc(size_t n, size_t size)
{
    return refused() ? NULL : born(__libc_calloc(n, size));
}

CORPUS_API void *realloc(void *p, size_t size)
{
    void *moved = refused() ? NULL : __libc_realloc(p, size);

    return p ? moved : born(moved);
}

CORPUS_API void free(void *p)
{
    alive -= p != NULL;
    __libc_free(p);
}
#endif

/* ---- helpers ---------------------------------------------------------------------- */

static char table_path[64], other_path[64];

static int make_paths(void **state)
{
    (void)state;
    snprintf(table_path, sizeof table_path, "/tmp/corpus-test-%ld.freq", (long)getpid());
    snprintf(other_path, sizeof other_path, "/tmp/corpus-test-%ld-2.freq",
             (long)getpid());
    return 0;
}

static int remove_paths(void **state)
{
    (void)state;
    unlink(table_path);
    unlink(other_path);
    return 0;
}

static corpus_counter_options defaults(void)
{
    corpus_counter_options o;

    corpus_counter_options_default(&o);
    o.memory = 1u << 30;
    return o;
}

static corpus_string string(const char *s)
{
    return (corpus_string){s, strlen(s)};
}

static int begin(corpus_counter *c, const char *source, const char *id)
{
    corpus_document doc = {.source = string(source), .id = string(id)};

    return corpus_counter_sink()->begin(c, &doc);
}

/* A document in pieces of at most `piece` bytes. */
static int add_in(corpus_counter *c, const char *source, const char *id, const char *text,
                  size_t piece)
{
    const corpus_document_sink *sink = corpus_counter_sink();
    size_t len = strlen(text), at = 0;
    int err = begin(c, source, id);

    do {
        size_t n = len - at < piece ? len - at : piece;
        char *padded = calloc(1, n + CORPUS_TEXT_PAD);

        if (!padded)
            return err ? err : CORPUS_ENOMEM;
        memcpy(padded, text + at, n);
        at += n;
        if (!err)
            err = sink->text(c, padded, n, at == len);
        free(padded);
    } while (at < len);
    return err ? err : sink->end(c);
}

static int add(corpus_counter *c, const char *source, const char *id, const char *text)
{
    return add_in(c, source, id, text, SIZE_MAX);
}

static corpus_table *finish(corpus_counter *c)
{
    corpus_table *t;

    assert_int_equal(corpus_counter_finish(c, table_path, NULL, NULL, NULL), CORPUS_OK);
    assert_int_equal(corpus_table_open(&t, table_path, NULL), CORPUS_OK);
    assert_int_equal(corpus_table_verify(t, NULL, NULL), CORPUS_OK);
    return t;
}

static corpus_counter *counter_of(const corpus_counter_options *o)
{
    corpus_counter *c;

    assert_int_equal(corpus_counter_new(&c, o), CORPUS_OK);
    return c;
}

static uint64_t freq(corpus_table *t, const char *term)
{
    corpus_row row;
    int found = corpus_table_find(t, term, strlen(term), &row);

    assert_true(found >= 0);
    return found ? row.freq : 0;
}

static char *read_file(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    char *data = malloc(1 << 26);

    assert_non_null(f);
    *len = fread(data, 1, 1 << 26, f);
    fclose(f);
    return data;
}

static void assert_same_files(const char *a, const char *b)
{
    size_t x_len, y_len;
    char *x = read_file(a, &x_len), *y = read_file(b, &y_len);

    assert_int_equal(x_len, y_len);
    assert_memory_equal(x, y, x_len);
    free(x);
    free(y);
}

/* ---- counts ----------------------------------------------------------------------- */

static void a_text_counted_by_hand(void **state)
{
    corpus_counter_options o = defaults();
    corpus_counter *c = counter_of(&o);
    corpus_counter_summary s;
    corpus_table *t;
    corpus_table_doc doc;
    corpus_row row;

    (void)state;
    assert_int_equal(add(c, "b", "2", "The cat sat. The cat ran."), CORPUS_OK);
    assert_int_equal(add(c, "a", "1", "A cat!"), CORPUS_OK);
    assert_int_equal(add(c, "a", "0", "..."), CORPUS_OK);
    t = finish(c);
    corpus_counter_summarise(c, &s);
    assert_int_equal(s.documents, 3);
    assert_int_equal(s.sources, 2);
    assert_int_equal(s.tokens, 8);
    assert_int_equal(s.types, 5);
    assert_int_equal(s.bytes, 25 + 6 + 3);
    assert_int_equal(s.ngrams[1], 5);
    assert_int_equal(s.ngrams[2], 4);

    assert_int_equal(freq(t, "the"), 2);
    assert_int_equal(freq(t, "the cat"), 2);
    assert_int_equal(freq(t, "sat the"), 0); /* a sentence ends between them */
    assert_int_equal(corpus_table_find(t, "cat", 3, &row), 1);
    assert_int_equal(row.freq, 3);
    assert_int_equal(row.docs, 2);
    assert_int_equal(row.n_sources, 2);
    assert_int_equal(row.sources[1].freq, 2);
    assert_int_equal(row.sources[1].docs, 1);
    assert_int_equal(corpus_table_total(t, 1), 8);
    assert_int_equal(corpus_table_total(t, 2), 5);
    assert_int_equal(corpus_table_document(t, 0, &doc), CORPUS_OK);
    assert_string_equal(doc.id, "0");
    assert_int_equal(doc.totals[0], 0);
    corpus_table_close(t);
    corpus_counter_free(c);
}

static void stop_words_leave_holes(void **state)
{
    static const char *const words[] = {"The", "of"};
    corpus_counter_options o = defaults();
    corpus_counter *c;
    corpus_table *t;

    (void)state;
    o.stopwords = words;
    o.n_stopwords = 2;
    c = counter_of(&o);
    assert_int_equal(add(c, "a", "1", "out of the blue of the sky blue sky"), CORPUS_OK);
    t = finish(c);
    assert_int_equal(freq(t, "the"), 0);
    assert_int_equal(freq(t, "blue"), 2);
    assert_int_equal(freq(t, "blue sky"), 1);
    assert_int_equal(freq(t, "out blue"), 0);
    assert_int_equal(freq(t, "sky blue"), 1);
    assert_int_equal(corpus_table_total(t, 1), 5);
    assert_non_null(strstr(corpus_table_option(t, "stopwords"), "2 types, fnv1a "));
    corpus_table_close(t);
    corpus_counter_free(c);
}

static void ready_tokens_are_normalised_and_bounded(void **state)
{
    const corpus_document_sink *sink = corpus_counter_sink();
    corpus_counter_options o = defaults();
    corpus_counter *c = counter_of(&o);
    corpus_table *t;

    (void)state;
    assert_int_equal(begin(c, "a", "1"), CORPUS_OK);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(sink->token(c, "New York", 8), CORPUS_OK);
        assert_int_equal(sink->token(c, "IS", 2), CORPUS_OK);
        assert_int_equal(sink->boundary(c, CORPUS_BREAK_SENTENCE), CORPUS_OK);
    }
    assert_int_equal(sink->end(c), CORPUS_OK);
    t = finish(c);
    assert_int_equal(freq(t, "new\\syork is"), 1000);
    assert_int_equal(freq(t, "is new\\syork"), 0);
    corpus_table_close(t);
    corpus_counter_free(c);
}

static void ready_tokens_are_checked_like_text(void **state)
{
    const corpus_document_sink *sink = corpus_counter_sink();
    corpus_counter_options o = defaults();
    corpus_counter_summary s;
    corpus_counter *c = counter_of(&o);
    corpus_table *t;
    char *word = malloc(70000 + CORPUS_TEXT_PAD);

    (void)state;
    memset(word, 'x', 70000 + CORPUS_TEXT_PAD);
    memcpy(word + 65535, "\xc3\xa9", 2); /* the limit falls into it */
    assert_int_equal(begin(c, "a", "1"), CORPUS_OK);
    assert_int_equal(sink->token(c, "a\xff" "b", 3), CORPUS_OK);
    assert_int_equal(sink->token(c, word, 70000), CORPUS_OK);
    assert_int_equal(sink->end(c), CORPUS_OK);
    t = finish(c);
    assert_int_equal(freq(t, "a\xef\xbf\xbd" "b"), 1);
    word[65535] = 0;
    assert_int_equal(freq(t, word), 1);
    corpus_counter_summarise(c, &s);
    assert_int_equal(s.malformed, 1);
    assert_int_equal(s.long_tokens, 1);
    assert_int_equal(s.bytes, 70003);
    corpus_table_close(t);
    corpus_counter_free(c);

    o.tokens.invalid = CORPUS_INVALID_ERROR;
    c = counter_of(&o);
    assert_int_equal(begin(c, "a", "1"), CORPUS_OK);
    assert_int_equal(sink->token(c, "a\xff" "b", 3), CORPUS_EINPUT);
    assert_string_equal(corpus_counter_fault(c), "document 1: a token is invalid UTF-8");
    corpus_counter_free(c);
    free(word);
}

static void cuts_spare_single_types(void **state)
{
    corpus_counter_options o = defaults();
    corpus_counter *c;
    corpus_table *t;

    (void)state;
    o.min_count = 2;
    c = counter_of(&o);
    assert_int_equal(add(c, "a", "1", "x y x y z"), CORPUS_OK);
    t = finish(c);
    assert_int_equal(freq(t, "z"), 1);
    assert_int_equal(freq(t, "x y"), 2);
    assert_int_equal(freq(t, "y z"), 0);
    assert_int_equal(corpus_table_total(t, 2), 4); /* before the cut */
    corpus_table_close(t);
    corpus_counter_free(c);
}

static void nothing_counted_is_a_table(void **state)
{
    corpus_counter_options o = defaults();
    corpus_counter *c = counter_of(&o);
    corpus_table *t = finish(c);

    (void)state;
    assert_int_equal(corpus_table_documents(t), 0);
    assert_int_equal(corpus_table_total(t, 1), 0);
    corpus_table_close(t);
    corpus_counter_free(c);
}

static void options_stand_in_the_table(void **state)
{
    static const char *const fields[] = {"party", "year"};
    corpus_counter_options o = defaults();
    corpus_string values[] = {string("left"), string("")};
    corpus_document doc = {string("a"), string("1"), 2, values};
    corpus_counter *c;
    corpus_table *t;
    corpus_table_doc got;

    (void)state;
    o.order = 3;
    o.tokens.letter_case = CORPUS_CASE_FOLD;
    o.fields = fields;
    o.n_fields = 2;
    c = counter_of(&o);
    assert_int_equal(corpus_counter_option(c, "input", "lines"), CORPUS_OK);
    assert_int_equal(corpus_counter_note(c, "boms", 2), CORPUS_OK);
    assert_int_equal(corpus_counter_sink()->begin(c, &doc), CORPUS_OK);
    assert_int_equal(corpus_counter_sink()->token(c, "x", 1), CORPUS_OK);
    assert_int_equal(corpus_counter_sink()->end(c), CORPUS_OK);
    t = finish(c);
    assert_string_equal(corpus_table_option(t, "order"), "3");
    assert_string_equal(corpus_table_option(t, "case"), "fold");
    assert_string_equal(corpus_table_option(t, "tokenizer"), "unicode-2");
    assert_string_equal(corpus_table_option(t, "stopwords"), "off");
    assert_string_equal(corpus_table_option(t, "input"), "lines");
    assert_int_equal(corpus_table_document(t, 0, &got), CORPUS_OK);
    assert_string_equal(got.fields[0], "left");
    assert_string_equal(got.fields[1], "");
    corpus_table_close(t);
    corpus_counter_free(c);
}

/* ---- the same bytes --------------------------------------------------------------- */

static void write_pieces(const char *path, bool backwards, size_t piece)
{
    corpus_counter_options o = defaults();
    corpus_counter *c;

    o.order = 4;
    o.postings = 2;
    c = counter_of(&o);
    for (int k = 0; k < 40; k++) {
        int i = backwards ? 39 - k : k;
        char id[16], text[256];

        snprintf(id, sizeof id, "%d", i);
        snprintf(text, sizeof text,
                 "Number %d went to the caf\xc3\xa9 %d times. And it\xe2\x80\x99s not "
                 "the \xd0\x9a\xd0\xbe\xd1\x82 %d! Number %d went home.",
                 i, i % 5, i % 3, i % 7);
        assert_int_equal(add_in(c, i % 3 ? "b" : "a", id, text, piece), CORPUS_OK);
    }
    assert_int_equal(corpus_counter_finish(c, path, NULL, NULL, NULL), CORPUS_OK);
    corpus_counter_free(c);
}

static void order_and_pieces_of_the_input_change_no_byte(void **state)
{
    (void)state;
    write_pieces(table_path, false, SIZE_MAX);
    write_pieces(other_path, true, SIZE_MAX);
    assert_same_files(table_path, other_path);
    write_pieces(other_path, false, 3);
    assert_same_files(table_path, other_path);
}

/* 3.3 M tokens make several chunks. */
static void write_large(const char *path, unsigned threads, uint64_t memory)
{
    const corpus_document_sink *sink = corpus_counter_sink();
    corpus_counter_options o = defaults();
    uint64_t seed = 5;
    corpus_counter *c;

    o.threads = threads;
    o.memory = memory;
    c = counter_of(&o);
    for (int d = 0; d < 11; d++) {
        char id[16];

        snprintf(id, sizeof id, "%d", d);
        assert_int_equal(begin(c, d % 2 ? "odd" : "even", id), CORPUS_OK);
        for (int i = 0; i < 300000; i++) {
            char word[4] = "aaa";

            seed = seed * 6364136223846793005u + 1442695040888963407u;
            word[0] = (char)('a' + (seed >> 33) % 11);
            word[1] = (char)('a' + (seed >> 43) % 3);
            assert_int_equal(sink->token(c, word, 2 + (seed >> 50) % 2), CORPUS_OK);
        }
        assert_int_equal(sink->end(c), CORPUS_OK);
    }
    assert_int_equal(corpus_counter_finish(c, path, NULL, NULL, NULL), CORPUS_OK);
    corpus_counter_free(c);
}

static void threads_change_no_byte(void **state)
{
    (void)state;
    write_large(table_path, 1, 1u << 30);
    for (unsigned threads = 2; threads < 10; threads += threads) {
        write_large(other_path, threads - (threads == 4), 1u << 30);
        assert_same_files(table_path, other_path);
    }
}

/* ---- what goes wrong -------------------------------------------------------------- */

static void a_document_given_twice_is_named(void **state)
{
    corpus_counter_options o = defaults();
    corpus_counter *c = counter_of(&o);
    corpus_fault fault;

    (void)state;
    unlink(table_path);
    assert_int_equal(add(c, "herald", "a.txt", "one"), CORPUS_OK);
    assert_int_equal(add(c, "courier", "a.txt", "two"), CORPUS_OK);
    assert_int_equal(add(c, "herald", "a.txt", "three"), CORPUS_OK);
    assert_int_equal(corpus_counter_finish(c, table_path, NULL, NULL, &fault),
                     CORPUS_EEXIST);
    assert_string_equal(fault.place, "source herald has two documents a.txt");
    assert_int_equal(access(table_path, F_OK), -1);
    corpus_counter_free(c);
}

static void malformed_text_is_an_error_when_asked_for(void **state)
{
    corpus_counter_options o = defaults();
    corpus_counter *c;

    (void)state;
    o.tokens.invalid = CORPUS_INVALID_ERROR;
    c = counter_of(&o);
    assert_int_equal(add(c, "a", "x.txt:7", "good \xff bad"), CORPUS_EINPUT);
    assert_string_equal(corpus_counter_fault(c),
                        "document x.txt:7: invalid UTF-8 at byte 5");
    assert_int_equal(begin(c, "a", "y"), CORPUS_EINPUT);
    assert_int_equal(corpus_counter_finish(c, table_path, NULL, NULL, NULL),
                     CORPUS_EINPUT);
    corpus_counter_free(c);
}

static void names_with_nul_bytes_are_refused(void **state)
{
    corpus_counter_options o = defaults();
    corpus_counter *c = counter_of(&o);
    corpus_document doc = {.source = {"a", 1}, .id = {"x\0y", 3}};

    (void)state;
    assert_int_equal(corpus_counter_sink()->begin(c, &doc), CORPUS_EINPUT);
    assert_string_equal(corpus_counter_fault(c), "document x: a name holds a NUL byte");
    corpus_counter_free(c);
}

static void too_little_memory_says_how_much(void **state)
{
    const corpus_document_sink *sink = corpus_counter_sink();
    corpus_counter_options o = defaults();
    corpus_counter *c;
    int err = CORPUS_OK;

    (void)state;
    o.memory = 2000000;
    c = counter_of(&o);
    assert_int_equal(begin(c, "a", "1"), CORPUS_OK);
    for (int i = 0; i < 2000000 && !err; i++)
        err = sink->token(c, "word", 4);
    assert_int_equal(err, CORPUS_EBUDGET);
    assert_non_null(
        strstr(corpus_counter_fault(c), " MB of memory, 2.0 MB allowed; use "));
    corpus_counter_free(c);
}

static int count_words(uint64_t memory, corpus_fault *fault)
{
    corpus_counter_options o = defaults();
    corpus_counter *c;
    int err;

    o.memory = memory;
    c = counter_of(&o);
    err = begin(c, "a", "1");
    for (int i = 0; i < 60000 && !err; i++)
        err = corpus_counter_sink()->token(c, "word", 4);
    if (!err)
        corpus_counter_sink()->end(c);
    err = corpus_counter_finish(c, table_path, NULL, NULL, fault);
    corpus_counter_free(c);
    return err;
}

/* Runs need some memory, too, and the first thing that is refused may not be the last; but
 * who follows what is said gets there. */
static void asking_for_more_memory_leads_to_enough(void **state)
{
    corpus_fault fault;
    uint64_t memory = 1000000;
    int tries = 0;

    (void)state;
    while (count_words(memory, &fault)) {
        uint64_t whole, tenths;
        char *end;

        assert_memory_equal(fault.place, "needs about ", 12);
        whole = strtoull(fault.place + 12, &end, 10);
        tenths = strtoull(end + 1, &end, 10);
        assert_non_null(strstr(end, " MB of memory, "));
        assert_true((whole * 10 + tenths + 1) * 100000 > memory);
        memory = (whole * 10 + tenths + 3) * 100000;
        assert_true(++tries < 12);
    }
    assert_true(tries > 0);
    assert_string_equal(fault.place, "");
}

static void options_out_of_range_are_refused(void **state)
{
    corpus_counter_options o = defaults();
    corpus_counter *c;

    (void)state;
    o.order = CORPUS_ORDER_MAX + 1;
    assert_int_equal(corpus_counter_new(&c, &o), CORPUS_EINVAL);
    assert_null(c);
    o = defaults();
    o.order = 0;
    assert_int_equal(corpus_counter_new(&c, &o), CORPUS_EINVAL);
    o = defaults();
    o.tokens.stem = "klingon";
    assert_int_equal(corpus_counter_new(&c, &o), CORPUS_EINVAL);
}

#ifdef CAN_FAIL
static int count_a_little(void)
{
    corpus_counter_options o = defaults();
    corpus_counter *c;
    int err;

    o.threads = 1;
    o.window_before = o.window_after = 2;
    o.skip = 1;
    if ((err = corpus_counter_new(&c, &o)))
        return err;
    if (!(err =
              add(c, "a", "1", "A cat sat on a mat; a rather-long-word-with-hyphens.")) &&
        !(err = add(c, "b", "2", "internationalisation of a cat")))
        err = corpus_counter_finish(c, table_path, NULL, NULL, NULL);
    corpus_counter_free(c);
    return err;
}

static void every_failing_allocation_is_reported_and_none_leaks(void **state)
{
    long k = 0, before;
    int err;

    (void)state;
    assert_int_equal(count_a_little(), CORPUS_OK);
    unlink(table_path);
    before = alive;
    do {
        allocations_left = k++;
        err = count_a_little();
        allocations_left = -1;
        if (err) {
            assert_int_equal(err, CORPUS_ENOMEM);
            assert_int_equal(access(table_path, F_OK), -1);
        }
        assert_int_equal(alive, before);
    } while (err && k < 10000);
    assert_int_equal(err, CORPUS_OK);
    assert_true(k > 20);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_counted_by_hand),
        cmocka_unit_test(stop_words_leave_holes),
        cmocka_unit_test(ready_tokens_are_normalised_and_bounded),
        cmocka_unit_test(ready_tokens_are_checked_like_text),
        cmocka_unit_test(cuts_spare_single_types),
        cmocka_unit_test(nothing_counted_is_a_table),
        cmocka_unit_test(options_stand_in_the_table),
        cmocka_unit_test(order_and_pieces_of_the_input_change_no_byte),
        cmocka_unit_test(threads_change_no_byte),
        cmocka_unit_test(a_document_given_twice_is_named),
        cmocka_unit_test(malformed_text_is_an_error_when_asked_for),
        cmocka_unit_test(names_with_nul_bytes_are_refused),
        cmocka_unit_test(too_little_memory_says_how_much),
        cmocka_unit_test(asking_for_more_memory_leads_to_enough),
        cmocka_unit_test(options_out_of_range_are_refused),
#ifdef CAN_FAIL
        cmocka_unit_test(every_failing_allocation_is_reported_and_none_leaks),
#endif
    };

    return cmocka_run_group_tests(tests, make_paths, remove_paths);
}
