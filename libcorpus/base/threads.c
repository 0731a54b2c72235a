/* Work in numbered items on several threads, its results taken in order. */
#include "base/threads.h"
#include "corpus/error.h"

#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

enum slot_state { SLOT_FREE, SLOT_BUSY, SLOT_READY };

struct slot {
    enum slot_state state;
    int err; /* of its work */
    uint64_t item;
};

struct pool {
    const struct threads_job *job;
    struct slot *slots;
    pthread_mutex_t lock;
    pthread_cond_t changed;   /* a slot came free, or all is over */
    uint64_t next, committed; /* items given out, items taken */
    bool committing;
    bool stop; /* work has failed: give out no more */
    unsigned workers;
    int err; /* of the item whose turn it was: the first in their order, not by the clock
              */
};

static struct slot *find_free(struct pool *p)
{
    for (unsigned i = 0; i < p->job->slots; i++)
        if (p->slots[i].state == SLOT_FREE)
            return p->slots + i;
    return NULL;
}

static struct slot *find_ready(struct pool *p, uint64_t item)
{
    for (unsigned i = 0; i < p->job->slots; i++)
        if (p->slots[i].state == SLOT_READY && p->slots[i].item == item)
            return p->slots + i;
    return NULL;
}

/* Take all results whose turn it is, unless another thread is at it. Called locked. */
static void commit_ready(struct pool *p)
{
    struct slot *s;

    if (p->committing)
        return;
    p->committing = true;
    while (!p->err && (s = find_ready(p, p->committed))) {
        int err = s->err;

        if (!err) {
            pthread_mutex_unlock(&p->lock);
            err = p->job->commit(p->job->user, (unsigned)(s - p->slots), s->item);
            pthread_mutex_lock(&p->lock);
        }
        p->err = err;
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
    while (!p->err && !p->stop && p->next < p->job->n_items) {
        struct slot *s = find_free(p);

        if (!s) {
            pthread_cond_wait(&p->changed, &p->lock);
            continue;
        }
        s->state = SLOT_BUSY;
        s->item = p->next++;
        pthread_mutex_unlock(&p->lock);
        s->err = p->job->work(p->job->user, worker, (unsigned)(s - p->slots), s->item);
        pthread_mutex_lock(&p->lock);
        s->state = SLOT_READY;
        if (s->err) {
            p->stop = true;
            pthread_cond_broadcast(&p->changed);
        }
        commit_ready(p);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

int threads_start(pthread_t *thread, void *(*start)(void *), void *user)
{
    static const int own[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
    sigset_t others, before;
    int err;

    sigfillset(&others);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        sigdelset(&others, own[i]);
    pthread_sigmask(SIG_BLOCK, &others, &before); /* threads begin with their maker's */
    err = pthread_create(thread, NULL, start, user);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return err;
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
    while (started < threads - 1 && !threads_start(ids + started, run, &p))
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

static int nothing(void *user, unsigned slot, uint64_t item)
{
    (void)user;
    (void)slot;
    (void)item;
    return CORPUS_OK;
}

int threads_each(uint64_t n_items, unsigned threads,
                 int (*work)(void *user, unsigned worker, unsigned slot, uint64_t item),
                 void *user)
{
    struct threads_job job = {
        .n_items = n_items, .slots = threads, .user = user, .work = work,
        .commit = nothing};

    return threads_run(&job, threads);
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
