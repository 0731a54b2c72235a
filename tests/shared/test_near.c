/* What a misspelt name may have meant. */
#include "shared/near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void two_slips_are_near_and_three_are_not(void **state)
{
    (void)state;
    assert_true(is_near("min-count", "min-count"));
    assert_true(is_near("min-cout", "min-count"));
    assert_true(is_near("mmin-countt", "min-count"));
    assert_true(is_near("nim-count", "min-count"));
    assert_true(is_near("in-ccount", "min-count"));
    assert_false(is_near("nim-cont", "min-count"));
    assert_false(is_near("min-", "min-count"));
    assert_true(is_near("logdice", "logdices"));
}

static void a_short_name_may_have_one_slip(void **state)
{
    (void)state;
    assert_true(is_near("topp", "top"));
    assert_true(is_near("top", "stop"));
    assert_false(is_near("tpo", "top"));
    assert_true(is_near("", "t"));
    assert_false(is_near("", "mi"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_slips_are_near_and_three_are_not),
        cmocka_unit_test(a_short_name_may_have_one_slip),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
