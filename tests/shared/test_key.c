/* Cells as keys. */
#include "shared/key.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* Each value is better than the next, if large is best. */
static const double falling[] = {INFINITY, 1e300, 2, 1, 0x1p-1074, 0, -0x1p-1074, -1, -2,
                                 -INFINITY};

enum { N = sizeof falling / sizeof *falling };

static void better_numbers_have_smaller_keys(void **state)
{
    const column high = {.kind = COLUMN_REAL};
    const column low = {.kind = COLUMN_REAL, .low_is_best = true};

    (void)state;
    for (size_t i = 1; i < N; i++) {
        cell a = cell_real(falling[i - 1]), b = cell_real(falling[i]);

        assert_true(column_key(&high, a) < column_key(&high, b));
        assert_true(column_key(&low, a) > column_key(&low, b));
    }
}

static void undefined_is_last_in_either_direction(void **state)
{
    (void)state;
    for (int low = 0; low < 2; low++) {
        const column c = {.kind = COLUMN_REAL, .low_is_best = low};

        for (size_t i = 0; i < N; i++)
            assert_true(column_key(&c, cell_real(falling[i])) <
                        column_key(&c, cell_real(NAN)));
    }
}

static void there_is_no_minus_zero(void **state)
{
    const column c = {.kind = COLUMN_REAL};

    (void)state;
    assert_int_equal(column_key(&c, cell_real(0)), column_key(&c, cell_real(-0.0)));
}

static void counts_fall_and_texts_rise_by_their_first_eight_bytes(void **state)
{
    const column count = {.kind = COLUMN_COUNT}, term = {.kind = COLUMN_TERM};

    (void)state;
    assert_true(column_key(&count, cell_count(UINT64_MAX)) <
                column_key(&count, cell_count(0)));
    assert_true(column_key(&term, cell_text("a", 1)) <
                column_key(&term, cell_text("a b", 3)));
    assert_true(column_key(&term, cell_text("z", 1)) <
                column_key(&term, cell_text("\xc3\xa4", 2)));
    assert_int_equal(column_key(&term, cell_text("eightlet", 8)),
                     column_key(&term, cell_text("eightletters", 12)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(better_numbers_have_smaller_keys),
        cmocka_unit_test(undefined_is_last_in_either_direction),
        cmocka_unit_test(there_is_no_minus_zero),
        cmocka_unit_test(counts_fall_and_texts_rise_by_their_first_eight_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
