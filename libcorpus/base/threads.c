/* Work in numbered items on several threads, its results taken in order. */
#include "base/threads.h"
#include "corpus/error.h"

#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>

enum slot_state { SLOT_FREE, SLOT_BUSY, SLOT_READY };

struct slot {
    enum slot_state state;
    uint64_t item;
};

struct pool {
    const struct threads_job *job;
    struct slot *slots;
    pthread_mutex_t lock;
    pthread_cond_t changed;   /* a slot came free, or all is over */
    uint64_t next, committed; /* items given out, items taken */
    bool committing;
    unsigned workers;
    int err;
    uint64_t err_item;
};

/* The first error in the order of items wins, whoever came first by the clock. */
static void fail(struct pool *p, int err, uint64_t item)
{
    if (p->err && p->err_item < item)
        return;
    p->err = err;
    p->err_item = item;
}

static struct slot *find_slot(struct pool *p, enum slot_state state, uint64_t item)
{
    for (unsigned i = 0; i < p->job->slots; i++)
        if (p->slots[i].state == state && (state == SLOT_FREE || p->slots[i].item == item))
            return p->slots + i;
    return NULL;
}

/* Take all results whose turn it is, unless another thread is at it. Called locked. What
 * comes before a failed item is still taken: it may fail, too, and then is the first. */
static void commit_ready(struct pool *p)
{
    struct slot *s;

    if (p->committing)
        return;
    p->committing = true;
    while ((!p->err || p->committed < p->err_item) &&
           (s = find_slot(p, SLOT_READY, p->committed))) {
        int err;

        pthread_mutex_unlock(&p->lock);
        err = p->job->commit(p->job->user, (unsigned)(s - p->slots), s->item);
        pthread_mutex_lock(&p->lock);
        if (err)
            fail(p, err, s->item);
        s->state = SLOT_FREE;
        p->committed++;
        pthread_cond_broadcast(&p->changed);
    }
    p->committing = false;
}

static void *run(void *user)
{
    struct pool *p = user;
    unsigned worker;

    pthread_mutex_lock(&p->lock);
    worker = p->workers++;
    while (!p->err && p->next < p->job->n_items) {
        struct slot *s = find_slot(p, SLOT_FREE, 0);
        int err;

        if (!s) {
            pthread_cond_wait(&p->changed, &p->lock);
            continue;
        }
        s->state = SLOT_BUSY;
        s->item = p->next++;
        pthread_mutex_unlock(&p->lock);
        err = p->job->work(p->job->user, worker, (unsigned)(s - p->slots), s->item);
        pthread_mutex_lock(&p->lock);
        if (err)
            fail(p, err, s->item);
        s->state = SLOT_READY;
        commit_ready(p);
        if (p->err)
            pthread_cond_broadcast(&p->changed);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

/* One thread needs neither locks nor slots. */
static int run_alone(const struct threads_job *job)
{
    for (uint64_t i = 0; i < job->n_items; i++) {
        int err = job->work(job->user, 0, 0, i);

        if (!err)
            err = job->commit(job->user, 0, i);
        if (err)
            return err;
    }
    return CORPUS_OK;
}

int threads_run(const struct threads_job *job, unsigned threads)
{
    struct pool p = {.job = job};
    pthread_t *ids;
    unsigned started = 0;

    if (threads > job->n_items)
        threads = (unsigned)job->n_items;
    if (threads < 2)
        return run_alone(job);

    ids = calloc(threads - 1, sizeof *ids);
    p.slots = calloc(job->slots, sizeof *p.slots);
    if (!ids || !p.slots) {
        free(ids);
        free(p.slots);
        return CORPUS_ENOMEM;
    }
    pthread_mutex_init(&p.lock, NULL);
    pthread_cond_init(&p.changed, NULL);
    while (started < threads - 1 && !pthread_create(ids + started, NULL, run, &p))
        started++;
    run(&p);
    for (unsigned i = 0; i < started; i++)
        pthread_join(ids[i], NULL);
    pthread_cond_destroy(&p.changed);
    pthread_mutex_destroy(&p.lock);
    free(p.slots);
    free(ids);
    return p.err;
}

unsigned threads_available(void)
{
    cpu_set_t set;
    int n;

    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) || (n = CPU_COUNT(&set)) < 1)
        return 1;
    return (unsigned)n;
}
