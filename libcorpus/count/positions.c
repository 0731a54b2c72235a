/* Where each type occurs. */
#include "count/positions.h"
#include "base/threads.h"
#include "corpus/error.h"

/* Where each part's positions of each type go: behind those of the parts before it. */
static void find_places(struct positions *p, const struct text_body *t)
{
    uint32_t sum = 0;

    for (uint32_t x = 0; x < t->n_types; x++) {
        if (t->freq[x] > p->widest)
            p->widest = (uint32_t)t->freq[x];
        p->begin[x] = sum;
        for (unsigned k = 0; k < t->n_parts; k++) {
            uint32_t freq = t->parts[k].freq[x];

            t->parts[k].freq[x] = sum;
            sum += freq;
        }
    }
    p->begin[t->n_types] = sum;
}

/* Each part's place has come to where the next part's began: make counts of them again. */
static void restore_counts(struct positions *p, const struct text_body *t)
{
    for (uint32_t x = 0; x < t->n_types; x++)
        for (unsigned k = 0, before = p->begin[x]; k < t->n_parts; k++) {
            uint32_t end = t->parts[k].freq[x];

            t->parts[k].freq[x] = end - before;
            before = end;
        }
}

struct sorting {
    struct positions *positions;
    const struct text_body *text;
};

static void place(const struct sorting *s, uint32_t next[], uint64_t from, uint64_t to)
{
    const uint32_t *ids = s->text->ids;
    uint32_t *at = s->positions->at;

    for (uint64_t i = from; i < to; i++)
        if (ids[i] != HOLE)
            at[next[ids[i]]++] = (uint32_t)i;
}

static int sort_positions(void *user, unsigned worker, unsigned slot, uint64_t item)
{
    const struct sorting *s = user;
    const struct text_body *t = s->text;
    uint32_t *next = t->parts[item].freq;

    (void)worker;
    (void)slot;
    for (uint32_t i = t->parts[item].passage; i < t->parts[item + 1].passage; i++)
        place(s, next, text_own_begin(t, t->passages[i].begin),
              text_own_end(t, t->passages[i + 1].begin - 1));
    return CORPUS_OK;
}

uint64_t positions_bytes(const struct text_body *t)
{
    return (t->tokens + t->n_types + POSITIONS_PAD + 2) * sizeof(uint32_t);
}

int positions_new(struct positions *out, const struct text_body *t, unsigned threads)
{
    struct positions p = {.budget = t->budget};
    struct sorting sorting = {&p, t};
    int err;

    if ((err = pages_grow(p.budget, &p.pages, (t->tokens + POSITIONS_PAD) * sizeof *p.at)) ||
        (err = pages_grow(p.budget, &p.begins, (t->n_types + 2ul) * sizeof *p.begin))) {
        positions_free(&p);
        return err;
    }
    p.at = p.pages.data;
    p.begin = p.begins.data;
    find_places(&p, t);
    if ((err = threads_each(t->n_parts, threads, sort_positions, &sorting))) {
        positions_free(&p);
        return err;
    }
    restore_counts(&p, t);
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
