/* Growing arrays with checked sizes, and a buffer of bytes. */
#include "base/mem.h"
#include "corpus/error.h"

#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int mem_grow(void *array, size_t *cap, size_t want, size_t size)
{
    void **at = array, *grown;

    if (want <= *cap)
        return CORPUS_OK;
    if (want > SIZE_MAX / size || !(grown = realloc(*at, want * size)))
        return CORPUS_ENOMEM;
    *at = grown;
    *cap = want;
    return CORPUS_OK;
}

int mem_reserve(void *array, size_t *cap, size_t need, size_t size)
{
    size_t want = *cap < 8 ? 16 : *cap;

    if (need <= *cap)
        return CORPUS_OK;
    while (want < need) {
        if (want > SIZE_MAX / 2)
            return CORPUS_ENOMEM;
        want *= 2;
    }
    return mem_grow(array, cap, want, size);
}

int bytes_reserve(struct bytes *b, size_t more)
{
    if (more > SIZE_MAX - b->len)
        return CORPUS_ENOMEM;
    return mem_reserve(&b->data, &b->cap, b->len + more, 1);
}

int bytes_add(struct bytes *b, const void *data, size_t len)
{
    int err = bytes_reserve(b, len);

    if (err)
        return err;
    if (len)
        memcpy(b->data + b->len, data, len);
    b->len += len;
    return CORPUS_OK;
}

int bytes_printf(struct bytes *b, const char *format, ...)
{
    va_list args;
    int len, err;

    va_start(args, format);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0)
        return CORPUS_EINVAL;
    if ((err = bytes_reserve(b, (size_t)len + 1)))
        return err;
    va_start(args, format);
    vsnprintf((char *)b->data + b->len, (size_t)len + 1, format, args);
    va_end(args);
    b->len += (size_t)len;
    return CORPUS_OK;
}

void bytes_free(struct bytes *b)
{
    free(b->data);
    *b = (struct bytes){0};
}

uint64_t mem_default_budget(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);

    if (pages <= 0 || size <= 0)
        return UINT64_C(1) << 31;
    return (uint64_t)pages / 2 * (uint64_t)size;
}

void mem_trim(void)
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}
