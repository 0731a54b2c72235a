/* How many n-grams there are, and how many have a type in a slot. */
#include "count/marginals.h"
#include "base/threads.h"
#include "corpus/error.h"
#include "count/skips.h"

#include <stdbool.h>
#include <string.h>

/* The first hole at or after `at`: there is one after each document. A hole alone has the
 * top bit set (a lexicon holds fewer than 2^31 types), so sixteen ids are looked at at
 * once; the pad after the stream is made of holes. */
static uint64_t next_hole(const uint32_t ids[], uint64_t at)
{
    for (;; at += STREAM_PAD) {
        uint32_t any = 0;

        for (unsigned k = 0; k < STREAM_PAD; k++)
            any |= ids[at + k];
        if (any >> 31)
            break;
    }
    while (ids[at] != HOLE)
        at++;
    return at;
}

/* The length of the stretch at .. hole - 1 as far as n-grams of order n can reach: into
 * the tail of a run no farther than from the token before it. */
static uint64_t stretch(const struct text_body *t, uint64_t at, uint64_t hole, unsigned n)
{
    if (t->n_tail >= n && hole == t->tail + t->n_tail)
        hole = t->tail + n - 1;
    return hole - at;
}

struct document_totals {
    const struct text_body *text;
    unsigned order;
    uint64_t *totals;
};

static void count_passage(const struct text_body *t, const struct text_passage *p,
                          unsigned order, uint64_t totals[])
{
    uint64_t at = text_own_begin(t, p->begin), end = p[1].begin, hole;

    for (; at < end; at = hole + 1) {
        hole = next_hole(t->ids, at);
        for (unsigned n = 1; n <= order && stretch(t, at, hole, n) >= n; n++)
            totals[n - 1] += stretch(t, at, hole, n) - n + 1;
    }
}

/* Of a document between two parts, both add their passages. */
static int count_part(void *user, unsigned worker, unsigned slot, uint64_t part)
{
    const struct document_totals *d = user;
    const struct text_part *parts = d->text->parts;

    (void)worker;
    (void)slot;
    for (uint32_t i = parts[part].passage; i < parts[part + 1].passage; i++) {
        const struct text_passage *p = d->text->passages + i;
        uint64_t totals[CORPUS_ORDER_MAX] = {0};

        count_passage(d->text, p, d->order, totals);
        for (unsigned n = 0; n < d->order; n++)
            __atomic_fetch_add(d->totals + (size_t)p->doc * d->order + n, totals[n],
                               __ATOMIC_RELAXED);
    }
    return CORPUS_OK;
}

int marginals_documents(const struct text_body *t, unsigned order, unsigned threads,
                        uint64_t totals[])
{
    struct document_totals d = {t, order, totals};

    memset(totals, 0, (size_t)t->n_docs * order * sizeof *totals);
    return threads_each(t->n_parts, threads, count_part, &d);
}

/* Token i of a stretch of n >= order has too few before it for slots after i, and too few
 * after it for slots below order - (n - i). */
static void take_edges(const uint32_t ids[], uint64_t n, unsigned order,
                       uint64_t *const slots[])
{
    for (unsigned i = 0; i + 1 < order; i++)
        for (unsigned k = i + 1; k < order; k++) {
            slots[k][ids[i]]--;
            slots[order - 1 - k][ids[n - 1 - i]]--;
        }
}

void marginals_slots(const struct text_body *t, unsigned order, uint64_t *const slots[])
{
    uint64_t hole;

    for (unsigned k = 0; k < order; k++)
        memcpy(slots[k], t->freq, t->n_types * sizeof *t->freq);
    for (uint64_t i = t->tail; i < t->tail + t->n_tail && i < t->tail + order - 1; i++)
        for (unsigned k = 0; k < order; k++) /* no occurrence, but part of n-grams */
            slots[k][t->ids[i]]++;
    for (uint64_t from = 0; from < t->n; from = hole + 1) {
        uint64_t at = text_own_begin(t, from);
        uint64_t n = stretch(t, at, hole = next_hole(t->ids, at), order);

        if (n >= order) {
            take_edges(t->ids + at, n, order, slots);
            continue;
        }
        for (uint64_t i = at; i < at + n; i++)
            for (unsigned k = 0; k < order; k++)
                slots[k][t->ids[i]]--;
    }
}

/* ---- window pairs and skip-grams -------------------------------------------------- */

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* A stretch: those of its tokens that are the run's own are nodes, and all of them are
 * collocates. */
struct reach {
    uint64_t begin, own_begin, own_end, end;
};

/* Each is the node of so many pairs, and the collocate of so many. */
static void add_pairs(const corpus_family *f, const uint32_t ids[], const struct reach *r,
                      uint64_t nodes[], uint64_t collocates[])
{
    for (uint64_t i = r->own_begin; i < r->own_end; i++)
        nodes[ids[i]] += least(i - r->begin, f->before) + least(r->end - 1 - i, f->after);
    for (uint64_t i = r->begin; i < r->end; i++) {
        uint64_t first = i - least(i - r->begin, f->after);
        uint64_t end = least(i + f->before + 1, r->own_end);
        bool is_node = r->own_begin <= i && i < r->own_end;

        first = first < r->own_begin ? r->own_begin : first;
        if (first < end)
            collocates[ids[i]] += end - first - is_node;
    }
}

/* Skip-grams that begin in the run's own tokens. */
static void add_skips(const corpus_family *f, const uint32_t ids[], const struct reach *r,
                      uint64_t *const slots[])
{
    unsigned offsets[CORPUS_ORDER_MAX], span;

    skip_offsets(f, offsets);
    span = offsets[f->order - 1];
    for (uint64_t i = r->own_begin; i < r->own_end && i + span < r->end; i++)
        for (unsigned k = 0; k < f->order; k++)
            slots[k][ids[i + offsets[k]]]++;
}

void marginals_family(const struct text_body *t, const corpus_family *f,
                      uint64_t *const slots[])
{
    uint64_t hole;

    for (unsigned k = 0; k < f->order; k++)
        memset(slots[k], 0, t->n_types * sizeof *slots[k]);
    for (uint64_t at = 0; at < t->n; at = hole + 1) {
        struct reach r = {.begin = at, .own_begin = text_own_begin(t, at)};

        r.end = hole = next_hole(t->ids, at);
        r.own_end = text_own_end(t, hole);
        if (f->before || f->after)
            add_pairs(f, t->ids, &r, slots[0], slots[1]);
        else
            add_skips(f, t->ids, &r, slots);
    }
}
