/* Where the counting engine spends its time, phase by phase.
 * usage: engine TEXT [ORDER] [BOUNDARY] [SOURCES] [PATH]    one document a line
 *
 * Prints CPU ns per token. With PATH the whole is run once more through the public
 * interface, one thread, and a table is written there: what corpus-count does. */
#include "count/tabulate.h"
#include "text/normalise.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double cpu_seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Seconds since the last call. */
static double lap(void)
{
    static double last;
    double now = cpu_seconds(), took = now - last;

    last = now;
    return took;
}

static void check(int err, const char *what)
{
    if (!err)
        return;
    fprintf(stderr, "engine: %s: %s\n", what, corpus_strerror(err));
    exit(1);
}

struct bench {
    char *text;
    size_t len;
    unsigned order, sources;
    corpus_token_options options;

    struct budget budget;
    struct documents documents;
    struct stream stream;
    struct lexicon *lexicon;
    struct normaliser *normaliser;
    struct segmenter *segmenter;
    uint64_t spans;
};

static int normalise_form(void *user, const char *form, size_t len, const char **type,
                          size_t *type_len)
{
    return normalise(user, form, len, type, type_len);
}

static int count_spans(void *user, const char *text, const struct span *spans, size_t n)
{
    struct bench *b = user;

    (void)text;
    (void)spans;
    b->spans += n;
    return CORPUS_OK;
}

static int look_up(void *user, const char *text, const struct span *spans, size_t n)
{
    struct bench *b = user;
    int err = stream_reserve(&b->stream, n);

    if (!err)
        err = lexicon_look_up(b->lexicon, text, spans, n, b->stream.ids + b->stream.n);
    b->stream.n += n;
    return err;
}

typedef int begin_document(struct bench *b, uint64_t number);
typedef int take_document(struct bench *b, const char *text, size_t len);

static size_t each_line(struct bench *b, begin_document *begin, take_document *take)
{
    size_t n = 0;

    for (size_t at = 0, end; at < b->len; at = end + 1, n++) {
        const char *line_end = memchr(b->text + at, '\n', b->len - at);

        end = line_end ? (size_t)(line_end - b->text) : b->len;
        check(begin(b, n), "begin");
        check(take(b, b->text + at, end - at), "text");
    }
    return n;
}

static int begin_segment(struct bench *b, uint64_t number)
{
    (void)number;
    segmenter_begin(b->segmenter);
    return CORPUS_OK;
}

static int feed_segment(struct bench *b, const char *text, size_t len)
{
    return segmenter_feed(b->segmenter, text, len, true);
}

/* Names as of files in a sorted walk, spread over the sources. */
static void name_document(const struct bench *b, uint64_t number, char id[32],
                          char source[32], corpus_document *doc)
{
    *doc = (corpus_document){.source.data = source, .id.data = id};
    doc->id.len =
        (size_t)snprintf(id, 32, "english.txt:%08llu", (unsigned long long)number);
    doc->source.len = (size_t)snprintf(source, 32, "source-%llu",
                                       (unsigned long long)number % b->sources);
}

static int begin_stream(struct bench *b, uint64_t number)
{
    char id[32], source[32];
    corpus_document doc;

    name_document(b, number, id, source, &doc);
    segmenter_begin(b->segmenter);
    return documents_add(&b->documents, &doc);
}

static int feed_stream(struct bench *b, const char *text, size_t len)
{
    struct passage *last = b->documents.passages + b->documents.n - 1;
    int err;

    last->begin = b->stream.n;
    err = segmenter_feed(b->segmenter, text, len, true);
    last->end = b->stream.n;
    return err ? err : stream_add_hole(&b->stream);
}

/* ---- the phases ------------------------------------------------------------------- */

static double bench_segment(struct bench *b)
{
    check(segmenter_new(&b->segmenter, &b->options, count_spans, b), "segmenter");
    lap();
    each_line(b, begin_segment, feed_segment);
    segmenter_free(b->segmenter);
    return lap();
}

static double bench_stream(struct bench *b)
{
    b->budget.limit = UINT64_MAX / 2;
    b->documents = (struct documents){.budget = &b->budget, .sources.budget = &b->budget};
    b->stream.budget = &b->budget;
    check(normaliser_new(&b->normaliser, &b->options), "normaliser");
    check(lexicon_new(&b->lexicon, &b->budget,
                      normaliser_ascii(b->normaliser) == ASCII_LOWERED, normalise_form,
                      b->normaliser),
          "lexicon");
    check(segmenter_new(&b->segmenter, &b->options, look_up, b), "segmenter");
    lap();
    each_line(b, begin_stream, feed_stream);
    segmenter_free(b->segmenter);
    return lap();
}

static double bench_ngrams(const struct text_body *text,
                           const struct positions *positions, unsigned order, uint64_t *n)
{
    struct ngrams ngrams = {text, positions, order, 0, 1, 1};
    uint32_t *rank_of = calloc(text->n_types + 1ul, sizeof *rank_of);
    struct chunk_shape shape = {order, 0, text->n_sources, text->n_docs, rank_of, NULL};
    struct refiner *refiner;
    struct chunk *chunk;

    lap();
    check(rank_of ? chunk_ranks(rank_of, text->freq, text->n_types) : CORPUS_ENOMEM,
          "ranks");
    check(chunk_new(&chunk, &shape), "chunk");
    check(refiner_new(&refiner, &ngrams), "refiner");
    check(refiner_add(refiner, chunk, 0, text->n_types), "ngrams");
    check(chunk_finish(chunk), "chunk");
    for (unsigned i = 1; i <= order; i++)
        *n += chunk_records(chunk, i);
    chunk_free(chunk);
    refiner_free(refiner);
    free(rank_of);
    return lap();
}

static void bench_phases(struct bench *b)
{
    struct text_body text;
    struct positions positions;
    struct stream_lane lane;
    uint32_t same[2];
    uint64_t ngrams = 0;
    double segment = bench_segment(b), stream = bench_stream(b), arrange, sort, refine,
           ns;

    lane = (struct stream_lane){.stream = &b->stream, .lexicon = b->lexicon};
    check(stream_arrange(&text, &lane, 1, &b->documents, 1, same), "arrange");
    arrange = lap();
    check(positions_new(&positions, &text, 1), "positions");
    sort = lap();
    refine = bench_ngrams(&text, &positions, b->order, &ngrams);
    ns = 1e9 / (double)text.tokens;
    printf(
        "%llu tokens, %u types, %u documents, %llu n-grams; ns per token: segment %.1f, "
        "look up %.1f, arrange %.1f, positions %.1f, refine and encode %.1f, all %.1f\n",
        (unsigned long long)text.tokens, text.n_types, text.n_docs,
        (unsigned long long)ngrams, segment * ns, (stream - segment) * ns, arrange * ns,
        sort * ns, refine * ns, (stream + arrange + sort + refine) * ns);
    positions_free(&positions);
    text_body_free(&text);
    lexicon_free(b->lexicon);
    normaliser_free(b->normaliser);
    documents_free(&b->documents);
}

/* ---- the whole -------------------------------------------------------------------- */

static corpus_counter *counter;

static int begin_count(struct bench *b, uint64_t number)
{
    char id[32], source[32];
    corpus_document doc;

    name_document(b, number, id, source, &doc);
    return corpus_counter_sink()->begin(counter, &doc);
}

static int feed_count(struct bench *b, const char *text, size_t len)
{
    int err = corpus_counter_sink()->text(counter, text, len, true);

    (void)b;
    return err ? err : corpus_counter_sink()->end(counter);
}

static void bench_whole(struct bench *b, const char *path)
{
    corpus_counter_options options;
    corpus_counter_summary summary;
    double count, finish;

    corpus_counter_options_default(&options);
    options.tokens = b->options;
    options.order = b->order;
    options.postings = 0;
    options.threads = 1;
    check(corpus_counter_new(&counter, &options), "counter");
    lap();
    each_line(b, begin_count, feed_count);
    count = lap();
    check(corpus_counter_finish(counter, path, NULL, NULL, NULL), path);
    finish = lap();
    corpus_counter_summarise(counter, &summary);
    printf("whole: ns per token: count %.1f, finish %.1f, all %.1f\n",
           count * 1e9 / (double)summary.tokens, finish * 1e9 / (double)summary.tokens,
           (count + finish) * 1e9 / (double)summary.tokens);
    corpus_counter_free(counter);
}

int main(int argc, char **argv)
{
    struct bench b = {.order = argc > 2 ? (unsigned)atoi(argv[2]) : 5,
                      .sources = argc > 4 ? (unsigned)atoi(argv[4]) : 1};
    FILE *f = argc > 1 ? fopen(argv[1], "rb") : NULL;

    if (!f || b.order < 1 || b.order > CORPUS_ORDER_MAX || b.sources < 1) {
        fprintf(stderr, "usage: engine TEXT [ORDER] [BOUNDARY] [SOURCES] [PATH]\n");
        return 2;
    }
    fseek(f, 0, SEEK_END);
    b.len = (size_t)ftell(f);
    rewind(f);
    if (!(b.text = calloc(1, b.len + CORPUS_TEXT_PAD)) ||
        fread(b.text, 1, b.len, f) != b.len)
        return 1;
    fclose(f);
    corpus_token_options_default(&b.options);
    check(
        corpus_token_options_set(&b.options, "boundary", argc > 3 ? argv[3] : "document"),
        "boundary");
    bench_phases(&b);
    if (argc > 5)
        bench_whole(&b, argv[5]);
    free(b.text);
    return 0;
}
