/* The lexicon in parts, by whatever number of threads, against types one by one. */
#include "base/mem.h"
#include "corpus/error.h"
#include "count/types_write.h"
#include "table/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct budget budget = {.limit = UINT64_MAX / 2};

/* n types in byte order, each of `len` bytes and not like its neighbours. */
static void make_types(struct string_set *types, uint32_t n, size_t len)
{
    char *type = malloc(len + 9);

    *types = (struct string_set){.budget = &budget};
    for (uint32_t i = 0; i < n; i++) {
        uint32_t id;
        uint64_t seed = i;

        snprintf(type, 9, "%08u", i % 100000000);
        for (size_t k = 8; k < len; k++)
            type[k] = (char)('a' + (seed = seed * 6364136223846793005u + 1) % 26);
        assert_int_equal(string_set_add(types, type, len, &id), 0);
    }
    free(type);
}

static void read_all(int fd, struct bytes *out)
{
    uint8_t buffer[4096];
    ssize_t n;
    off_t at = 0;

    out->len = 0;
    while ((n = pread(fd, buffer, sizeof buffer, at)) > 0) {
        assert_int_equal(bytes_add(out, buffer, (size_t)n), 0);
        at += n;
    }
    close(fd);
}

/* threads 0: types one by one */
static void write_types(const struct string_set *types, unsigned threads, struct bytes *out)
{
    uint32_t *order = calloc(types->n + 1ul, sizeof *order);
    struct text_body text = {.n_types = types->n, .type_order = order, .budget = &budget};
    struct table_writer *w;
    int fd;

    assert_int_equal(string_set_sort(types, order), 0);
    assert_int_equal(writer_new_temporary(&w, "/tmp"), 0);
    for (uint32_t i = 0; i < types->n && !threads; i++) {
        size_t len;
        const char *type = string_set_get(types, order[i], &len);

        assert_int_equal(writer_type(w, type, len), 0);
    }
    if (threads)
        assert_int_equal(types_write(w, &text, types, threads), 0);
    assert_int_equal(writer_finish(w, &fd), 0);
    read_all(fd, out);
    writer_free(w);
    free(order);
}

static void check(uint32_t n, size_t len)
{
    struct string_set types;
    struct bytes one = {0}, many = {0};

    make_types(&types, n, len);
    write_types(&types, 0, &one);
    for (unsigned threads = 1; threads <= 4; threads++) {
        write_types(&types, threads, &many);
        assert_int_equal(many.len, one.len);
        assert_memory_equal(many.data, one.data, one.len);
    }
    bytes_free(&one);
    bytes_free(&many);
    string_set_free(&types);
    assert_int_equal(budget.used, 0);
}

static void parts_give_the_same_bytes_as_types_one_by_one(void **state)
{
    (void)state;
    check(0, 8);
    check(1, 8);
    check(LEXICON_RECORDS, 8);
    check(LEXICON_RECORDS + 1, 9);
    check(5 * LEXICON_RECORDS - 1, 12);
}

/* Long types end blocks before there are enough: the next part begins where it would. */
static void parts_with_long_types_do_too(void **state)
{
    (void)state;
    check(2 * LEXICON_RECORDS + 7, COLUMN_SOFT_MAX / LEXICON_RECORDS * 2);
}

static void threads_that_the_budget_has_no_room_for_are_done_without(void **state)
{
    const uint64_t limit = budget.limit;
    struct string_set types;
    struct bytes one = {0}, many = {0};

    (void)state;
    make_types(&types, 3 * LEXICON_RECORDS, 10);
    write_types(&types, 0, &one);
    budget.limit = budget.used;
    write_types(&types, 4, &many);
    budget.limit = limit;
    assert_int_equal(many.len, one.len);
    assert_memory_equal(many.data, one.data, one.len);
    bytes_free(&one);
    bytes_free(&many);
    string_set_free(&types);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_give_the_same_bytes_as_types_one_by_one),
        cmocka_unit_test(parts_with_long_types_do_too),
        cmocka_unit_test(threads_that_the_budget_has_no_room_for_are_done_without),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
