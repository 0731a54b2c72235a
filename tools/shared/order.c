/* Two ways. Where many rows share few pairs of key and frequency, the pairs are sorted
 * and the rows counted into their places. Else a radix sort by the key's top bits, with
 * the row's number in the same word, and those that are equal so far by all there is.
 * With a limit, a histogram of the keys' first bytes tells beforehand which rows have a
 * chance. */
#include "shared/order.h"
#include "shared/tool.h"

#include <stdlib.h>
#include <string.h>

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

struct pairs {
    size_t *first; /* a row of each pair */
    size_t *times;
    uint32_t *slots; /* 1 + pair; 0: empty */
    uint32_t *which; /* pair of each of the rows */
    size_t n, most, mask;
};

static void pairs_begin(struct pairs *p, size_t n)
{
    *p = (struct pairs){.most = n / OFTEN, .mask = 1};
    while (p->mask < 2 * p->most)
        p->mask = 2 * p->mask + 1;
    p->first = tool_alloc((p->most + 1) * sizeof *p->first);
    p->times = tool_alloc((p->most + 1) * sizeof *p->times);
    p->slots = tool_alloc((p->mask + 1) * sizeof *p->slots);
    p->which = tool_alloc((n + 1) * sizeof *p->which);
}

static void pairs_free(struct pairs *p)
{
    free(p->first);
    free(p->times);
    free(p->slots);
    free(p->which);
}

/* Where the row's pair is, or the empty slot where it belongs. */
static uint32_t *find_pair(const struct pairs *p, const struct rows *r, size_t row)
{
    uint64_t h = (r->key[row] * 0x9E3779B97F4A7C15u ^ r->freq[row]) * 0xC2B2AE3D27D4EB4Fu;
    size_t i = (size_t)(h >> 32) & p->mask;

    for (; p->slots[i]; i = (i + 1) & p->mask) {
        size_t known = p->first[p->slots[i] - 1];

        if (r->key[known] == r->key[row] && r->freq[known] == r->freq[row])
            break;
    }
    return &p->slots[i];
}

/* False as soon as they are too many. */
static bool collect_pairs(struct pairs *p, const struct rows *r)
{
    for (size_t i = 0; i < r->n; i++) {
        uint32_t *slot = find_pair(p, r, r->row[i]);

        if (!*slot) {
            if (p->n == p->most)
                return false;
            p->first[p->n] = r->row[i];
            *slot = (uint32_t)++p->n;
        }
        p->which[i] = *slot - 1;
        p->times[*slot - 1]++;
    }
    return true;
}

/* Each pair's place, as those before it take up theirs. */
static size_t *place_pairs(const struct pairs *p, const struct rows *r)
{
    size_t *place = tool_alloc((p->n + 1) * sizeof *place), sum = 0;
    struct rows firsts = {r->key, r->freq, tool_alloc((p->n + 1) * sizeof(size_t)), p->n};

    memcpy(firsts.row, p->first, p->n * sizeof *firsts.row);
    qsort_r(firsts.row, p->n, sizeof *firsts.row, compare_rows, &firsts);
    for (size_t i = 0; i < p->n; i++) {
        uint32_t pair = *find_pair(p, r, firsts.row[i]) - 1;

        place[pair] = sum;
        sum += p->times[pair];
    }
    free(firsts.row);
    return place;
}

static bool sort_by_pairs(struct rows *r)
{
    size_t *place, *row;
    struct pairs p;

    pairs_begin(&p, r->n);
    if (!collect_pairs(&p, r)) {
        pairs_free(&p);
        return false;
    }
    place = place_pairs(&p, r);
    row = tool_alloc((r->n + 1) * sizeof *row);
    for (size_t i = 0; i < r->n; i++)
        row[place[p.which[i]]++] = r->row[i];
    free(r->row);
    r->row = row;
    free(place);
    pairs_free(&p);
    return true;
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
