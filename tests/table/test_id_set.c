/* Sets of ids against arrays of flags; ranks against a sort. */
#include "table/chunk.h"
#include "table/ranks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static uint32_t draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33);
}

/* One in `sparse` of the numbers from `first` on. */
static void check_set(uint32_t first, uint32_t bound, uint32_t sparse)
{
    struct id_set s = {0};
    uint64_t seed = first + sparse, again;
    uint32_t n = 0;

    again = seed;
    for (uint32_t i = first; i < bound; i++)
        if (draw(&seed) % sparse == 0)
            assert_int_equal(id_set_add(&s, i), 0);
    assert_int_equal(id_set_index(&s, bound), 0);
    for (uint32_t i = 0; i < first; i++) {
        assert_false(id_set_has(&s, i));
        assert_int_equal(id_set_below(&s, i), 0);
    }
    for (uint32_t i = first; i < bound; i++) {
        bool member = draw(&again) % sparse == 0;

        assert_int_equal(id_set_has(&s, i), member);
        assert_int_equal(id_set_below(&s, i), n);
        if (member)
            assert_int_equal(id_set_member(&s, n++), i);
    }
    assert_int_equal(s.members, n);
    assert_int_equal(id_set_below(&s, bound), n);
    id_set_free(&s);
}

static void a_set_knows_its_members_and_how_many_come_before(void **state)
{
    (void)state;
    for (uint32_t sparse = 1; sparse < 2000; sparse = sparse * 3 + 1) {
        check_set(0, 5000, sparse);
        check_set(1, 64, sparse);
        check_set(1000, 7000, sparse);
    }
    check_set(0, 0, 1);
}

static void ranks_are_those_of_a_sort(void **state)
{
    const uint32_t counts[] = {0, 1, 1000, RANKED, RANKED + 30000};
    uint64_t seed = 1;

    (void)state;
    for (int k = 0; k < 5; k++) {
        uint32_t n = counts[k], *want = malloc((n + 1) * sizeof *want);
        uint64_t *freq = malloc((n + 1) * sizeof *freq);
        struct ranking ranking = {0};
        struct ranks ranks;

        for (uint32_t i = 0; i < n; i++) {
            freq[i] = 1 + draw(&seed) % (1 + draw(&seed) % 50);
            if (draw(&seed) % 1000 == 0)
                freq[i] <<= 40;
            assert_int_equal(ranking_add(&ranking, i, freq[i]), 0);
        }
        ranking_finish(&ranking);
        assert_int_equal(ranks_new(&ranks, &ranking, n), 0);
        assert_int_equal(chunk_ranks(want, freq, n), 0);
        for (uint32_t i = 0; i < n; i++)
            if (ranks_code(&ranks, i) != want[i])
                assert_int_equal(ranks_code(&ranks, i), want[i]);
        for (uint32_t rank = 0; rank < ranking.n; rank++)
            if (want[ranking.heap[rank].id] != rank)
                assert_int_equal(want[ranking.heap[rank].id], rank);
        ranks_free(&ranks);
        ranking_free(&ranking);
        free(want);
        free(freq);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_set_knows_its_members_and_how_many_come_before),
        cmocka_unit_test(ranks_are_those_of_a_sort),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
