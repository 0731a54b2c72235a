/* Numbers as classes and bits. */
#include "table/classes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void classes_follow_each_other_without_a_hole(void **state)
{
    uint64_t next = 0;

    (void)state;
    for (unsigned i = 0; i < CLASSES; i++) {
        assert_true(classes[i].base == next);
        next = classes[i].base + (UINT64_C(1) << classes[i].bits);
        assert_true(classes[i].bits <= CLASS_BITS_MAX);
    }
    assert_true(next == UINT64_C(1) << 32);
    for (unsigned i = CLASSES; i < 256; i++)
        assert_true(classes[i].base == UINT32_MAX && !classes[i].bits);
}

static void numbers_come_back(void **state)
{
    uint8_t symbols[400], rest[400 * 4 + BITS_PAD];
    struct bytes column = {.data = symbols, .cap = sizeof symbols};
    struct bit_writer w = {.at = rest};
    struct column columns[2];
    struct class_reader r;
    uint32_t all[400];
    size_t n = 0;

    (void)state;
    for (unsigned bit = 0; bit < 32; bit++)
        for (int more = -6; more <= 5; more++)
            all[n++] = (uint32_t)((INT64_C(1) << bit) + more);
    for (size_t i = 0; i < n; i++)
        class_put(&column, &w, all[i]);
    columns[0] = column_of(&column);
    columns[1] = (struct column){rest, bits_end(&w)};
    r = class_reader(columns);
    for (size_t i = 0; i < n; i++) {
        assert_false(class_ended(&r));
        assert_true(class_more(&r));
        assert_int_equal(class_get(&r), all[i]);
    }
    assert_false(class_more(&r));
    assert_true(class_ended(&r));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes_follow_each_other_without_a_hole),
        cmocka_unit_test(numbers_come_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
