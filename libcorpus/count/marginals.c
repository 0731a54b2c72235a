/* How many n-grams there are, and how many have a type in a slot. */
#include "count/marginals.h"
#include "count/skips.h"

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

void marginals_document(const struct text_body *t, uint32_t doc, unsigned order,
                        uint64_t totals[])
{
    uint64_t at = t->doc_begin[doc], end = t->doc_begin[doc + 1], hole;

    memset(totals, 0, order * sizeof *totals);
    for (; at < end; at = hole + 1) {
        hole = next_hole(t->ids, at);
        for (unsigned n = 1; n <= order && stretch(t, at, hole, n) >= n; n++)
            totals[n - 1] += stretch(t, at, hole, n) - n + 1;
    }
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
    for (uint64_t at = 0; at < t->n; at = hole + 1) {
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

/* In a stretch of n tokens each is the node of so many pairs, and the collocate of so
 * many. */
static void add_pairs(const corpus_family *f, const uint32_t ids[], uint64_t n,
                      uint64_t nodes[], uint64_t collocates[])
{
    for (uint64_t i = 0; i < n; i++) {
        uint64_t left = i, right = n - 1 - i;

        nodes[ids[i]] += least(left, f->before) + least(right, f->after);
        collocates[ids[i]] += least(left, f->after) + least(right, f->before);
    }
}

void marginals_family(const struct text_body *t, const corpus_family *f,
                      uint64_t *const slots[])
{
    unsigned offsets[CORPUS_ORDER_MAX], span;
    uint64_t hole;

    skip_offsets(f, offsets);
    span = offsets[f->order - 1];
    for (unsigned k = 0; k < f->order; k++)
        memset(slots[k], 0, t->n_types * sizeof *slots[k]);
    for (uint64_t at = 0; at < t->n; at = hole + 1) {
        hole = next_hole(t->ids, at);
        if (f->before || f->after)
            add_pairs(f, t->ids + at, hole - at, slots[0], slots[1]);
        else
            for (uint64_t i = at; i + span < hole; i++)
                for (unsigned k = 0; k < f->order; k++)
                    slots[k][t->ids[i + offsets[k]]]++;
    }
}
