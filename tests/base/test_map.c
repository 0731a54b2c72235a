/* Arrays keep what they hold when they grow. */
#include "base/map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

static void fill(uint8_t *data, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        data[i] = (uint8_t)(i * 31 + i / 4099);
}

static void check(const uint8_t *data, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        assert_int_equal(data[i], (uint8_t)(i * 31 + i / 4099));
}

/* From malloc's memory to small pages and huge ones, within them, and where something else is
 * in the way. */
static void growing_keeps_what_is_there_and_adds_zeros(void **state)
{
    static const size_t sizes[] = {1,   2,   300, 700, 701, 790, 820,
                                   3200, 3201, 6400, 16000, 16001, 64000};
    size_t size = 0;
    uint8_t *data = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        size_t want = sizes[i] * 655;
        uint8_t *next = map_new(want);

        assert_non_null(next);
        data = map_grow(data, size, want);
        assert_non_null(data);
        check(data, 0, size);
        for (size_t k = size; k < want; k++)
            assert_int_equal(data[k], 0);
        fill(data, size, want);
        size = want;
        map_free(next, want);
    }
    map_free(data, size);
}

static void what_is_large_begins_with_a_huge_page(void **state)
{
    (void)state;
    for (size_t n = 1; n < 4; n++) {
        size_t size = n * MAP_HUGE;
        char *data = map_new(size), *other = map_new(size);

        assert_int_equal((uintptr_t)data % MAP_HUGE, 0);
        assert_int_equal((uintptr_t)other % MAP_HUGE, 0);
        data = map_grow(data, size, size + MAP_HUGE);
        assert_int_equal((uintptr_t)data % MAP_HUGE, 0);
        map_free(data, size + MAP_HUGE);
        map_free(other, size);
    }
}

static void sizes_are_rounded_up_to_pages_that_pay(void **state)
{
    (void)state;
    assert_int_equal(map_round(1), 1);
    assert_int_equal(map_round(MAP_FROM - 1), MAP_FROM - 1);
    assert_int_equal(map_round(MAP_FROM), MAP_HUGE);
    assert_int_equal(map_round(MAP_HUGE), MAP_HUGE);
    assert_int_equal(map_round(MAP_HUGE + 1), 2 * MAP_HUGE);
    assert_int_equal(map_round_little(1), 1);
    assert_int_equal(map_round_little(MAP_FROM), MAP_FROM);
    assert_int_equal(map_round_little(MAP_FROM + 1), MAP_FROM + MAP_PAGE);
}

static void more_than_there_is_changes_nothing(void **state)
{
    size_t size = MAP_HUGE, most = SIZE_MAX / 2 / MAP_PAGE * MAP_PAGE;
    uint8_t *data = map_new(size);

    (void)state;
    fill(data, 0, size);
    assert_null(map_new(most));
    assert_null(map_grow(data, size, most));
    check(data, 0, size);
    map_free(data, size);
    map_free(NULL, 0);
}

static size_t address_space(void)
{
    FILE *f = fopen("/proc/self/statm", "r");
    size_t pages = 0;

    assert_non_null(f);
    assert_int_equal(fscanf(f, "%zu", &pages), 1);
    fclose(f);
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* As where a batch system limits it. */
static void growing_needs_addresses_for_no_second_copy(void **state)
{
    const size_t size = 100 * MAP_HUGE, want = 120 * MAP_HUGE;
    uint8_t *behind = map_new(size), *data = map_new(size), *grown;
    struct rlimit before, limit;

    (void)state;
    fill(data, 0, MAP_HUGE);
    assert_int_equal(getrlimit(RLIMIT_AS, &before), 0);
    limit = before;
    limit.rlim_cur = address_space() + 30 * MAP_HUGE;
    assert_int_equal(setrlimit(RLIMIT_AS, &limit), 0);
    grown = map_grow(data, size, want);
    assert_null(map_grow(behind, size, want));
    assert_int_equal(setrlimit(RLIMIT_AS, &before), 0);
    assert_non_null(grown);
    check(grown, 0, MAP_HUGE);
    map_free(grown, want);
    map_free(behind, size);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(growing_keeps_what_is_there_and_adds_zeros),
        cmocka_unit_test(what_is_large_begins_with_a_huge_page),
        cmocka_unit_test(sizes_are_rounded_up_to_pages_that_pay),
        cmocka_unit_test(more_than_there_is_changes_nothing),
        cmocka_unit_test(growing_needs_addresses_for_no_second_copy),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
