/* Arrays that grow within a budget. */
#include "count/budget.h"
#include "base/map.h"
#include "corpus/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static uint8_t byte_at(size_t i)
{
    return (uint8_t)(i * 7 + i / 257);
}

/* Elements of sizes that divide no page, across every border between malloc's memory, small
 * pages and huge ones; in a large budget and in one too small for whole huge pages. */
static void arrays_keep_what_they_hold_and_give_all_back(void **state)
{
    static const size_t sizes[] = {1, 4, 16, 24, 40, 65};
    static const uint64_t limits[] = {UINT64_MAX / 2, 64 << 20};

    (void)state;
    for (size_t k = 0; k < 2 * sizeof sizes / sizeof *sizes; k++) {
        struct budget b = {.limit = limits[k % 2]};
        size_t size = sizes[k / 2], cap = 0, n = 0;
        uint8_t *array = NULL;

        for (size_t need = 1; need * size < 5 << 20; need += need / 3 + 1) {
            assert_int_equal(budget_reserve(&b, &array, &cap, need, size), CORPUS_OK);
            assert_true(cap >= need);
            assert_int_equal(b.used, cap * size);
            for (size_t i = 0; i < n; i++)
                assert_int_equal(array[i], byte_at(i));
            for (n = 0; n < cap * size; n++)
                array[n] = byte_at(n);
        }
        budget_release(&b, &array, &cap, size);
        assert_null(array);
        assert_int_equal(cap, 0);
        assert_int_equal(b.used, 0);
    }
}

static void an_overdrawn_budget_leaves_room_all_the_same(void **state)
{
    struct budget b = {.limit = 1000};
    size_t cap = 0;
    char *array = NULL;

    (void)state;
    assert_int_equal(budget_reserve(&b, &array, &cap, 500, 1), CORPUS_OK);
    assert_int_equal(budget_reserve(&b, &array, &cap, 5000, 1), CORPUS_EBUDGET);
    assert_true(cap >= 5000);
    array[4999] = 1;
    assert_int_equal(b.used, cap);
    budget_release(&b, &array, &cap, 1);
    assert_int_equal(b.used, 0);
}

/* Whole huge pages are a wish; what fits without them is not refused. */
static void pages_are_rounded_up_no_further_than_the_budget_goes(void **state)
{
    struct budget large = {.limit = 1 << 30}, small = {.limit = 8 << 20};
    struct pages p = {0}, q = {0}, rest = {0};

    (void)state;
    assert_int_equal(pages_grow(&large, &p, MAP_FROM), CORPUS_OK);
    assert_int_equal(p.size, MAP_HUGE);
    assert_int_equal(pages_grow(&small, &q, MAP_FROM), CORPUS_OK);
    assert_int_equal(q.size, MAP_FROM);
    assert_int_equal(budget_take(&large, large.limit - large.used - 3 * MAP_PAGE), CORPUS_OK);
    assert_int_equal(pages_grow(&large, &rest, 3 * MAP_PAGE), CORPUS_OK);
    assert_int_equal(rest.size, 3 * MAP_PAGE);
    assert_int_equal(pages_grow(&large, &rest, 3 * MAP_PAGE + 1), CORPUS_EBUDGET);
    pages_free(&large, &p);
    pages_free(&small, &q);
    pages_free(&large, &rest);
    assert_int_equal(small.used, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arrays_keep_what_they_hold_and_give_all_back),
        cmocka_unit_test(an_overdrawn_budget_leaves_room_all_the_same),
        cmocka_unit_test(pages_are_rounded_up_no_further_than_the_budget_goes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
