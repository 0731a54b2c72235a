/* Rows lie in one array of 64-bit words, one per column: numbers as they are, strings as
 * places in a pool of bytes (length, bytes). The column that orders becomes a key of 64
 * bits whose unsigned order is the one wanted, so most comparisons are of one word.
 *
 * With a limit, rows are collected up to a few times the limit and then cut back to the
 * best; the worst of these is the bar for what comes later. Each cut costs n log n and
 * lets n new rows in: cheaper than a heap and shorter. */
#include "freq/ranking.h"
#include "shared/key.h"

#include <stdlib.h>
#include <string.h>

struct place {
    uint64_t key, row;
};

struct ranking {
    const column *columns;
    size_t n;
    struct ranking_order order;
    uint64_t top, room; /* cut back to top when there are room rows */
    uint64_t *words;
    size_t words_cap;
    struct place *places;
    size_t places_cap, rows;
    struct text pool;
    bool ascending; /* terms came in byte order, as scans give them: their rows tell */
    bool barred; /* bar_key and bar_freq are those of the worst row kept */
    uint64_t bar_key, bar_freq;
};

static uint64_t key_of(const ranking *r, cell value)
{
    return column_key(&r->columns[r->order.by], value);
}

static bool is_text(const column *c)
{
    return c->kind <= COLUMN_TERM;
}

ranking *ranking_new(const column columns[], size_t n, struct ranking_order order,
                     uint64_t top)
{
    ranking *r = tool_alloc(sizeof *r);

    r->columns = columns;
    r->n = n;
    r->order = order;
    r->top = top;
    r->ascending = true;
    r->room = top && top < UINT32_MAX ? 2 * top + 1000 : UINT64_MAX;
    return r;
}

void ranking_free(ranking *r)
{
    if (!r)
        return;
    free(r->words);
    free(r->places);
    text_free(&r->pool);
    free(r);
}

/* ---- rows ------------------------------------------------------------------------- */

static uint64_t keep_text(struct text *pool, cell value)
{
    uint64_t place = pool->len;

    text_add(pool, (const char *)&value.text.len, sizeof value.text.len);
    text_add(pool, value.text.data, value.text.len);
    return place;
}

static cell get_text(const struct text *pool, uint64_t place)
{
    cell value;

    memcpy(&value.text.len, pool->data + place, sizeof value.text.len);
    value.text.data = pool->data + place + sizeof value.text.len;
    return value;
}

static cell get_cell(const ranking *r, uint64_t row, size_t i)
{
    uint64_t word = r->words[row * r->n + i];
    cell value;

    if (is_text(&r->columns[i]))
        return get_text(&r->pool, word);
    memcpy(&value, &word, sizeof word);
    return value;
}

/* ---- order ------------------------------------------------------------------------ */

static int compare_texts(cell a, cell b)
{
    size_t len = a.text.len < b.text.len ? a.text.len : b.text.len;
    int order = memcmp(a.text.data, b.text.data, len);

    return order ? order : (a.text.len > b.text.len) - (a.text.len < b.text.len);
}

static int compare(const void *x, const void *y, void *ranking_)
{
    const ranking *r = ranking_;
    const struct place *a = x, *b = y;
    uint64_t f, g;
    int order;

    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    if (is_text(&r->columns[r->order.by]) &&
        (order = compare_texts(get_cell(r, a->row, r->order.by),
                               get_cell(r, b->row, r->order.by))))
        return order;
    if (r->order.by != r->order.freq) {
        f = get_cell(r, a->row, r->order.freq).count;
        g = get_cell(r, b->row, r->order.freq).count;
        if (f != g)
            return f > g ? -1 : 1;
    }
    order = r->ascending ? 0
                         : compare_texts(get_cell(r, a->row, r->order.term),
                                         get_cell(r, b->row, r->order.term));
    return order ? order : (a->row > b->row) - (a->row < b->row);
}

/* Keep the rows in `places` alone, in their order. */
static void compact(ranking *r)
{
    struct text pool = {0};
    uint64_t *words = tool_alloc((r->rows ? r->rows : 1) * r->n * sizeof *words);

    for (size_t k = 0; k < r->rows; k++) {
        for (size_t i = 0; i < r->n; i++) {
            words[k * r->n + i] = r->words[r->places[k].row * r->n + i];
            if (is_text(&r->columns[i]))
                words[k * r->n + i] = keep_text(&pool, get_cell(r, r->places[k].row, i));
        }
        r->places[k].row = k;
    }
    free(r->words);
    text_free(&r->pool);
    r->words = words;
    r->words_cap = (r->rows ? r->rows : 1) * r->n;
    r->pool = pool;
}

static void sort(ranking *r)
{
    if (r->rows)
        qsort_r(r->places, r->rows, sizeof *r->places, compare, r);
    if (r->top && r->rows > r->top)
        r->rows = (size_t)r->top;
}

static void cut_back(ranking *r)
{
    const struct place *worst;

    sort(r);
    compact(r);
    worst = &r->places[r->rows - 1];
    r->ascending = false; /* rows now number their ranks */
    r->bar_key = worst->key;
    r->bar_freq = get_cell(r, worst->row, r->order.freq).count;
    r->barred = true;
}

bool ranking_wants(const ranking *r, cell by, uint64_t freq)
{
    uint64_t key;

    if (!r->barred)
        return true;
    key = key_of(r, by);
    if (is_text(&r->columns[r->order.by]))
        return key <= r->bar_key;
    return key < r->bar_key || (key == r->bar_key && freq >= r->bar_freq);
}

void ranking_add(ranking *r, const cell cells[])
{
    uint64_t *words;

    if (r->rows >= r->room)
        cut_back(r);
    if (r->ascending && r->rows)
        r->ascending = compare_texts(get_cell(r, r->rows - 1, r->order.term),
                                     cells[r->order.term]) < 0;
    r->words =
        tool_grow(r->words, &r->words_cap, (r->rows + 1) * r->n, sizeof *r->words);
    r->places = tool_grow(r->places, &r->places_cap, r->rows + 1, sizeof *r->places);
    words = r->words + r->rows * r->n;
    for (size_t i = 0; i < r->n; i++) {
        if (is_text(&r->columns[i]))
            words[i] = keep_text(&r->pool, cells[i]);
        else
            memcpy(&words[i], &cells[i], sizeof words[i]);
    }
    r->places[r->rows] = (struct place){key_of(r, cells[r->order.by]), r->rows};
    r->rows++;
}

void ranking_write(ranking *r, report *to)
{
    cell *cells = tool_alloc(r->n * sizeof *cells);

    sort(r);
    for (size_t row = 0; row < r->rows; row++) {
        for (size_t i = 0; i < r->n; i++)
            cells[i] = get_cell(r, r->places[row].row, i);
        report_row(to, cells);
    }
    free(cells);
}
