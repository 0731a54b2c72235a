/* Order 1 alone: documents that came as bags, turned round. */
#include "count/tally.h"
#include "base/threads.h"
#include "corpus/error.h"

#include <stdlib.h>

/* ---- turning round ---------------------------------------------------------------- */

/* What a part of the documents has of a type stands by the first lane's ids, not by rank:
 * frequent types have come early, so what is touched all the time is side by side and
 * stays in the cache. */
struct work {
    const struct text_body *text;
    const struct layout *layout;
    uint32_t n_dropped;
    uint64_t *freq; /* part by part */
    uint32_t *next; /* likewise: documents; or words of places, and then where the next of
                       them goes */
    uint32_t *at;
};

enum step { ADD_UP, COUNT, SORT };

static uint64_t cell(const struct work *w, unsigned part, uint32_t rank)
{
    return part * (uint64_t)w->text->n_types + w->text->type_order[rank] - w->n_dropped;
}

/* The places of types in a passage: *at .. the end that is returned. */
static const uint32_t *places_of(const struct work *w, uint32_t passage,
                                 const uint32_t **at, const uint32_t **id_of)
{
    const struct layout *r = w->layout;
    const struct passage *p =
        r->documents->passages + w->text->passages[passage].number;
    const uint32_t *words = r->lanes[p->lane].stream->ids;

    *id_of = r->ids[p->lane];
    *at = words + p->begin;
    return words + p->end;
}

/* Count a part's places, or put them where they go: the same walk, made three times by the
 * compiler. */
static inline __attribute__((always_inline)) int walk_part(const struct work *w,
                                                           uint64_t part,
                                                           const enum step step)
{
    const struct text_part *parts = w->text->parts;
    uint64_t *freq = w->freq + part * w->text->n_types;
    uint32_t *next = w->next + part * w->text->n_types;

    for (uint32_t i = parts[part].passage; i < parts[part + 1].passage; i++) {
        const uint32_t *at, *id_of, *end = places_of(w, i, &at, &id_of);
        uint32_t doc = w->text->passages[i].doc, count;

        while (at < end) {
            uint32_t id = place_get(&at, &count);

            if (id_of)
                id = id_of[id];
            if (step == SORT) {
                next[id] = (uint32_t)(place_put(w->at + next[id], doc, count) - w->at);
            } else {
                freq[id] += count;
                next[id] += step == ADD_UP ? 1 : place_words(count);
            }
        }
    }
    return CORPUS_OK;
}

static int add_up_part(void *user, unsigned worker, unsigned slot, uint64_t part)
{
    (void)worker;
    (void)slot;
    return walk_part(user, part, ADD_UP);
}

static int count_part(void *user, unsigned worker, unsigned slot, uint64_t part)
{
    (void)worker;
    (void)slot;
    return walk_part(user, part, COUNT);
}

static int sort_part(void *user, unsigned worker, unsigned slot, uint64_t part)
{
    (void)worker;
    (void)slot;
    return walk_part(user, part, SORT);
}

/* Is each place a document of the one source? Not where one came in several passages, or
 * went to the stream in parts. */
static bool may_add_up(const struct work *w, const struct tally_options *o)
{
    bool whole = w->text->n_passages == w->text->n_docs;

    for (unsigned i = 0; i < w->layout->n_lanes; i++)
        whole &= !w->layout->lanes[i].torn;
    return whole && !o->postings && !o->pieces && w->text->n_sources == 1;
}

static void add_up(struct tally *t, struct text_body *text, const struct work *w)
{
    for (uint32_t x = 0; x < text->n_types; x++) {
        for (unsigned p = 0; p < text->n_parts; p++) {
            text->freq[x] += w->freq[cell(w, p, x)];
            t->begin[x] += w->next[cell(w, p, x)];
        }
        text->tokens += text->freq[x];
    }
}

/* Each part's places of a type go behind those of the parts before it. */
static void find_places(struct tally *t, struct text_body *text, const struct work *w)
{
    uint32_t sum = 0;

    for (uint32_t x = 0; x < text->n_types; x++) {
        t->begin[x] = sum;
        for (unsigned p = 0; p < text->n_parts; p++) {
            uint64_t at = cell(w, p, x);
            uint32_t words = w->next[at];

            text->freq[x] += w->freq[at];
            w->next[at] = sum;
            sum += words;
        }
        text->tokens += text->freq[x];
    }
    t->begin[text->n_types] = sum;
}

static int turn_round(struct tally *t, struct text_body *text, struct work *w,
                      const struct tally_options *o)
{
    bool adds_up = may_add_up(w, o);
    int err = threads_each(text->n_parts, o->threads, adds_up ? add_up_part : count_part, w);

    if (err)
        return err;
    if (adds_up) {
        add_up(t, text, w);
        return CORPUS_OK;
    }
    find_places(t, text, w);
    if ((err = pages_grow(t->budget, &t->pages,
                          (t->begin[text->n_types] + 2ul) * sizeof *t->at)))
        return err;
    w->at = t->at = t->pages.data;
    return threads_each(text->n_parts, o->threads, sort_part, w);
}

int tally_new(struct tally *out, struct text_body *text, const struct layout *r,
              const struct tally_options *options)
{
    struct tally t = {.postings = options->postings, .budget = text->budget};
    struct pages freq = {0}, next = {0};
    struct work w = {.text = text, .layout = r};
    uint64_t cells = text->n_parts * (uint64_t)text->n_types + 1;
    int err;

    lexicon_types(r->lanes[0].lexicon, &w.n_dropped);
    if (!(err = pages_grow(t.budget, &freq, cells * sizeof *w.freq)) &&
        !(err = pages_grow(t.budget, &next, cells * sizeof *w.next)) &&
        !(err = pages_grow(t.budget, &t.begins, (text->n_types + 1ul) * sizeof *t.begin))) {
        pages_touch(&freq);
        pages_touch(&next);
        w.freq = freq.data;
        w.next = next.data;
        t.begin = t.begins.data;
        err = turn_round(&t, text, &w, options);
    }
    pages_free(t.budget, &freq);
    pages_free(t.budget, &next);
    for (unsigned i = 0; i < r->n_lanes; i++)
        stream_free(r->lanes[i].stream);
    if (err)
        tally_free(&t);
    *out = t;
    return err;
}

void tally_free(struct tally *t)
{
    if (!t->budget)
        return;
    pages_free(t->budget, &t->pages);
    pages_free(t->budget, &t->begins);
    *t = (struct tally){0};
}

/* ---- type by type ----------------------------------------------------------------- */

enum { LIST = 512 }; /* postings at a time: they stay in the nearest cache */

struct tally_worker {
    const struct text_body *text;
    corpus_posting list[LIST];
    uint32_t n_counts;
    corpus_source_count *pieces; /* of a type, as counts; the last n_pieces sources */
    corpus_source_count counts[];
};

int tally_worker_new(struct tally_worker **out, const struct text_body *text)
{
    struct tally_worker *w =
        calloc(1, sizeof *w + (text->n_sources + text->n_pieces) * sizeof *w->counts);

    if (!(*out = w))
        return CORPUS_ENOMEM;
    w->text = text;
    w->pieces = w->counts + text->n_sources;
    return CORPUS_OK;
}

void tally_worker_free(struct tally_worker *w)
{
    free(w);
}

/* A document of several passages has several places in a row. */
static int read_list(struct tally_worker *w, const uint32_t **at, const uint32_t *end,
                     size_t *n_list)
{
    corpus_posting *list = w->list;
    size_t n = 0;

    while (*at < end) {
        const uint32_t *next = *at;
        uint32_t count, doc = place_get(&next, &count);

        if (n && list[n - 1].doc == doc) {
            if (__builtin_add_overflow(list[n - 1].count, count, &list[n - 1].count))
                return CORPUS_EBUDGET;
        } else if (n == LIST) {
            break;
        } else {
            list[n++] = (corpus_posting){doc, count};
        }
        *at = next;
    }
    *n_list = n;
    return CORPUS_OK;
}

/* Documents ascend, and with them sources, but for pieces: those come last. */
static corpus_source_count *find_count(struct tally_worker *w, uint32_t source)
{
    uint32_t whole = w->text->n_sources - w->text->n_pieces;

    if (source >= whole)
        return w->pieces + (source - whole);
    if (!w->n_counts || w->counts[w->n_counts - 1].source != source)
        w->counts[w->n_counts++] = (corpus_source_count){.source = source};
    return w->counts + w->n_counts - 1;
}

/* Sums stay in registers as long as documents are of one source. */
static void add_counts(struct tally_worker *w, uint32_t type, size_t n)
{
    const uint32_t *source_of = w->text->doc_source;

    if (w->text->n_sources == 1 && !w->text->n_pieces) {
        w->n_counts = 1;
        w->counts->freq = w->text->freq[type];
        w->counts->docs += n;
        return;
    }
    for (size_t i = 0, first; i < n;) {
        uint32_t source = source_of[w->list[i].doc];
        corpus_source_count *c = find_count(w, source);
        uint64_t freq = 0;

        for (first = i; i < n && source_of[w->list[i].doc] == source; i++)
            freq += w->list[i].count;
        c->freq += freq;
        c->docs += i - first;
    }
}

static void add_pieces(struct tally_worker *w)
{
    unsigned n = w->text->n_pieces;

    for (unsigned i = 0; i < n; i++) {
        if (!w->pieces[i].freq)
            continue;
        w->counts[w->n_counts] = w->pieces[i];
        w->counts[w->n_counts++].source = w->text->n_sources - n + i;
        w->pieces[i] = (corpus_source_count){0};
    }
}

/* By its places. */
static int count_type(const struct tally *t, struct tally_worker *w, struct chunk *c,
                      uint32_t type)
{
    const uint32_t *at = t->at + t->begin[type], *end = t->at + t->begin[type + 1];
    bool first = true;
    int err = CORPUS_OK;

    w->n_counts = 0;
    *w->counts = (corpus_source_count){0};
    for (size_t n; at < end; first = false) {
        if ((err = read_list(w, &at, end, &n)))
            return err;
        add_counts(w, type, n);
        if (t->postings && (err = chunk_add_postings(c, 1, w->list, n, first)))
            return err;
    }
    add_pieces(w);
    return CORPUS_OK;
}

static int add_type(const struct tally *t, struct tally_worker *w, struct chunk *c,
                    uint32_t type)
{
    uint64_t freq = w->text->freq[type];
    int err;

    if (t->at) {
        if ((err = count_type(t, w, c, type)))
            return err;
    } else {
        w->counts[0] = (corpus_source_count){0, freq, t->begin[type]};
        w->n_counts = freq > 0;
    }
    return freq == 1 ? chunk_add_single(c, 1, type, w->counts->source)
                                    : chunk_add(c, 1, type, w->counts, w->n_counts);
}

int tally_add(const struct tally *t, struct tally_worker *w, struct chunk *c,
              uint32_t from, uint32_t to)
{
    int err = CORPUS_OK;

    for (uint32_t x = from; x < to && !err; x++)
        err = add_type(t, w, c, x);
    return err;
}
