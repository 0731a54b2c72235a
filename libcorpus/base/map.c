/* Large arrays straight from the kernel. */
#include "base/map.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static size_t round_up(size_t n, size_t unit)
{
    return (n + unit - 1) / unit * unit;
}

size_t map_round(size_t size)
{
    return size < MAP_FROM ? size : round_up(size, MAP_HUGE);
}

size_t map_round_little(size_t size)
{
    return size < MAP_FROM ? size : round_up(size, MAP_PAGE);
}

/* ---- malloc's --------------------------------------------------------------------- */

static void *grow_small(void *data, size_t size, size_t want)
{
    char *grown = realloc(data, want);

    if (grown)
        memset(grown + size, 0, want - size);
    return grown;
}

/* ---- the kernel's ----------------------------------------------------------------- */

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

static void *new_large(size_t size)
{
    void *data;

    if (size < MAP_HUGE || !(data = map_aligned(size)))
        return map(size);
    madvise(data, size, MADV_HUGEPAGE); /* a wish: refusal changes nothing */
    return data;
}

/* Where it is, if there is room behind it, else where a huge page begins. That needs
 * addresses for both; where there are none, wherever the kernel puts it. A place that was
 * prepared in vain is left to itself: it may be somebody else's by now. */
static void *move(void *data, size_t size, size_t want)
{
    void *moved = mremap(data, size, want, 0), *target;

    if (moved == MAP_FAILED && (target = map_aligned(want)))
        moved = mremap(data, size, want, MREMAP_MAYMOVE | MREMAP_FIXED, target);
    if (moved == MAP_FAILED)
        moved = mremap(data, size, want, MREMAP_MAYMOVE);
    if (moved == MAP_FAILED)
        return NULL;
    madvise(moved, want, MADV_HUGEPAGE);
    return moved;
}

static void *grow_large(void *data, size_t size, size_t want)
{
    void *grown;

    if (want >= MAP_HUGE)
        return move(data, size, want);
    grown = mremap(data, size, want, MREMAP_MAYMOVE);
    return grown == MAP_FAILED ? NULL : grown;
}

/* ---- both ------------------------------------------------------------------------- */

void *map_new(size_t size)
{
    return size < MAP_FROM ? calloc(1, size ? size : 1) : new_large(map_round_little(size));
}

/* Where small pages are, or malloc's memory, no huge one can be: what has some is copied. */
static void *copy(void *data, size_t size, size_t want)
{
    void *copied = map_new(want);

    if (copied && data) {
        memcpy(copied, data, size);
        map_free(data, size);
    }
    return copied;
}

void *map_grow(void *data, size_t size, size_t want)
{
    if (data && want < MAP_FROM)
        return grow_small(data, size, want);
    if (!data || size < MAP_FROM || (size < MAP_HUGE && want >= MAP_HUGE))
        return copy(data, size, want);
    return grow_large(data, map_round_little(size), map_round_little(want));
}

void map_free(void *data, size_t size)
{
    if (size < MAP_FROM)
        free(data);
    else if (data)
        munmap(data, map_round_little(size));
}
