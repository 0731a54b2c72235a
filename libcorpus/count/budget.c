/* How much memory counting may use, and large arrays that keep to it. */
#include "count/budget.h"
#include "base/map.h"
#include "base/mem.h"
#include "corpus/error.h"

#include <stdatomic.h>
#include <sys/mman.h>

/* A budget of which whole huge pages for each array are a small part. */
#define ROOMY ((uint64_t)MAP_HUGE << 8)

int budget_take(struct budget *b, uint64_t bytes)
{
    uint64_t used = b->used, peak = b->peak;

    do
        if (bytes > b->limit || used > b->limit - bytes) {
            b->wanted = bytes > UINT64_MAX - used ? UINT64_MAX : used + bytes;
            return CORPUS_EBUDGET;
        }
    while (!atomic_compare_exchange_weak(&b->used, &used, used + bytes));
    while (peak < used + bytes &&
           !atomic_compare_exchange_weak(&b->peak, &peak, used + bytes))
        ;
    return CORPUS_OK;
}

void budget_give(struct budget *b, uint64_t bytes)
{
    b->used -= bytes;
}

/* ---- arrays ----------------------------------------------------------------------- */

/* What is asked for where so much is needed. */
static size_t round_size(const struct budget *b, size_t bytes)
{
    return b->limit >= ROOMY ? map_round(bytes) : map_round_little(bytes);
}

static int grow_array(const struct budget *b, void *array, size_t *cap, size_t need,
                      size_t size)
{
    size_t twice = *cap < 8 ? 16 : *cap * 2, want = need < twice ? twice : need;
    void **at = array, *grown;

    if (need > SIZE_MAX / 4 / size)
        return CORPUS_ENOMEM;
    if (want * size < MAP_FROM)
        return mem_grow(array, cap, want, size);
    want = (need + need / 4) * size;
    want = round_size(b, want > MAP_FROM + size ? want : MAP_FROM + size);
    if (!(grown = map_grow(*at, *cap * size, want)))
        return CORPUS_ENOMEM;
    *at = grown;
    *cap = want / size; /* so many that they tell the pages they are on */
    return CORPUS_OK;
}

int budget_reserve(struct budget *b, void *array, size_t *cap, size_t need, size_t size)
{
    size_t before = *cap, more;
    int err;

    if (need <= before)
        return CORPUS_OK;
    if ((err = grow_array(b, array, cap, need, size)))
        return err;
    more = (*cap - before) * size;
    if ((err = budget_take(b, more)))
        b->used += more; /* there is room all the same, to be given back */
    return err;
}

void budget_release(struct budget *b, void *array, size_t *cap, size_t size)
{
    void **at = array;
    size_t bytes = *cap * size;

    map_free(*at, bytes);
    if (b)
        budget_give(b, bytes);
    *at = NULL;
    *cap = 0;
}

/* ---- pages ------------------------------------------------------------------------ */

static int take_pages(struct budget *b, struct pages *p, size_t *size)
{
    size_t small = map_round_little(*size);

    *size = round_size(b, *size);
    if (!budget_take(b, *size - p->size))
        return CORPUS_OK;
    *size = small;
    return budget_take(b, *size - p->size);
}

int pages_grow(struct budget *b, struct pages *p, size_t size)
{
    void *data;
    int err;

    if (size <= p->size)
        return CORPUS_OK;
    if (size > SIZE_MAX / 2)
        return CORPUS_ENOMEM;
    if ((err = take_pages(b, p, &size)))
        return err;
    if (!(data = map_grow(p->data, p->size, size))) {
        budget_give(b, size - p->size);
        return CORPUS_ENOMEM;
    }
    p->data = data;
    p->size = size;
    return CORPUS_OK;
}

void pages_touch(struct pages *p)
{
    if (p->size < MAP_FROM)
        return;
#ifdef MADV_POPULATE_WRITE
    madvise(p->data, p->size, MADV_POPULATE_WRITE); /* again no more than a wish */
#else
    (void)p;
#endif
}

void pages_free(struct budget *b, struct pages *p)
{
    if (p->data)
        budget_give(b, p->size);
    map_free(p->data, p->size);
    *p = (struct pages){0};
}
