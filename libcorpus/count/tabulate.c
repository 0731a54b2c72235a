/* From a corpus in memory to a table file. */
#include "count/tabulate.h"
#include "base/threads.h"
#include "corpus/error.h"
#include "count/marginals.h"
#include "table/writer.h"

#include <stdlib.h>

/* ---- before the n-grams ----------------------------------------------------------- */

static int write_sources(struct table_writer *w, const struct tabulate_job *job)
{
    const struct text_body *t = job->text;
    uint32_t doc = 0;

    for (uint32_t s = 0; s < t->n_sources; s++) {
        uint64_t totals[CORPUS_ORDER_MAX] = {0}, one[CORPUS_ORDER_MAX], documents = 0;
        int err;

        for (; doc < t->n_docs && t->doc_source[doc] == s; doc++, documents++) {
            marginals_document(t, doc, job->order, one);
            for (unsigned n = 0; n < job->order; n++)
                totals[n] += one[n];
        }
        if ((err = writer_source(w, documents_source(job->documents, t->source_order[s]),
                                 documents, totals, job->order)))
            return err;
    }
    return CORPUS_OK;
}

static int write_documents(struct table_writer *w, const struct tabulate_job *job)
{
    const struct text_body *t = job->text;
    unsigned n_fields = job->documents->n_fields;
    const char **fields = calloc(n_fields + 1ul, sizeof *fields);
    int err = fields ? CORPUS_OK : CORPUS_ENOMEM;

    for (uint32_t i = 0; i < t->n_docs && !err; i++) {
        uint64_t totals[CORPUS_ORDER_MAX];

        documents_fields(job->documents, t->doc_order[i], fields);
        marginals_document(t, i, job->order, totals);
        err = writer_document(w, t->doc_source[i],
                              documents_id(job->documents, t->doc_order[i]), fields,
                              n_fields, totals, job->order);
    }
    free(fields);
    return err;
}

static int write_types(struct table_writer *w, const struct tabulate_job *job)
{
    int err = CORPUS_OK;

    for (uint32_t i = 0; i < job->text->n_types && !err; i++) {
        size_t len;
        const char *type = string_set_get(job->types, job->text->type_order[i], &len);

        err = writer_type(w, type, len);
    }
    return err;
}

/* ---- n-grams, chunk by chunk ------------------------------------------------------ */

/* Types begin .. (the next) begin - 1 make a chunk. */
struct chunk_range {
    uint32_t begin;
    uint32_t widest;
    uint64_t tokens;
};

struct crew {
    const struct tabulate_job *job;
    struct ngrams ngrams;
    struct pairs pairs; /* with no window: none */
    struct chunk_range *ranges;
    uint64_t n_ranges;
    struct table_writer *writer;
    unsigned threads, slots;
    struct refiner **refiners; /* one per thread, as are counters */
    struct pair_counter **counters;
    struct chunk **chunks;     /* one per slot */
    uint32_t *rank_of;
    uint64_t scratch; /* bytes taken from the budget */
    uint64_t done;    /* tokens */
};

static int cut_chunks(struct crew *crew)
{
    const struct text_body *t = crew->job->text;
    uint64_t before = 0, number = 0;
    struct chunk_range *range = NULL;
    size_t cap = 0;
    int err;

    for (uint32_t x = 0; x < t->n_types; x++) {
        if (!range || chunk_number(before) != number) {
            if ((err = mem_reserve(&crew->ranges, &cap, crew->n_ranges + 2,
                                   sizeof *crew->ranges)))
                return err;
            range = crew->ranges + crew->n_ranges++;
            *range = (struct chunk_range){.begin = x};
            number = chunk_number(before);
        }
        if (t->freq[x] > range->widest)
            range->widest = (uint32_t)t->freq[x];
        range->tokens += t->freq[x];
        before += t->freq[x];
    }
    if (range)
        range[1] = (struct chunk_range){.begin = t->n_types};
    return CORPUS_OK;
}

static int by_width(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x > y ? -1 : x < y;
}

static bool has_pairs(const struct crew *crew)
{
    return crew->pairs.before || crew->pairs.after;
}

static uint64_t worker_bytes(const struct crew *crew, uint32_t widest)
{
    return refiner_bytes(&crew->ngrams, widest) +
           (has_pairs(crew) ? pair_counter_bytes(&crew->pairs, widest) : 0);
}

/* A worker touches as much scratch as its widest type needs, and each chunk has one
 * worker: so all together no more than the widest types of as many chunks. With little
 * memory fewer workers do, which changes no byte. */
static int fit_threads(struct crew *crew)
{
    uint32_t *widest = calloc(crew->n_ranges + 1, sizeof *widest);
    int err = CORPUS_ENOMEM;

    if (!widest)
        return err;
    for (uint64_t i = 0; i < crew->n_ranges; i++)
        widest[i] = crew->ranges[i].widest;
    qsort(widest, crew->n_ranges, sizeof *widest, by_width);
    crew->threads = crew->job->threads;
    if (crew->threads > crew->n_ranges)
        crew->threads = crew->n_ranges ? (unsigned)crew->n_ranges : 1;
    for (err = CORPUS_EBUDGET; err && crew->threads; crew->threads -= err != CORPUS_OK) {
        uint64_t bytes = 0;

        for (unsigned i = 0; i < crew->threads; i++)
            bytes += worker_bytes(crew, widest[i]);
        if (!(err = budget_take(crew->job->budget, bytes)))
            crew->scratch = bytes;
    }
    crew->slots = crew->threads > 1 ? crew->threads * 2 : 1;
    free(widest);
    return err;
}

static int hire(struct crew *crew)
{
    struct chunk_shape shape = {crew->job->order, crew->job->postings,
                                crew->job->text->n_sources, crew->rank_of, NULL};
    int err = CORPUS_OK;

    crew->refiners = calloc(crew->threads, sizeof *crew->refiners);
    crew->counters = calloc(crew->threads, sizeof *crew->counters);
    crew->chunks = calloc(crew->slots, sizeof *crew->chunks);
    if (!crew->refiners || !crew->counters || !crew->chunks)
        return CORPUS_ENOMEM;
    for (unsigned i = 0; i < crew->threads && !err; i++)
        if (!(err = refiner_new(crew->refiners + i, &crew->ngrams)) && has_pairs(crew))
            err = pair_counter_new(crew->counters + i, &crew->pairs);
    for (unsigned i = 0; i < crew->slots && !err; i++)
        err = chunk_new(crew->chunks + i, &shape);
    return err;
}

static void dismiss(struct crew *crew)
{
    for (unsigned i = 0; crew->refiners && i < crew->threads; i++)
        refiner_free(crew->refiners[i]);
    for (unsigned i = 0; crew->counters && i < crew->threads; i++)
        pair_counter_free(crew->counters[i]);
    for (unsigned i = 0; crew->chunks && i < crew->slots; i++)
        chunk_free(crew->chunks[i]);
    free(crew->refiners);
    free(crew->counters);
    free(crew->chunks);
    free(crew->ranges);
    free(crew->rank_of);
    budget_give(crew->job->budget, crew->scratch);
}

static int add_family(struct crew *crew, unsigned worker, struct chunk *c,
                      unsigned family, const struct chunk_range *range)
{
    const corpus_family *f = crew->job->families.all + family;
    int err = chunk_begin_family(c, family, f->order);

    if (err)
        return err;
    if (f->before || f->after)
        return pair_counter_add(crew->counters[worker], c, range->begin, range[1].begin);
    return refiner_add_skips(crew->refiners[worker], c, f, range->begin, range[1].begin);
}

static int make_chunk(void *user, unsigned worker, unsigned slot, uint64_t item)
{
    struct crew *crew = user;
    const struct chunk_range *range = crew->ranges + item;
    int err = refiner_add(crew->refiners[worker], crew->chunks[slot], range->begin,
                          range[1].begin);

    for (unsigned f = 1; f <= crew->job->families.n && !err; f++)
        err = add_family(crew, worker, crew->chunks[slot], f, range);
    return err ? err : chunk_finish(crew->chunks[slot]);
}

static int write_chunk(void *user, unsigned slot, uint64_t item)
{
    struct crew *crew = user;

    crew->done += crew->ranges[item].tokens;
    if (crew->job->progress)
        crew->job->progress(crew->job->user, crew->done, crew->job->text->tokens);
    return writer_add_chunk(crew->writer, crew->chunks[slot]);
}

static int run_crew(struct crew *crew)
{
    const struct text_body *t = crew->job->text;
    struct threads_job job = {.user = crew, .work = make_chunk, .commit = write_chunk};
    int err;

    if (!(crew->rank_of = calloc(t->n_types + 1ul, sizeof *crew->rank_of)))
        return CORPUS_ENOMEM;
    if ((err = chunk_ranks(crew->rank_of, t->freq, t->n_types)) ||
        (err = cut_chunks(crew)) || (err = fit_threads(crew)) || (err = hire(crew)))
        return err;
    job.n_items = crew->n_ranges;
    job.slots = crew->slots;
    if ((err = threads_run(&job, crew->threads)))
        return err;
    for (unsigned i = 0; i < crew->slots; i++) {
        for (unsigned n = 1; n <= crew->job->order; n++)
            crew->job->ngrams[n] += chunk_records(crew->chunks[i], n);
        for (unsigned f = 1; f <= crew->job->families.n; f++)
            crew->job->family_rows[f] += chunk_family_rows(crew->chunks[i], f);
    }
    return CORPUS_OK;
}

/* Ask for all that is to come at once, so that a refusal tells the whole need. */
static int check_need(const struct crew *crew)
{
    const struct tabulate_job *job = crew->job;
    const struct text_body *t = job->text;
    uint64_t widest = 0, need;
    int err;

    for (uint32_t x = 0; x < t->n_types; x++)
        widest = t->freq[x] > widest ? t->freq[x] : widest;
    need = positions_bytes(t) + worker_bytes(crew, (uint32_t)widest);
    if (!(err = budget_take(job->budget, need)))
        budget_give(job->budget, need);
    return err;
}

static int write_ngrams(struct table_writer *w, const struct tabulate_job *job)
{
    struct positions positions;
    struct crew crew = {.job = job, .writer = w};
    int err;

    crew.ngrams = (struct ngrams){job->text,     &positions,     job->order,
                                  job->postings, job->min_count, job->min_docs,
                                  job->order == 1 && job->families.n};
    if (job->families.n)
        crew.pairs = (struct pairs){job->text, &positions, job->families.all[1].before,
                                    job->families.all[1].after, job->min_count,
                                    job->min_docs};
    if ((err = check_need(&crew)) ||
        (err = positions_new(&positions, job->text, job->order == 1 && !job->families.n,
                             job->threads)))
        return err;
    err = run_crew(&crew);
    dismiss(&crew);
    positions_free(&positions);
    return err;
}

/* ---- after them ------------------------------------------------------------------- */

static int write_marginals(struct table_writer *w, const struct tabulate_job *job)
{
    const struct text_body *t = job->text;
    unsigned most = job->families.n && job->order < 3 ? 3 : job->order;
    struct pages pages = {0};
    uint64_t *slots[CORPUS_ORDER_MAX];
    int err;

    if (most < 2)
        return CORPUS_OK;
    if ((err = pages_grow(job->budget, &pages,
                          (t->n_types + 1ul) * most * sizeof **slots)))
        return err;
    for (unsigned k = 0; k < most; k++)
        slots[k] = (uint64_t *)pages.data + k * (size_t)t->n_types;
    for (unsigned n = 2; n <= job->order && !err; n++) {
        marginals_slots(t, n, slots);
        err = writer_marginals(w, n, t->freq, (const uint64_t *const *)slots, t->n_types);
    }
    for (unsigned f = 1; f <= job->families.n && !err; f++) {
        const corpus_family *family = job->families.all + f;

        marginals_family(t, family, slots);
        err = writer_family_marginals(w, f, family->order, (const uint64_t *const *)slots,
                                      t->n_types);
    }
    pages_free(job->budget, &pages);
    return err;
}

int tabulate(const struct tabulate_job *job)
{
    struct table_writer *w;
    int err;

    if ((err = writer_new(&w, job->path)))
        return err;
    if (!(err = writer_provenance(w, (const char *)job->provenance->data,
                                  job->provenance->len)) &&
        !(err = write_sources(w, job)) && !(err = write_documents(w, job)) &&
        !(err = write_types(w, job)) && !(err = write_ngrams(w, job)) &&
        !(err = write_marginals(w, job)))
        err = writer_commit(w);
    writer_free(w);
    return err;
}
