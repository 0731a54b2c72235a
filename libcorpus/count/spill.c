/* Counting what does not fit into memory. */
#include "count/spill.h"
#include "base/file.h"
#include "count/marginals_write.h"
#include "count/skips.h"
#include "table/provenance.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- what finishing needs --------------------------------------------------------- */

/* How often each type of a lane occurs, as far as it has been counted. */
struct spill_widths {
    uint32_t *freq;
    size_t cap, n;
    uint64_t counted;
    uint32_t widest;
};

static int count_lane(struct spill *s, const struct lane *lane, struct spill_widths *w)
{
    const uint32_t *ids = lane->stream.ids;
    uint32_t n_dropped, n = lexicon_types(lane->lexicon, &n_dropped)->n;
    int err;

    if (lane->bags) /* no scratch grows with the occurrences of a type */
        return CORPUS_OK;
    if ((err = budget_reserve(s->budget, &w->freq, &w->cap, n + 1ul, sizeof *w->freq)))
        return err;
    memset(w->freq + w->n, 0, (n - w->n) * sizeof *w->freq);
    w->n = n;
    for (uint64_t i = w->counted; i < lane->stream.n; i++)
        if (ids[i] != HOLE && ++w->freq[ids[i]] > w->widest)
            w->widest = w->freq[ids[i]];
    w->counted = lane->stream.n;
    return CORPUS_OK;
}

/* The most occurrences that a type has: on several lanes, what it can have at most. */
static int find_widest(struct spill *s, const struct spill_corpus *c)
{
    unsigned n = lanes_n(c->lanes);
    uint64_t widest = 0;
    int err = CORPUS_OK;

    if (n > s->n_widths) {
        struct spill_widths *more = realloc(s->widths, n * sizeof *more);

        if (!more)
            return CORPUS_ENOMEM;
        memset(more + s->n_widths, 0, (n - s->n_widths) * sizeof *more);
        s->widths = more;
        s->n_widths = n;
    }
    for (unsigned i = 0; i < n && !err; i++) {
        err = count_lane(s, lanes_get(c->lanes, i), s->widths + i);
        widest += s->widths[i].widest;
    }
    if (!err)
        s->widest = widest;
    return err;
}

static void forget_widths(struct spill *s)
{
    for (unsigned i = 0; i < s->n_widths; i++)
        budget_release(s->budget, &s->widths[i].freq, &s->widths[i].cap,
                       sizeof *s->widths[i].freq);
    free(s->widths);
    s->widths = NULL;
    s->n_widths = 0;
    s->widest = UINT64_MAX;
}

static uint64_t largest(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static uint64_t count_ids(const struct spill_corpus *c)
{
    uint64_t n = 0;

    for (unsigned i = 0; i < lanes_n(c->lanes); i++)
        n += lane_words(lanes_get(c->lanes, i));
    return n;
}

/* A refiner's table of buckets, and what is lost where arrays are made of whole pages. */
enum { FIXED = 1 << 20 };

/* What one thread needs for a window: as if these were all of a run, with two pieces. */
static uint64_t pair_bytes(const struct spill *s, const struct spill_corpus *c,
                           uint64_t types, uint64_t widest)
{
    const struct text_body text = {.n = count_ids(c) + c->documents->n_passages,
                                   .n_types = (uint32_t)types,
                                   .n_docs = c->documents->n,
                                   .n_sources = c->documents->sources.n + 2};
    const struct pairs pairs = {.text = &text,
                                .before = s->window_before,
                                .after = s->window_after};

    return pairs.before || pairs.after ? pair_counter_bytes(&pairs, (uint32_t)widest) : 0;
}

/* What is taken by now and what comes on top, at the worst moment: while types or documents
 * are sorted (qsort may take as much again as the keys are), while n-grams are counted, or
 * while marginals are. Several lanes may have all types in common, or none. */
static uint64_t need(const struct spill *s, const struct spill_corpus *c, uint64_t widest)
{
    unsigned n_lanes = lanes_n(c->lanes);
    uint64_t types = 0, forms = 0, n = count_ids(c), docs = c->documents->n;
    uint64_t small, sorting, counting, marginals, parts;
    uint64_t slots = s->families.n ? largest(s->order, FAMILY_ORDER_MAX) : s->order;
    uint32_t n_dropped;

    for (unsigned i = 0; i < n_lanes; i++) {
        const struct lexicon *l = lanes_get(c->lanes, i)->lexicon;

        types += lexicon_types(l, &n_dropped)->n;
        forms += lexicon_form_bytes(l);
    }
    parts = text_parts(n, types, s->threads);
    small = types * (n_lanes > 1 ? 100 : 16) + docs * 16 +
            c->documents->n_passages * 12ul + n / 16;
    sorting = largest(types * 48 + docs * 32, docs * 8 * s->order);
    counting = n * 4 + types * (16 + (lanes_bags(c->lanes) ? 12ul : 4ul) * parts) +
               s->threads * (types * 2 + docs * 4 + widest * 40 +
                             pair_bytes(s, c, types, widest)) +
               tabulate_chunk_bytes(s->order, &s->families, s->threads, n, widest);
    marginals = types * MARGINAL_BYTES * slots;
    return s->budget->used - forms + small + s->threads * FIXED +
           largest(largest(sorting, n * 4), largest(counting, marginals));
}

bool spill_fits(struct spill *s, const struct spill_corpus *c, uint64_t more)
{
    s->widest = UINT64_MAX;
    if (c->documents->n > DOCUMENTS_MAX / 8 * 7)
        return false;
    if (need(s, c, count_ids(c)) + more <= s->budget->limit)
        return true;
    return !find_widest(s, c) && need(s, c, s->widest) + more <= s->budget->limit;
}

enum { BYTES_PER_ID = 512, LEAST_STEP = 1024, LEAST_STEP_OF_MANY = 1 << 17 };

/* A new type for each id takes less than so much of everything; and one occurrence more of
 * the most frequent type, what pair_counter_bytes() asks for its window. */
static uint64_t bytes_per_id(const struct spill *s)
{
    uint64_t window = s->window_before + s->window_after;

    return BYTES_PER_ID + window * s->threads * PAIR_BYTES;
}

/* What is left after spill_fits(). */
static uint64_t left(const struct spill *s, const struct spill_corpus *c, uint64_t ids)
{
    uint64_t least = need(s, c, s->widest == UINT64_MAX ? ids : s->widest);

    return least < s->budget->limit ? s->budget->limit - least : 0;
}

/* Ask again after so many ids, or before other things than they (documents come without
 * any) have taken much of what is left. */
static void ask_at(struct spill *s, uint64_t ids, uint64_t left)
{
    s->check_at = ids;
    s->check_used = s->budget->used + left / 4;
}

bool spill_asks(const struct spill *s, uint64_t ids)
{
    return s->run_tokens || ids >= s->check_at || s->budget->used > s->check_used;
}

bool spill_is_due(struct spill *s, const struct spill_corpus *c, uint64_t n)
{
    uint64_t ids = count_ids(c), more;

    if (s->run_tokens)
        return ids >= s->run_tokens;
    if (!spill_asks(s, ids + n))
        return false;
    if (!spill_fits(s, c, 0))
        return true;
    more = left(s, c, ids);
    ask_at(s, ids + n + largest(more / bytes_per_id(s), LEAST_STEP), more);
    return false;
}

bool spill_is_nearly_due(struct spill *s, const struct spill_corpus *c)
{
    uint64_t ids = count_ids(c), spare = s->budget->limit / 8, more;

    if (s->run_tokens)
        return ids >= s->run_tokens;
    if (ids > STREAM_MAX / 8 * 7 || !spill_fits(s, c, spare))
        return true;
    more = left(s, c, ids) - spare;
    ask_at(s, ids + largest(more / bytes_per_id(s), LEAST_STEP_OF_MANY), more);
    if (s->check_at > STREAM_MAX / 8 * 7)
        s->check_at = STREAM_MAX / 8 * 7;
    return false;
}

/* ---- cutting a document ----------------------------------------------------------- */

/* Of a head no more than a window has before its node, and of a tail no more than anything
 * has after its first token or node. */
enum { REST_MAX = 2 * CORPUS_WINDOW_MAX };

_Static_assert(CORPUS_WINDOW_MAX >= CORPUS_ORDER_MAX + CORPUS_SKIP_MAX, "see REST_MAX");

/* The document at hand and its last tokens, to begin the next run with. */
struct rest {
    struct bytes text; /* source, id, fields, then types; each ended by NUL */
    size_t types, n_types, lens[REST_MAX];
    unsigned n_head; /* of the types */
};

static int keep_string(struct bytes *text, const char *string)
{
    return bytes_add(text, string, strlen(string) + 1);
}

static int keep_document(struct rest *r, const struct documents *d)
{
    const char *at = documents_id(d, d->n - 1);
    int err = keep_string(&r->text, documents_source(d, d->all[d->n - 1].source));

    for (unsigned i = 0; i <= d->n_fields && !err; i++, at += strlen(at) + 1)
        err = keep_string(&r->text, at);
    return err;
}

static int keep_types(struct rest *r, const struct spill_corpus *c, uint64_t from)
{
    const struct lane *lane = lanes_current(c->lanes);
    uint32_t n_dropped;
    const struct string_set *types = lexicon_types(lane->lexicon, &n_dropped);
    int err = CORPUS_OK;

    r->types = r->text.len;
    for (uint64_t i = from; i < lane->stream.n && !err; i++) {
        size_t len;
        const char *type = string_set_get(types, lane->stream.ids[i] + n_dropped, &len);

        r->lens[r->n_types++] = len;
        err = bytes_add(&r->text, type, len);
    }
    return err;
}

/* How far anything that is counted reaches behind its first token, or its node. */
static unsigned find_reach(const struct spill *s)
{
    unsigned reach = s->order - 1;

    for (unsigned i = 1; i <= s->families.n; i++) {
        const corpus_family *f = s->families.all + i;
        unsigned offsets[CORPUS_ORDER_MAX], behind = f->after;

        skip_offsets(f, offsets);
        if (!f->before && !f->after)
            behind = offsets[f->order - 1];
        reach = behind > reach ? behind : reach;
    }
    return reach;
}

/* Where the tokens of the document at hand begin that are this run's own. */
static uint64_t find_begin(const struct documents *d)
{
    return d->passages[d->n_passages - 1].begin + (d->n_passages == 1 ? d->head : 0);
}

/* Where the next run begins: behind the last hole, or where what begins before it reaches
 * to the end of what has come. */
static uint64_t find_cut(const struct spill *s, const struct spill_corpus *c)
{
    const struct stream *stream = &lanes_current(c->lanes)->stream;
    uint64_t begin = find_begin(c->documents), end = stream->n, at = end;
    unsigned reach = find_reach(s);

    while (at > begin && end - at < reach && stream->ids[at - 1] != HOLE)
        at--;
    return at;
}

/* Where its head begins: what nodes behind the cut have before them. */
static uint64_t find_head(const struct spill *s, const struct spill_corpus *c, uint64_t cut)
{
    const struct stream *stream = &lanes_current(c->lanes)->stream;
    const struct documents *d = c->documents;
    uint64_t begin = d->passages[d->n_passages - 1].begin, at = cut;

    while (at > begin && cut - at < s->window_before && stream->ids[at - 1] != HOLE)
        at--;
    return at;
}

/* Of the document at hand the run keeps what is before the cut and, unless a hole is there,
 * the tokens behind it as its tail; a document of which nothing is left before the cut goes
 * to the next run. *mark becomes the document's in the next run. */
static int cut_document(struct spill *s, struct spill_corpus *c, struct rest *rest,
                        uint32_t *mark)
{
    const struct stream *stream = &lanes_current(c->lanes)->stream;
    struct documents *d = c->documents;
    struct passage *last = d->passages + d->n_passages - 1;
    bool continued = d->n == 1 && s->first_mark;
    uint64_t cut = find_cut(s, c), head = find_head(s, c, cut);
    int err;

    if ((err = keep_document(rest, d)) || (err = keep_types(rest, c, head)))
        return err;
    rest->n_head = (unsigned)(cut - head);
    *mark = 0;
    if (cut == last->begin) {
        d->n_passages--;
        d->n -= d->all[d->n - 1].passage == d->n_passages;
    }
    if (d->n == last->doc)
        return CORPUS_OK;
    *mark = s->last_mark = continued ? s->first_mark : ++s->n_marks;
    if (cut == last->begin)
        return CORPUS_OK;
    last->end = cut;
    if (stream->ids[cut - 1] != HOLE) {
        last->end = stream->n;
        d->tail = (unsigned)(stream->n - cut);
    }
    return CORPUS_OK;
}

static int begin_document(const struct rest *r, struct documents *d)
{
    corpus_string *fields = calloc(d->n_fields + 1ul, sizeof *fields);
    corpus_document doc = {.n_fields = d->n_fields, .fields = fields};
    const char *at = (const char *)r->text.data;
    int err = fields ? CORPUS_OK : CORPUS_ENOMEM;

    if (!err) {
        doc.source = (corpus_string){at, strlen(at)};
        at += doc.source.len + 1;
        doc.id = (corpus_string){at, strlen(at)};
        at += doc.id.len + 1;
        for (unsigned i = 0; i < d->n_fields; i++, at += strlen(at) + 1)
            fields[i] = (corpus_string){at, strlen(at)};
        err = documents_add(d, &doc);
    }
    free(fields);
    return err;
}

static int begin_stream(const struct rest *r, struct spill_corpus *c)
{
    struct lane *lane = lanes_current(c->lanes);
    const char *type = (const char *)r->text.data + r->types;
    int err = stream_reserve(&lane->stream, r->n_types);

    for (size_t i = 0; i < r->n_types && !err; i++) {
        err = lexicon_add_type(lane->lexicon, type, r->lens[i],
                               lane->stream.ids + lane->stream.n++);
        type += r->lens[i];
    }
    c->documents->head = r->n_head;
    return err;
}

/* ---- a run ------------------------------------------------------------------------ */

static int describe(const struct spill *s, const struct spill_corpus *c, struct bytes *out)
{
    struct provenance *p;
    int err = provenance_new(&p);

    if (!err && !(err = provenance_number(p, "order", s->order)) &&
        !(err = provenance_number(p, "postings", s->postings)))
        err = provenance_families(p, s->window_before, s->window_after, s->skip);
    for (unsigned i = 0; i <= c->documents->n_fields && !err; i++)
        err = provenance_field(p, i < c->documents->n_fields ? c->fields[i] : "mark");
    if (!err)
        err = provenance_write(p, out);
    provenance_free(p);
    return err;
}

static int write_run(struct spill *s, struct spill_corpus *c, int *fd, corpus_fault *fault)
{
    struct tabulate_run run = {s->first_mark, s->last_mark, s->tmpdir, fd};
    struct stream_lane *lanes = lanes_streams(c->lanes);
    uint64_t ngrams[CORPUS_ORDER_MAX + 1] = {0}, family_rows[FAMILIES_MAX + 1] = {0};
    struct text_body text = {0};
    struct tally tally = {0};
    struct bytes lines = {0};
    struct tabulate_job job = {.run = &run,
                               .documents = c->documents,
                               .text = &text,
                               .tally = lanes_bags(c->lanes) ? &tally : NULL,
                               .provenance = &lines,
                               .budget = s->budget,
                               .order = s->order,
                               .postings = s->postings,
                               .threads = s->threads,
                               .families = s->families,
                               .ngrams = ngrams,
                               .family_rows = family_rows};
    int err = lanes ? CORPUS_OK : CORPUS_ENOMEM;

    if (!err && !(err = describe(s, c, &lines)) &&
        !(err = tabulate_arrange(&job, lanes, lanes_n(c->lanes), fault)) &&
        (err = tabulate(&job)) == CORPUS_EIO)
        snprintf(fault->place, sizeof fault->place, "temporary files in %.100s: %m",
                 file_temporary_folder(s->tmpdir));
    text_body_free(&text);
    tally_free(&tally);
    bytes_free(&lines);
    free(lanes);
    return err;
}

/* All that was written, and what was known of it. */
static int forget(struct spill *s, struct spill_corpus *c)
{
    int err = CORPUS_OK;

    s->check_at = s->check_used = 0;
    s->first_mark = s->last_mark = 0;
    documents_free(c->documents);
    for (unsigned i = 0; i < lanes_n(c->lanes) && !err; i++)
        err = lane_forget(lanes_get(c->lanes, i));
    return err;
}

static int begin_tiers(struct spill *s)
{
    struct merge_tiers_options o = {
        .tmpdir = s->tmpdir, .memory = s->budget->limit, .runs = true};

    return s->tiers ? CORPUS_OK : merge_tiers_new(&s->tiers, &o);
}

/* Arrays that grew between two looks may have taken what the run was to have: rather than
 * fail for that, it may take a tenth more than the budget. */
static int write_within_tenth(struct spill *s, struct spill_corpus *c, int *fd,
                              corpus_fault *fault)
{
    uint64_t limit = s->budget->limit;
    int err;

    s->budget->limit += limit / 10;
    err = write_run(s, c, fd, fault);
    s->budget->limit = limit;
    return err;
}

/* Giving memory back, and taking it again, page by page, costs more than writing a short
 * run does. */
enum { TRIM_FROM = 4 << 20 };

/* Write, forget, and let the run take its place among the others. */
static int end_run(struct spill *s, struct spill_corpus *c, corpus_fault *fault)
{
    uint64_t held = s->budget->used;
    size_t culprit;
    int fd = -1, err;

    forget_widths(s); /* room that the run may need */
    s->n_documents += c->documents->n - (s->first_mark != 0);
    if ((err = begin_tiers(s)) || (err = write_within_tenth(s, c, &fd, fault)) ||
        (err = forget(s, c))) {
        if (fd >= 0)
            close(fd);
        return err;
    }
    if (held >= s->budget->used + TRIM_FROM)
        mem_trim();
    s->n_runs++;
    if ((err = merge_tiers_add_file(s->tiers, fd)))
        *fault = *merge_tiers_fault(s->tiers, &culprit);
    return err;
}

/* So little is not worth a run, unless its types are long: memory may not be enough for
 * anything. */
static bool is_little(const struct spill *s, const struct spill_corpus *c)
{
    enum { LEAST_RUN = 4096 };
    uint64_t bytes = 0;
    uint32_t n_dropped;

    for (unsigned i = 0; i < lanes_n(c->lanes); i++)
        bytes += lexicon_types(lanes_get(c->lanes, i)->lexicon, &n_dropped)->arena.len;
    return count_ids(c) + c->documents->n < LEAST_RUN && bytes < s->budget->limit / 8;
}

int spill_run(struct spill *s, struct spill_corpus *c, corpus_fault *fault)
{
    struct rest rest = {.n_types = 0};
    uint32_t mark = 0;
    int err = CORPUS_OK;

    lanes_place(c->lanes, c->documents);
    if (c->documents->n_passages < 2 && c->in_document &&
        find_cut(s, c) == find_begin(c->documents))
        return CORPUS_OK;
    if (!s->run_tokens && is_little(s, c))
        return CORPUS_OK;
    if (c->in_document)
        err = cut_document(s, c, &rest, &mark);
    if (!err)
        err = end_run(s, c, fault);
    s->first_mark = mark;
    if (!err && c->in_document && !(err = begin_document(&rest, c->documents)))
        err = begin_stream(&rest, c);
    bytes_free(&rest.text);
    return err;
}

int spill_finish(struct spill *s, struct spill_corpus *c, const struct tabulate_job *job,
                 struct merge_result *result, corpus_fault *fault)
{
    struct merge_how how = {.runs = true,
                            .last = true,
                            .lines = job->provenance,
                            .min_count = job->min_count,
                            .min_docs = job->min_docs,
                            .progress = job->progress,
                            .user = job->user};
    size_t culprit;
    int err;

    lanes_place(c->lanes, c->documents);
    err = c->documents->n ? end_run(s, c, fault) : CORPUS_OK;

    if (err)
        return err;
    merge_tiers_progress(s->tiers, job->progress, job->user);
    if ((err = merge_tiers_finish(s->tiers, job->path, &how, result)))
        *fault = *merge_tiers_fault(s->tiers, &culprit);
    return err;
}

void spill_free(struct spill *s)
{
    merge_tiers_free(s->tiers);
    free(s->tmpdir);
    forget_widths(s);
}
