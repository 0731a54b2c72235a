/* Large arrays straight from the kernel: zeroed, on huge pages where there are some, and moved
 * by its page tables when they grow, so that growing needs no second copy. Small ones are
 * malloc's, and zeroed as well. An array's size says which it is.
 *
 * Random access to a stream of 400 MB is bound by the look-up of addresses, which huge pages
 * shorten; and each small page that is touched first is a fault of its own: 0.25 us on bare
 * metal, 13 us on a virtual machine whose page tables are kept twice. Of arrays that have
 * just come to be large, those made up a quarter of counting 100 MB there. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stddef.h>

enum {
    MAP_PAGE = 1 << 16,
    MAP_HUGE = 1 << 21,
    MAP_FROM = 1 << 19 /* what is smaller is better malloc's, what is not is worth a huge
                          page of its own */
};

/* A size to ask for: that of a large array as whole huge pages, or as small ones. */
size_t map_round(size_t size);
size_t map_round_little(size_t size);

/* `size` bytes; NULL where there is no memory. */
void *map_new(size_t size);

/* As `want` bytes, more than before; NULL where there is no memory, and nothing changes. */
void *map_grow(void *data, size_t size, size_t want);

void map_free(void *data, size_t size);

#endif
