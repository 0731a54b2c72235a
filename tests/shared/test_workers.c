/* Work by several threads. */
#include "shared/options.h"
#include "shared/workers.h"

#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { N = 10007, MOST = 8 };

static struct seen {
    size_t items[N];             /* how often each was made */
    size_t from[MOST], to[MOST]; /* what each worker made last */
    size_t order[N], n_order;    /* as they were taken */
} seen;

static void make(void *user, unsigned worker, size_t from, size_t to)
{
    (void)user;
    assert(worker < workers_most() && from < to);
    for (size_t i = from; i < to; i++)
        seen.items[i]++;
    seen.from[worker] = from;
    seen.to[worker] = to;
}

static void take(void *user, unsigned worker)
{
    (void)user;
    for (size_t i = seen.from[worker]; i < seen.to[worker]; i++)
        seen.order[seen.n_order++] = i;
}

static void run(unsigned threads, size_t n, size_t piece, bool taken)
{
    struct work work = {.n = n, .piece = piece, .make = make};

    seen = (struct seen){.n_order = 0};
    common.threads = threads;
    work.take = taken ? take : NULL;
    workers_run(&work);
    for (size_t i = 0; i < N; i++)
        assert_int_equal(seen.items[i], i < n);
    assert_int_equal(seen.n_order, taken ? n : 0);
    for (size_t i = 0; i < seen.n_order; i++)
        assert_int_equal(seen.order[i], i);
}

static void each_item_is_made_once_and_taken_in_order(void **state)
{
    static const size_t sizes[] = {0, 1, 6, 7, 8, 700, N}, pieces[] = {1, 7, 1024, 2 * N};

    (void)state;
    for (unsigned threads = 1; threads <= MOST; threads++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
            for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
                run(threads, sizes[i], pieces[k], true);
                run(threads, sizes[i], pieces[k], false);
            }
}

static void without_a_number_there_is_a_thread_for_each_processor(void **state)
{
    (void)state;
    common.threads = 0;
    assert_true(workers_most() >= 1);
    common.threads = 3;
    assert_int_equal(workers_most(), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_item_is_made_once_and_taken_in_order),
        cmocka_unit_test(without_a_number_there_is_a_thread_for_each_processor),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
