/* Hashes: all bytes matter, and the length. */
#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static bool differ(const uint64_t a[2], const uint64_t b[2])
{
    return a[0] != b[0] && a[1] != b[1] && a[0] != b[1];
}

static void every_bit_changes_both_halves_of_a_wide_hash(void **state)
{
    unsigned char bytes[70] = {0};
    uint64_t before[2], after[2];

    (void)state;
    for (size_t len = 1; len <= sizeof bytes; len++) {
        hash_wide(bytes, len, before);
        for (size_t bit = 0; bit < 8 * len; bit++) {
            bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
            hash_wide(bytes, len, after);
            bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
            assert_true(differ(before, after));
        }
    }
}

static void zeros_of_every_length_differ(void **state)
{
    unsigned char zeros[100] = {0};
    uint64_t hashes[101][2];

    (void)state;
    for (size_t len = 0; len <= sizeof zeros; len++) {
        hash_wide(zeros, len, hashes[len]);
        for (size_t k = 0; k < len; k++)
            assert_true(differ(hashes[k], hashes[len]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_bit_changes_both_halves_of_a_wide_hash),
        cmocka_unit_test(zeros_of_every_length_differ),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
