/* Work in numbered items on several threads, its results taken in order.
 *
 * Items are worked at in any order, at most `slots` of them at once or waiting; each is
 * committed when all before it have been. So what commit() sees does not depend on the
 * number of threads, and memory is bounded by the slots. */
#ifndef BASE_THREADS_H
#define BASE_THREADS_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

struct threads_job {
    uint64_t n_items;
    unsigned slots; /* results that can exist at a time; at least one per thread */
    void *user;

    /* Make the result of `item` in `slot`, with what belongs to `worker` alone (0 ..
     * threads - 1). Several run at a time. */
    int (*work)(void *user, unsigned worker, unsigned slot, uint64_t item);

    /* Take the result of `item` out of `slot`. One runs at a time, in the order of the
     * items, on any of the threads. */
    int (*commit)(void *user, unsigned slot, uint64_t item);
};

/* CORPUS_OK, or what work or commit returned for the lowest item that failed, after those
 * before it were committed and the threads have come to rest. Where no thread can be
 * started the others do its work; one thread is the caller itself. */
int threads_run(const struct threads_job *job, unsigned threads);

/* Work that leaves nothing to be taken in order: all items, several at a time. */
int threads_each(uint64_t n_items, unsigned threads,
                 int (*work)(void *user, unsigned worker, unsigned slot, uint64_t item),
                 void *user);

/* A thread to which no signal comes but for its own faults: those for the process are the
 * first thread's, which can hold them off while a file has a name that is not to stay.
 * 0, or what pthread_create() returned. */
int threads_start(pthread_t *thread, void *(*run)(void *), void *user);

/* Processors this process may run on; at least 1. */
unsigned threads_available(void);

#endif
