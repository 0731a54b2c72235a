/* Numbers as text, against printf. */
#include "shared/number.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What number.h promises, the slow way. */
static void write_by_printf(char *out, size_t room, double value, int digits)
{
    char shown[64];

    if (isnan(value)) {
        *out = '\0';
        return;
    }
    snprintf(shown, sizeof shown, "%.*e", digits - 1, value);
    if (isfinite(value) && strtod(shown, NULL) != 0 && fabs(strtod(shown, NULL)) < 1e15 &&
        fabs(strtod(shown, NULL)) >= pow(10, digits))
        snprintf(out, room, "%.0f", strtod(shown, NULL));
    else
        snprintf(out, room, "%.*g", digits, value == 0 ? 0.0 : value);
}

static void check(double value, unsigned digits)
{
    char want[400], got[NUMBER_ROOM + 1];
    size_t len = number_write(got, value, digits);

    assert_true(len < NUMBER_ROOM);
    got[len] = '\0';
    write_by_printf(want, sizeof want, value, (int)digits);
    if (strcmp(got, want))
        fail_msg("%a of %u digits: %s, not %s", value, digits, got, want);
}

static void check_all(double value)
{
    for (unsigned digits = 1; digits <= 17; digits++) {
        check(value, digits);
        check(-value, digits);
    }
}

static uint64_t draw(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void random_numbers_of_all_sizes_read_as_printf_has_them(void **state)
{
    uint64_t random = 88172645463325252u;

    (void)state;
    for (int i = 0; i < 40000; i++) {
        double share = (double)(draw(&random) >> 11) * 0x1p-53;
        int power = (int)(draw(&random) % 40) - 20;

        check_all(share * pow(10, power));
    }
}

static void any_bits_read_as_printf_has_them(void **state)
{
    uint64_t random = 7, bits;
    double value;

    (void)state;
    for (int i = 0; i < 40000; i++) {
        bits = draw(&random);
        memcpy(&value, &bits, sizeof value);
        if (!isnan(value))
            check_all(value);
    }
}

/* Numbers that end in 5, and those next to them and to a power of ten. */
static void ties_and_edges_read_as_printf_has_them(void **state)
{
    (void)state;
    for (int power = -25; power <= 25; power++) {
        for (double x = 5; x < 1e7; x = x * 10 + 5) {
            double at[] = {x * pow(10, power), pow(10, power), x / 1024, x};

            for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
                check_all(at[i]);
                check_all(nextafter(at[i], 0));
                check_all(nextafter(at[i], INFINITY));
            }
        }
    }
}

static void numbers_out_of_the_ordinary_have_their_words(void **state)
{
    static const double at[] = {0,
                                5e-324,
                                2.2250738585072014e-308,
                                1e-13,
                                1e-4,
                                1,
                                1e9,
                                99999999999999,
                                1e14,
                                999999999999999,
                                1e15,
                                1.7976931348623157e308,
                                INFINITY};
    char out[NUMBER_ROOM];

    (void)state;
    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        check_all(at[i]);
    assert_int_equal(number_write(out, NAN, 6), 0);
}

static void counts_are_whole(void **state)
{
    char want[32], got[NUMBER_ROOM + 1];
    uint64_t random = 3, power = 1;

    (void)state;
    for (int i = 0; i < 100000; i++) {
        uint64_t counts[] = {draw(&random) >> i % 64, power, power - 1, power + 1};

        for (size_t k = 0; k < 4; k++) {
            got[number_write_count(got, counts[k])] = '\0';
            snprintf(want, sizeof want, "%llu", (unsigned long long)counts[k]);
            assert_string_equal(got, want);
        }
        power = power > UINT64_MAX / 10 ? 1 : power * 10;
    }
}

static void what_was_written_before_is_the_same_again(void **state)
{
    struct number_memory memory = {0};
    char again[NUMBER_ROOM], first[NUMBER_ROOM];
    uint64_t random = 5;

    (void)state;
    assert_int_equal(number_recall(again, NAN, 6, &memory), 0);
    for (int i = 0; i < 100000; i++) {
        double value = (double)(draw(&random) % 100) / 7 - 4;
        size_t len = number_write(first, value, 6);

        assert_int_equal(number_recall(again, value, 6, &memory), len);
        assert_memory_equal(again, first, len);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_numbers_of_all_sizes_read_as_printf_has_them),
        cmocka_unit_test(any_bits_read_as_printf_has_them),
        cmocka_unit_test(ties_and_edges_read_as_printf_has_them),
        cmocka_unit_test(numbers_out_of_the_ordinary_have_their_words),
        cmocka_unit_test(counts_are_whole),
        cmocka_unit_test(what_was_written_before_is_the_same_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
