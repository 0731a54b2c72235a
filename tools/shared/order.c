/* A radix sort, as stable as ties need it: by frequency first, then by key, eight bits
 * at a time, passing over bytes in which no two rows differ. With a limit, a histogram
 * of the keys' first bytes tells beforehand which rows have a chance. */
#include "shared/order.h"
#include "shared/tool.h"

#include <stdlib.h>
#include <string.h>

/* Fewer rows are sorted in less time than the histogram is cleared. */
enum { MANY = 20000 };

struct item {
    uint64_t word;
    size_t row;
};

/* One pass over byte `shift` of the words; false if all are equal there. */
static bool pass(const struct item *from, struct item *to, size_t n, unsigned shift)
{
    size_t place[256] = {0}, sum = 0, count;

    for (size_t i = 0; i < n; i++)
        place[from[i].word >> shift & 255]++;
    if (place[from[0].word >> shift & 255] == n)
        return false;
    for (size_t b = 0; b < 256; b++) {
        count = place[b];
        place[b] = sum;
        sum += count;
    }
    for (size_t i = 0; i < n; i++)
        to[place[from[i].word >> shift & 255]++] = from[i];
    return true;
}

/* Sort by word; which of the two buffers holds the result is returned. */
static struct item *sort(struct item *a, struct item *b, size_t n)
{
    for (unsigned shift = 0; shift < 64 && n; shift += 8) {
        if (!pass(a, b, n, shift))
            continue;
        struct item *swap = a;

        a = b;
        b = swap;
    }
    return a;
}

/* No key above this one is among the best `top`. */
static uint64_t bar(size_t n, const uint64_t key[], uint64_t top)
{
    uint64_t *seen = tool_alloc(65536 * sizeof *seen), sum = 0, first;

    for (size_t i = 0; i < n; i++)
        seen[key[i] >> 48]++;
    for (first = 0; first < 65535 && (sum += seen[first]) < top; first++)
        ;
    free(seen);
    return first << 48 | (((uint64_t)1 << 48) - 1);
}

size_t order_rows(size_t n, const uint64_t key[], const uint64_t freq[], uint64_t top,
                  size_t **rows)
{
    uint64_t most = top && top < n && n > MANY ? bar(n, key, top) : UINT64_MAX;
    struct item *a, *b, *sorted;
    size_t used = 0;

    for (size_t i = 0; i < n; i++)
        used += key[i] <= most;
    a = tool_alloc((used + !used) * sizeof *a);
    b = tool_alloc((used + !used) * sizeof *b);
    used = 0;
    for (size_t i = 0; i < n; i++)
        if (key[i] <= most)
            a[used++] = (struct item){~freq[i], i};
    sorted = sort(a, b, used);
    for (size_t i = 0; i < used; i++)
        sorted[i].word = key[sorted[i].row];
    sorted = sort(sorted, sorted == a ? b : a, used);
    if (top && used > top)
        used = (size_t)top;
    *rows = tool_alloc((used + !used) * sizeof **rows);
    for (size_t i = 0; i < used; i++)
        (*rows)[i] = sorted[i].row;
    free(a);
    free(b);
    return used;
}
