/* Sorting what follows an occurrence. */
#include "count/tail.h"

#include <string.h>

enum { SMALL = 24 };

static void insertion_sort(tail a[], size_t n)
{
    for (size_t i = 1; i < n; i++) {
        tail t = a[i];
        size_t k = i;

        for (; k && t < a[k - 1]; k--)
            a[k] = a[k - 1];
        a[k] = t;
    }
}

static tail median(tail x, tail y, tail z)
{
    if (y < x) {
        tail swap = x;

        x = y;
        y = swap;
    }
    return z < x ? x : z < y ? z : y;
}

/* No two tails are equal, so the partition always moves. */
void tails_sort(tail a[], size_t n)
{
    while (n > SMALL) {
        tail pivot = median(a[0], a[n / 2], a[n - 1]);
        size_t i = 0, k = n - 1;

        for (;; i++, k--) {
            tail swap;

            while (a[i] < pivot)
                i++;
            while (pivot < a[k])
                k--;
            if (i >= k)
                break;
            swap = a[i];
            a[i] = a[k];
            a[k] = swap;
        }
        if (i < n - i) {
            tails_sort(a, i);
            a += i;
            n -= i;
        } else {
            tails_sort(a + i, n - i);
            n = i;
        }
    }
    insertion_sort(a, n);
}

void tails_sort_wide(tail a[], tail b[], size_t n, unsigned bits, uint32_t n_types,
                     uint32_t start[])
{
    size_t from = 0;

    memset(start, 0, (n_types + 2ul) * sizeof *start);
    for (size_t i = 0; i < n; i++) {
        uint32_t token = tail_token(a[i], 0, bits);

        start[(token < n_types ? token : n_types) + 1]++;
    }
    for (uint32_t x = 0; x <= n_types; x++)
        start[x + 1] += start[x];
    for (size_t i = 0; i < n; i++) {
        uint32_t token = tail_token(a[i], 0, bits);

        b[start[token < n_types ? token : n_types]++] = a[i];
    }
    /* each start has moved to the end of its group */
    for (uint32_t x = 0; x <= n_types; x++) {
        if (start[x] - from > 1)
            tails_sort(b + from, start[x] - from);
        from = start[x];
    }
}
