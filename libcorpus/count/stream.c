/* The corpus as one array of 32-bit types. */
#include "count/stream.h"
#include "corpus/error.h"

#include <stdlib.h>
#include <string.h>

/* ---- as it comes ------------------------------------------------------------------ */

int stream_reserve(struct stream *s, uint64_t n)
{
    uint64_t need = (s->n + n + STREAM_PAD) * sizeof *s->ids, want;
    int err;

    if (need <= s->pages.size)
        return CORPUS_OK;
    if (s->n + n > STREAM_MAX) {
        s->budget->wanted = 0;
        return CORPUS_EBUDGET;
    }
    want = need + need / 4 + (1 << 20);
    err = pages_grow(s->budget, &s->pages, want);
    if (err == CORPUS_EBUDGET)
        err = pages_grow(s->budget, &s->pages, need);
    s->ids = s->pages.data;
    return err;
}

int stream_add_hole(struct stream *s)
{
    int err = stream_reserve(s, 1);

    if (!err)
        s->ids[s->n++] = HOLE;
    return err;
}

void stream_free(struct stream *s)
{
    pages_free(s->budget, &s->pages);
    *s = (struct stream){.budget = s->budget};
}

/* ---- in order --------------------------------------------------------------------- */

/* All small arrays come out of one block. */
static void *carve(char **at, size_t n, size_t size)
{
    void *got = *at;

    *at += (n * size + 15) / 16 * 16;
    return got;
}

static int lay_out(struct text_body *t, uint32_t **rank_of, uint32_t **source_rank,
                   uint32_t n_numbers)
{
    uint64_t types = n_numbers + 1ul, docs = t->n_docs + 2ul,
             sources = t->n_sources + 1ul;
    uint64_t hints = (t->n >> DOC_HINT_LOG2) + 2;
    char *at;
    int err;

    err = pages_grow(t->budget, &t->small,
                     types * 16 + docs * 12 + sources * 8 + hints * 4 + 8 * 16);
    if (err)
        return err;
    at = t->small.data;
    t->freq = carve(&at, types, 8);
    t->type_order = carve(&at, types, 4);
    *rank_of = carve(&at, types, 4);
    t->doc_order = carve(&at, docs, 4);
    t->doc_begin = carve(&at, docs, 4);
    t->doc_source = carve(&at, docs, 4);
    t->source_order = carve(&at, sources, 4);
    *source_rank = carve(&at, sources, 4);
    t->hint = carve(&at, hints, 4);
    return CORPUS_OK;
}

/* rank_of[id]: types that are left out have no id and no rank. */
static int rank_types(struct text_body *t, const struct string_set *types,
                      uint32_t n_dropped, uint32_t rank_of[])
{
    uint32_t *order = (uint32_t *)t->type_order, kept = 0;
    int err;

    if ((err = string_set_sort(types, order)))
        return err;
    for (uint32_t i = 0; i < types->n; i++) {
        uint32_t number = order[i];

        if (number < n_dropped)
            continue;
        order[kept] = number;
        rank_of[number - n_dropped] = kept++;
    }
    return CORPUS_OK;
}

/* One document's ids as ranks, counted, and the hole that ends it. `to` may be `from`, or
 * before it. */
static uint32_t *copy_ids(uint32_t *to, const uint32_t *from, uint64_t n,
                          const uint32_t rank_of[], uint64_t freq[])
{
    for (uint64_t i = 0; i < n; i++) {
        uint32_t id = from[i];

        if (id != HOLE) {
            id = rank_of[id];
            freq[id]++;
        }
        *to++ = id;
    }
    *to++ = HOLE;
    return to;
}

static bool in_order(const struct text_body *t)
{
    for (uint32_t i = 0; i < t->n_docs; i++)
        if (t->doc_order[i] != i)
            return false;
    return true;
}

/* In place when the documents came in order; else by way of a second array, which is gone
 * again before the positions take its room. */
static int move_ids(struct text_body *t, struct stream *s, const struct documents *d,
                    const uint32_t rank_of[])
{
    struct pages target = {0};
    uint32_t *to = s->ids;
    bool in_place = in_order(t);
    int err;

    if (!in_place) {
        if ((err = pages_grow(t->budget, &target, (t->n + STREAM_PAD) * sizeof *to)))
            return err;
        to = target.data;
    }
    t->ids = to;
    for (uint32_t i = 0; i < t->n_docs; i++) {
        const struct document *doc = d->all + t->doc_order[i];

        t->doc_begin[i] = (uint32_t)(to - t->ids);
        to = copy_ids(to, s->ids + doc->begin, doc->end - doc->begin, rank_of, t->freq);
    }
    t->doc_begin[t->n_docs] = (uint32_t)(to - t->ids);
    memset(to, 0xff, STREAM_PAD * sizeof *to);
    t->stream = in_place ? s->pages : target;
    if (in_place)
        s->pages = (struct pages){0};
    stream_free(s);
    return CORPUS_OK;
}

static void fill_hints(struct text_body *t)
{
    uint32_t doc = 0;

    for (uint64_t i = 0; i <= t->n >> DOC_HINT_LOG2; i++) {
        while (doc + 1 < t->n_docs && t->doc_begin[doc + 1] <= i << DOC_HINT_LOG2)
            doc++;
        t->hint[i] = doc;
    }
}

static void fill_sources(struct text_body *t, const struct documents *d,
                         const uint32_t source_rank[])
{
    for (uint32_t i = 0; i < t->n_docs; i++)
        t->doc_source[i] = source_rank[d->all[t->doc_order[i]].source];
    for (uint32_t i = 0; i < t->n_sources; i++)
        t->source_order[source_rank[i]] = i;
}

int stream_arrange(struct text_body *out, struct stream *s, const struct documents *d,
                   const struct lexicon *l, uint32_t same[2])
{
    uint32_t n_dropped, *rank_of, *source_rank;
    const struct string_set *types = lexicon_types(l, &n_dropped);
    struct text_body t = {.budget = s->budget,
                          .n_docs = d->n,
                          .n_sources = d->sources.n,
                          .n_types = types->n - n_dropped};
    int err;

    for (uint32_t i = 0; i < d->n; i++)
        t.n += d->all[i].end - d->all[i].begin + 1;
    if ((err = stream_reserve(s, 0)) ||
        (err = lay_out(&t, &rank_of, &source_rank, types->n)) ||
        (err = documents_sort(d, t.doc_order, source_rank, same)) ||
        (err = rank_types(&t, types, n_dropped, rank_of)) ||
        (err = move_ids(&t, s, d, rank_of))) {
        text_body_free(&t);
        return err;
    }
    fill_sources(&t, d, source_rank);
    fill_hints(&t);
    for (uint32_t i = 0; i < t.n_types; i++)
        t.tokens += t.freq[i];
    *out = t;
    return CORPUS_OK;
}

void text_body_free(struct text_body *t)
{
    if (!t->budget)
        return;
    pages_free(t->budget, &t->stream);
    pages_free(t->budget, &t->small);
    *t = (struct text_body){0};
}
