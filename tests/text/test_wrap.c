#include "text/wrap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Words of 3 to 10 letters (in two bytes each, if `wide`), filled into lines of `width`. */
static size_t fill(char *text, size_t width, int words, const char *newline, bool wide)
{
    size_t n = 0, column = 0;
    unsigned seed = 9;

    for (int i = 0; i < words; i++) {
        size_t len;

        seed = seed * 1103515245 + 12345;
        len = 3 + (seed >> 16) % 8;
        if (column && column + 1 + len > width) {
            n += (size_t)sprintf(text + n, "%s", newline);
            column = 0;
        } else if (column) {
            text[n++] = ' ';
            column++;
        }
        for (size_t k = 0; k < len; k++)
            n += (size_t)sprintf(text + n, "%s", wide ? "\xd0\xb6" : "x");
        column += len;
    }
    return n;
}

static void filled_lines_are_wrapped(void **state)
{
    static const size_t widths[] = { 45, 60, 72, 80, 100, 132 };
    char text[20000];

    (void)state;
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        size_t width = widths[i];

        assert_true(is_hard_wrapped(text, fill(text, width, 300, "\n", false)));
        assert_true(is_hard_wrapped(text, fill(text, width, 300, "\r\n", false)));
        assert_true(is_hard_wrapped(text, fill(text, width, 300, "\n", true)));
    }
}

static void narrow_wide_and_short_texts_are_not(void **state)
{
    char text[20000];

    (void)state;
    assert_false(is_hard_wrapped(text, fill(text, 30, 300, "\n", false)));
    assert_false(is_hard_wrapped(text, fill(text, 300, 900, "\n", false)));
    assert_false(is_hard_wrapped(text, fill(text, 72, 20, "\n", false)));
    assert_false(is_hard_wrapped("", 0));
}

static void sentences_and_paragraphs_on_lines_are_not(void **state)
{
    char text[20000];
    size_t n = 0;

    (void)state;
    for (int i = 0; i < 100; i++)
        n += fill(text + n, 1000, 4 + i * 7 % 13, "", false), text[n++] = '\n';
    assert_false(is_hard_wrapped(text, n));
    n = 0;
    for (int i = 0; i < 100; i++) {
        n += fill(text + n, 1000, 10, "", false);
        n += (size_t)sprintf(text + n, "\n\n");
    }
    assert_false(is_hard_wrapped(text, n));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filled_lines_are_wrapped),
        cmocka_unit_test(narrow_wide_and_short_texts_are_not),
        cmocka_unit_test(sentences_and_paragraphs_on_lines_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
