/* Kinds of pairs. */
#include "shared/alike.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void equal_pairs_are_of_one_kind_and_others_of_another(void **state)
{
    struct alike a = {0};

    (void)state;
    for (int again = 0; again < 3; again++) {
        for (uint64_t i = 0; i < 5000; i++) {
            uint64_t pair[2] = {i % 70, i / 70 << 40};

            assert_int_equal(alike_kind(&a, pair), i);
            assert_int_equal(a.pair[i][0], pair[0]);
            assert_int_equal(a.pair[i][1], pair[1]);
        }
        assert_int_equal(a.n, 5000);
    }
    alike_clear(&a);
    assert_int_equal(alike_kind(&a, (uint64_t[2]){UINT64_MAX, 0}), 0);
    assert_int_equal(alike_kind(&a, (uint64_t[2]){0, UINT64_MAX}), 1);
    assert_int_equal(a.n, 2);
    alike_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_pairs_are_of_one_kind_and_others_of_another),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
