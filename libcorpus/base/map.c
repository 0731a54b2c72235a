/* Memory straight from the kernel. */
#include "base/map.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

static size_t round_up(size_t n, size_t unit)
{
    return (n + unit - 1) / unit * unit;
}

size_t map_round(size_t size)
{
    return round_up(size, size >= MAP_FROM ? MAP_HUGE : MAP_PAGE);
}

static void *map(size_t size)
{
    void *data = mmap(NULL, size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    return data == MAP_FAILED ? NULL : data;
}

/* From a huge page's beginning on: a little more, cut at both ends. */
static void *map_aligned(size_t size)
{
    char *data = map(size + MAP_HUGE);
    size_t before;

    if (!data)
        return NULL;
    before = -(uintptr_t)data % MAP_HUGE;
    if (before)
        munmap(data, before);
    munmap(data + before + size, MAP_HUGE - before);
    return data + before;
}

void *map_new(size_t size)
{
    void *data;

    if (size < MAP_HUGE || !(data = map_aligned(size)))
        return map(size);
    madvise(data, size, MADV_HUGEPAGE); /* a wish: refusal changes nothing */
    return data;
}

/* Where small pages are, no huge one can be: what has some is copied. */
static void *copy(void *data, size_t size, size_t want)
{
    void *copied = map_new(want);

    if (copied) {
        memcpy(copied, data, size);
        munmap(data, size);
    }
    return copied;
}

/* Where it is, if there is room behind it, else where a huge page begins. */
static void *move(void *data, size_t size, size_t want)
{
    void *moved = mremap(data, size, want, 0), *target;

    if (moved == MAP_FAILED) {
        if (!(target = map_aligned(want)))
            return NULL;
        moved = mremap(data, size, want, MREMAP_MAYMOVE | MREMAP_FIXED, target);
        if (moved == MAP_FAILED) {
            munmap(target, want);
            return NULL;
        }
    }
    madvise(moved, want, MADV_HUGEPAGE);
    return moved;
}

void *map_grow(void *data, size_t size, size_t want)
{
    void *grown;

    if (want >= MAP_HUGE)
        return size < MAP_HUGE ? copy(data, size, want) : move(data, size, want);
    grown = mremap(data, size, want, MREMAP_MAYMOVE);
    return grown == MAP_FAILED ? NULL : grown;
}

void map_free(void *data, size_t size)
{
    if (data)
        munmap(data, size);
}
