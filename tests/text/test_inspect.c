/* What a text looks like before it is counted. */
#include "corpus/inspect.h"
#include "text/nfc_check.h"
#include "text/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include <cmocka.h>

static corpus_inspector *inspector;

static int open_inspector(void **state)
{
    (void)state;
    return corpus_inspector_new(&inspector);
}

static int close_inspector(void **state)
{
    (void)state;
    corpus_inspector_free(inspector);
    return 0;
}

static corpus_inspection inspect(const char *text, size_t len, size_t piece)
{
    corpus_inspection seen;

    for (size_t at = 0; at < len; at += piece) {
        size_t n = len - at < piece ? len - at : piece;
        char *copy = calloc(1, n + CORPUS_TEXT_PAD);

        memcpy(copy, text + at, n);
        assert_int_equal(corpus_inspector_feed(inspector, copy, n), CORPUS_OK);
        free(copy);
    }
    assert_int_equal(corpus_inspector_end(inspector, &seen), CORPUS_OK);
    return seen;
}

static corpus_inspection look(const char *text)
{
    return inspect(text, strlen(text), strlen(text) + 1);
}

static void assert_sight(enum corpus_sight sight, const char *text, uint64_t count,
                         const char *example)
{
    corpus_inspection seen = look(text);

    assert_int_equal(seen.counts[sight], count);
    assert_string_equal(seen.examples[sight], example);
}

static void plain_text_shows_nothing(void **state)
{
    corpus_inspection seen = look("The cat sat.\n\nIt was glad, he said.\n");

    (void)state;
    for (int i = 0; i < CORPUS_SIGHTS; i++)
        assert_int_equal(seen.counts[i], 0);
    assert_int_equal(seen.bytes, 36);
    assert_int_equal(seen.chunks, 8);
    assert_int_equal(seen.lines, 2);
    assert_false(seen.empty || seen.hard_wrapped || seen.other_encoding);
}

static void empty_is_what_has_no_letter_and_no_number(void **state)
{
    (void)state;
    assert_true(look("").empty);
    assert_true(look(" \n *** -- \n").empty);
    assert_false(look("7").empty);
    assert_false(look("\xd0\xb6").empty);
}

static void malformed_bytes_are_counted_and_shown(void **state)
{
    (void)state;
    assert_sight(CORPUS_SIGHT_MALFORMED, "caf\xe9 \xff\xfe o", 3, "caf<E9> <FF><FE> ");
    assert_true(look("caf\xe9").other_encoding);
    assert_false(look("caf\xe9 caf\xc3\xa9").other_encoding);
    assert_false(look("caf\xc3\xa9").other_encoding);
}

static void nul_bytes_are_counted(void **state)
{
    corpus_inspection seen = inspect("a\0b\0", 4, 9);

    (void)state;
    assert_int_equal(seen.counts[CORPUS_SIGHT_NUL], 2);
    assert_string_equal(seen.examples[CORPUS_SIGHT_NUL], "a<00>b<00>");
}

static void signs_of_a_wrong_encoding_are_seen(void **state)
{
    (void)state;
    assert_sight(CORPUS_SIGHT_REPLACEMENT, "caf\xef\xbf\xbd", 1, "caf\xef\xbf\xbd");
    assert_sight(CORPUS_SIGHT_C1_CONTROL, "it\xc2\x92s", 1, "it<U+0092>s");
    assert_sight(CORPUS_SIGHT_LIGATURE, "\x1b\x7f\xc2\x92 \xe2\x80\xae\xef\xac\x81 ", 1,
                 "<1B><U+007F><U+0092> <U+202E>\xef\xac\x81 ");
    assert_sight(CORPUS_SIGHT_MOJIBAKE, "itâ€™s cafÃ© ", 2, "itâ€™s cafÃ© ");
    assert_sight(CORPUS_SIGHT_MOJIBAKE, "\xc3\x82ge, N\xc3\x83O, m\xc3\xa2t", 0, "");
}

static void apostrophes_stand_between_letters(void **state)
{
    (void)state;
    assert_sight(CORPUS_SIGHT_STRAIGHT_APOSTROPHE, "don't 'so' dogs' l'été d'été 5'6", 3,
                 "don't 'so' dogs' l'été d'été ");
    assert_sight(CORPUS_SIGHT_CURLY_APOSTROPHE, "don’t ‘so’ dogs’ été’s", 2,
                 "don’t ‘so’ dogs’ ");
}

static void quotes_are_told_apart(void **state)
{
    (void)state;
    assert_sight(CORPUS_SIGHT_STRAIGHT_QUOTE, "\"so\"", 2, "\"so\"");
    assert_sight(CORPUS_SIGHT_CURLY_QUOTE, "“so” „so“ «so»", 4, "“so” „so“ ");
}

static uint64_t count(enum corpus_sight sight, const char *text)
{
    return look(text).counts[sight];
}

static void decomposed_characters_count_once_with_their_marks(void **state)
{
    (void)state;
    assert_sight(CORPUS_SIGHT_DECOMPOSED, "cafe\xcc\x81", 1, "cafe<U+0301>");
    assert_int_equal(count(CORPUS_SIGHT_DECOMPOSED, "o\xcc\x82\xcc\x81 e\xcc\x81"), 2);
    assert_int_equal(count(CORPUS_SIGHT_DECOMPOSED, "\u1112\u1161\u11ab"), 1);
    assert_int_equal(count(CORPUS_SIGHT_DECOMPOSED, "x\xcc\x81"), 0);
}

static void ligatures_are_seen(void **state)
{
    (void)state;
    assert_sight(CORPUS_SIGHT_LIGATURE, "\xef\xac\x81nd", 1, "\xef\xac\x81nd");
}

static void hyphens_at_line_ends_part_words(void **state)
{
    (void)state;
    assert_sight(CORPUS_SIGHT_SOFT_HYPHEN, "co\xc2\xadop", 1, "co<U+00AD>op");
    assert_sight(CORPUS_SIGHT_LINE_HYPHEN, "some com-\npany,\nfine\n", 1,
                 "some com-\npany,\nfine\n");
    assert_int_equal(count(CORPUS_SIGHT_LINE_HYPHEN, "a-\r\n  b\u2010\nc\u00ad\nd"), 3);
    assert_int_equal(count(CORPUS_SIGHT_LINE_HYPHEN, "a -\nb 1-\nc a-\n\nb a- b a-\n1"), 0);
}

static void chunks_without_a_letter_are_no_words(void **state)
{
    (void)state;
    assert_sight(CORPUS_SIGHT_NON_WORD, "in 1999 -- so", 2, "in 1999 -- ");
}

static void long_words_are_runs_of_letters_and_digits(void **state)
{
    char text[200];

    (void)state;
    memset(text, 'x', sizeof text);
    assert_int_equal(inspect(text, 60, 99).counts[CORPUS_SIGHT_LONG_WORD], 0);
    assert_int_equal(inspect(text, 61, 99).counts[CORPUS_SIGHT_LONG_WORD], 1);
    text[60] = '/';
    assert_int_equal(inspect(text, 120, 99).counts[CORPUS_SIGHT_LONG_WORD], 0);
}

static void scripts_without_spaces_are_seen(void **state)
{
    (void)state;
    assert_int_equal(count(CORPUS_SIGHT_UNSPACED, "ก่อน 中文 abc"), 6);
    assert_int_equal(look("ก่อน 中文 abc").letters, 9);
}

static void lines_are_open_when_no_mark_ends_them(void **state)
{
    corpus_inspection seen = look("Skip to content\n\nHe said:\nso.\n“So”\nend é");

    (void)state;
    assert_int_equal(seen.lines, 5);
    assert_int_equal(seen.counts[CORPUS_SIGHT_OPEN_LINE], 2);
    assert_string_equal(seen.examples[CORPUS_SIGHT_OPEN_LINE],
                        "Skip to content\n\nHe said:\nso.\n“So”\nend ");
}

static void hard_wrapping_is_seen(void **state)
{
    char text[4000];
    size_t n = 0;

    (void)state;
    for (int i = 0; i < 40; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s", i % 2 ?
                              "that runs from one line of text to the next with no end\n" :
                              "because it was cut at some sixty columns by a program\n");
    assert_true(inspect(text, n, 100).hard_wrapped);
    assert_false(look("One line.\nAnother.\n").hard_wrapped);
}

/* `n_chunks`, of which the first `marks` end in a comma. */
static corpus_inspection repeat(const char *word, int n_chunks, int marks)
{
    char text[8000];
    size_t n = 0;

    for (int i = 0; i < n_chunks; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s ", word,
                              i < marks ? "," : "");
    return inspect(text, n, 100);
}

static void a_text_without_punctuation_is_seen(void **state)
{
    (void)state;
    assert_true(repeat("don", 200, 0).unpunctuated);
    assert_true(repeat("don", 200, 1).unpunctuated);
    assert_false(repeat("don", 200, 2).unpunctuated);
    assert_true(repeat("don", 299, 2).unpunctuated);
    assert_false(repeat("don", 199, 0).unpunctuated);
    assert_false(repeat("ภาษาไทย", 200, 0).unpunctuated);
}

/* ---- other ways ------------------------------------------------------------------- */

static unsigned seed = 5;

static unsigned random_below(unsigned n)
{
    seed = seed * 1103515245u + 12345;
    return (seed >> 8) % n;
}

static size_t random_text(char *out, size_t size)
{
    static const char *const parts[] = {"a", "B", "7", "'", "\"", " ", "\n", "\r\n", "-", "é",
                                        "e\xcc\x81", "’", "“", "\xc2\xad", "\xe9", "\xf0\x9f",
                                        "中", "ก่", "\xef\xbf\xbd", "\xc2\x92", "_", ".",
                                        "\xe1\x85\xa1", "\xef\xac\x81", "Ã©", "\xe3\x80\x80"};
    size_t n = 0;

    while (n + 8 < size) {
        const char *part = parts[random_below(sizeof parts / sizeof *parts)];

        memcpy(out + n, part, strlen(part));
        n += strlen(part);
    }
    return n;
}

static void pieces_of_any_size_show_the_same(void **state)
{
    char text[400];

    (void)state;
    for (int round = 0; round < 200; round++) {
        size_t len = random_text(text, sizeof text);
        corpus_inspection whole = inspect(text, len, len);

        for (size_t piece = 1; piece < 20; piece += 3) {
            corpus_inspection seen = inspect(text, len, piece);

            assert_memory_equal(seen.counts, whole.counts, sizeof whole.counts);
            assert_memory_equal(seen.digest, whole.digest, sizeof whole.digest);
            assert_int_equal(seen.chunks, whole.chunks);
            assert_int_equal(seen.lines, whole.lines);
            assert_int_equal(seen.letters, whole.letters);
        }
    }
}

static void malformed_bytes_are_those_of_the_checker(void **state)
{
    char text[400];

    (void)state;
    for (int round = 0; round < 100; round++) {
        size_t len = random_text(text, sizeof text);
        struct utf8_check check;

        utf8_check(text, len, &check);
        assert_int_equal(inspect(text, len, len).counts[CORPUS_SIGHT_MALFORMED],
                         check.malformed);
    }
}

static void texts_differ_by_their_digest(void **state)
{
    static char text[20000];
    corpus_inspection before = inspect(text, sizeof text, 7000), after;

    (void)state;
    text[12345] = 1;
    after = inspect(text, sizeof text, 3000);
    assert_true(before.digest[0] != after.digest[0] && before.digest[1] != after.digest[1]);
    text[12345] = 0;
    after = inspect(text, sizeof text - 1, 3000);
    assert_true(before.digest[0] != after.digest[0]);
}

/* utf8proc makes the text NFC: does that change it? */
static bool is_nfc(const char *text, size_t len)
{
    utf8proc_uint8_t *out;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)len,
                                      &out, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    bool same = n == (utf8proc_ssize_t)len && !memcmp(out, text, len);

    free(out);
    return same;
}

static bool walks_as_nfc(const struct nfc_table *t, const char *text, size_t len)
{
    struct nfc_walk walk = {0};
    bool wrong = false;
    uint32_t code;

    for (size_t at = 0; at < len;) {
        at += utf8_decode(text, at, len, &code);
        wrong |= nfc_walk_step(&walk, t, code);
    }
    return !wrong;
}

static void nfc_is_what_composing_leaves_alone(void **state)
{
    static const uint32_t some[] = {'a', 'e', 'o', 0xf4, 0x300, 0x301, 0x302, 0x307, 0x323,
                                    0x345, 0x1100, 0x1161, 0x11a8, 0xac00, 0xac01, 0x3b1,
                                    0x9c7, 0x9be, 0x9d7, 0x212b, 0x958, 0xfb2e, 0x5b4, 0xe38,
                                    0xe48, '<', 0x338, 0x344, 0x1e69, 0x1d15e, 0x2f800};
    struct nfc_table table;
    char text[64];

    (void)state;
    assert_int_equal(nfc_table_make(&table), CORPUS_OK);
    for (int round = 0; round < 200000; round++) {
        size_t len = 0;

        for (unsigned n = 1 + random_below(5); n; n--)
            len += utf8_encode(some[random_below(sizeof some / sizeof *some)], text + len);
        assert_int_equal(walks_as_nfc(&table, text, len), is_nfc(text, len));
    }
    nfc_table_free(&table);
}

static void every_character_is_nfc_or_not(void **state)
{
    struct nfc_table table;
    char text[4];

    (void)state;
    assert_int_equal(nfc_table_make(&table), CORPUS_OK);
    for (uint32_t code = 1; code < 0x110000; code++) {
        size_t len;

        if (code >= 0xd800 && code < 0xe000)
            continue;
        len = utf8_encode(code, text);
        assert_int_equal(walks_as_nfc(&table, text, len), is_nfc(text, len));
    }
    nfc_table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_shows_nothing),
        cmocka_unit_test(empty_is_what_has_no_letter_and_no_number),
        cmocka_unit_test(malformed_bytes_are_counted_and_shown),
        cmocka_unit_test(nul_bytes_are_counted),
        cmocka_unit_test(signs_of_a_wrong_encoding_are_seen),
        cmocka_unit_test(apostrophes_stand_between_letters),
        cmocka_unit_test(quotes_are_told_apart),
        cmocka_unit_test(decomposed_characters_count_once_with_their_marks),
        cmocka_unit_test(ligatures_are_seen),
        cmocka_unit_test(hyphens_at_line_ends_part_words),
        cmocka_unit_test(chunks_without_a_letter_are_no_words),
        cmocka_unit_test(long_words_are_runs_of_letters_and_digits),
        cmocka_unit_test(scripts_without_spaces_are_seen),
        cmocka_unit_test(lines_are_open_when_no_mark_ends_them),
        cmocka_unit_test(hard_wrapping_is_seen),
        cmocka_unit_test(a_text_without_punctuation_is_seen),
        cmocka_unit_test(pieces_of_any_size_show_the_same),
        cmocka_unit_test(malformed_bytes_are_those_of_the_checker),
        cmocka_unit_test(texts_differ_by_their_digest),
        cmocka_unit_test(nfc_is_what_composing_leaves_alone),
        cmocka_unit_test(every_character_is_nfc_or_not),
    };

    return cmocka_run_group_tests(tests, open_inspector, close_inspector);
}
