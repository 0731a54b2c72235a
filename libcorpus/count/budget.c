/* How much memory counting may use, and large arrays that keep to it. */
#include "count/budget.h"
#include "base/mem.h"
#include "corpus/error.h"

#include <stdatomic.h>
#include <sys/mman.h>

enum { PAGE = 1 << 16, HUGE_PAGE = 1 << 21, LARGE = 1 << 17 };

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

int budget_reserve(struct budget *b, void *array, size_t *cap, size_t need, size_t size)
{
    size_t before = *cap, more;
    int err;

    if (need <= before)
        return CORPUS_OK;
    err = need < LARGE / size ? mem_reserve(array, cap, need, size)
                              : mem_grow(array, cap, need + need / 4, size);
    if (err)
        return err;
    more = (*cap - before) * size;
    if ((err = budget_take(b, more)))
        b->used += more; /* the caller frees what it has, and gives it back */
    return err;
}

static void *map(size_t size)
{
    void *data = mmap(NULL, size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    return data == MAP_FAILED ? NULL : data;
}

int pages_grow(struct budget *b, struct pages *p, size_t size)
{
    void *data;
    size_t unit = size >= 8 * HUGE_PAGE ? HUGE_PAGE : PAGE;
    int err;

    if (size <= p->size)
        return CORPUS_OK;
    if (size > SIZE_MAX / 2)
        return CORPUS_ENOMEM;
    size = (size + unit - 1) / unit * unit;
    if ((err = budget_take(b, size - p->size)))
        return err;
    if (p->data) {
        data = mremap(p->data, p->size, size, MREMAP_MAYMOVE);
        if (data == MAP_FAILED)
            data = NULL;
    } else {
        data = map(size);
    }
    if (!data) {
        budget_give(b, size - p->size);
        return CORPUS_ENOMEM;
    }
    if (size >= HUGE_PAGE)
        madvise(data, size, MADV_HUGEPAGE); /* a wish: refusal changes nothing */
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
        munmap(p->data, p->size);
    budget_give(b, p->size);
    *p = (struct pages){0};
}
