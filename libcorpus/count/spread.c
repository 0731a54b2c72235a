/* How an n-gram is spread over documents and sources. */
#include "count/spread.h"
#include "corpus/error.h"

#include <stdlib.h>
#include <string.h>

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

static void sort_sources(uint32_t a[], uint32_t n)
{
    enum { FEW = 16 };

    if (n > FEW) {
        qsort(a, n, sizeof *a, by_number);
        return;
    }
    for (uint32_t i = 1; i < n; i++) {
        uint32_t x = a[i], k = i;

        for (; k && x < a[k - 1]; k--)
            a[k] = a[k - 1];
        a[k] = x;
    }
}

struct spread_run spread_close(struct spread *s, unsigned order)
{
    struct spread_level *l = s->level + order, *around = l - 1;
    struct spread_run run = {s->counts, l->n_touched, l->from, 0, 0};

    if (l->n_touched > 1)
        sort_sources(l->touched, l->n_touched);
    for (uint32_t i = 0; i < l->n_touched; i++) {
        uint32_t source = l->touched[i];
        struct spread_cell *cell = l->cells + source;

        s->counts[i] = (corpus_source_count){source, cell->freq, cell->docs};
        run.freq += cell->freq;
        run.docs += cell->docs;
        if (order > 1) {
            struct spread_cell *outer = spread_cell(around, source);

            outer->freq += cell->freq;
            outer->docs += cell->docs - cell->again;
        }
        *cell = (struct spread_cell){0};
    }
    l->n_touched = 0;
    return run;
}

void spread_forget(struct spread *s)
{
    memset(s->seen, 0, s->n_docs * sizeof *s->seen);
    s->base = 0;
}

uint64_t spread_bytes(unsigned order, uint32_t n_docs, uint32_t n_sources)
{
    return n_docs * 4ul + n_sources * (sizeof(corpus_source_count) +
                                       order * (4 + sizeof(struct spread_cell)));
}

int spread_new(struct spread **out, unsigned order, uint32_t n_docs, uint32_t n_sources)
{
    struct spread *s = calloc(1, sizeof *s);

    *out = s;
    if (!s)
        return CORPUS_ENOMEM;
    s->order = order;
    s->n_sources = n_sources;
    s->n_docs = n_docs;
    s->seen = calloc(n_docs + 1ul, sizeof *s->seen);
    s->counts = calloc(n_sources + 1ul, sizeof *s->counts);
    if (!s->seen || !s->counts)
        return CORPUS_ENOMEM;
    for (unsigned n = 1; n <= order; n++) {
        s->level[n].touched = calloc(n_sources + 1ul, sizeof *s->level[n].touched);
        s->level[n].cells = calloc(n_sources + 1ul, sizeof *s->level[n].cells);
        if (!s->level[n].touched || !s->level[n].cells)
            return CORPUS_ENOMEM;
    }
    return CORPUS_OK;
}

void spread_free(struct spread *s)
{
    if (!s)
        return;
    for (unsigned n = 1; n <= s->order; n++) {
        free(s->level[n].touched);
        free(s->level[n].cells);
    }
    free(s->seen);
    free(s->counts);
    free(s);
}
