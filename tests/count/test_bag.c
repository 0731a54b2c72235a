/* Places: a number and a count in a word, or in two. */
#include "count/bag.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void places_come_back_and_take_a_second_word_for_large_counts(void **state)
{
    static const uint32_t counts[] = {1, 2, PLACE_MANY - 1, PLACE_MANY, PLACE_MANY + 1,
                                      2 * PLACE_MANY, UINT32_MAX};
    static const uint32_t numbers[] = {0, 1, PLACE_MANY, PLACE_MAX};

    (void)state;
    for (unsigned i = 0; i < sizeof counts / sizeof *counts; i++)
        for (unsigned k = 0; k < sizeof numbers / sizeof *numbers; k++) {
            uint32_t words[2], count, *end = place_put(words, numbers[k], counts[i]);
            const uint32_t *at = words;

            assert_int_equal(end - words, place_words(counts[i]));
            assert_int_equal(end - words, counts[i] < PLACE_MANY ? 1 : 2);
            assert_int_equal(place_get(&at, &count), numbers[k]);
            assert_int_equal(count, counts[i]);
            assert_ptr_equal(at, end);
        }
}

static void a_bag_gives_each_type_once_with_its_count_and_is_empty_then(void **state)
{
    struct budget budget = {.limit = UINT64_MAX};
    struct bag bag = {.budget = &budget};
    struct stream s = {.budget = &budget};
    uint32_t ids[200], count;
    const uint32_t *at;
    size_t n_tokens;

    (void)state;
    for (unsigned i = 0; i < 200; i++)
        ids[i] = i == 7 ? HOLE : i < 40 ? 5 : i == 40 ? 2 : 9;
    for (int again = 0; again < 2; again++) {
        assert_int_equal(bag_reserve(&bag, &s, 200), CORPUS_OK);
        assert_int_equal(bag_add(&bag, ids, 200, 10, &n_tokens), CORPUS_OK);
        assert_int_equal(n_tokens, 199);
        bag_flush(&bag, &s);
        at = s.ids;
        assert_int_equal(place_get(&at, &count), 5);
        assert_int_equal(count, 39);
        assert_int_equal(place_get(&at, &count), 2);
        assert_int_equal(count, 1);
        assert_int_equal(place_get(&at, &count), 9);
        assert_int_equal(count, 159);
        assert_ptr_equal(at, s.ids + s.n);
        s.n = 0;
        bag.tokens = 0;
    }
    bag_free(&bag);
    stream_free(&s);
    assert_int_equal(budget.used, 0);
}

static void more_types_than_a_place_can_tell_are_refused(void **state)
{
    struct budget budget = {.limit = UINT64_MAX};
    struct bag bag = {.budget = &budget};
    uint32_t id = 0;
    size_t n_tokens;

    (void)state;
    assert_int_equal(bag_add(&bag, &id, 1, PLACE_MAX + 1, &n_tokens), CORPUS_EBUDGET);
    assert_int_equal(budget.wanted, 0);
    assert_int_equal(bag.n, 0);
    bag_free(&bag);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_come_back_and_take_a_second_word_for_large_counts),
        cmocka_unit_test(a_bag_gives_each_type_once_with_its_count_and_is_empty_then),
        cmocka_unit_test(more_types_than_a_place_can_tell_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
