/* Growing arrays with checked sizes, and a buffer of bytes. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>
#include <stdint.h>

/* Make room for `need` elements of `size` bytes in *array, whose capacity in elements is
 * *cap; at least doubles. CORPUS_OK, or CORPUS_ENOMEM with everything as it was. */
int mem_reserve(void *array, size_t *cap, size_t need, size_t size);

/* The same for `want` elements and no more. */
int mem_grow(void *array, size_t *cap, size_t want, size_t size);

/* Bytes that grow; zeroed memory is an empty one. */
struct bytes {
    uint8_t *data;
    size_t len, cap;
};

int bytes_reserve(struct bytes *b, size_t more);
int bytes_add(struct bytes *b, const void *data, size_t len);
int bytes_printf(struct bytes *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void bytes_free(struct bytes *b);

/* Give the system what was freed: a small budget follows a large one. */
void mem_trim(void);

/* Half of the machine's memory, in bytes: what may be used when nobody says how much. */
uint64_t mem_default_budget(void);

#endif
