/* From values to pixels. */
#include "shared/scale.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_holds(bool log, double low, double high)
{
    struct scale s = scale_make(log, low, high, 100, 500);
    double slack = 1e-6 * (fabs(low) + fabs(high));

    assert_true(s.n_ticks >= 2 && s.n_ticks <= SCALE_TICKS);
    assert_true(s.ticks[0] <= low + slack && s.ticks[s.n_ticks - 1] >= high - slack);
    for (size_t i = 1; i < s.n_ticks; i++)
        assert_true(s.ticks[i - 1] < s.ticks[i]);
    assert_true(fabs(scale_at(&s, s.ticks[0]) - 100) < 1e-6);
    assert_true(fabs(scale_at(&s, s.ticks[s.n_ticks - 1]) - 500) < 1e-6);
}

static void ticks_hold_all_values_and_are_few(void **state)
{
    (void)state;
    for (int power = -12; power <= 12; power++)
        for (double times = 1; times < 10; times += 0.7) {
            double low = times * pow(10, power);

            for (double range = 0; range < 1e10; range = 3 * range + 0.1) {
                assert_holds(false, low, low * (1 + range));
                assert_holds(false, -low, low * range);
                assert_holds(false, -low * (1 + range), -low);
                assert_holds(true, low, low * (1 + range));
            }
        }
    assert_holds(false, 0, 0);
    assert_holds(true, 1, 1);
    assert_holds(true, 1e-300, 1e300);
}

static void ticks_are_round_numbers(void **state)
{
    struct scale s = scale_make(false, -4.3, 11.8, 0, 1);

    (void)state;
    assert_int_equal(s.n_ticks, 5);
    for (size_t i = 0; i < s.n_ticks; i++)
        assert_true(s.ticks[i] == -5 + 5 * (double)i);
    s = scale_make(true, 3, 41000, 0, 1);
    assert_int_equal(s.n_ticks, 6);
    assert_true(s.ticks[0] == 1 && fabs(s.ticks[5] - 100000) < 1e-6);
}

static void logarithms_are_even(void **state)
{
    struct scale s = scale_make(true, 1, 10000, 0, 400);

    (void)state;
    for (int i = 0; i <= 4; i++)
        assert_true(fabs(scale_at(&s, pow(10, i)) - 100 * i) < 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ticks_hold_all_values_and_are_few),
        cmocka_unit_test(ticks_are_round_numbers),
        cmocka_unit_test(logarithms_are_even),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
