/* Records into blocks: what the encoder refuses. That the rest comes back, test_table.c
 * shows. */
#include "table/chunk.h"
#include "table/packed_blocks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static int add_with_children(uint64_t freq, uint32_t children)
{
    uint32_t rank_of[] = {0, 1, 2};
    struct chunk_shape shape = {2, 0, 1, 10, rank_of, NULL};
    corpus_source_count count = {0, freq, 1};
    struct chunk *c;
    int err;

    assert_int_equal(chunk_new(&c, &shape), CORPUS_OK);
    for (uint32_t i = 0; i < children; i++)
        assert_int_equal(chunk_add_single(c, 2, i, 0), CORPUS_OK);
    err = freq == 1 ? chunk_add_single(c, 1, 0, 0) : chunk_add(c, 1, 0, &count, 1);
    assert_true(err || (chunk_finish(c) == CORPUS_OK && chunk_records(c, 1) == 1 &&
                        chunk_records(c, 2) == children));
    chunk_free(c);
    return err;
}

static void what_occurs_once_is_followed_by_one_token_at_most(void **state)
{
    (void)state;
    assert_int_equal(add_with_children(1, 0), CORPUS_OK);
    assert_int_equal(add_with_children(1, 1), CORPUS_OK);
    assert_int_equal(add_with_children(1, 2), CORPUS_EINVAL);
    assert_int_equal(add_with_children(2, 2), CORPUS_OK);
    assert_int_equal(add_with_children(3, 0), CORPUS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_occurs_once_is_followed_by_one_token_at_most),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
