#include "corpus/tokenizer.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static int write_token(void *user, const corpus_token *t)
{
    return bytes_printf(user, "%d %d %d %.*s %.*s\n", (int)t->start, (int)t->end,
                        (int)t->sentence, (int)t->form_len, t->form, (int)t->type_len,
                        t->type);
}

/* Whatever the pieces, the same tokens. */
static void assert_tokens(const corpus_token_options *o, const char *text,
                          const char *want)
{
    for (size_t piece = 1; piece <= strlen(text); piece++) {
        corpus_tokenizer *t;
        struct bytes got = {0};

        assert_int_equal(corpus_tokenizer_new(&t, o, write_token, &got), CORPUS_OK);
        for (int twice = 0; twice < 2; twice++) {
            got.len = 0;
            for (size_t at = 0; at < strlen(text); at += piece)
                assert_int_equal(corpus_tokenizer_feed(t, text + at,
                    strlen(text) - at < piece ? strlen(text) - at : piece), CORPUS_OK);
            assert_int_equal(corpus_tokenizer_end(t), CORPUS_OK);
            assert_int_equal(bytes_add(&got, "", 1), CORPUS_OK);
            assert_string_equal((char *)got.data, want);
        }
        corpus_tokenizer_free(t);
        bytes_free(&got);
    }
}

static void tokens_come_with_place_sentence_form_and_type(void **state)
{
    corpus_token_options o;

    (void)state;
    corpus_token_options_default(&o);
    assert_tokens(&o, "One Two. Syria\xe2\x80\x99s 3rd!",
                  "0 3 0 One one\n4 7 0 Two two\n9 18 1 Syria\xe2\x80\x99s syria's\n19 "
                  "22 1 3rd 3rd\n");
    o.numbers = CORPUS_NUMBERS_DROP;
    assert_tokens(&o, "\xef\xbb\xbf" "a 1 b", "3 4 0 a a\n7 8 1 b b\n");
}

static void offsets_hold_in_long_documents(void **state)
{
    corpus_token_options o;
    corpus_tokenizer *t;
    struct bytes got = {0};
    char spaces[1000];

    (void)state;
    memset(spaces, ' ', sizeof spaces);
    corpus_token_options_default(&o);
    assert_int_equal(corpus_tokenizer_new(&t, &o, write_token, &got), CORPUS_OK);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(corpus_tokenizer_feed(t, spaces, sizeof spaces), CORPUS_OK);
    assert_int_equal(corpus_tokenizer_feed(t, "End", 3), CORPUS_OK);
    assert_int_equal(corpus_tokenizer_end(t), CORPUS_OK);
    assert_memory_equal(got.data, "1000000 1000003 0 End end\n", got.len);
    assert_int_equal(corpus_tokenizer_stats(t).bytes, 1000003);
    corpus_tokenizer_free(t);
    bytes_free(&got);
}

static void an_error_is_located_and_the_next_document_is_fine(void **state)
{
    corpus_token_options o;
    corpus_tokenizer *t;
    struct bytes got = {0};

    (void)state;
    corpus_token_options_default(&o);
    o.invalid = CORPUS_INVALID_ERROR;
    assert_int_equal(corpus_tokenizer_new(&t, &o, write_token, &got), CORPUS_OK);
    assert_int_equal(corpus_tokenizer_feed(t, "ab \xff", 4), CORPUS_OK);
    assert_int_equal(corpus_tokenizer_end(t), CORPUS_EINPUT);
    assert_int_equal(corpus_tokenizer_error_offset(t), 3);
    assert_int_equal(corpus_tokenizer_feed(t, "ok", 2), CORPUS_OK);
    assert_int_equal(corpus_tokenizer_end(t), CORPUS_OK);
    assert_memory_equal(got.data, "0 2 0 ok ok\n", got.len);
    corpus_tokenizer_free(t);
    bytes_free(&got);
}

static void ready_tokens_are_checked_counted_and_cut_like_text(void **state)
{
    static char form[70001];
    corpus_token_options o;
    corpus_tokenizer *t;
    struct bytes got = {0};
    corpus_text_stats stats;

    (void)state;
    corpus_token_options_default(&o);
    assert_int_equal(corpus_tokenizer_new(&t, &o, write_token, &got), CORPUS_OK);
    assert_int_equal(corpus_tokenizer_token(t, "a\xff", 2), CORPUS_OK);
    assert_int_equal(corpus_tokenizer_token(t, "\xe2\x82x\0", 4), CORPUS_OK);
    assert_memory_equal(got.data, "0 2 0 a\xff a\xef\xbf\xbd\n", 14);
    memset(form, 'x', sizeof form);
    memcpy(form + 65535, "\xc3\xa9", 2);
    got.len = 0;
    assert_int_equal(corpus_tokenizer_token(t, form, sizeof form), CORPUS_OK);
    assert_memory_equal(got.data, "8 65543 0 x", 11);
    got.len = 0;
    assert_int_equal(corpus_tokenizer_token(t, "b", 1), CORPUS_OK);
    assert_memory_equal(got.data, "70010 70011 0 b b\n", got.len);
    assert_int_equal(corpus_tokenizer_end(t), CORPUS_OK);
    stats = corpus_tokenizer_stats(t);
    assert_int_equal(stats.bytes, 2 + 4 + sizeof form + 1);
    assert_int_equal(stats.malformed, 2);
    assert_int_equal(stats.nul, 1);
    assert_int_equal(stats.overlong, 1);
    corpus_tokenizer_free(t);

    o.invalid = CORPUS_INVALID_ERROR;
    assert_int_equal(corpus_tokenizer_new(&t, &o, write_token, &got), CORPUS_OK);
    assert_int_equal(corpus_tokenizer_token(t, "abc", 3), CORPUS_OK);
    assert_int_equal(corpus_tokenizer_token(t, "de\xff", 3), CORPUS_EINPUT);
    assert_int_equal(corpus_tokenizer_error_offset(t), 6);
    corpus_tokenizer_free(t);
    bytes_free(&got);
}

#ifdef HAVE_ICU
static void icu_finds_words_where_no_spaces_are(void **state)
{
    corpus_token_options o;

    (void)state;
    corpus_token_options_default(&o);
    o.segment = CORPUS_SEGMENT_ICU;
    /* "Thai language", "Beijing", and what is whole for us stays whole */
    assert_tokens(&o, "\u0e20\u0e32\u0e29\u0e32\u0e44\u0e17\u0e22 \u5317\u4eac #a",
                  "0 12 0 \u0e20\u0e32\u0e29\u0e32 \u0e20\u0e32\u0e29\u0e32\n"
                  "12 21 0 \u0e44\u0e17\u0e22 \u0e44\u0e17\u0e22\n"
                  "22 28 0 \u5317\u4eac \u5317\u4eac\n29 31 0 #a #a\n");
}
#else
static void what_is_not_built_in_is_refused(void **state)
{
    corpus_token_options o;
    corpus_tokenizer *t;

    (void)state;
    corpus_token_options_default(&o);
    o.segment = CORPUS_SEGMENT_ICU;
    assert_int_equal(corpus_tokenizer_new(&t, &o, write_token, NULL), CORPUS_EINVAL);
    assert_null(t);
    corpus_tokenizer_free(NULL);
}
#endif

static void versions_are_told(void **state)
{
    corpus_token_options o;

    (void)state;
    corpus_token_options_default(&o);
    assert_string_equal(corpus_tokenizer_version(&o), "unicode-2");
    assert_string_equal(corpus_unicode_version(), "15.0.0");
    assert_non_null(corpus_normalization_version());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_come_with_place_sentence_form_and_type),
        cmocka_unit_test(offsets_hold_in_long_documents),
        cmocka_unit_test(an_error_is_located_and_the_next_document_is_fine),
        cmocka_unit_test(ready_tokens_are_checked_counted_and_cut_like_text),
#ifdef HAVE_ICU
        cmocka_unit_test(icu_finds_words_where_no_spaces_are),
#else
        cmocka_unit_test(what_is_not_built_in_is_refused),
#endif
        cmocka_unit_test(versions_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
