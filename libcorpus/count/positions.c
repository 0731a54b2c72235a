/* Where each type occurs. */
#include "count/positions.h"
#include "corpus/error.h"

/* begin[x + 1] serves as the place for the next position of x, and so ends up where it
 * has to be: at the beginning of x + 1. */
static uint32_t *find_places(struct positions *p, const struct text_body *t)
{
    uint32_t *next = p->begin + 1, sum = 0;

    for (uint32_t x = 0; x < t->n_types; x++) {
        if (t->freq[x] > p->widest)
            p->widest = (uint32_t)t->freq[x];
        next[x] = sum;
        sum += (uint32_t)t->freq[x];
    }
    return next;
}

static void sort_positions(struct positions *p, const struct text_body *t)
{
    uint32_t *next = find_places(p, t);

    for (uint64_t i = 0; i < t->n; i++)
        if (t->ids[i] != HOLE)
            p->at[next[t->ids[i]]++] = (uint32_t)i;
}

static void sort_documents(struct positions *p, const struct text_body *t)
{
    uint32_t *next = find_places(p, t);

    for (uint32_t doc = 0; doc < t->n_docs; doc++)
        for (uint32_t i = t->doc_begin[doc]; i < t->doc_begin[doc + 1]; i++)
            if (t->ids[i] != HOLE)
                p->at[next[t->ids[i]]++] = doc;
}

uint64_t positions_bytes(const struct text_body *t)
{
    return (t->tokens + t->n_types + STREAM_PAD + 2) * sizeof(uint32_t);
}

int positions_new(struct positions *out, const struct text_body *t, bool documents)
{
    struct positions p = {.budget = t->budget};
    int err;

    if ((err = pages_grow(p.budget, &p.pages, (t->tokens + STREAM_PAD) * sizeof *p.at)) ||
        (err = pages_grow(p.budget, &p.begins, (t->n_types + 2ul) * sizeof *p.begin))) {
        positions_free(&p);
        return err;
    }
    p.at = p.pages.data;
    p.begin = p.begins.data;
    if (documents)
        sort_documents(&p, t);
    else
        sort_positions(&p, t);
    *out = p;
    return CORPUS_OK;
}

void positions_free(struct positions *p)
{
    if (!p->budget)
        return;
    pages_free(p->budget, &p->pages);
    pages_free(p->budget, &p->begins);
    *p = (struct positions){0};
}
