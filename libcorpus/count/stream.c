/* The corpus as one array of 32-bit types. */
#include "count/stream.h"
#include "base/threads.h"
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
    want = need + need / 4 + (1 << 18);
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

static int lay_out(struct text_body *t, uint32_t **source_rank, uint32_t n_numbers)
{
    uint64_t types = n_numbers + 1ul, docs = t->n_docs + 2ul,
             passages = t->n_passages + 1ul, sources = t->n_sources + 1ul;
    uint64_t hints = (t->n >> DOC_HINT_LOG2) + 2;
    char *at;
    int err;

    err = pages_grow(t->budget, &t->small,
                     types * 12 + docs * 12 + sources * 8 + hints * 4 +
                         passages * sizeof *t->passages + 8 * 16);
    if (err)
        return err;
    at = t->small.data;
    t->freq = carve(&at, types, 8);
    t->type_order = carve(&at, types, 4);
    t->doc_order = carve(&at, docs, 4);
    t->doc_begin = carve(&at, docs, 4);
    t->doc_source = carve(&at, docs, 4);
    t->source_order = carve(&at, sources, 4);
    *source_rank = carve(&at, sources, 4);
    t->passages = carve(&at, passages, sizeof *t->passages);
    t->hint = carve(&at, hints, 4);
    return CORPUS_OK;
}

/* ---- types ------------------------------------------------------------------------ */

static struct budget *budget_of(const struct layout *r)
{
    return r->lanes[0].stream->budget;
}

static int make_room(struct layout *r)
{
    uint64_t ids = 0;
    uint32_t *at, n_dropped;
    int err;

    for (unsigned i = 0; i < r->n_lanes; i++) /* the first may get all of the others */
        ids += lexicon_types(r->lanes[i].lexicon, &n_dropped)->n * (i ? 2ul : 1ul);
    if (!(r->ids = calloc(r->n_lanes, sizeof *r->ids)))
        return CORPUS_ENOMEM;
    if ((err = pages_grow(budget_of(r), &r->pages, (ids + r->n_lanes) * sizeof *at)))
        return err;
    at = r->pages.data;
    for (unsigned i = 1; i < r->n_lanes; i++) {
        r->ids[i] = at;
        at += lexicon_types(r->lanes[i].lexicon, &n_dropped)->n;
    }
    r->rank_of = at;
    return CORPUS_OK;
}

/* Types that are left out have no id and no rank. */
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

/* The first lane's lexicon takes in the types of the others. */
static int unite_types(struct layout *r)
{
    int err = CORPUS_OK;

    for (unsigned i = 1; i < r->n_lanes && !err; i++)
        err = lexicon_unite(r->lanes[0].lexicon, r->lanes[i].lexicon, r->ids[i]);
    return err;
}

/* ---- ids -------------------------------------------------------------------------- */

/* For each thread, since one processor may be faster than another. */
enum { PARTS = 4 };

unsigned text_parts(uint64_t n, uint64_t n_types, unsigned threads)
{
    uint64_t room = n_types ? n / 2 / n_types + 1 : 1;
    unsigned parts = threads < 2 ? 1 : threads * PARTS;

    parts = parts < TEXT_PARTS_MAX ? parts : TEXT_PARTS_MAX;
    return parts < room ? parts : (unsigned)room;
}

static void cut_parts(struct text_body *t, unsigned threads)
{
    uint32_t passage = 0;

    t->n_parts = text_parts(t->n, t->n_types, threads);
    for (unsigned p = 0; p < t->n_parts; p++) {
        while (passage < t->n_passages &&
               t->passages[passage].begin < t->n / t->n_parts * p)
            passage++;
        t->parts[p].passage = passage;
    }
    t->parts[t->n_parts].passage = t->n_passages;
}

static int make_counts(struct text_body *t)
{
    uint64_t stride = t->n_types + 1ul;
    int err = pages_grow(t->budget, &t->counts,
                         t->n_parts * stride * sizeof *t->parts->freq);

    for (unsigned p = 0; p < t->n_parts; p++)
        t->parts[p].freq = (uint32_t *)t->counts.data + p * stride;
    return err;
}

/* One passage's ids as ranks, counted, and the hole that ends it. `to` may be `from`. */
static void copy_ids(uint32_t *to, const uint32_t *from, uint64_t n,
                     const uint32_t rank_of[], uint32_t freq[])
{
    for (uint64_t i = 0; i < n; i++) {
        uint32_t id = from[i];

        if (id != HOLE) {
            id = rank_of[id];
            freq[id]++;
        }
        to[i] = id;
    }
    to[n] = HOLE;
}

struct move {
    struct text_body *text;
    const struct layout *layout;
};

/* The first lane's ids, which are needed no more, become ranks in the tables of the others. */
static void rank_lanes(const struct layout *r)
{
    for (unsigned i = 1; i < r->n_lanes; i++) {
        uint32_t n_dropped, n = lexicon_types(r->lanes[i].lexicon, &n_dropped)->n;

        for (uint32_t id = 0; id < n - n_dropped; id++)
            r->ids[i][id] = r->rank_of[r->ids[i][id]];
    }
}

static int move_part(void *user, unsigned worker, unsigned slot, uint64_t item)
{
    const struct move *m = user;
    const struct layout *r = m->layout;
    const struct text_body *t = m->text;

    (void)worker;
    (void)slot;
    for (uint32_t i = t->parts[item].passage; i < t->parts[item + 1].passage; i++) {
        const struct passage *p = r->documents->passages + t->passages[i].number;

        copy_ids(t->ids + t->passages[i].begin,
                 r->lanes[p->lane].stream->ids + p->begin, p->end - p->begin,
                 p->lane ? r->ids[p->lane] : r->rank_of, t->parts[item].freq);
    }
    return CORPUS_OK;
}

static void add_up(struct text_body *t)
{
    for (uint32_t x = 0; x < t->n_types; x++) {
        for (unsigned p = 0; p < t->n_parts; p++)
            t->freq[x] += t->parts[p].freq[x];
        t->tokens += t->freq[x];
    }
}

static uint32_t place_of(const struct text_body *t, uint32_t doc)
{
    uint32_t place = 0;

    while (t->doc_order[place] != doc)
        place++;
    return place;
}

/* n ids of a passage are no occurrences. */
static void discount(struct text_body *t, uint64_t at, unsigned n)
{
    unsigned part = 0;

    while (part + 1 < t->n_parts && t->passages[t->parts[part + 1].passage].begin <= at)
        part++;
    for (unsigned i = 0; i < n; i++)
        t->parts[part].freq[t->ids[at + i]]--;
}

/* What a run that is cut there has in its first and last document of those next to it. */
static void mark_edges(struct text_body *t, const struct documents *d)
{
    uint32_t first = place_of(t, 0), last = place_of(t, d->n - 1);

    t->n_head = d->head;
    t->head = t->doc_begin[first];
    discount(t, t->head, t->n_head);
    t->n_tail = d->tail;
    t->tail = t->doc_begin[last + 1] - 1 - d->tail;
    discount(t, t->tail, t->n_tail);
}

static bool in_order(const struct text_body *t)
{
    for (uint32_t i = 0; i < t->n_docs; i++)
        if (t->doc_order[i] != i)
            return false;
    return true;
}

static void begin_documents(struct text_body *t, const struct documents *d)
{
    struct text_passage *to = t->passages;
    uint32_t at = 0;

    for (uint32_t i = 0; i < t->n_docs; i++) {
        uint32_t doc = t->doc_order[i];

        t->doc_begin[i] = at;
        for (uint32_t k = d->all[doc].passage; k < documents_passages_end(d, doc); k++) {
            *to++ = (struct text_passage){k, i, at};
            at += (uint32_t)(d->passages[k].end - d->passages[k].begin + 1);
        }
    }
    t->doc_begin[t->n_docs] = to->begin = at;
}

/* In place when one lane's documents came in order; else by way of a second array, which
 * is all there is before the positions take the room of the first. */
static int move_ids(struct text_body *t, const struct layout *r, unsigned threads)
{
    struct stream *first = r->lanes[0].stream;
    struct move move = {t, r};
    struct pages target = {0};
    bool in_place = r->n_lanes == 1 && in_order(t);
    int err;

    if ((err = make_counts(t)))
        return err;
    if (in_place && (err = stream_reserve(first, 0)))
        return err;
    if (!in_place && (err = pages_grow(t->budget, &target,
                                       (t->n + STREAM_PAD) * sizeof *t->ids)))
        return err;
    t->stream = in_place ? first->pages : target;
    t->ids = t->stream.data;
    if (in_place)
        first->pages = (struct pages){0};
    rank_lanes(r);
    if ((err = threads_each(t->n_parts, threads, move_part, &move)))
        return err;
    memset(t->ids + t->n, 0xff, STREAM_PAD * sizeof *t->ids);
    for (unsigned i = 0; i < r->n_lanes; i++)
        stream_free(r->lanes[i].stream);
    if (r->documents->head || r->documents->tail)
        mark_edges(t, r->documents);
    add_up(t);
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

static int arrange(struct layout *r, struct text_body *t, uint32_t same[2])
{
    uint32_t n_dropped, *source_rank;
    const struct string_set *types = lexicon_types(r->lanes[0].lexicon, &n_dropped);
    int err;

    if ((err = make_room(r)) || (err = unite_types(r)))
        return err;
    t->n_types = types->n - n_dropped;
    if ((err = lay_out(t, &source_rank, types->n)) ||
        (err = documents_sort(r->documents, t->doc_order, source_rank, same)) ||
        (err = rank_types(t, types, n_dropped, r->rank_of)))
        return err;
    begin_documents(t, r->documents);
    fill_sources(t, r->documents, source_rank);
    fill_hints(t);
    return CORPUS_OK;
}

int layout_new(struct layout *out, struct text_body *text,
                const struct stream_lane lanes[], unsigned n_lanes,
                const struct documents *d, unsigned threads, uint32_t same[2])
{
    struct layout r = {.lanes = lanes, .documents = d, .n_lanes = n_lanes};
    struct text_body t = {
        .budget = budget_of(&r), .n_docs = d->n, .n_sources = d->sources.n,
        .n_passages = d->n_passages};
    int err;

    for (uint32_t i = 0; i < d->n_passages; i++)
        t.n += d->passages[i].end - d->passages[i].begin + 1;
    if (t.n > STREAM_MAX || t.n_docs > DOCUMENTS_MAX) {
        t.budget->wanted = 0;
        return CORPUS_EBUDGET;
    }
    if ((err = arrange(&r, &t, same))) {
        layout_free(&r);
        text_body_free(&t);
        return err;
    }
    cut_parts(&t, threads);
    *out = r;
    *text = t;
    return CORPUS_OK;
}

void layout_free(struct layout *r)
{
    pages_free(budget_of(r), &r->pages);
    free(r->ids);
}

int stream_arrange(struct text_body *out, const struct stream_lane lanes[],
                   unsigned n_lanes, const struct documents *d, unsigned threads,
                   uint32_t same[2])
{
    struct layout layout;
    int err = layout_new(&layout, out, lanes, n_lanes, d, threads, same);

    if (err)
        return err;
    if ((err = move_ids(out, &layout, threads)))
        text_body_free(out);
    layout_free(&layout);
    return err;
}

void text_body_free(struct text_body *t)
{
    if (!t->budget)
        return;
    pages_free(t->budget, &t->stream);
    pages_free(t->budget, &t->small);
    pages_free(t->budget, &t->counts);
    *t = (struct text_body){0};
}
