/* Two ways. Where many rows share few pairs of key and frequency, the pairs are sorted
 * and the rows counted into their places. Else a radix sort by the key's top bits, with
 * the row's number in the same word, and those that are equal so far by all there is.
 * With a limit, a histogram of the keys' first bytes tells beforehand which rows have a
 * chance. */
#include "shared/order.h"
#include "shared/alike.h"
#include "shared/tool.h"

#include <stdbool.h>
#include <stdlib.h>

struct rows {
    const uint64_t *key, *freq; /* of all rows */
    size_t *row;                /* those to be put in order; ascending at first */
    size_t n;
};

/* Fewer rows are sorted in less time than tables are cleared. */
enum { FEW = 500, MANY = 20000 };

/* Equal rows keep their order by their number. */
static int compare(const struct rows *r, size_t a, size_t b)
{
    if (r->key[a] != r->key[b])
        return r->key[a] < r->key[b] ? -1 : 1;
    if (r->freq[a] != r->freq[b])
        return r->freq[a] > r->freq[b] ? -1 : 1;
    return (a > b) - (a < b);
}

static int compare_rows(const void *a, const void *b, void *rows)
{
    return compare(rows, *(const size_t *)a, *(const size_t *)b);
}

/* ---- by the top bits of the keys -------------------------------------------------- */

enum {
    DIGIT_BITS = 11,
    DIGITS = 1 << DIGIT_BITS,
    PASSES = 3,
    TOP_BITS = PASSES * DIGIT_BITS
};

/* A row's number in the low 31 bits, above it the key's top bits. */
enum { ROW_BITS = 64 - TOP_BITS };

/* How to get a key's top bits: those from the highest in which two keys differ. */
struct span {
    uint64_t least;
    unsigned shift;
};

static struct span span_of(const struct rows *r)
{
    uint64_t least = UINT64_MAX, most = 0;
    unsigned bits;

    for (size_t i = 0; i < r->n; i++) {
        uint64_t key = r->key[r->row[i]];

        least = key < least ? key : least;
        most = key > most ? key : most;
    }
    bits = most > least ? 64 - (unsigned)__builtin_clzll(most - least) : 0;
    return (struct span){least, bits > TOP_BITS ? bits - TOP_BITS : 0};
}

static unsigned digit(uint64_t word, unsigned pass)
{
    return word >> (ROW_BITS + pass * DIGIT_BITS) & (DIGITS - 1);
}

/* Words by their top bits; which of the two buffers holds the result is returned. */
static uint64_t *sort_words(uint64_t *a, uint64_t *b, size_t n)
{
    size_t place[PASSES][DIGITS] = {{0}};

    for (size_t i = 0; i < n; i++)
        for (unsigned pass = 0; pass < PASSES; pass++)
            place[pass][digit(a[i], pass)]++;
    for (unsigned pass = 0; pass < PASSES; pass++) {
        uint64_t *swap = a;

        for (size_t d = 0, sum = 0, count; d < DIGITS; d++, sum += count) {
            count = place[pass][d];
            place[pass][d] = sum;
        }
        for (size_t i = 0; i < n; i++)
            b[place[pass][digit(a[i], pass)]++] = a[i];
        a = b;
        b = swap;
    }
    return a;
}

/* Rows that lie together because their top bits are equal. */
static void sort_equals(struct rows *r, size_t from, size_t to)
{
    bool sorted = true;

    for (size_t i = from + 1; i < to && sorted; i++)
        sorted = compare(r, r->row[i - 1], r->row[i]) < 0;
    if (!sorted)
        qsort_r(r->row + from, to - from, sizeof *r->row, compare_rows, r);
}

static void sort_by_top(struct rows *r)
{
    uint64_t *a = tool_alloc((r->n + 1) * sizeof *a);
    uint64_t *b = tool_alloc((r->n + 1) * sizeof *b), *sorted;
    const uint64_t mask = ((uint64_t)1 << ROW_BITS) - 1;
    struct span s = span_of(r);

    for (size_t i = 0; i < r->n; i++)
        a[i] = (r->key[r->row[i]] - s.least) >> s.shift << ROW_BITS | r->row[i];
    sorted = sort_words(a, b, r->n);
    for (size_t i = 0; i < r->n; i++)
        r->row[i] = sorted[i] & mask;
    for (size_t from = 0, to; from < r->n; from = to) {
        for (to = from + 1;
             to < r->n && sorted[to] >> ROW_BITS == sorted[from] >> ROW_BITS;)
            to++;
        if (to > from + 1)
            sort_equals(r, from, to);
    }
    free(a);
    free(b);
}

/* ---- by few pairs ----------------------------------------------------------------- */

/* One pair in OFTEN rows is few. */
enum { OFTEN = 32 };

/* Pairs of key and frequency, and the rows that have them. */
struct pairs {
    struct alike kinds;
    uint32_t *which; /* kind of each of the rows */
};

/* False as soon as they are too many. */
static bool collect_pairs(struct pairs *p, const struct rows *r)
{
    p->which = tool_alloc((r->n + 1) * sizeof *p->which);
    for (size_t i = 0; i < r->n; i++) {
        size_t row = r->row[i];

        p->which[i] = alike_kind(&p->kinds, (uint64_t[]){r->key[row], r->freq[row]});
        if (p->kinds.n > r->n / OFTEN)
            return false;
    }
    return true;
}

static int compare_kinds(const void *a, const void *b, void *kinds)
{
    const uint64_t *x = ((const struct alike *)kinds)->pair[*(const uint32_t *)a];
    const uint64_t *y = ((const struct alike *)kinds)->pair[*(const uint32_t *)b];

    if (x[0] != y[0])
        return x[0] < y[0] ? -1 : 1;
    return x[1] > y[1] ? -1 : x[1] < y[1];
}

/* Where the rows of each kind begin, as those before them take up their places. */
static size_t *place_kinds(struct pairs *p, size_t n)
{
    size_t *place = tool_alloc((p->kinds.n + 1) * sizeof *place);
    size_t *times = tool_alloc((p->kinds.n + 1) * sizeof *times), sum = 0;
    uint32_t *sorted = tool_alloc((p->kinds.n + 1) * sizeof *sorted);

    for (size_t i = 0; i < n; i++)
        times[p->which[i]]++;
    for (uint32_t k = 0; k < p->kinds.n; k++)
        sorted[k] = k;
    qsort_r(sorted, p->kinds.n, sizeof *sorted, compare_kinds, &p->kinds);
    for (size_t k = 0; k < p->kinds.n; k++) {
        place[sorted[k]] = sum;
        sum += times[sorted[k]];
    }
    free(times);
    free(sorted);
    return place;
}

static void place_rows(struct pairs *p, struct rows *r)
{
    size_t *place = place_kinds(p, r->n);
    size_t *row = tool_alloc((r->n + 1) * sizeof *row);

    for (size_t i = 0; i < r->n; i++)
        row[place[p->which[i]]++] = r->row[i];
    free(r->row);
    r->row = row;
    free(place);
}

static bool sort_by_pairs(struct rows *r)
{
    struct pairs p = {0};
    bool few = collect_pairs(&p, r);

    if (few)
        place_rows(&p, r);
    alike_free(&p.kinds);
    free(p.which);
    return few;
}

/* ---- */

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

static void sort(struct rows *r)
{
    if (r->n < FEW || r->row[r->n - 1] >> ROW_BITS)
        qsort_r(r->row, r->n, sizeof *r->row, compare_rows, r);
    else if (r->n < MANY || !sort_by_pairs(r))
        sort_by_top(r);
}

size_t order_rows(size_t n, const uint64_t key[], const uint64_t freq[], uint64_t top,
                  size_t **rows)
{
    uint64_t most = top && top < n && n > MANY ? bar(n, key, top) : UINT64_MAX;
    struct rows r = {key, freq, NULL, 0};

    for (size_t i = 0; i < n; i++)
        r.n += key[i] <= most;
    r.row = tool_alloc((r.n + !r.n) * sizeof *r.row);
    r.n = 0;
    for (size_t i = 0; i < n; i++)
        if (key[i] <= most)
            r.row[r.n++] = i;
    sort(&r);
    *rows = r.row;
    return top && r.n > top ? (size_t)top : r.n;
}
