/* Each thread takes the next piece, and when it is made waits for its turn to hand it
 * over; pieces are alike, so the wait is short and a thread holds one at a time. */
#include "shared/workers.h"
#include "shared/options.h"
#include "shared/tool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

struct crew {
    const struct work *work;
    atomic_size_t begun; /* pieces */
    atomic_uint workers;
    pthread_mutex_t lock;
    pthread_cond_t turned;
    size_t taken; /* pieces */
};

static void take_in_turn(struct crew *c, unsigned worker, size_t piece)
{
    pthread_mutex_lock(&c->lock);
    while (c->taken != piece)
        pthread_cond_wait(&c->turned, &c->lock);
    c->work->take(c->work->user, worker);
    c->taken++;
    pthread_cond_broadcast(&c->turned);
    pthread_mutex_unlock(&c->lock);
}

static void *work_along(void *crew)
{
    struct crew *c = crew;
    const struct work *w = c->work;
    unsigned worker = atomic_fetch_add(&c->workers, 1);
    size_t piece;

    while ((piece = atomic_fetch_add(&c->begun, 1)) < (w->n + w->piece - 1) / w->piece) {
        size_t from = piece * w->piece;

        w->make(w->user, worker, from, w->n - from < w->piece ? w->n : from + w->piece);
        if (w->take)
            take_in_turn(c, worker, piece);
    }
    return NULL;
}

void workers_run(const struct work *work)
{
    struct crew c = {.work = work,
                     .lock = PTHREAD_MUTEX_INITIALIZER,
                     .turned = PTHREAD_COND_INITIALIZER};
    unsigned others = workers_most() - 1, started = 0;
    pthread_t *threads;

    if (others > work->n / work->piece)
        others = (unsigned)(work->n / work->piece);
    threads = tool_alloc((others + 1) * sizeof *threads);
    while (started < others && !pthread_create(&threads[started], NULL, work_along, &c))
        started++;
    work_along(&c);
    while (started)
        pthread_join(threads[--started], NULL);
    free(threads);
}

unsigned workers_most(void)
{
    cpu_set_t set;

    if (common.threads)
        return common.threads;
    return sched_getaffinity(0, sizeof set, &set) ? 1 : (unsigned)CPU_COUNT(&set);
}
