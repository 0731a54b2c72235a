/* Numbers as bytes: reading gives them back. */
#include "base/varint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void numbers_come_back_in_as_few_bytes_as_hold_them(void **state)
{
    (void)state;
    for (unsigned bit = 0; bit < 64; bit++)
        for (int more = -2; more <= 2; more++) {
            uint64_t v = (UINT64_C(1) << bit) + (uint64_t)more, back;
            uint8_t bytes[VARINT_MAX];
            const uint8_t *at = bytes, *end = varint_put(bytes, v);
            unsigned bits = v ? 64 - (unsigned)__builtin_clzll(v) : 1;

            assert_int_equal(end - bytes, (bits + 6) / 7);
            assert_true(varint_get(&at, end, &back));
            assert_true(back == v);
            assert_ptr_equal(at, end);
            at = bytes;
            assert_false(varint_get(&at, end - 1, &back));
        }
}

static void numbers_of_a_fixed_size_have_their_low_byte_first(void **state)
{
    uint8_t bytes[8];

    (void)state;
    put_u64(bytes, 0x8877665544332211);
    for (unsigned i = 0; i < 8; i++)
        assert_int_equal(bytes[i], 0x11 * (i + 1));
    assert_true(get_u64(bytes) == 0x8877665544332211);
    put_u32(bytes + 2, 0xdeadbeef);
    assert_int_equal(bytes[2], 0xef);
    assert_int_equal(get_u32(bytes + 2), 0xdeadbeef);
    assert_int_equal(bytes[6], 0x77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_come_back_in_as_few_bytes_as_hold_them),
        cmocka_unit_test(numbers_of_a_fixed_size_have_their_low_byte_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
