/* From a corpus in memory to a table file. */
#include "count/tabulate.h"
#include "base/threads.h"
#include "corpus/error.h"
#include "count/marginals.h"
#include "count/marginals_write.h"
#include "count/types_write.h"
#include "table/format.h"
#include "table/last_tokens.h"
#include "table/packed_blocks.h"
#include "table/runs.h"
#include "table/writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what is different in runs ---------------------------------------------------- */

/* The mark of a document, by its number as it came. */
static uint32_t mark_of(const struct tabulate_job *job, uint32_t doc)
{
    if (!job->run)
        return 0;
    if (doc == 0 && job->run->first_mark)
        return job->run->first_mark;
    return doc + 1 == job->documents->n ? job->run->last_mark : 0;
}

/* A source with the name it has in the file. */
static int write_source(struct table_writer *w, const struct tabulate_job *job,
                        uint32_t source, uint32_t mark, uint64_t documents,
                        const uint64_t totals[])
{
    const char *name = documents_source(job->documents, source);
    struct bytes text = {0};
    int err;

    if (!job->run)
        return writer_source(w, name, documents, totals, job->order);
    err = mark ? bytes_printf(&text, "%c" RUN_MARK_FORMAT "%s", RUN_PIECE, mark, name)
               : bytes_printf(&text, "%c%s", RUN_SOURCE, name);
    if (!err)
        err = writer_source(w, (const char *)text.data, documents, totals, job->order);
    bytes_free(&text);
    return err;
}

/* The documents with marks, by ascending mark: the first, the last, or none. */
static unsigned marked_documents(const struct tabulate_job *job, uint32_t docs[2])
{
    uint32_t last = job->documents->n - 1;
    unsigned n = 0;

    if (!job->run || !job->documents->n)
        return 0;
    if (mark_of(job, 0))
        docs[n++] = 0;
    if (last && mark_of(job, last))
        docs[n++] = last;
    return n;
}

/* They have sources of their own, behind the others ... */
static int write_pieces(struct table_writer *w, const struct tabulate_job *job)
{
    static const uint64_t none[CORPUS_ORDER_MAX];
    uint32_t docs[2];
    unsigned n = marked_documents(job, docs);
    int err = CORPUS_OK;

    for (unsigned i = 0; i < n && !err; i++)
        err = write_source(w, job, job->documents->all[docs[i]].source,
                           mark_of(job, docs[i]), 0, none);
    return err;
}

/* ... in which their n-grams are counted. */
static void move_pieces(const struct tabulate_job *job)
{
    struct text_body *t = job->text;
    uint32_t docs[2];
    unsigned n = marked_documents(job, docs);

    for (uint32_t place = 0; n && place < t->n_docs; place++)
        for (unsigned i = 0; i < n; i++)
            if (t->doc_order[place] == docs[i])
                t->doc_source[place] = t->n_sources + i;
    t->n_sources += n;
    t->n_pieces = n;
}

/* ---- before the n-grams ----------------------------------------------------------- */

/* How many n-grams of each order each document has: `order` numbers for each. */
static int count_documents(const struct tabulate_job *job, uint64_t totals[])
{
    if (!job->tally)
        return marginals_documents(job->text, job->order, job->threads, totals);
    for (uint32_t i = 0; i < job->text->n_docs; i++)
        totals[i] = documents_tokens(job->documents, job->text->doc_order[i]);
    return CORPUS_OK;
}

/* A document is counted where it begins. */
static bool begins(const struct tabulate_job *job, uint32_t doc)
{
    return doc || !job->run || !job->run->first_mark;
}

static int write_sources(struct table_writer *w, const struct tabulate_job *job,
                         const uint64_t of_documents[])
{
    const struct text_body *t = job->text;
    const uint64_t *one = of_documents;
    uint32_t doc = 0;

    for (uint32_t s = 0; s < t->n_sources; s++) {
        uint64_t totals[CORPUS_ORDER_MAX] = {0}, documents = 0;
        int err;

        for (; doc < t->n_docs && t->doc_source[doc] == s; doc++, one += job->order) {
            documents += begins(job, t->doc_order[doc]);
            for (unsigned n = 0; n < job->order; n++)
                totals[n] += one[n];
        }
        if ((err = write_source(w, job, t->source_order[s], 0, documents, totals)))
            return err;
    }
    return write_pieces(w, job);
}

static int write_documents(struct table_writer *w, const struct tabulate_job *job,
                           const uint64_t totals[])
{
    const struct text_body *t = job->text;
    unsigned n_fields = job->documents->n_fields;
    const char **fields = calloc(n_fields + 2ul, sizeof *fields);
    int err = fields ? CORPUS_OK : CORPUS_ENOMEM;

    for (uint32_t i = 0; i < t->n_docs && !err; i++) {
        uint32_t doc = t->doc_order[i], mark_number = mark_of(job, doc);
        char mark[16] = "";

        documents_fields(job->documents, doc, fields);
        if (mark_number)
            snprintf(mark, sizeof mark, RUN_MARK_FORMAT, mark_number);
        fields[n_fields] = mark;
        err = writer_document(w, t->doc_source[i], documents_id(job->documents, doc),
                              fields, n_fields + (job->run != NULL),
                              totals + (size_t)i * job->order, job->order);
    }
    free(fields);
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
    struct ngrams ngrams; /* where there is no tally */
    struct pairs pairs;   /* with no window: none */
    struct chunk_range *ranges;
    uint64_t n_ranges;
    struct table_writer *writer;
    unsigned threads, slots;
    struct chunk **chunks;     /* one per thread, */
    struct refiner **refiners; /* as of these */
    struct pair_counter **counters;
    struct tally_worker **tallies;
    struct packed_blocks *blocks; /* one per slot */
    uint32_t *rank_of;
    uint64_t scratch; /* bytes taken from the budget */
    uint64_t widest;  /* chunk, in tokens */
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
        if (range->tokens > crew->widest)
            crew->widest = range->tokens;
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
    if (crew->job->tally)
        return crew->job->text->n_sources * sizeof(corpus_source_count);
    return refiner_bytes(&crew->ngrams, widest) +
           (has_pairs(crew) ? pair_counter_bytes(&crew->pairs, widest) : 0);
}

enum { BUILDER = 400 << 10, WAITING = 1 << 20 };

/* What `slots` chunks of so many tokens take: blocks are about 2 bytes for each token and
 * order, and for each pair of a window; one thread alone writes them as they come. */
static uint64_t chunk_bytes(unsigned order, const struct families *families,
                            unsigned threads, unsigned slots, uint64_t chunk_tokens)
{
    bool more = families->n && order < FAMILY_ORDER_MAX;
    uint64_t builders = more ? FAMILY_ORDER_MAX : order, rows = order;

    for (unsigned f = 1; f <= families->n; f++) {
        const corpus_family *family = families->all + f;
        unsigned pairs = family->before + family->after;

        rows += pairs ? pairs : family->order;
    }
    return slots * (slots > 1 ? chunk_tokens * 2 * rows : WAITING) +
           threads * builders * BUILDER;
}

/* Two chunks for each thread are enough to go on with; with four, the others have something
 * to do while one is at a chunk of three million times the same type, behind which all that
 * they have made must wait. */
enum { SLOTS = 2, SLOTS_BEST = 4 };

static unsigned slots_for(unsigned threads, unsigned each)
{
    return threads > 1 ? threads * each : 1;
}

uint64_t tabulate_chunk_bytes(unsigned order, const struct families *families,
                              unsigned threads, uint64_t n, uint64_t widest)
{
    uint64_t tokens = (UINT64_C(1) << CHUNK_TOKENS_LOG2) + widest;

    return chunk_bytes(order, families, threads, slots_for(threads, SLOTS),
                       tokens < n ? tokens : n);
}

/* Take from the budget what so many threads and slots need. */
static int try_threads(struct crew *crew, unsigned threads, unsigned slots,
                       const uint32_t widest[])
{
    uint64_t bytes =
        chunk_bytes(crew->job->order, &crew->job->families, threads, slots, crew->widest);
    int err;

    for (unsigned i = 0; i < threads; i++)
        bytes += worker_bytes(crew, widest[i]);
    if ((err = budget_take(crew->job->budget, bytes)))
        return err;
    crew->scratch = bytes;
    crew->threads = threads;
    crew->slots = slots;
    return CORPUS_OK;
}

/* A worker touches as much scratch as its widest type needs, and each chunk has one
 * worker: so all together no more than the widest types of as many chunks. With little
 * memory fewer workers do, which changes no byte. */
static int fit_threads(struct crew *crew)
{
    uint32_t *widest = calloc(crew->n_ranges + 1, sizeof *widest);
    unsigned threads = crew->job->threads;
    int err;

    if (!widest)
        return CORPUS_ENOMEM;
    for (uint64_t i = 0; i < crew->n_ranges; i++)
        widest[i] = crew->ranges[i].widest;
    qsort(widest, crew->n_ranges, sizeof *widest, by_width);
    if (threads > crew->n_ranges)
        threads = crew->n_ranges ? (unsigned)crew->n_ranges : 1;
    err = try_threads(crew, threads, slots_for(threads, SLOTS_BEST), widest);
    for (; err && threads; threads--)
        err = try_threads(crew, threads, slots_for(threads, SLOTS), widest);
    free(widest);
    return err;
}

static int hire_worker(struct crew *crew, unsigned i, const struct chunk_shape *shape)
{
    int err = chunk_new(crew->chunks + i, shape);

    if (err)
        return err;
    if (crew->job->tally)
        return tally_worker_new(crew->tallies + i, crew->job->text);
    if ((err = refiner_new(crew->refiners + i, &crew->ngrams)) || !has_pairs(crew))
        return err;
    return pair_counter_new(crew->counters + i, &crew->pairs);
}

static int hire(struct crew *crew)
{
    struct chunk_shape shape = {crew->job->order, crew->job->postings,
                                crew->job->text->n_sources, crew->job->text->n_docs,
                                crew->rank_of, NULL};
    int err = CORPUS_OK;

    crew->chunks = calloc(crew->threads, sizeof *crew->chunks);
    crew->refiners = calloc(crew->threads, sizeof *crew->refiners);
    crew->counters = calloc(crew->threads, sizeof *crew->counters);
    crew->tallies = calloc(crew->threads, sizeof *crew->tallies);
    crew->blocks = calloc(crew->slots, sizeof *crew->blocks);
    if (!crew->chunks || !crew->refiners || !crew->counters || !crew->tallies ||
        !crew->blocks)
        return CORPUS_ENOMEM;
    for (unsigned i = 0; i < crew->threads && !err; i++)
        err = hire_worker(crew, i, &shape);
    return err;
}

static void dismiss(struct crew *crew)
{
    for (unsigned i = 0; crew->chunks && i < crew->threads; i++)
        chunk_free(crew->chunks[i]);
    for (unsigned i = 0; crew->refiners && i < crew->threads; i++)
        refiner_free(crew->refiners[i]);
    for (unsigned i = 0; crew->counters && i < crew->threads; i++)
        pair_counter_free(crew->counters[i]);
    for (unsigned i = 0; crew->tallies && i < crew->threads; i++)
        tally_worker_free(crew->tallies[i]);
    for (unsigned i = 0; crew->blocks && i < crew->slots; i++)
        packed_blocks_free(crew->blocks + i);
    free(crew->chunks);
    free(crew->refiners);
    free(crew->counters);
    free(crew->tallies);
    free(crew->blocks);
    free(crew->ranges);
    free(crew->rank_of);
    budget_give(crew->job->budget, crew->scratch);
}

/* What a family has below type x; 0 are the n-grams. */
static int make_type(struct crew *crew, unsigned worker, struct chunk *chunk,
                     unsigned family, uint32_t x)
{
    const struct tabulate_job *job = crew->job;
    const corpus_family *f = job->families.all + family;

    if (job->tally)
        return tally_add(job->tally, crew->tallies[worker], chunk, x, x + 1);
    if (!family)
        return refiner_add(crew->refiners[worker], chunk, x, x + 1);
    return f->before || f->after
               ? pair_counter_add(crew->counters[worker], chunk, x, x + 1)
               : refiner_add_skips(crew->refiners[worker], chunk, f, x, x + 1);
}

static int make_family(struct crew *crew, unsigned worker, struct chunk *chunk,
                       unsigned family, const struct chunk_range *range)
{
    int err = CORPUS_OK;

    for (uint32_t x = range->begin; x < range[1].begin && !err; x++)
        if (!(err = make_type(crew, worker, chunk, family, x)) && crew->slots == 1 &&
            chunk_waiting(chunk) > WAITING)
            err = writer_add_chunk(crew->writer, chunk);
    return err;
}

static int make_chunk(void *user, unsigned worker, unsigned slot, uint64_t item)
{
    struct crew *crew = user;
    const struct families *families = &crew->job->families;
    struct chunk *chunk = crew->chunks[worker];
    int err;

    chunk_into(chunk, crew->blocks + slot);
    err = make_family(crew, worker, chunk, 0, crew->ranges + item);
    for (unsigned f = 1; f <= families->n && !err; f++)
        if (!(err = chunk_begin_family(chunk, f, families->all[f].order)))
            err = make_family(crew, worker, chunk, f, crew->ranges + item);
    return err ? err : chunk_finish(chunk);
}

static int write_chunk(void *user, unsigned slot, uint64_t item)
{
    struct crew *crew = user;

    crew->done += crew->ranges[item].tokens;
    if (crew->job->progress)
        crew->job->progress(crew->job->user, crew->done, crew->job->text->tokens);
    return writer_add_blocks(crew->writer, crew->blocks + slot);
}

static int rank_types(struct crew *crew)
{
    const struct text_body *t = crew->job->text;

    if (!last_tokens_ranked(crew->job->order, crew->job->families.n))
        return CORPUS_OK;
    crew->rank_of = malloc((t->n_types + 1ul) * sizeof *crew->rank_of);
    return crew->rank_of ? chunk_ranks(crew->rank_of, t->freq, t->n_types) : CORPUS_ENOMEM;
}

static int run_crew(struct crew *crew)
{
    struct threads_job job = {.user = crew, .work = make_chunk, .commit = write_chunk};
    int err;

    if ((err = rank_types(crew)) || (err = cut_chunks(crew)) || (err = fit_threads(crew)) ||
        (err = hire(crew)))
        return err;
    job.n_items = crew->n_ranges;
    job.slots = crew->slots;
    if ((err = threads_run(&job, crew->threads)))
        return err;
    for (unsigned i = 0; i < crew->threads; i++) {
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

static int write_tally(struct table_writer *w, const struct tabulate_job *job)
{
    struct crew crew = {.job = job, .writer = w};
    int err = run_crew(&crew);

    dismiss(&crew);
    return err;
}

static int write_ngrams(struct table_writer *w, const struct tabulate_job *job)
{
    struct positions positions;
    struct crew crew = {.job = job, .writer = w};
    int err;

    if (job->tally)
        return write_tally(w, job);
    crew.ngrams = (struct ngrams){job->text,     &positions,     job->order,
                                  job->postings, job->min_count, job->min_docs};
    if (job->families.n)
        crew.pairs = (struct pairs){job->text, &positions, job->families.all[1].before,
                                    job->families.all[1].after, job->min_count,
                                    job->min_docs};
    if ((err = check_need(&crew)) ||
        (err = positions_new(&positions, job->text, job->threads)))
        return err;
    err = run_crew(&crew);
    dismiss(&crew);
    positions_free(&positions);
    return err;
}

/* ---- the table --------------------------------------------------------------------- */

static int write_front(struct table_writer *w, const struct tabulate_job *job)
{
    struct pages totals = {0};
    int err = pages_grow(job->budget, &totals,
                         (job->text->n_docs + 1ul) * job->order * sizeof(uint64_t));

    if (err)
        return err;
    if (!(err = count_documents(job, totals.data)) &&
        !(err = write_sources(w, job, totals.data)))
        err = write_documents(w, job, totals.data);
    pages_free(job->budget, &totals);
    return err;
}

static int write_all(struct table_writer *w, const struct tabulate_job *job)
{
    int err;

    if ((err = writer_provenance(w, (const char *)job->provenance->data,
                                 job->provenance->len)) ||
        (err = write_front(w, job)) ||
        (err = types_write(w, job->text, job->types, job->threads)))
        return err;
    move_pieces(job);
    if ((err = write_ngrams(w, job)) ||
        (err = marginals_write(w, job->text, job->order, &job->families, job->threads)))
        return err;
    return job->run ? writer_finish(w, job->run->fd) : writer_commit(w);
}

int tabulate(const struct tabulate_job *job)
{
    struct table_writer *w;
    int err = job->run ? writer_new_temporary(&w, job->run->tmpdir)
                       : writer_new(&w, job->path);

    if (!err)
        err = write_all(w, job);
    writer_free(w);
    return err;
}

static int turn_round(struct tabulate_job *job, const struct stream_lane lanes[],
                      unsigned n_lanes, unsigned threads, uint32_t same[2])
{
    const struct tally_options options = {job->postings > 0, job->run != NULL, threads};
    struct layout layout;
    int err =
        layout_new(&layout, job->text, lanes, n_lanes, job->documents, threads, same);

    if (err)
        return err;
    err = tally_new(job->tally, job->text, &layout, &options);
    layout_free(&layout);
    return err;
}

/* From so many on it pays to arrange ids on several threads. */
enum { MANY_IDS = 1 << 18 };

int tabulate_arrange(struct tabulate_job *job, const struct stream_lane lanes[],
                     unsigned n_lanes, corpus_fault *fault)
{
    const struct documents *d = job->documents;
    uint64_t ids = 0;
    unsigned threads;
    uint32_t n_dropped, same[2];
    int err;

    for (unsigned i = 0; i < n_lanes; i++)
        ids += lanes[i].stream->n;
    threads = ids < MANY_IDS ? 1 : job->threads;
    err = job->tally ? turn_round(job, lanes, n_lanes, threads, same)
                     : stream_arrange(job->text, lanes, n_lanes, d, threads, same);
    job->types = lexicon_types(lanes[0].lexicon, &n_dropped);
    if (err == CORPUS_EEXIST)
        snprintf(fault->place, sizeof fault->place, "source %.60s has two documents %.60s",
                 documents_source(d, d->all[same[0]].source), documents_id(d, same[0]));
    return err;
}
