/* Work on several threads, results in order. */
#include "base/threads.h"
#include "corpus/error.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

enum { ITEMS = 500, SLOTS = 7 };

struct record {
    uint64_t in_slot[SLOTS], taken[ITEMS];
    uint64_t n_taken;
    uint64_t bad_work, bad_commit; /* items that fail */
};

static int work(void *user, unsigned worker, unsigned slot, uint64_t item)
{
    struct record *r = user;
    volatile uint64_t spin = 0;

    (void)worker;
    while (spin < item * 7919 % 3000) /* some take longer than others */
        spin++;
    r->in_slot[slot] = item * item;
    return item == r->bad_work ? CORPUS_EINPUT : CORPUS_OK;
}

static int commit(void *user, unsigned slot, uint64_t item)
{
    struct record *r = user;

    r->taken[r->n_taken++] = r->in_slot[slot];
    return item == r->bad_commit ? CORPUS_EIO : CORPUS_OK;
}

static int run(struct record *r, unsigned threads, uint64_t items)
{
    struct threads_job job = {items, SLOTS, r, work, commit};

    return threads_run(&job, threads);
}

static void results_come_in_order_for_any_number_of_threads(void **state)
{
    (void)state;
    for (unsigned threads = 0; threads <= SLOTS; threads++) {
        struct record r = {.bad_work = ITEMS, .bad_commit = ITEMS};

        assert_int_equal(run(&r, threads, ITEMS), CORPUS_OK);
        assert_int_equal(r.n_taken, ITEMS);
        for (uint64_t i = 0; i < ITEMS; i++)
            assert_int_equal(r.taken[i], i * i);
    }
}

static void nothing_to_do_is_done(void **state)
{
    struct record r = {0};

    (void)state;
    assert_int_equal(run(&r, 3, 0), CORPUS_OK);
    assert_int_equal(r.n_taken, 0);
}

static void the_first_error_in_order_is_the_result(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads <= 4; threads++)
        for (int round = 0; round < 20; round++) {
            struct record both = {.bad_work = 101, .bad_commit = 100};
            struct record late = {.bad_work = 100, .bad_commit = 300};

            assert_int_equal(run(&both, threads, ITEMS), CORPUS_EIO);
            assert_int_equal(both.n_taken, 101);
            assert_int_equal(run(&late, threads, ITEMS), CORPUS_EINPUT);
            assert_int_equal(late.n_taken, 100);
        }
}

static void there_is_at_least_one_processor(void **state)
{
    (void)state;
    assert_true(threads_available() >= 1);
}

static void *note_mask(void *user)
{
    sigset_t mask;

    pthread_sigmask(SIG_BLOCK, NULL, &mask);
    *(bool *)user = sigismember(&mask, SIGTERM) && sigismember(&mask, SIGXFSZ) &&
                    !sigismember(&mask, SIGSEGV);
    return NULL;
}

static void signals_come_to_the_first_thread(void **state)
{
    bool blocked = false;
    pthread_t thread;
    sigset_t mask;

    (void)state;
    assert_int_equal(threads_start(&thread, note_mask, &blocked), 0);
    pthread_join(thread, NULL);
    assert_true(blocked);
    pthread_sigmask(SIG_BLOCK, NULL, &mask);
    assert_false(sigismember(&mask, SIGTERM));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_come_in_order_for_any_number_of_threads),
        cmocka_unit_test(nothing_to_do_is_done),
        cmocka_unit_test(the_first_error_in_order_is_the_result),
        cmocka_unit_test(there_is_at_least_one_processor),
        cmocka_unit_test(signals_come_to_the_first_thread),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
