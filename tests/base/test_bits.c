/* Bits come back as they were put. */
#include "base/bits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { MOST = 4000 };

static uint64_t draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed ^ *seed >> 29;
}

static void bits_of_any_length_come_back(void **state)
{
    static uint8_t bytes[MOST * BITS_MAX / 8 + BITS_PAD];
    struct bit_writer w = {.at = bytes};
    struct bit_reader r = {.at = bytes};
    uint64_t seed = 1, again = 1, total = 0;

    (void)state;
    for (unsigned i = 0; i < MOST; i++) {
        unsigned n = (unsigned)(draw(&seed) % (BITS_MAX + 1));

        bits_put(&w, draw(&seed) & ((1ull << n) - 1), n);
        total += n;
    }
    assert_int_equal(bits_end(&w) - bytes, (total + 7) / 8);
    for (unsigned i = 0; i < MOST; i++) {
        unsigned n = (unsigned)(draw(&again) % (BITS_MAX + 1));
        uint64_t mask = (1ull << n) - 1;

        assert_false(total && bits_used_up(&r, bits_end(&w)) && n);
        assert_int_equal(bits_peek(&r) & mask, draw(&again) & mask);
        bits_skip(&r, n);
    }
    assert_true(bits_used_up(&r, bits_end(&w)));
}

static void each_bit_of_a_row_is_found(void **state)
{
    static uint8_t bytes[MOST + BITS_PAD];
    struct bit_writer w = {.at = bytes};
    uint64_t seed = 2, again = 2;

    (void)state;
    for (unsigned i = 0; i < MOST; i++)
        bits_put(&w, draw(&seed) & 1, 1);
    for (unsigned i = 0; i < MOST; i++)
        assert_int_equal(bits_at(bytes, i), draw(&again) & 1);
}

static void bits_are_not_used_up_before_a_byte_or_a_1(void **state)
{
    uint8_t bytes[2 + BITS_PAD] = {0x05, 0};
    struct bit_reader r = {.at = bytes};

    (void)state;
    assert_false(bits_used_up(&r, bytes + 1));
    bits_skip(&r, 2);
    assert_false(bits_used_up(&r, bytes + 1)); /* a 1 is left */
    bits_skip(&r, 1);
    assert_true(bits_used_up(&r, bytes + 1));
    assert_false(bits_used_up(&r, bytes + 2)); /* a byte is */
    bits_skip(&r, 5);
    assert_true(bits_used_up(&r, bytes + 1));
}

static void numbers_come_back_from_rice_codes_of_every_parameter(void **state)
{
    static uint8_t bytes[64 * 5 * 2 * BITS_MAX / 8 + BITS_PAD];

    (void)state;
    for (unsigned k = 0; k <= RICE_MAX; k++) {
        struct bit_writer w = {.at = bytes};
        struct bit_reader r = {.at = bytes};

        for (unsigned bit = 0; bit < 32; bit++)
            for (int more = -2; more <= 2; more++) {
                uint32_t v = (uint32_t)((INT64_C(1) << bit) + more);

                rice_put(&w, v, k);
                rice_put_pair(&w, ~v, RICE_MAX - k, v, k);
            }
        for (unsigned bit = 0; bit < 32; bit++)
            for (int more = -2; more <= 2; more++) {
                uint32_t v = (uint32_t)((INT64_C(1) << bit) + more);

                assert_int_equal(rice_get(&r, k), v);
                assert_int_equal(rice_get(&r, RICE_MAX - k), ~v);
                assert_int_equal(rice_get(&r, k), v);
            }
        assert_true(bits_used_up(&r, bits_end(&w)));
    }
}

static void numbers_come_back_from_gamma_codes(void **state)
{
    static uint8_t bytes[GAMMA_BITS * 5 * 8 + BITS_PAD];
    struct bit_writer w = {.at = bytes};
    struct bit_reader r = {.at = bytes};
    uint32_t v;

    (void)state;
    for (unsigned bit = 2; bit < GAMMA_BITS; bit++)
        for (uint32_t i = 0; i < 5; i++)
            gamma_put(&w, (1u << bit) + i - 3);
    for (unsigned bit = 2; bit < GAMMA_BITS; bit++)
        for (uint32_t i = 0; i < 5; i++) {
            assert_true(gamma_get(&r, &v));
            assert_int_equal(v, (1u << bit) + i - 3);
        }
    assert_true(bits_used_up(&r, bits_end(&w)));
    r = (struct bit_reader){.at = (const uint8_t[8]){0}};
    assert_false(gamma_get(&r, &v));
}

static uint64_t bits_of(const uint32_t v[], unsigned n, unsigned k)
{
    uint64_t sum = 0;

    for (unsigned i = 0; i < n; i++)
        sum += rice_code(v[i], k).n;
    return sum;
}

/* Gaps between things of which each place has one with the same chance. */
static void the_parameter_is_the_best_or_next_to_it_for_random_gaps(void **state)
{
    static uint32_t v[MOST];
    uint64_t seed = 7;

    (void)state;
    for (unsigned rarity = 1; rarity < 3000; rarity = rarity * 3 / 2 + 1) {
        uint64_t sum = 0, chosen, best = UINT64_MAX;

        for (unsigned i = 0; i < MOST; i++) {
            for (v[i] = 0; draw(&seed) >> 20 & 0xfff && draw(&seed) % rarity; v[i]++)
                ;
            sum += v[i];
        }
        chosen = bits_of(v, MOST, rice_parameter(MOST, sum));
        for (unsigned k = 0; k <= RICE_MAX; k++)
            best = bits_of(v, MOST, k) < best ? bits_of(v, MOST, k) : best;
        assert_true(chosen <= best + best / 100);
    }
    assert_int_equal(rice_parameter(0, 0), 0);
    assert_int_equal(rice_parameter(1, UINT32_MAX), RICE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bits_of_any_length_come_back),
        cmocka_unit_test(each_bit_of_a_row_is_found),
        cmocka_unit_test(bits_are_not_used_up_before_a_byte_or_a_1),
        cmocka_unit_test(numbers_come_back_from_rice_codes_of_every_parameter),
        cmocka_unit_test(numbers_come_back_from_gamma_codes),
        cmocka_unit_test(the_parameter_is_the_best_or_next_to_it_for_random_gaps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
