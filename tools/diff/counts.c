#include "diff/counts.h"

#include <stdlib.h>

bool counts_begin(struct counts *c, const struct sides *sides, const tables *t,
                  unsigned order)
{
    c->terms.n = 0;
    c->terms.order = order;
    alike_clear(&c->kinds);
    c->total[0] = c->total[1] = 0;
    if (sides_asked.each && !sides_have_reference(sides, t))
        return false; /* it is its turn itself */
    for (unsigned i = 0; i < t->n_groups; i++)
        if (sides->label[i] != CORPUS_NEITHER)
            c->total[sides->label[i]] += t->group_totals[order][i];
    if (c->list)
        c->total[1] = wordlist_total(c->list);
    for (unsigned side = 0; side < 2; side++)
        if (!c->total[side] && !(sides_asked.each && side == CORPUS_TARGET))
            tool_die("%s: the %s has no n-grams of order %u", tool_quote(t->path),
                     side ? "reference" : "target", order);
    if (!c->total[0] && !common.quiet)
        tool_say("'%s' has no n-grams of order %u", tool_quote(sides->target.data),
                 order);
    return c->total[0];
}

void counts_free(struct counts *c)
{
    free(c->of);
    alike_free(&c->kinds);
    terms_free(&c->terms);
}

/* A term's occurrences on both sides, and its documents there. */
struct sums {
    uint64_t freq[2], docs[2];
};

static struct sums sum_sides(const struct counts *c, const struct sides *sides,
                             const corpus_row *row, tables_scan *scan)
{
    struct sums s = {{0}, {0}};
    const char *term;
    size_t len;

    for (uint32_t i = 0; i < row->n_sources; i++) {
        uint8_t side = sides->label[row->sources[i].source];

        if (side == CORPUS_NEITHER)
            continue;
        s.freq[side] += row->sources[i].freq;
        s.docs[side] += row->sources[i].docs;
    }
    if (c->list && s.freq[0]) {
        tables_scan_term(scan, &term, &len);
        s.freq[1] = wordlist_freq(c->list, term, len);
    }
    return s;
}

/* The scan sees all sources: what is enough here was enough there. */
static bool passes(const struct counts *c, const struct sums *s)
{
    uint64_t freq = s->freq[0] + (c->list ? 0 : s->freq[1]);
    uint64_t docs = s->docs[0] + s->docs[1];

    return freq && freq >= query.min_count && docs >= query.min_docs &&
           (!query.max_docs || docs <= query.max_docs);
}

bool counts_add(struct counts *c, const struct sides *sides, const corpus_row *row,
                tables_scan *scan)
{
    struct sums s = sum_sides(c, sides, row, scan);

    if (!passes(c, &s))
        return false;
    terms_add(&c->terms, row->ids, s.freq[0] + s.freq[1]);
    c->of = tool_grow(c->of, &c->cap, c->terms.n, sizeof *c->of);
    c->of[c->terms.n - 1] =
        (struct term_counts){{s.docs[0], s.docs[1]}, alike_kind(&c->kinds, s.freq)};
    return true;
}

static bool all_compared(const struct sides *sides, const tables *t)
{
    for (unsigned i = 0; i < t->n_groups; i++)
        if (sides->label[i] == CORPUS_NEITHER)
            return false;
    return true;
}

uint64_t counts_types(const struct counts *c, const struct sides *sides, tables *t)
{
    uint64_t types = c->list ? wordlist_types(c->list) : 0;
    tables_scan scan;
    corpus_row row;

    if (!c->list && all_compared(sides, t))
        return corpus_table_ngrams(t->table, c->terms.order);
    tables_scan_all(&scan, t, c->terms.order);
    while (tables_scan_next(&scan, &row)) {
        struct sums s = sum_sides(c, sides, &row, &scan);

        types += c->list ? s.freq[0] && !s.freq[1] : s.freq[0] || s.freq[1];
    }
    tables_scan_close(&scan);
    return types;
}
