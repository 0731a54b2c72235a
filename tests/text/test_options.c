#include "corpus/tokenizer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void first_value_of_each_option_is_the_default(void **state)
{
    corpus_token_options o;
    size_t i;

    (void)state;
    corpus_token_options_default(&o);
    for (i = 0; corpus_token_option_name(i); i++) {
        const char *name = corpus_token_option_name(i);
        const char *value = corpus_token_option_value(name, 0);

        assert_string_equal(corpus_token_options_get(&o, name), value ? value : "off");
    }
    assert_int_equal(i, 13);
}

static void every_value_is_set_and_read_back(void **state)
{
    corpus_token_options o;

    (void)state;
    corpus_token_options_default(&o);
    for (size_t i = 0; corpus_token_option_name(i); i++) {
        const char *name = corpus_token_option_name(i), *value;

        for (size_t k = 0; (value = corpus_token_option_value(name, k)); k++) {
            assert_int_equal(corpus_token_options_set(&o, name, value), CORPUS_OK);
            assert_string_equal(corpus_token_options_get(&o, name), value);
        }
    }
    assert_int_equal(o.newline, CORPUS_NEWLINE_BREAK);
    assert_int_equal(o.segment, CORPUS_SEGMENT_ICU);
    assert_int_equal(corpus_token_options_set(&o, "stem", "english"), CORPUS_OK);
    assert_string_equal(corpus_token_options_get(&o, "stem"), "english");
    assert_int_equal(corpus_token_options_set(&o, "stem", "off"), CORPUS_OK);
    assert_null(o.stem);
}

static void unknown_names_and_values_are_refused(void **state)
{
    corpus_token_options o;

    (void)state;
    corpus_token_options_default(&o);
    assert_int_equal(corpus_token_options_set(&o, "cases", "lower"), CORPUS_EINVAL);
    assert_int_equal(corpus_token_options_set(&o, "case", "Lower"), CORPUS_EINVAL);
    assert_int_equal(corpus_token_options_set(&o, "case", ""), CORPUS_EINVAL);
    assert_null(corpus_token_options_get(&o, "cases"));
    assert_null(corpus_token_option_value("cases", 0));
    assert_null(corpus_token_option_value("case", 99));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_value_of_each_option_is_the_default),
        cmocka_unit_test(every_value_is_set_and_read_back),
        cmocka_unit_test(unknown_names_and_values_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
