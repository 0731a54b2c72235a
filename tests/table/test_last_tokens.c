/* Sets of last tokens. */
#include "table/last_tokens.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { MOST = 3000 };

struct columns {
    uint8_t classes[2 * MOST], bits[8 * MOST + BITS_PAD];
    struct bytes column;
    struct bit_writer writer;
};

static void start(struct columns *c)
{
    *c = (struct columns){.column = {.data = c->classes, .cap = sizeof c->classes},
                          .writer = {.at = c->bits}};
}

static struct class_reader reader(const struct columns *c)
{
    struct column columns[2] = {column_of(&c->column), {c->bits, bits_end(&c->writer)}};

    return class_reader(columns);
}

/* Codes step, 2 step, ... put in the opposite order. */
static void put(struct columns *c, uint32_t n, uint32_t first, uint32_t step)
{
    static uint32_t codes[MOST], scratch[MOST];

    for (uint32_t i = 0; i < n; i++)
        codes[n - 1 - i] = first + i * step;
    last_put_set(&c->column, &c->writer, n, codes, scratch);
}

static void assert_next(struct class_reader *r, uint32_t most, uint32_t n, uint32_t first,
                        uint32_t step)
{
    static uint32_t codes[MOST];

    assert_int_equal(last_next_set(r, most, codes), n);
    for (uint32_t i = 0; i < n; i++)
        assert_int_equal(codes[i], first + i * step);
}

static void sets_come_back_one_by_one_in_ascending_order(void **state)
{
    static const struct {
        uint32_t n, first, step;
    } sets[] = {{1, 0, 1},   {1, 7, 1}, {2, 0, 1},    {3, 5, 1000},
                {300, 0, 3}, {1, 0, 1}, {1200, 9, 1}, {2, 5, UINT32_MAX - 5}};
    enum { SETS = sizeof sets / sizeof *sets };
    static struct columns c;
    struct class_reader r;

    (void)state;
    start(&c);
    for (unsigned i = 0; i < SETS; i++)
        put(&c, sets[i].n, sets[i].first, sets[i].step);
    r = reader(&c);
    for (unsigned i = 0; i < SETS; i++)
        assert_next(&r, MOST, sets[i].n, sets[i].first, sets[i].step);
    assert_true(class_ended(&r));
}

static void no_more_codes_come_than_there_is_room_for(void **state)
{
    static struct columns c;
    struct class_reader r;

    (void)state;
    start(&c);
    put(&c, 10, 3, 4);
    r = reader(&c);
    assert_next(&r, 4, 4, 3, 4);
    assert_false(class_ended(&r));
}

static void what_is_no_set_is_refused(void **state)
{
    static struct columns c;
    struct class_reader r;
    uint32_t codes[4];

    (void)state;
    start(&c); /* nothing */
    r = reader(&c);
    assert_int_equal(last_next_set(&r, 4, codes), 0);

    class_put(&c.column, &c.writer, 0); /* a beginning alone */
    r = reader(&c);
    assert_int_equal(last_next_set(&r, 4, codes), 0);

    start(&c); /* no beginning */
    class_put(&c.column, &c.writer, 5);
    r = reader(&c);
    assert_int_equal(last_next_set(&r, 4, codes), 0);

    start(&c); /* codes that would be no numbers */
    class_put(&c.column, &c.writer, 0);
    class_put(&c.column, &c.writer, UINT32_MAX);
    class_put(&c.column, &c.writer, 1);
    r = reader(&c);
    assert_int_equal(last_next_set(&r, 4, codes), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_come_back_one_by_one_in_ascending_order),
        cmocka_unit_test(no_more_codes_come_than_there_is_room_for),
        cmocka_unit_test(what_is_no_set_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
