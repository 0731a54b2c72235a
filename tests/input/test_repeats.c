/* Lines that documents share: counted, and left out. */
#include "corpus/repeats.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What came out of the second pass: "text|text|", tokens in parentheses. */
struct out {
    struct bytes log;
    bool final;
};

static int out_begin(void *user, const corpus_document *doc)
{
    struct out *o = user;

    (void)doc;
    o->final = false;
    return CORPUS_OK;
}

static int out_text(void *user, const char *bytes, size_t len, bool final)
{
    struct out *o = user;

    assert_false(o->final);
    o->final = final;
    return bytes_add(&o->log, bytes, len);
}

static int out_token(void *user, const char *bytes, size_t len)
{
    struct out *o = user;

    return bytes_printf(&o->log, "(%.*s)", (int)len, bytes);
}

static int out_boundary(void *user, enum corpus_break kind)
{
    struct out *o = user;

    return bytes_printf(&o->log, kind == CORPUS_BREAK_BLOCK ? "//" : "/");
}

static int out_end(void *user)
{
    struct out *o = user;

    return bytes_printf(&o->log, "|");
}

static const corpus_document_sink out_sink = {out_begin, out_text, out_token,
                                              out_boundary, out_end};

static corpus_repeats *open_repeats(uint64_t memory, size_t samples)
{
    corpus_repeats_options o;
    corpus_repeats *r;

    corpus_repeats_options_default(&o);
    o.memory = memory;
    o.samples = samples;
    assert_int_equal(corpus_repeats_new(&r, &o), CORPUS_OK);
    return r;
}

static corpus_string string(const char *s)
{
    return (corpus_string){s, strlen(s)};
}

/* One document, in pieces of at most `piece` bytes. */
static int put(corpus_repeats *r, const corpus_document_sink *sink, const char *source,
               const char *text, size_t len, size_t piece)
{
    corpus_document doc = {.source = string(source), .id = string("id")};
    size_t at = 0;
    int err = sink->begin(r, &doc);

    while (!err) {
        size_t n = len - at < piece ? len - at : piece;
        char *copy = calloc(1, n + CORPUS_TEXT_PAD);

        memcpy(copy, text + at, n);
        at += n;
        err = sink->text(r, copy, n, at == len);
        free(copy);
        if (at == len)
            break;
    }
    return err ? err : sink->end(r);
}

/* Both passes over documents up to a NULL; the text that is left. */
static char *filtered(uint64_t min_docs, const char *const docs[], size_t piece)
{
    corpus_repeats *r = open_repeats(0, 0);
    struct out o = {0};

    for (size_t i = 0; docs[i]; i++)
        assert_int_equal(put(r, corpus_repeats_count_sink(), "s", docs[i],
                             strlen(docs[i]), piece), CORPUS_OK);
    assert_int_equal(corpus_repeats_drop(r, min_docs, &out_sink, &o), CORPUS_OK);
    for (size_t i = 0; docs[i]; i++)
        assert_int_equal(put(r, corpus_repeats_drop_sink(), "s", docs[i], strlen(docs[i]),
                             piece), CORPUS_OK);
    corpus_repeats_free(r);
    bytes_add(&o.log, "", 1);
    return (char *)o.log.data;
}

static void check(uint64_t min_docs, const char *const docs[], const char *want)
{
    static const size_t pieces[] = {1, 2, 3, 5, 1000};

    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        char *got = filtered(min_docs, docs, pieces[i]);

        assert_string_equal(got, want);
        free(got);
    }
}

static void a_shared_line_becomes_a_line_end_and_spaces(void **state)
{
    (void)state;
    check(2, (const char *[]){"Menu\none\n", "Menu\ntwo\n", NULL},
          "\n   \none\n|\n   \ntwo\n|");
    check(3, (const char *[]){"Menu\none\n", "Menu\ntwo\n", NULL},
          "Menu\none\n|Menu\ntwo\n|");
}

static void blank_around_a_line_does_not_count(void **state)
{
    (void)state;
    check(2, (const char *[]){"  Menu \r\na", "b\nMenu", "Menu  bar", NULL},
          "  \n    \r\na|b\n\n   |Menu  bar|");
}

static void blank_lines_are_no_repeated_lines(void **state)
{
    (void)state;
    check(1, (const char *[]){"\n \n\t\n", "", NULL}, "\n \n\t\n||");
}

static void a_line_counts_once_per_document(void **state)
{
    (void)state;
    check(2, (const char *[]){"ho\nho\nho\n", "x", NULL}, "ho\nho\nho\n|x|");
}

static void sources_are_counted_apart(void **state)
{
    corpus_repeats *r = open_repeats(0, 0);
    corpus_repeats_summary s;
    struct out o = {0};

    (void)state;
    for (int i = 0; i < 2; i++)
        put(r, corpus_repeats_count_sink(), "a", "x\ny\n", 4, 9);
    put(r, corpus_repeats_count_sink(), "b", "x\nz", 3, 9);
    corpus_repeats_summarise(r, "a", 1, 2, &s);
    assert_int_equal(s.documents, 2);
    assert_int_equal(s.lines, 4);
    assert_int_equal(s.repeated, 4);
    assert_int_equal(s.distinct, 2);
    corpus_repeats_summarise(r, "c", 1, 2, &s);
    assert_int_equal(s.documents, 0);
    assert_int_equal(corpus_repeats_drop(r, 2, &out_sink, &o), CORPUS_OK);
    put(r, corpus_repeats_drop_sink(), "a", "x\n", 2, 9);
    put(r, corpus_repeats_drop_sink(), "b", "x\n", 2, 9);
    put(r, corpus_repeats_drop_sink(), "c", "x\n", 2, 9);
    bytes_add(&o.log, "", 1);
    assert_string_equal(o.log.data, "\n\n|x\n|x\n|");
    bytes_free(&o.log);
    corpus_repeats_free(r);
}

static void what_is_left_out_is_counted(void **state)
{
    corpus_repeats *r = open_repeats(0, 0);
    uint64_t lines, bytes;
    struct out o = {0};

    (void)state;
    for (int i = 0; i < 2; i++)
        put(r, corpus_repeats_count_sink(), "a", " four\nsix six\n", 14, 99);
    corpus_repeats_drop(r, 2, &out_sink, &o);
    put(r, corpus_repeats_drop_sink(), "a", " four\nsix six\nnew\nfour", 22, 99);
    corpus_repeats_dropped(r, &lines, &bytes);
    assert_int_equal(lines, 3);
    assert_int_equal(bytes, 4 + 7 + 4);
    bytes_free(&o.log);
    corpus_repeats_free(r);
}

static void samples_come_by_documents_then_bytes(void **state)
{
    static const char *const docs[] = {"b\na\nc\nonce", "c\nb\na", "c"};
    corpus_repeats *r = open_repeats(0, 10);
    corpus_repeated_line top[2];

    (void)state;
    for (size_t i = 0; i < 3; i++)
        put(r, corpus_repeats_count_sink(), "s", docs[i], strlen(docs[i]), 99);
    assert_int_equal(corpus_repeats_top(r, "s", 1, 2, 2, top), 2);
    assert_string_equal(top[0].text.data, "c");
    assert_int_equal(top[0].docs, 3);
    assert_string_equal(top[1].text.data, "a");
    assert_int_equal(corpus_repeats_top(r, "s", 1, 3, 2, top), 1);
    assert_int_equal(corpus_repeats_top(r, "t", 1, 1, 2, top), 0);
    corpus_repeats_free(r);
}

static void a_sample_is_cut_between_characters(void **state)
{
    corpus_repeats *r = open_repeats(0, 1);
    char line[301];
    corpus_repeated_line top;

    (void)state;
    memset(line, 'x', 300);
    memcpy(line + 199, "ä", 2);
    for (int i = 0; i < 2; i++)
        put(r, corpus_repeats_count_sink(), "s", line, 300, 64);
    assert_int_equal(corpus_repeats_top(r, "s", 1, 2, 1, &top), 1);
    assert_int_equal(top.text.len, 199);
    corpus_repeats_free(r);
}

static void lines_without_end_pass(void **state)
{
    size_t len = 200000;
    char *text = malloc(len);

    (void)state;
    memset(text, 'x', len);
    memcpy(text, "a\n", 2);
    memcpy(text + len - 2, "\na", 2);
    for (size_t piece = 1000; piece < 300000; piece *= 9) {
        corpus_repeats *r = open_repeats(0, 0);
        struct out o = {0};

        put(r, corpus_repeats_count_sink(), "s", text, len, piece);
        put(r, corpus_repeats_count_sink(), "s", text, len, piece);
        corpus_repeats_drop(r, 2, &out_sink, &o);
        put(r, corpus_repeats_drop_sink(), "s", text, len, piece);
        assert_int_equal(o.log.len, len + 1);
        assert_memory_equal(o.log.data, "\n\nx", 3);
        assert_memory_equal(o.log.data + len - 3, "x\n\n|", 4);
        bytes_free(&o.log);
        corpus_repeats_free(r);
    }
    free(text);
}

static void tokens_pass(void **state)
{
    corpus_repeats *r = open_repeats(0, 0);
    corpus_document doc = {.source = string("s"), .id = string("id")};
    struct out o = {0};

    (void)state;
    for (int pass = 0; pass < 2; pass++) {
        const corpus_document_sink *sink =
            pass ? corpus_repeats_drop_sink() : corpus_repeats_count_sink();

        sink->begin(r, &doc);
        sink->token(r, "one", 3);
        sink->boundary(r, CORPUS_BREAK_BLOCK);
        sink->token(r, "two", 3);
        sink->end(r);
        if (!pass)
            assert_int_equal(corpus_repeats_drop(r, 1, &out_sink, &o), CORPUS_OK);
    }
    bytes_add(&o.log, "", 1);
    assert_string_equal(o.log.data, "(one)//(two)|");
    bytes_free(&o.log);
    corpus_repeats_free(r);
}

static void too_many_lines_are_an_error(void **state)
{
    corpus_repeats *r = open_repeats(4096, 0);
    char line[16];
    int err = CORPUS_OK;

    (void)state;
    for (int i = 0; i < 1000 && !err; i++) {
        int n = snprintf(line, sizeof line, "%d\n", i);

        err = put(r, corpus_repeats_count_sink(), "s", line, (size_t)n, 99);
    }
    assert_int_equal(err, CORPUS_EBUDGET);
    assert_int_equal(corpus_repeats_drop(r, 0, &out_sink, NULL), CORPUS_EINVAL);
    corpus_repeats_free(r);
}

/* ---- a second way ----------------------------------------------------------------- */

enum { DOCS = 40, LINES = 60, KINDS = 300 };

static unsigned seed;

static unsigned random_below(unsigned n)
{
    seed = seed * 1103515245u + 12345;
    return (seed >> 8) % n;
}

/* Documents of numbered lines: the naive count is an array. */
static void random_documents_keep_what_a_naive_count_keeps(void **state)
{
    static unsigned lines[DOCS][LINES], docs[KINDS];
    static char text[DOCS][LINES * 8];
    corpus_repeats *r = open_repeats(0, 0);
    struct bytes want = {0};
    struct out o = {0};

    (void)state;
    seed = 7;
    memset(docs, 0, sizeof docs);
    for (unsigned d = 0; d < DOCS; d++) {
        bool seen[KINDS] = {false};

        for (unsigned i = 0; i < LINES; i++) {
            unsigned kind = random_below(random_below(KINDS) + 1);

            lines[d][i] = kind;
            sprintf(text[d] + strlen(text[d]), "n%u\n", kind);
            docs[kind] += !seen[kind];
            seen[kind] = true;
        }
        put(r, corpus_repeats_count_sink(), "s", text[d], strlen(text[d]), 1 + d);
    }
    corpus_repeats_drop(r, 9, &out_sink, &o);
    for (unsigned d = 0; d < DOCS; d++) {
        put(r, corpus_repeats_drop_sink(), "s", text[d], strlen(text[d]), 1 + d);
        for (unsigned i = 0; i < LINES; i++) {
            char line[16];
            int n = snprintf(line, sizeof line, "n%u\n", lines[d][i]);

            if (docs[lines[d][i]] >= 9)
                n = snprintf(line, sizeof line, "\n%*s\n", n - 2, "");
            bytes_add(&want, line, (size_t)n);
        }
        bytes_add(&want, "|", 1);
    }
    assert_int_equal(want.len, o.log.len);
    assert_memory_equal(want.data, o.log.data, want.len);
    bytes_free(&want);
    bytes_free(&o.log);
    corpus_repeats_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_shared_line_becomes_a_line_end_and_spaces),
        cmocka_unit_test(blank_around_a_line_does_not_count),
        cmocka_unit_test(blank_lines_are_no_repeated_lines),
        cmocka_unit_test(a_line_counts_once_per_document),
        cmocka_unit_test(sources_are_counted_apart),
        cmocka_unit_test(what_is_left_out_is_counted),
        cmocka_unit_test(samples_come_by_documents_then_bytes),
        cmocka_unit_test(a_sample_is_cut_between_characters),
        cmocka_unit_test(lines_without_end_pass),
        cmocka_unit_test(tokens_pass),
        cmocka_unit_test(too_many_lines_are_an_error),
        cmocka_unit_test(random_documents_keep_what_a_naive_count_keeps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
