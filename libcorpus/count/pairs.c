/* Window pairs, by a dense row of counts per node. */
#include "count/pairs.h"
#include "corpus/error.h"

#include <stdlib.h>
#include <string.h>

/* What the node at hand has of a collocate, in the source at hand. All zero while the
 * collocate has not been met. */
struct cell {
    uint64_t freq;
    uint32_t docs;
    uint32_t seen; /* its last document + 1 */
};

/* What it has of a collocate, or of all, in a stretch of one source that is done. */
struct part {
    uint64_t freq;
    uint32_t docs, source;
    uint32_t elder; /* 1 + the part before of the same; 0: none */
};

struct pair_counter {
    const struct pairs *shared;
    struct budget budget; /* takes nothing: it is accounted for by pair_counter_bytes() */
    struct pages pages;

    struct cell *row;   /* by type */
    uint32_t *met;      /* types with a cell in use; one more than there are types */
    size_t n_met;
    uint64_t *marks;    /* a bit for each type, to sort by */
    uint64_t *summary;  /* a bit for each word of marks */

    /* with several sources */
    uint32_t *youngest; /* by type: 1 + its last part; behind them the node's own */
    uint32_t *known;    /* types with parts */
    size_t n_known;
    struct part *parts;
    size_t n_parts, parts_cap;
    corpus_source_count *counts; /* by source */
};

/* ---- sorting types ---------------------------------------------------------------- */

static void sort_few(uint32_t a[], size_t n)
{
    for (size_t i = 1; i < n; i++) {
        uint32_t x = a[i];
        size_t k = i;

        for (; k && x < a[k - 1]; k--)
            a[k] = a[k - 1];
        a[k] = x;
    }
}

/* Types are small numbers and distinct: mark them in a bitmap and read it in order, by way
 * of a summary that tells which of its words there is something in. */
static void sort_types(struct pair_counter *p, uint32_t a[], size_t n)
{
    enum { FEW = 24 };
    uint64_t words = ((uint64_t)p->shared->text->n_types >> 12) + 1;
    size_t out = 0;

    if (n <= FEW) {
        sort_few(a, n);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        p->marks[a[i] >> 6] |= UINT64_C(1) << (a[i] & 63);
        p->summary[a[i] >> 12] |= UINT64_C(1) << (a[i] >> 6 & 63);
    }
    for (uint64_t s = 0; s < words; s++) {
        for (uint64_t rest = p->summary[s]; rest; rest &= rest - 1) {
            uint64_t word = s << 6 | (uint64_t)__builtin_ctzll(rest);

            for (uint64_t bits = p->marks[word]; bits; bits &= bits - 1)
                a[out++] = (uint32_t)(word << 6 | (uint64_t)__builtin_ctzll(bits));
            p->marks[word] = 0;
        }
        p->summary[s] = 0;
    }
}

/* ---- one source ------------------------------------------------------------------- */

/* Without a branch: whether a collocate is new cannot be foreseen. */
static inline void meet(struct pair_counter *p, uint32_t collocate, uint32_t stamp)
{
    struct cell *cell = p->row + collocate;

    p->met[p->n_met] = collocate;
    p->n_met += !cell->freq;
    cell->freq++;
    cell->docs += cell->seen != stamp;
    cell->seen = stamp;
}

/* Add up the neighbours of the node at these positions; they are of one source, the first
 * in document *doc, which becomes that of the last. */
static corpus_source_count add_up(struct pair_counter *p, const uint32_t at[], uint32_t n,
                                  uint32_t *doc)
{
    enum { AHEAD = 24 }; /* past the end of the type into the next one, too */
    const struct text_body *text = p->shared->text;
    corpus_source_count node = {0};
    uint32_t seen = 0;

    for (uint32_t i = 0; i < n; i++) {
        const uint32_t *id = text->ids + at[i];
        size_t before = at[i] < p->shared->before ? at[i] : p->shared->before;
        size_t after = p->shared->after, k, pairs = 0;

        __builtin_prefetch(text->ids + at[i + AHEAD]);
        *doc = document_of(text, at[i], *doc);
        for (k = 1; k <= before && *(id - k) != HOLE; k++)
            meet(p, *(id - k), *doc + 1);
        pairs = k - 1;
        for (k = 1; k <= after && id[k] != HOLE; k++)
            meet(p, id[k], *doc + 1);
        pairs += k - 1;
        node.freq += pairs;
        node.docs += pairs && seen != *doc + 1;
        seen = pairs ? *doc + 1 : seen;
    }
    return node;
}

static bool is_cut(const struct pair_counter *p, uint64_t freq, uint64_t docs)
{
    return freq < p->shared->min_count || docs < p->shared->min_docs;
}

/* A node that occurs in one source only. */
static int add_simple(struct pair_counter *p, struct chunk *c, uint32_t node,
                      uint32_t source, const uint32_t at[], uint32_t n, uint32_t doc)
{
    corpus_source_count sum = add_up(p, at, n, &doc);
    int err = CORPUS_OK;

    sum.source = source;
    sort_types(p, p->met, p->n_met);
    for (size_t i = 0; i < p->n_met && !err; i++) {
        struct cell *cell = p->row + p->met[i];
        corpus_source_count count = {source, cell->freq, cell->docs};

        *cell = (struct cell){0};
        if (is_cut(p, count.freq, count.docs))
            continue;
        err = count.freq == 1 ? chunk_add_single(c, 2, p->met[i], source)
                              : chunk_add(c, 2, p->met[i], &count, 1);
    }
    p->n_met = 0;
    return err || !sum.freq ? err : chunk_add(c, 1, node, &sum, 1);
}

/* ---- several sources -------------------------------------------------------------- */

static void keep_part(struct pair_counter *p, uint32_t of, const corpus_source_count *sum)
{
    p->parts[p->n_parts++] = (struct part){sum->freq, (uint32_t)sum->docs, sum->source,
                                           p->youngest[of]};
    p->youngest[of] = (uint32_t)p->n_parts;
}

/* The cells in use become parts, and so does what they add up to. */
static int keep_parts(struct pair_counter *p, const corpus_source_count *node)
{
    size_t need = p->n_parts + p->n_met + 1;
    int err = mem_reserve(&p->parts, &p->parts_cap, need, sizeof *p->parts);

    if (!err && need >= UINT32_MAX)
        err = CORPUS_ENOMEM;
    for (size_t i = 0; i < p->n_met && !err; i++) {
        uint32_t type = p->met[i];
        struct cell *cell = p->row + type;

        if (!p->youngest[type])
            p->known[p->n_known++] = type;
        keep_part(p, type, &(corpus_source_count){node->source, cell->freq, cell->docs});
        *cell = (struct cell){0};
    }
    p->n_met = 0;
    if (!err && node->freq)
        keep_part(p, p->shared->text->n_types, node);
    return err;
}

/* Put a part among counts[first ..], which ascend, and return the new first. Pieces in runs
 * are out of order, and what stands around them may be of one source. */
static uint32_t put_between(struct pair_counter *p, uint32_t first, const struct part *part)
{
    corpus_source_count *counts = p->counts;
    uint32_t n = p->shared->text->n_sources, at = first;

    while (at < n && counts[at].source < part->source)
        at++;
    if (at < n && counts[at].source == part->source) {
        counts[at].freq += part->freq;
        counts[at].docs += part->docs;
        return first;
    }
    memmove(counts + first - 1, counts + first, (at - first) * sizeof *counts);
    counts[at - 1] = (corpus_source_count){part->source, part->freq, part->docs};
    return first - 1;
}

/* Write a record of `order` from its parts, the last of which is number `youngest`. */
static int add_parts(struct pair_counter *p, struct chunk *c, unsigned order,
                     uint32_t type, uint32_t youngest)
{
    uint32_t n_sources = p->shared->text->n_sources, first = n_sources;
    uint64_t freq = 0, docs = 0;

    for (uint32_t i = youngest; i; i = p->parts[i - 1].elder) {
        const struct part *part = p->parts + i - 1;

        if (first == n_sources || part->source < p->counts[first].source)
            p->counts[--first] =
                (corpus_source_count){part->source, part->freq, part->docs};
        else
            first = put_between(p, first, part);
        freq += part->freq;
        docs += part->docs;
    }
    if (order > 1 && is_cut(p, freq, docs))
        return CORPUS_OK;
    return freq == 1 ? chunk_add_single(c, order, type, p->counts[first].source)
                     : chunk_add(c, order, type, p->counts + first, n_sources - first);
}

static int write_parts(struct pair_counter *p, struct chunk *c, uint32_t node)
{
    uint32_t *own = p->youngest + p->shared->text->n_types;
    int err = CORPUS_OK;

    sort_types(p, p->known, p->n_known);
    for (size_t i = 0; i < p->n_known && !err; i++) {
        uint32_t type = p->known[i];

        err = add_parts(p, c, 2, type, p->youngest[type]);
        p->youngest[type] = 0;
    }
    if (*own && !err)
        err = add_parts(p, c, 1, node, *own);
    *own = 0;
    p->n_known = p->n_parts = 0;
    return err;
}

/* The node's positions ascend, and with them the sources: one after the other. */
static int add_spread(struct pair_counter *p, struct chunk *c, uint32_t node,
                      const uint32_t at[], uint32_t n)
{
    const struct text_body *text = p->shared->text;
    uint32_t doc = 0;
    int err = CORPUS_OK;

    for (uint32_t i = 0, end; i < n && !err; i = end) {
        corpus_source_count sum;
        uint32_t last, source;

        last = doc = document_of(text, at[i], doc);
        source = text->doc_source[doc];
        for (end = i; end < n; end++) {
            last = document_of(text, at[end], last);
            if (text->doc_source[last] != source)
                break;
        }
        sum = add_up(p, at + i, end - i, &doc);
        sum.source = source;
        err = keep_parts(p, &sum);
    }
    return err ? err : write_parts(p, c, node);
}

/* Are all of these positions of one source? Between documents of one there may be pieces
 * of documents in a run. */
static bool is_simple(const struct text_body *t, const uint32_t at[], uint32_t n,
                      uint32_t *doc)
{
    uint32_t last;

    *doc = document_of(t, at[0], 0);
    last = document_of(t, at[n - 1], *doc);
    return last == *doc ||
           (!t->n_pieces && t->doc_source[last] == t->doc_source[*doc]);
}

int pair_counter_add(struct pair_counter *p, struct chunk *c, uint32_t from, uint32_t to)
{
    const struct text_body *text = p->shared->text;
    const struct positions *positions = p->shared->positions;
    int err = CORPUS_OK;

    for (uint32_t x = from; x < to && !err; x++) {
        const uint32_t *at = positions->at + positions->begin[x];
        uint32_t n = positions->begin[x + 1] - positions->begin[x], doc;

        if (!n) /* in head and tail of a run alone */
            continue;
        if (is_simple(text, at, n, &doc))
            err = add_simple(p, c, x, text->doc_source[doc], at, n, doc);
        else
            err = add_spread(p, c, x, at, n);
    }
    return err;
}

/* ---- life ------------------------------------------------------------------------- */

/* All in one document is simple. */
static bool has_parts(const struct text_body *t)
{
    return t->n_sources > 1 && t->n_docs > 1;
}

static uint64_t fixed_bytes(const struct pairs *s)
{
    uint64_t types = s->text->n_types + 1ul, words = (types >> 6) + 2;
    uint64_t bytes = types * (sizeof(struct cell) + 4) + (words + (words >> 6) + 2) * 8;

    return has_parts(s->text) ? bytes + types * 8 : bytes;
}

_Static_assert(2 * sizeof(struct part) == PAIR_BYTES, "an array that has just grown");

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Two pieces may stand among the documents of one source each. Parts of a node are of
 * different collocates or stretches, so each has ids of the text to itself. */
uint64_t pair_counter_bytes(const struct pairs *s, uint32_t widest)
{
    uint64_t pairs = (uint64_t)widest * (s->before + s->after), parts;
    uint64_t stretches = least(s->text->n_sources + 2ul, s->text->n_docs);

    if (!has_parts(s->text))
        return fixed_bytes(s);
    parts = least(least(s->text->n_types * stretches, pairs), s->text->n);
    return fixed_bytes(s) + parts * PAIR_BYTES + stretches * PAIR_BYTES +
           s->text->n_sources * sizeof(corpus_source_count);
}

static int lay_out(struct pair_counter *p)
{
    const struct text_body *t = p->shared->text;
    size_t types = t->n_types + 1ul, words = (types >> 6) + 2;
    int err;

    p->budget.limit = t->budget->limit;
    if ((err = pages_grow(&p->budget, &p->pages, fixed_bytes(p->shared))))
        return err;
    p->row = p->pages.data;
    p->marks = (uint64_t *)(p->row + types);
    p->summary = p->marks + words;
    p->met = (uint32_t *)(p->summary + (words >> 6) + 2);
    if (!has_parts(t))
        return CORPUS_OK;
    p->youngest = p->met + types;
    p->known = p->youngest + types;
    p->counts = calloc(t->n_sources, sizeof *p->counts);
    return p->counts ? CORPUS_OK : CORPUS_ENOMEM;
}

int pair_counter_new(struct pair_counter **out, const struct pairs *pairs)
{
    struct pair_counter *p = calloc(1, sizeof *p);
    int err;

    *out = NULL;
    if (!p)
        return CORPUS_ENOMEM;
    p->shared = pairs;
    if ((err = lay_out(p))) {
        pair_counter_free(p);
        return err;
    }
    *out = p;
    return CORPUS_OK;
}

void pair_counter_free(struct pair_counter *p)
{
    if (!p)
        return;
    pages_free(&p->budget, &p->pages);
    free(p->parts);
    free(p->counts);
    free(p);
}
