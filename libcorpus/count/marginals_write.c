/* The marginals of a corpus, into a table. */
#include "count/marginals_write.h"
#include "base/threads.h"
#include "corpus/error.h"
#include "count/marginals.h"

enum { THREADS_MAX = 16 }; /* there are seldom more orders and families */

struct work {
    struct table_writer *writer;
    const struct text_body *text;
    unsigned order;
    const struct families *families;
    struct pages pages;
    unsigned most; /* slots of n-grams and families, at most */
};

/* The arrays of a place in the queue. */
static void find_slots(const struct work *w, unsigned place, uint64_t *slots[])
{
    size_t n_types = w->text->n_types;
    uint64_t *all = (uint64_t *)w->pages.data + place * w->most * n_types;

    for (unsigned k = 0; k < w->most; k++)
        slots[k] = all + k * n_types;
}

/* Orders from 2 on come first, then families. */
static unsigned order_of(const struct work *w, uint64_t item)
{
    return item + 2 <= w->order ? (unsigned)item + 2 : 0;
}

static unsigned family_of(const struct work *w, uint64_t item)
{
    return (unsigned)(item + 2 - w->order);
}

static int count_item(void *user, unsigned worker, unsigned place, uint64_t item)
{
    const struct work *w = user;
    uint64_t *slots[CORPUS_ORDER_MAX];

    (void)worker;
    find_slots(w, place, slots);
    if (order_of(w, item))
        marginals_slots(w->text, order_of(w, item), slots);
    else
        marginals_family(w->text, w->families->all + family_of(w, item), slots);
    return CORPUS_OK;
}

static int write_item(void *user, unsigned place, uint64_t item)
{
    const struct work *w = user;
    unsigned family = family_of(w, item);
    uint64_t *slots[CORPUS_ORDER_MAX];
    const uint64_t *const *counts = (const uint64_t *const *)slots;

    find_slots(w, place, slots);
    if (order_of(w, item))
        return writer_marginals(w->writer, order_of(w, item), w->text->freq, counts,
                                w->text->n_types);
    return writer_family_marginals(w->writer, family, w->families->all[family].order,
                                   counts, w->text->n_types);
}

int marginals_write(struct table_writer *writer, const struct text_body *t, unsigned order,
                    const struct families *families, unsigned threads)
{
    struct work w = {.writer = writer, .text = t, .order = order, .families = families};
    struct threads_job job = {.n_items = order - 1 + families->n, .user = &w,
                              .work = count_item, .commit = write_item};
    int err = CORPUS_OK;

    w.most = families->n && order < 3 ? 3 : order;
    job.slots = threads < THREADS_MAX ? threads : THREADS_MAX;
    if (job.slots > job.n_items)
        job.slots = (unsigned)job.n_items;
    for (; job.slots; job.slots--) {
        uint64_t bytes = (t->n_types + 1ul) * w.most * sizeof(uint64_t) * job.slots;

        if ((err = pages_grow(t->budget, &w.pages, bytes)) != CORPUS_EBUDGET)
            break;
    }
    if (!err && job.n_items)
        err = threads_run(&job, job.slots);
    pages_free(t->budget, &w.pages);
    return err;
}
