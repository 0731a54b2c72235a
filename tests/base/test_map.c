/* Memory from the kernel keeps what it holds when it grows. */
#include "base/map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
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

/* From small pages to huge ones, within them, and where something else is in the way. */
static void growing_keeps_what_is_there_and_adds_zeros(void **state)
{
    static const size_t sizes[] = {1, 2, 3, 32, 33, 64, 160, 161, 640};
    size_t size = MAP_PAGE;
    uint8_t *data = map_new(size);

    (void)state;
    assert_non_null(data);
    fill(data, 0, size);
    for (size_t i = 1; i < sizeof sizes / sizeof *sizes; i++) {
        size_t want = sizes[i] * MAP_PAGE;
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
    assert_int_equal(map_round(1), MAP_PAGE);
    assert_int_equal(map_round(MAP_PAGE + 1), 2 * MAP_PAGE);
    assert_int_equal(map_round(MAP_FROM), MAP_HUGE);
    assert_int_equal(map_round(MAP_HUGE), MAP_HUGE);
    assert_int_equal(map_round(MAP_HUGE + 1), 2 * MAP_HUGE);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(growing_keeps_what_is_there_and_adds_zeros),
        cmocka_unit_test(what_is_large_begins_with_a_huge_page),
        cmocka_unit_test(sizes_are_rounded_up_to_pages_that_pay),
        cmocka_unit_test(more_than_there_is_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
