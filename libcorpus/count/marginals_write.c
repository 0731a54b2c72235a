/* The marginals of a corpus, into a table. */
#include "count/marginals_write.h"
#include "base/threads.h"
#include "corpus/error.h"
#include "count/marginals.h"

enum { THREADS_MAX = 16 }; /* there are seldom more orders and families */

enum { PART_BYTES = 512 << 10 }; /* an encoder */

struct work {
    struct table_writer *writer;
    const struct text_body *text;
    unsigned order;
    const struct families *families;
    struct pages pages;
    unsigned most; /* slots of n-grams and families, at most */
    struct marginals_part *parts[THREADS_MAX];
};

/* The arrays of a place in the queue. */
static void find_slots(const struct work *w, unsigned place, uint64_t *slots[])
{
    size_t n_types = w->text->n_types;
    uint64_t *all = (uint64_t *)w->pages.data + place * w->most * n_types;

    for (unsigned k = 0; k < w->most; k++)
        slots[k] = all + k * n_types;
}

static int count_order(const struct work *w, struct marginals_part *part, unsigned order,
                       uint64_t *const slots[])
{
    int err = marginals_part_begin(part, 0, order);

    marginals_slots(w->text, order, slots);
    return err ? err : marginals_part_counts(part, w->text->freq,
                                             (const uint64_t *const *)slots,
                                             w->text->n_types);
}

static int count_family(const struct work *w, struct marginals_part *part, unsigned family,
                        uint64_t *const slots[])
{
    const corpus_family *f = w->families->all + family;
    int err = marginals_part_begin(part, family, f->order);

    marginals_family(w->text, f, slots);
    return err ? err : marginals_part_counts(part, slots[0],
                                             (const uint64_t *const *)slots,
                                             w->text->n_types);
}

/* Orders from 2 on come first, then families. */
static int count_item(void *user, unsigned worker, unsigned place, uint64_t item)
{
    const struct work *w = user;
    struct marginals_part *part = w->parts[place];
    uint64_t *slots[CORPUS_ORDER_MAX];
    int err;

    (void)worker;
    find_slots(w, place, slots);
    err = item + 2 <= w->order
              ? count_order(w, part, (unsigned)item + 2, slots)
              : count_family(w, part, (unsigned)(item + 2 - w->order), slots);
    return err ? err : marginals_part_finish(part);
}

static int write_item(void *user, unsigned place, uint64_t item)
{
    const struct work *w = user;

    (void)item;
    return writer_add_marginals(w->writer, w->parts[place]);
}

/* What one place in the queue takes beside its arrays. */
static uint64_t packed_bytes(const struct work *w)
{
    return w->text->n_types * (uint64_t)w->most * (MARGINAL_BYTES - sizeof(uint64_t)) +
           PART_BYTES;
}

/* Room for as many places as the budget allows; *taken comes on top of the arrays. */
static int make_places(struct work *w, unsigned *places, uint64_t *taken)
{
    struct budget *b = w->text->budget;
    int err = CORPUS_OK;

    for (; *places; (*places)--) {
        uint64_t arrays = (w->text->n_types + 1ul) * w->most * sizeof(uint64_t) * *places;

        *taken = packed_bytes(w) * *places;
        if (!(err = budget_take(b, *taken))) {
            if ((err = pages_grow(b, &w->pages, arrays)) != CORPUS_EBUDGET)
                break;
            budget_give(b, *taken);
        }
        *taken = 0;
    }
    for (unsigned i = 0; i < *places && !err; i++)
        err = marginals_part_new(w->parts + i);
    return err;
}

int marginals_write(struct table_writer *writer, const struct text_body *t, unsigned order,
                    const struct families *families, unsigned threads)
{
    struct work w = {.writer = writer, .text = t, .order = order, .families = families};
    struct threads_job job = {.n_items = order - 1 + families->n, .user = &w,
                              .work = count_item, .commit = write_item};
    uint64_t taken = 0;
    int err = CORPUS_OK;

    w.most = families->n && order < 3 ? 3 : order;
    job.slots = threads < THREADS_MAX ? threads : THREADS_MAX;
    if (job.slots > job.n_items)
        job.slots = (unsigned)job.n_items;
    if (job.slots && !(err = make_places(&w, &job.slots, &taken)))
        err = threads_run(&job, job.slots);
    for (unsigned i = 0; i < THREADS_MAX; i++)
        marginals_part_free(w.parts[i]);
    pages_free(t->budget, &w.pages);
    budget_give(t->budget, taken);
    return err;
}
