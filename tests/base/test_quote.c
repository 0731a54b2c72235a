/* Names of any bytes on one line of a message. */
#include "corpus/reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void assert_quoted(const char *name, size_t len, const char *expected)
{
    char out[256];

    assert_int_equal(corpus_name_quote(out, sizeof out, name, len), strlen(expected));
    assert_string_equal(out, expected);
}

static void ordinary_names_stay(void **state)
{
    (void)state;
    assert_quoted("a b/-rf$(x)%n.txt", 17, "a b/-rf$(x)%n.txt");
    assert_quoted("\u00fcber/\u65e5\u672c", 12, "\u00fcber/\u65e5\u672c");
    assert_quoted("", 0, "");
}

static void controls_are_escaped(void **state)
{
    (void)state;
    assert_quoted("a\nb\tc\rd\\e\033[31m\177", 15, "a\\nb\\tc\\rd\\\\e\\x1b[31m\\x7f");
    assert_quoted("a\0b", 3, "a\\x00b");
    assert_quoted("\xe2\x80\xae"
                  "xe\xc2\x85",
                  7, "\\xe2\\x80\\xaexe\\xc2\\x85");
}

static void bytes_that_are_not_utf8_are_escaped(void **state)
{
    (void)state;
    assert_quoted("caf\xe9", 4, "caf\\xe9");
    assert_quoted("\xc0\xaf\xed\xa0\x80\xf5", 6, "\\xc0\\xaf\\xed\\xa0\\x80\\xf5");
    assert_quoted("\xe2\x82", 2, "\\xe2\\x82");
}

static void a_small_buffer_gets_what_fits(void **state)
{
    char out[5];

    (void)state;
    assert_int_equal(corpus_name_quote(out, sizeof out, "ab\n\n", 4), 6);
    assert_string_equal(out, "ab\\n");
    assert_int_equal(corpus_name_quote(NULL, 0, "ab\n", 3), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_names_stay),
        cmocka_unit_test(controls_are_escaped),
        cmocka_unit_test(bytes_that_are_not_utf8_are_escaped),
        cmocka_unit_test(a_small_buffer_gets_what_fits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
