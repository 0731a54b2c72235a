/* Counting: documents in, a table file out. */
#include "corpus/counter.h"
#include "base/mem.h"
#include "base/threads.h"
#include "count/counter.h"
#include "count/spill.h"
#include "table/provenance.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* With less memory than this one thread reads: what others have under way could not be
 * kept within it. */
#define MEMORY_FOR_LANES (UINT64_C(1) << 29)

struct corpus_counter {
    corpus_counter_options options;
    corpus_token_options lane_tokens;
    char *stem;

    struct budget budget;
    struct lanes *lanes; /* documents -> ids */
    struct documents documents;
    struct provenance *provenance;

    bool in_document;
    int err; /* the first failure: the counts would not be those of the input */
    struct merge_result result; /* after finish */
    bool finished;
    struct spill spill;
    char **field_names;
    corpus_fault fault;
};

/* ---- faults ----------------------------------------------------------------------- */

static int fail(corpus_counter *c, int err)
{
    if (err && !c->err)
        c->err = err;
    return err;
}

static __attribute__((format(printf, 2, 3))) void say(corpus_counter *c,
                                                      const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(c->fault.place, sizeof c->fault.place, format, args);
    va_end(args);
}

/* "5.1 GB", whatever the locale. */
static const char *size_text(char out[32], uint64_t bytes)
{
    static const char *const units[] = {"kB", "MB", "GB", "TB", "PB"};
    uint64_t tenths = bytes / 100;
    unsigned unit = 0;

    while (tenths >= 10000 && unit < 4) {
        tenths /= 1000;
        unit++;
    }
    snprintf(out, 32, "%" PRIu64 ".%" PRIu64 " %s", tenths / 10, tenths % 10,
             units[unit]);
    return out;
}

static int explain_budget(corpus_counter *c)
{
    char wanted[32], allowed[32];

    if (!c->budget.wanted)
        say(c, "more than %" PRIu64 " tokens and boundaries", (uint64_t)STREAM_MAX);
    else
        say(c, "needs about %s of memory, %s allowed; use --memory",
            size_text(wanted, c->budget.wanted), size_text(allowed, c->budget.limit));
    return CORPUS_EBUDGET;
}

static void explain_input(corpus_counter *c, const struct lane *l)
{
    const char *id =
        documents_id(&c->documents, c->documents.passages[l->err_number].doc);

    if (l->in_token)
        say(c, "document %.100s: a token is invalid UTF-8", id);
    else
        say(c, "document %.100s: invalid UTF-8 at byte %" PRIu64, id,
            segmenter_error_offset(l->segmenter));
}

static int explain(corpus_counter *c, int err)
{
    const struct lane *failed;

    if (err == CORPUS_EBUDGET)
        explain_budget(c);
    if (err == CORPUS_EINPUT && (failed = lanes_failed(c->lanes)))
        explain_input(c, failed);
    return fail(c, err);
}

/* ---- the sink --------------------------------------------------------------------- */

static struct spill_corpus corpus_of(corpus_counter *c)
{
    return (struct spill_corpus){c->lanes, &c->documents, c->in_document,
                                 (const char *const *)c->field_names};
}

/* Write what there is, and go on without it. The lanes are at rest. */
static int spill(corpus_counter *c)
{
    struct spill_corpus corpus = corpus_of(c);

    return spill_run(&c->spill, &corpus, &c->fault);
}

/* See lane_room. */
static int make_room(void *user, uint64_t n, bool refused)
{
    corpus_counter *c = user;
    struct spill_corpus corpus = corpus_of(c);

    return refused || spill_is_due(&c->spill, &corpus, n) ? spill(c) : CORPUS_OK;
}

/* Between documents is the best place for a cut, and where lanes are many, all of them have
 * to be at rest for it. */
static int end_run_in_time(corpus_counter *c)
{
    struct spill_corpus corpus = corpus_of(c);
    int err;

    if (!lanes_many(c->lanes) && (c->in_document || c->spill.run_tokens))
        return CORPUS_OK;
    if (!spill_asks(&c->spill, lanes_words(c->lanes)))
        return CORPUS_OK;
    if ((err = lanes_finish(c->lanes)))
        return err;
    return spill_is_nearly_due(&c->spill, &corpus) ? spill(c) : CORPUS_OK;
}

static int add_document(corpus_counter *c, const corpus_document *doc)
{
    int err = documents_add(&c->documents, doc);

    if (err != CORPUS_EBUDGET || (err = lanes_finish(c->lanes)) || (err = spill(c)))
        return err;
    return documents_add(&c->documents, doc);
}

static int sink_begin(void *user, const corpus_document *doc)
{
    corpus_counter *c = user;
    int err;

    if (c->err || c->in_document)
        return c->err ? c->err : fail(c, CORPUS_EINVAL);
    if ((err = add_document(c, doc))) {
        if (err == CORPUS_EINPUT)
            say(c, "document %.100s: a name holds a NUL byte", doc->id.data);
        if (err == CORPUS_EBUDGET)
            explain_budget(c);
        return fail(c, err);
    }
    c->in_document = true;
    return explain(c, lanes_begin(c->lanes, c->documents.n_passages - 1));
}

static int check_sink(corpus_counter *c)
{
    if (c->err || !c->in_document)
        return c->err ? c->err : fail(c, CORPUS_EINVAL);
    return CORPUS_OK;
}

static int sink_text(void *user, const char *bytes, size_t len, bool final)
{
    corpus_counter *c = user;
    int err = check_sink(c);

    if (!err && !(err = lanes_text(c->lanes, bytes, len, final)))
        err = end_run_in_time(c);
    return explain(c, err);
}

static int sink_token(void *user, const char *bytes, size_t len)
{
    corpus_counter *c = user;
    int err = check_sink(c);

    if (!err && !(err = lanes_token(c->lanes, bytes, len)))
        err = end_run_in_time(c);
    return explain(c, err);
}

static int sink_boundary(void *user, enum corpus_break kind)
{
    corpus_counter *c = user;
    int err = check_sink(c);

    return err ? err : explain(c, lanes_boundary(c->lanes, kind));
}

static int sink_end(void *user)
{
    corpus_counter *c = user;
    int err = check_sink(c);

    if (!err)
        err = lanes_end(c->lanes);
    if (!err) {
        c->in_document = false;
        err = end_run_in_time(c);
    }
    return explain(c, err);
}

const corpus_document_sink *corpus_counter_sink(void)
{
    static const corpus_document_sink sink = {sink_begin, sink_text, sink_token,
                                              sink_boundary, sink_end};

    return &sink;
}

/* ---- provenance ------------------------------------------------------------------- */

static int add_number(corpus_counter *c, const char *name, uint64_t value)
{
    return provenance_number(c->provenance, name, value);
}

/* The list itself would not fit into a line; that it is the same one can be told from its
 * hash (FNV-1a, 64 bits, over the types in byte order, each with a LF). */
static int add_stopwords(corpus_counter *c)
{
    uint32_t n_dropped, *order;
    const struct string_set *types = lexicon_types(lanes_get(c->lanes, 0)->lexicon, &n_dropped);
    uint64_t hash = 0xcbf29ce484222325u;
    char text[64] = "off";
    int err;

    if (!(order = calloc(types->n + 1ul, sizeof *order)))
        return CORPUS_ENOMEM;
    err = string_set_sort(types, order);
    for (uint32_t i = 0; i < types->n && !err; i++) {
        size_t len;
        const char *type = string_set_get(types, order[i], &len);

        for (size_t k = 0; k <= len; k++)
            hash = (hash ^ (k < len ? (uint8_t)type[k] : '\n')) * 0x100000001b3u;
    }
    free(order);
    if (types->n)
        snprintf(text, sizeof text, "%" PRIu32 " types, fnv1a %016" PRIx64, types->n,
                 hash);
    return err ? err : provenance_option(c->provenance, "stopwords", text);
}

static int describe_options(corpus_counter *c)
{
    const corpus_counter_options *o = &c->options;
    const char *name;
    int err;

    for (size_t i = 0; (name = corpus_token_option_name(i)); i++)
        if ((err = provenance_option(c->provenance, name,
                                     corpus_token_options_get(&o->tokens, name))))
            return err;
    for (size_t i = 0; i < o->n_fields; i++)
        if ((err = provenance_field(c->provenance, o->fields[i])))
            return err;
    if ((err = provenance_version(c->provenance, corpus_version())) ||
        (err = provenance_option(c->provenance, "tokenizer",
                                 corpus_tokenizer_version(&o->tokens))) ||
        (err = provenance_option(c->provenance, "unicode", corpus_unicode_version())) ||
        (err = provenance_option(c->provenance, "normalization-version",
                                 corpus_normalization_version())) ||
        (err = add_number(c, "order", o->order)) ||
        (err = add_number(c, "postings", o->postings)) ||
        (err = add_number(c, "min-count", o->min_count)) ||
        (err = add_number(c, "min-docs", o->min_docs)) ||
        (err = provenance_families(c->provenance, o->window_before, o->window_after,
                                   o->skip)))
        return err;
    return add_stopwords(c);
}

int corpus_counter_option(corpus_counter *c, const char *name, const char *value)
{
    return provenance_option(c->provenance, name, value);
}

int corpus_counter_input(corpus_counter *c, const char *source, const char *path,
                         uint64_t size, uint32_t crc32, uint64_t documents)
{
    return provenance_input(c->provenance, source, path, size, crc32, documents);
}

int corpus_counter_note(corpus_counter *c, const char *name, uint64_t count)
{
    return provenance_note(c->provenance, name, count);
}

/* ---- finish ----------------------------------------------------------------------- */

static corpus_text_stats text_stats(const corpus_counter *c)
{
    corpus_text_stats sum = {0};

    for (unsigned i = 0; i < lanes_n(c->lanes); i++) {
        corpus_text_stats s = lane_stats(lanes_get(c->lanes, i));

        sum.bytes += s.bytes;
        sum.malformed += s.malformed;
        sum.nul += s.nul;
        sum.overlong += s.overlong;
    }
    return sum;
}

static int note_repairs(corpus_counter *c)
{
    const corpus_text_stats s = text_stats(c);
    const struct {
        const char *name;
        uint64_t count;
    } notes[] = {
        {"malformed", s.malformed}, {"nul-bytes", s.nul}, {"long-tokens", s.overlong}};

    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++) {
        int err = notes[i].count
                      ? provenance_note(c->provenance, notes[i].name, notes[i].count)
                      : CORPUS_OK;

        if (err)
            return err;
    }
    return CORPUS_OK;
}

/* A corpus that is still in memory becomes a table without a detour. */
static int write_at_once(corpus_counter *c, struct tabulate_job *job)
{
    struct stream_lane *lanes = lanes_streams(c->lanes);
    struct text_body text = {0};
    struct tally tally = {0};
    int err = CORPUS_ENOMEM;

    if (lanes) {
        lanes_place(c->lanes, &c->documents);
        job->text = &text;
        job->tally = lanes_bags(c->lanes) ? &tally : NULL;
        job->ngrams = c->result.ngrams;
        job->family_rows = c->result.family_rows;
        err = tabulate_arrange(job, lanes, lanes_n(c->lanes), &c->fault);
        if (!err)
            err = tabulate(job);
    }
    text_body_free(&text);
    tally_free(&tally);
    free(lanes);
    c->result.documents = c->documents.n;
    c->result.sources = c->documents.sources.n;
    return err;
}

static int write_table(corpus_counter *c, struct tabulate_job *job)
{
    struct spill_corpus corpus = corpus_of(c);
    struct bytes provenance = {0};
    int err;

    job->provenance = &provenance;
    if (!(err = note_repairs(c)) && !(err = provenance_write(c->provenance, &provenance)))
        err = c->spill.n_runs
                  ? spill_finish(&c->spill, &corpus, job, &c->result, &c->fault)
                  : write_at_once(c, job);
    bytes_free(&provenance);
    return err;
}

/* What has come last may not leave room for finishing. */
static int write_in_budget(corpus_counter *c, struct tabulate_job *job)
{
    struct spill_corpus corpus = corpus_of(c);
    int err = CORPUS_OK;

    if (!c->spill.n_runs && c->documents.n && !spill_fits(&c->spill, &corpus, 0))
        err = spill(c);
    return err ? err : write_table(c, job);
}

int corpus_counter_finish(corpus_counter *c, const char *path,
                          corpus_counter_progress *progress, void *user,
                          corpus_fault *fault)
{
    const corpus_counter_options *o = &c->options;
    struct tabulate_job job = {
        .path = path,
        .documents = &c->documents,
        .budget = &c->budget,
        .order = o->order,
        .postings = o->postings,
        .threads = c->spill.threads, /* for which there is room: see spill_fits() */
        .min_count = o->min_count,
        .min_docs = o->min_docs,
        .progress = progress,
        .user = user,
    };
    int err = c->err;

    families_list(&job.families, o->order, o->window_before, o->window_after, o->skip);
    if (c->in_document && !err)
        err = fail(c, CORPUS_EINVAL);
    if (!err)
        err = explain(c, lanes_finish(c->lanes));
    if (!err) {
        c->fault = (corpus_fault){{0}};
        if ((err = write_in_budget(c, &job)) == CORPUS_EBUDGET)
            explain_budget(c);
        c->finished = !err;
        c->err = err ? err : CORPUS_EINVAL; /* one counter makes one table */
    }
    if (fault)
        *fault = err ? c->fault : (corpus_fault){""};
    return err;
}

const char *corpus_counter_fault(const corpus_counter *c)
{
    return c->fault.place;
}

static void summarise_families(const corpus_counter *c, corpus_counter_summary *summary)
{
    const corpus_counter_options *o = &c->options;
    struct families f;

    families_list(&f, o->order, o->window_before, o->window_after, o->skip);
    for (unsigned i = 1; i <= f.n; i++)
        if (f.all[i].before || f.all[i].after)
            summary->pairs += c->result.family_rows[i];
        else
            summary->skipgrams += c->result.family_rows[i];
}

void corpus_counter_summarise(const corpus_counter *c, corpus_counter_summary *summary)
{
    const corpus_text_stats s = text_stats(c);
    uint64_t words = 0;
    uint32_t n_dropped;
    const struct string_set *types = lexicon_types(lanes_get(c->lanes, 0)->lexicon, &n_dropped);

    for (unsigned i = 0; i < lanes_n(c->lanes); i++)
        words += lanes_get(c->lanes, i)->n_words;
    *summary = (corpus_counter_summary){
        .documents = c->spill.n_documents + c->documents.n - (c->spill.first_mark != 0),
        .sources = c->documents.sources.n,
        .tokens = words,
        .types = types->n - n_dropped,
        .bytes = s.bytes,
        .malformed = s.malformed,
        .nul_bytes = s.nul,
        .long_tokens = s.overlong,
        .runs = c->spill.n_runs,
    };
    if (c->finished) {
        summary->documents = c->result.documents;
        summary->sources = c->result.sources;
        summary->types = c->result.ngrams[1];
    }
    memcpy(summary->ngrams, c->result.ngrams, sizeof summary->ngrams);
    summarise_families(c, summary);
}

void counter_limit_runs(corpus_counter *c, uint64_t tokens)
{
    c->spill.run_tokens = tokens;
    lanes_get(c->lanes, 0)->piecemeal = !lanes_many(c->lanes);
}

/* ---- life ------------------------------------------------------------------------- */

void corpus_counter_options_default(corpus_counter_options *options)
{
    *options = (corpus_counter_options){
        .order = 2, .postings = 1, .min_count = 1, .min_docs = 1};
    corpus_token_options_default(&options->tokens);
}

static bool in_range(const corpus_counter_options *o)
{
    return o->order >= 1 && o->order <= CORPUS_ORDER_MAX && o->postings <= o->order &&
           o->window_before <= CORPUS_WINDOW_MAX && o->window_after <= CORPUS_WINDOW_MAX &&
           o->skip <= CORPUS_SKIP_MAX && (!o->skip || o->order > 1);
}

/* As many threads as a small budget has room for: what their blocks take is not there for
 * the corpus. */
static unsigned fit_threads(const struct spill *s, unsigned threads)
{
    const uint64_t per_thread = 96 << 20, limit = s->budget->limit;

    while (threads > 1 && (limit / per_thread < threads ||
                           tabulate_chunk_bytes(s->order, &s->families, threads,
                                                STREAM_MAX, 0) > limit / 2))
        threads--;
    return threads;
}

static int set_up_spill(corpus_counter *c, const corpus_counter_options *o)
{
    struct spill *s = &c->spill;

    s->budget = &c->budget;
    s->order = o->order;
    s->postings = o->postings;
    s->window_before = o->window_before;
    s->window_after = o->window_after;
    s->skip = o->skip;
    families_list(&s->families, o->order, o->window_before, o->window_after, o->skip);
    s->threads = fit_threads(s, c->options.threads);
    if (o->tmpdir && !(s->tmpdir = strdup(o->tmpdir)))
        return CORPUS_ENOMEM;
    if (!(c->field_names = calloc(o->n_fields + 1, sizeof *c->field_names)))
        return CORPUS_ENOMEM;
    for (size_t i = 0; i < o->n_fields; i++)
        if (!(c->field_names[i] = strdup(o->fields[i])))
            return CORPUS_ENOMEM;
    return CORPUS_OK;
}

/* While there is nothing an answer costs nothing. The first one after that makes the reader
 * wait for a thread that has only begun. */
static void put_off_asking(corpus_counter *c)
{
    struct spill_corpus corpus = corpus_of(c);

    spill_is_nearly_due(&c->spill, &corpus);
}

/* Where segments end is of no use to single types; words are the same without. */
static int set_up_lanes(corpus_counter *c, const corpus_counter_options *options)
{
    struct lanes_options o = {
        .tokens = &c->lane_tokens,
        .threads = c->budget.limit < MEMORY_FOR_LANES ? 1 : c->options.threads,
        .bags = options->order == 1 && !options->window_before && !options->window_after,
        .documents = &c->documents,
    };
    int err;

    c->lane_tokens = c->options.tokens;
    if (o.bags)
        c->lane_tokens.boundary = CORPUS_BOUNDARY_DOCUMENT;
    if ((err = lanes_new(&c->lanes, &o, &c->budget)))
        return err;
    if (lanes_many(c->lanes)) {
        put_off_asking(c);
    } else {
        lanes_get(c->lanes, 0)->room = make_room;
        lanes_get(c->lanes, 0)->room_user = c;
    }
    for (size_t i = 0; i < options->n_stopwords && !err; i++)
        err = lanes_drop(c->lanes, options->stopwords[i]);
    return err;
}

static int set_up(corpus_counter *c, const corpus_counter_options *options)
{
    corpus_token_options *tokens = &c->options.tokens;
    int err;

    c->budget.limit = options->memory ? options->memory : mem_default_budget();
    c->documents.budget = c->documents.sources.budget = &c->budget;
    c->documents.n_fields = (unsigned)options->n_fields;
    if (!c->options.threads)
        c->options.threads = threads_available();
    if (tokens->stem && !(tokens->stem = c->stem = strdup(tokens->stem)))
        return CORPUS_ENOMEM;
    if ((err = set_up_spill(c, options)) || (err = provenance_new(&c->provenance)) ||
        (err = set_up_lanes(c, options)))
        return err;
    return describe_options(c);
}

int corpus_counter_new(corpus_counter **out, const corpus_counter_options *options)
{
    corpus_counter *c;
    int err;

    *out = NULL;
    if (!in_range(options))
        return CORPUS_EINVAL;
    if (!(c = calloc(1, sizeof *c)))
        return CORPUS_ENOMEM;
    c->options = *options;
    err = set_up(c, options);
    c->options.fields = c->options.stopwords = NULL; /* used up, and the caller's */
    c->options.tmpdir = NULL;
    if (err) {
        corpus_counter_free(c);
        return err;
    }
    *out = c;
    return CORPUS_OK;
}

void corpus_counter_free(corpus_counter *c)
{
    if (!c)
        return;
    lanes_free(c->lanes);
    documents_free(&c->documents);
    provenance_free(c->provenance);
    spill_free(&c->spill);
    for (size_t i = 0; c->field_names && c->field_names[i]; i++)
        free(c->field_names[i]);
    free(c->field_names);
    free(c->stem);
    free(c);
}
