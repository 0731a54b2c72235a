/* Work on numbered items by the threads asked for (`common`). Each result has its place,
 * or is handed over in the order of the items: so it is the same for any number. */
#ifndef WORKERS_H
#define WORKERS_H

#include <stddef.h>

struct work {
    size_t n;     /* items 0 to n - 1 */
    size_t piece; /* that a thread takes at a time */
    void *user;

    /* Work on the items from `from` to `to`, less one. `worker` is a number below
     * workers_most(): what belongs to it is one thread's alone. */
    void (*make)(void *user, unsigned worker, size_t from, size_t to);

    /* Take what make() left with `worker`: one piece at a time, in the order of the
     * items. May be NULL. */
    void (*take)(void *user, unsigned worker);
};

/* Returns when all is done. The caller's thread works, too: alone, if there is one piece
 * or no other thread can be had. */
void workers_run(const struct work *work);

/* Threads that workers_run() may use; at least 1. */
unsigned workers_most(void);

#endif
