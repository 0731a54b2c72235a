/* Numbers as bytes: both ways of writing agree, and reading gives them back. */
#include "base/varint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void both_ways_of_writing_agree(void **state)
{
    (void)state;
    for (unsigned bit = 0; bit < 32; bit++)
        for (int more = -2; more <= 2; more++) {
            uint32_t v = (uint32_t)((INT64_C(1) << bit) + more);
            uint8_t plain[VARINT_MAX], even[VARINT_MAX];
            const uint8_t *at = even, *end = varint_put_even(even, v);
            uint64_t back;

            assert_int_equal(varint_put(plain, v) - plain, end - even);
            assert_memory_equal(plain, even, (size_t)(end - even));
            assert_true(varint_get(&at, end, &back));
            assert_int_equal(back, v);
            assert_ptr_equal(at, end);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(both_ways_of_writing_agree)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
