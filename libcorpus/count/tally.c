/* Single types counted without looking for their places. */
#include "count/tally.h"
#include "base/threads.h"
#include "corpus/error.h"

#include <stdlib.h>

/* What the source at hand has of a type. */
struct cell {
    uint32_t freq, docs;
    uint32_t stamp; /* the last document that was counted, + 1 */
};

/* What a source has of a type, in a part of the corpus. */
struct record {
    uint32_t type, source, freq, docs;
};

/* A thread's share of the documents. */
struct share {
    struct pages pages; /* cells and touched */
    struct cell *cells;
    uint32_t *touched, n_touched; /* types with a cell in use */
    struct record *records;       /* source by source */
    size_t n, cap;
};

struct work {
    const struct text_body *text;
    const struct layout *layout;
    struct share *shares; /* one per part */
};

/* Without branches, but for holes: whether a type is new in a document can be foretold no
 * better than by a coin. Returns how many tokens there are. */
static uint32_t count_ids(struct share *s, const uint32_t *id, const uint32_t *end,
                          const uint32_t rank_of[], uint32_t stamp)
{
    struct cell *cells = s->cells;
    uint32_t *touched = s->touched, n = s->n_touched, tokens = 0;

    for (; id < end; id++) {
        uint32_t rank;
        struct cell *c;

        if (*id == HOLE)
            continue;
        rank = rank_of[*id];
        c = cells + rank;
        touched[n] = rank;
        n += !c->freq;
        c->docs += c->stamp != stamp;
        c->stamp = stamp;
        c->freq++;
        tokens++;
    }
    s->n_touched = n;
    return tokens;
}

/* `place` is that of the document in the canonical order. */
static void count_document(const struct work *w, struct share *s, uint32_t place)
{
    const struct layout *r = w->layout;
    const struct document *doc = r->documents->all + w->text->doc_order[place];
    const uint32_t *ids = r->lanes[doc->lane].stream->ids;

    w->text->doc_tokens[place] = count_ids(s, ids + doc->begin, ids + doc->end,
                                           r->ranks[doc->lane], place + 1);
}

static int close_source(struct share *s, struct budget *budget, uint32_t source)
{
    int err = budget_reserve(budget, &s->records, &s->cap, s->n + s->n_touched,
                             sizeof *s->records);

    if (err)
        return err;
    for (uint32_t i = 0; i < s->n_touched; i++) {
        struct cell *c = s->cells + s->touched[i];

        s->records[s->n++] = (struct record){s->touched[i], source, c->freq, c->docs};
        c->freq = c->docs = 0;
    }
    s->n_touched = 0;
    return CORPUS_OK;
}

static int count_part(void *user, unsigned worker, unsigned slot, uint64_t item)
{
    const struct work *w = user;
    const struct text_body *t = w->text;
    struct share *s = w->shares + item;
    uint32_t doc = t->parts[item].doc, end = t->parts[item + 1].doc;
    int err;

    (void)worker;
    (void)slot;
    if ((err = pages_grow(t->budget, &s->pages,
                          (t->n_types + 1ul) * (sizeof *s->cells + sizeof *s->touched))))
        return err;
    s->cells = s->pages.data;
    s->touched = (uint32_t *)(s->cells + t->n_types);
    for (; doc < end && !err; doc++) {
        count_document(w, s, doc);
        if (doc + 1 == end || t->doc_source[doc + 1] != t->doc_source[doc])
            err = close_source(s, t->budget, t->doc_source[doc]);
    }
    pages_free(t->budget, &s->pages);
    return err;
}

/* Records come with ascending sources; one that two parts share comes twice in a row. */
static void place(struct tally *t, const struct share *s)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct record *r = s->records + i;
        corpus_source_count *last = t->counts + t->end[r->type] - 1;

        if (t->end[r->type] == t->begin[r->type] || last->source != r->source) {
            *++last = (corpus_source_count){.source = r->source};
            t->end[r->type]++;
        }
        last->freq += r->freq;
        last->docs += r->docs;
    }
}

static int sort_records(struct tally *t, const struct work *w)
{
    const struct text_body *text = w->text;
    uint64_t n_types = text->n_types, sum = 0;
    int err;

    if ((err = pages_grow(t->budget, &t->ends, (n_types + 1) * 2 * sizeof *t->end)))
        return err;
    t->begin = t->ends.data;
    t->end = t->begin + n_types + 1;
    for (unsigned p = 0; p < text->n_parts; p++)
        for (size_t i = 0; i < w->shares[p].n; i++)
            t->begin[w->shares[p].records[i].type]++;
    for (uint32_t x = 0; x < n_types; x++) {
        uint32_t n = t->begin[x];

        t->begin[x] = t->end[x] = (uint32_t)sum;
        sum += n;
    }
    if ((err = pages_grow(t->budget, &t->pages, (sum + 1) * sizeof *t->counts)))
        return err;
    t->counts = t->pages.data;
    for (unsigned p = 0; p < text->n_parts; p++)
        place(t, w->shares + p);
    return CORPUS_OK;
}

static void add_up(struct text_body *text, const struct tally *t)
{
    for (uint32_t x = 0; x < text->n_types; x++) {
        for (uint32_t i = t->begin[x]; i < t->end[x]; i++)
            text->freq[x] += t->counts[i].freq;
        text->tokens += text->freq[x];
    }
}

int tally_new(struct tally *out, struct text_body *text, const struct layout *r,
              unsigned threads)
{
    struct tally t = {.budget = text->budget};
    struct work w = {text, r, calloc(text->n_parts, sizeof *w.shares)};
    int err = CORPUS_ENOMEM;

    if (w.shares && !(err = threads_each(text->n_parts, threads, count_part, &w)))
        err = sort_records(&t, &w);
    for (unsigned p = 0; w.shares && p < text->n_parts; p++) {
        budget_give(text->budget, w.shares[p].cap * sizeof *w.shares[p].records);
        free(w.shares[p].records);
    }
    free(w.shares);
    if (err)
        tally_free(&t);
    else
        add_up(text, &t);
    *out = t;
    return err;
}

void tally_free(struct tally *t)
{
    if (!t->budget)
        return;
    pages_free(t->budget, &t->pages);
    pages_free(t->budget, &t->ends);
    *t = (struct tally){0};
}

int tally_add(const struct tally *t, struct chunk *c, uint32_t from, uint32_t to)
{
    for (uint32_t x = from; x < to; x++) {
        const corpus_source_count *counts = t->counts + t->begin[x];
        uint32_t n = t->end[x] - t->begin[x];
        int err = n == 1 && counts->freq == 1
                      ? chunk_add_single(c, 1, x, counts->source)
                      : chunk_add(c, 1, x, counts, n);

        if (err)
            return err;
    }
    return CORPUS_OK;
}
