/* How much memory counting may use, and large arrays that keep to it. */
#include "count/budget.h"
#include "base/map.h"
#include "base/mem.h"
#include "corpus/error.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
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

/* Small ones are malloc's, large ones the kernel's: their size says which. */
static bool is_mapped(size_t bytes)
{
    return bytes >= MAP_FROM;
}

static size_t whole_pages(size_t bytes)
{
    return (bytes + MAP_PAGE - 1) / MAP_PAGE * MAP_PAGE;
}

/* What is asked of the kernel for so much. */
static size_t map_size(const struct budget *b, size_t bytes)
{
    return b->limit >= ROOMY ? map_round(bytes) : whole_pages(bytes);
}

/* From malloc's memory, or from what is the kernel's already. */
static int grow_mapped(void **array, size_t bytes, size_t want)
{
    void *grown = is_mapped(bytes) ? map_grow(*array, whole_pages(bytes), want)
                                   : map_new(want);

    if (!grown)
        return CORPUS_ENOMEM;
    if (bytes && !is_mapped(bytes))
        memcpy(grown, *array, bytes);
    if (!is_mapped(bytes))
        free(*array);
    *array = grown;
    return CORPUS_OK;
}

static int grow_array(const struct budget *b, void *array, size_t *cap, size_t need,
                      size_t size)
{
    size_t twice = *cap < 8 ? 16 : *cap * 2, want = need < twice ? twice : need;
    int err;

    if (need > SIZE_MAX / 4 / size)
        return CORPUS_ENOMEM;
    if (!is_mapped(want * size))
        return mem_grow(array, cap, want, size);
    want = (need + need / 4) * size;
    want = map_size(b, want > MAP_FROM + size ? want : MAP_FROM + size);
    if (!(err = grow_mapped(array, *cap * size, want)))
        *cap = want / size; /* so many that they tell the pages they are on */
    return err;
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

    if (is_mapped(bytes))
        map_free(*at, whole_pages(bytes));
    else
        free(*at);
    if (b)
        budget_give(b, bytes);
    *at = NULL;
    *cap = 0;
}

/* ---- pages ------------------------------------------------------------------------ */

static int take_pages(struct budget *b, struct pages *p, size_t *size)
{
    size_t small = whole_pages(*size);

    *size = map_size(b, *size);
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
    data = p->data ? map_grow(p->data, p->size, size) : map_new(size);
    if (!data) {
        budget_give(b, size - p->size);
        return CORPUS_ENOMEM;
    }
    p->data = data;
    p->size = size;
    return CORPUS_OK;
}

void pages_touch(struct pages *p)
{
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
