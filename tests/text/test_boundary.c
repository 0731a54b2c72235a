#include "text/boundary.h"
#include "text/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Mark the ends in `text` with | and compare. */
static void assert_ends(const struct boundaries *b, const char *text, const char *want)
{
    char got[4096];
    size_t len = strlen(text), from = 0, n = 0, at;

    while ((at = boundary_next(b, text, from, len, len)) != SIZE_MAX) {
        memcpy(got + n, text + from, at - from);
        n += at - from;
        if (at < len)
            got[n++] = '|';
        from = at;
    }
    memcpy(got + n, text + from, len - from);
    got[n + len - from] = '\0';
    assert_string_equal(got, want);
}

static struct boundaries ends_of(enum corpus_boundary kind, enum corpus_newline newline)
{
    struct boundaries b;

    boundaries_set(&b, kind, newline);
    return b;
}

/* A line of the test files: "÷ 0061 × 002E ÷ # ..." as text and a set of boundaries. */
static size_t parse_case(char *line, char *text, char *ends)
{
    size_t n = 0;

    line[strcspn(line, "#\n")] = '\0';
    for (char *word = strtok(line, " \t"); word; word = strtok(NULL, " \t")) {
        if (!strcmp(word, "\xc3\xb7"))
            ends[n] = 1;
        else if (!strcmp(word, "\xc3\x97"))
            ends[n] = 0;
        else
            for (size_t len = utf8_encode((uint32_t)strtoul(word, NULL, 16), text + n);
                 len; len--)
                ends[++n] = 0;
    }
    return n;
}

static void all_of_sentence_break_test_passes(void **state)
{
    struct boundaries b = ends_of(CORPUS_BOUNDARY_SENTENCE, CORPUS_NEWLINE_BREAK);
    FILE *f = fopen("/usr/share/unicode/auxiliary/SentenceBreakTest.txt", "r");
    char line[8192];
    int cases = 0;

    (void)state;
    if (!f) {
        print_message("skipped: install unicode-data (make deps)\n");
        skip();
    }
    while (fgets(line, sizeof line, f)) {
        char text[1024 + 64] = {0}, want[1025] = {0}, got[1025] = {0};
        size_t len = parse_case(line, text, want), at = 0;

        if (!len)
            continue;
        while ((at = boundary_next(&b, text, at, len, len)) != SIZE_MAX)
            got[at] = 1;
        for (size_t i = 1; i < len; i++)
            if (want[i] != got[i])
                fail_msg("case %d, byte %zu of %zu", cases + 1, i, len);
        cases++;
    }
    fclose(f);
    assert_int_equal(cases, 502);
}

static void sentences_end_where_readers_end_them(void **state)
{
    struct boundaries b = ends_of(CORPUS_BOUNDARY_SENTENCE, CORPUS_NEWLINE_BREAK);

    (void)state;
    assert_ends(&b, "He said \"Go!\" She went. (Or not.) Done",
                "He said \"Go!\" |She went. |(Or not.) |Done");
    assert_ends(&b, "It cost 3.50 at 3 p.m. on the U.S. market",
                "It cost 3.50 at 3 p.m. on the U.S. market");
    assert_ends(&b, "Mr. Smith", "Mr. |Smith");
    assert_ends(&b, "What?! Yes... no", "What?! |Yes... no");
    assert_ends(
        &b, "\xe4\xbd\xa0\xe5\xa5\xbd\xe3\x80\x82\xe5\x86\x8d\xe8\xa7\x81\xe3\x80\x82",
        "\xe4\xbd\xa0\xe5\xa5\xbd\xe3\x80\x82|\xe5\x86\x8d\xe8\xa7\x81\xe3\x80\x82");
    assert_ends(&b, "\xd9\x87\xd9\x84\xd8\x9f \xd9\x86\xd8\xb9\xd9\x85",
                "\xd9\x87\xd9\x84\xd8\x9f |\xd9\x86\xd8\xb9\xd9\x85");
    assert_ends(&b, "\xe0\xa4\x95\xe0\xa5\xa4 \xe0\xa4\x96",
                "\xe0\xa4\x95\xe0\xa5\xa4 |\xe0\xa4\x96");
}

static void single_newline_is_a_space_only_when_asked(void **state)
{
    struct boundaries hard = ends_of(CORPUS_BOUNDARY_SENTENCE, CORPUS_NEWLINE_BREAK);
    struct boundaries soft = ends_of(CORPUS_BOUNDARY_SENTENCE, CORPUS_NEWLINE_SPACE);

    (void)state;
    assert_ends(&hard, "one\ntwo\r\nthree.\nfour", "one\n|two\r\n|three.\n|four");
    assert_ends(&soft, "one\ntwo\r\nthree.\nFour", "one\ntwo\r\nthree.\n|Four");
    assert_ends(&soft, "one.\nfour", "one.\nfour");
    assert_ends(&soft, "one\n\ntwo\r\n \t\r\nthree", "one\n\n|two\r\n \t\r\n|three");
    assert_ends(&soft, "one.\n\nfour", "one.\n\n|four");
    assert_ends(&soft, "one\r\ntwo\r\rthree", "one\r\ntwo\r\r|three");
    assert_ends(&soft, "one.\r\rfour", "one.\r\r|four");
    assert_ends(&soft, "one\xe2\x80\xa9two", "one\xe2\x80\xa9|two");
    assert_ends(&soft, "one.\r\nfour", "one.\r\nfour");
    assert_ends(&soft, "one?\n\xe2\x80\x8f, two", "one?\n\xe2\x80\x8f, two");
    assert_ends(&soft, "one.\n\n\xc2\xad" "two. Six", "one.\n\n|\xc2\xad" "two. |Six");
}

static void a_line_is_a_line_whatever_newlines_are(void **state)
{
    struct boundaries b = ends_of(CORPUS_BOUNDARY_LINE, CORPUS_NEWLINE_SPACE);

    (void)state;
    assert_ends(&b, "one. Two\nthree\r\nfour\rfive\xc2\x85six\xe2\x80\xa8seven",
                "one. Two\n|three\r\n|four\r|five\xc2\x85|six\xe2\x80\xa8|seven");
}

static void punctuation_between_words_ends_a_segment(void **state)
{
    struct boundaries b = ends_of(CORPUS_BOUNDARY_PUNCT, CORPUS_NEWLINE_SPACE);

    (void)state;
    assert_ends(&b, "one, two; (three) 'four'", "one,| two;| (|three)| '|four'");
    assert_ends(&b, "well-known - no -one", "well-known -| no -|one");
    assert_ends(&b, "dogs' tails don't\nwag", "dogs' tails don't\nwag");
    assert_ends(&b, "R&D at 5% and/or $3", "R&D at 5% and/or $3");
    assert_ends(&b, "\xe4\xb8\x80\xef\xbc\x8c\xe4\xba\x8c",
                "\xe4\xb8\x80\xef\xbc\x8c|\xe4\xba\x8c");
    assert_ends(&b, "one\n\ntwo", "one\n\n|two");
}

static void look_ahead_is_bounded(void **state)
{
    struct boundaries b = ends_of(CORPUS_BOUNDARY_SENTENCE, CORPUS_NEWLINE_BREAK);
    static char text[3000];

    (void)state;
    memset(text, ' ', sizeof text);
    memcpy(text, "a.", 2);
    text[1023] = 'b';
    assert_int_equal(boundary_next(&b, text, 0, sizeof text, sizeof text), SIZE_MAX);
    text[1023] = ' ';
    text[1025] = 'b';
    assert_int_equal(boundary_next(&b, text, 0, sizeof text, sizeof text), 1025);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_of_sentence_break_test_passes),
        cmocka_unit_test(sentences_end_where_readers_end_them),
        cmocka_unit_test(single_newline_is_a_space_only_when_asked),
        cmocka_unit_test(a_line_is_a_line_whatever_newlines_are),
        cmocka_unit_test(punctuation_between_words_ends_a_segment),
        cmocka_unit_test(look_ahead_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
