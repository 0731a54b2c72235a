/* corpus-count: text in, a frequency table out. */
#include "shared/intake.h"
#include "shared/meta.h"
#include "shared/options.h"
#include "shared/output.h"
#include "shared/passes.h"
#include "shared/records.h"
#include "shared/tool.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static corpus_counter_options counting;
static const char *window;

/* "L:R", or "W" for both; at most 4 digits each. */
static const char *set_window(void *where, const char *value)
{
    static const char want[] = "L:R or W, tokens before and after, up to 1000 and not all 0";
    unsigned sides[2] = {0, 0}, n = 0;
    const char *at = value;

    for (; n < 2; n++, at++) {
        size_t digits = strspn(at, "0123456789");

        if (!digits || digits > 4)
            return want;
        sides[n] = (unsigned)strtoul(at, NULL, 10);
        at += digits;
        if (*at != ':')
            break;
    }
    if (*at || sides[0] > CORPUS_WINDOW_MAX || sides[1] > CORPUS_WINDOW_MAX)
        return want;
    counting.window_before = sides[0];
    counting.window_after = n ? sides[1] : sides[0];
    *(const char **)where = value;
    return sides[0] || sides[1] ? NULL : want;
}

static const option_spec count_specs[] = {
    {.name = "order", .letter = 'n', .arg = "N", .kind = OPTION_UNSIGNED,
     .where = &counting.order, .min = 1, .max = CORPUS_ORDER_MAX,
     .help = "count n-grams of 1 to N tokens"},
    {.name = "postings", .arg = "N", .kind = OPTION_UNSIGNED, .where = &counting.postings,
     .max = CORPUS_ORDER_MAX, .help = "keep the documents of each n-gram up to order N"},
    {.name = "window", .arg = "L:R", .kind = OPTION_CALL, .where = &window, .shown = "off",
     .call = set_window,
     .help = "also count word pairs: those up to L tokens before and R after each; W is W:W"},
    {.name = "skip", .arg = "K", .kind = OPTION_UNSIGNED, .where = &counting.skip,
     .max = CORPUS_SKIP_MAX, .shown = "off",
     .help = "also count skip-grams: 2 tokens, with -n 3 also 3, and up to K others between"},
    {.name = "min-count", .arg = "C", .kind = OPTION_COUNT, .where = &counting.min_count,
     .min = 1, .help = "leave out n-grams of order 2 and up that are rarer"},
    {.name = "min-docs", .arg = "D", .kind = OPTION_COUNT, .where = &counting.min_docs,
     .min = 1, .help = "... or in fewer documents"},
    {.name = "memory", .arg = "SIZE", .kind = OPTION_SIZE, .where = &counting.memory,
     .shown = "half of the machine's", .help = "budget; what does not fit goes to --tmpdir"},
    {.name = "tmpdir", .arg = "DIR", .where = &counting.tmpdir, .shown = "$TMPDIR or /tmp",
     .help = "folder for what does not fit into memory"},
    {0}};

static const option_spec records_specs[] = {
    {.name = "tsv", .arg = "FILE", .where = &common.records, .shown = "none",
     .help = "write the n-grams as lines, too: term, order, source, freq, docs, in byte "
             "order (-: standard output); without -o no table is kept"},
    {0}};

static const option_group groups[] = {{"What is read", intake_reader_specs},
                                      {"What is left out", passes_specs},
                                      {"What a token is", intake_token_specs},
                                      {"What is counted", count_specs},
                                      {"Output", table_specs},
                                      {"Records", records_specs},
                                      {0}};

static const tool_manual manual = {
    .operands = "[OPTION]... -o TABLE [SOURCE=]PATH...",
    .purpose = "Count words and n-grams of texts into a table file.",
    .groups = groups,
    .notes = "A PATH is a file, a directory (all files below it) or - (standard input); gzip\n"
             "and zstd are recognised. The table appears when it is complete.\n",
    .examples = {"corpus-count -n 3 -o news.freq herald=herald/ courier=courier.jsonl.gz",
                 "corpus-count --input csv --text-field body -o posts.freq posts.csv"}};

/* ---- what went in ----------------------------------------------------------------- */

struct job {
    corpus_reader *reader;
    corpus_counter *counter;
    struct timespec begin;
};

static void check(int err)
{
    if (err)
        tool_die("%s", corpus_strerror(err));
}

static void hand_option(void *user, const char *name, const char *value)
{
    struct job *job = user;

    check(corpus_counter_option(job->counter, name, value));
}

static const char *const skip_names[] = {
    [CORPUS_SKIP_RECORD] = "bad-records",
    [CORPUS_SKIP_SPECIAL] = "special-files-skipped",
    [CORPUS_SKIP_LINK] = "links-skipped",
    [CORPUS_SKIP_BINARY] = "binary-files-skipped",
    [CORPUS_SKIP_UNREADABLE] = "unreadable-files-skipped",
    [CORPUS_SKIP_ENCODING] = "files-of-other-encodings-skipped",
    [CORPUS_SKIP_DAMAGED] = "damaged-files-cut",
};

enum { SKIP_NAMES = sizeof skip_names / sizeof *skip_names };

static void hand_note(struct job *job, const char *name, uint64_t n)
{
    if (n)
        check(corpus_counter_note(job->counter, name, n));
}

static void hand_notes(struct job *job)
{
    corpus_reader_totals totals;
    uint64_t kinds[SKIP_NAMES] = {0}, lines, bytes;
    const corpus_skip *skips;
    size_t n;

    corpus_reader_report(job->reader, &totals);
    skips = corpus_reader_skips(job->reader, &n);
    for (size_t i = 0; i < n; i++)
        if (skips[i].kind != CORPUS_SKIP_RECORD && (size_t)skips[i].kind < SKIP_NAMES)
            kinds[skips[i].kind]++;
    kinds[CORPUS_SKIP_RECORD] = totals.bad_records;
    for (size_t i = 0; i < SKIP_NAMES; i++)
        hand_note(job, skip_names[i], kinds[i]);
    hand_note(job, "byte-order-marks-dropped", totals.boms);
    hand_note(job, "lone-surrogates-replaced", totals.lone_surrogates);
    passes_dropped(&lines, &bytes);
    hand_note(job, "repeated-lines-dropped", lines);
    hand_note(job, "repeated-line-bytes-dropped", bytes);
}

static void hand_inputs(struct job *job)
{
    const corpus_input_file *inputs;
    size_t n;

    inputs = corpus_reader_inputs(job->reader, &n);
    for (size_t i = 0; i < n; i++)
        check(corpus_counter_input(job->counter, inputs[i].source.data,
                                   inputs[i].path.data, inputs[i].size, inputs[i].crc,
                                   inputs[i].documents));
}

/* ---- what came out ---------------------------------------------------------------- */

static double seconds_since(const struct timespec *begin)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - begin->tv_sec) +
           1e-9 * (double)(now.tv_nsec - begin->tv_nsec);
}

/* "1 file", "2 files"; nothing for none, unless it stands alone. */
static void add_number(struct text *t, uint64_t n, const char *what)
{
    text_printf(t, "%s%llu %s%s", t->len ? ", " : "", (unsigned long long)n, what,
                n == 1 ? "" : "s");
}

static void add_amount(struct text *t, uint64_t n, const char *what, const char *then)
{
    if (!n)
        return;
    add_number(t, n, what);
    text_put(t, then);
}

static void say_repairs(const corpus_counter_summary *s,
                        const corpus_reader_totals *totals)
{
    struct text t = {0};

    add_amount(&t, s->malformed, "malformed UTF-8 sequence", " made U+FFFD");
    add_amount(&t, s->nul_bytes, "NUL byte", " taken as separators");
    add_amount(&t, s->long_tokens, "overlong token", " cut");
    add_amount(&t, totals->boms, "byte order mark", " dropped");
    add_amount(&t, totals->lone_surrogates, "lone surrogate", " made U+FFFD");
    if (t.len)
        tool_say("repaired: %s", t.data);
    text_free(&t);
}

static void say_drops(void)
{
    uint64_t lines, bytes;
    struct text t = {0};

    if (!intake.drop_repeated_lines)
        return;
    passes_dropped(&lines, &bytes);
    add_number(&t, lines, "repeated line");
    add_number(&t, bytes, "byte");
    tool_say("left out: %s", t.data);
    text_free(&t);
}

static void say_skips(const struct job *job, const corpus_reader_totals *totals)
{
    const corpus_skip *skips;
    size_t n;

    skips = corpus_reader_skips(job->reader, &n);
    for (size_t i = 0; i < n; i++)
        tool_say("skipped %s", skips[i].message);
    if (totals->bad_records + totals->skipped_files > n)
        tool_say("... in all %llu bad records and %llu files skipped",
                 (unsigned long long)totals->bad_records,
                 (unsigned long long)totals->skipped_files);
}

static void say_summary(const struct job *job)
{
    double seconds = seconds_since(&job->begin);
    corpus_counter_summary s;
    corpus_reader_totals totals;
    struct text t = {0};

    corpus_counter_summarise(job->counter, &s);
    corpus_reader_report(job->reader, &totals);
    say_skips(job, &totals);
    say_repairs(&s, &totals);
    say_drops();
    add_number(&t, s.documents, "document");
    add_number(&t, s.sources, "source");
    add_number(&t, s.tokens, "token");
    add_number(&t, s.types, "type");
    tool_say("%s", t.data);
    text_clear(&t);
    text_printf(&t, "distinct n-grams of order 1 to %u:", counting.order);
    for (unsigned order = 1; order <= counting.order; order++)
        text_printf(&t, "%s %llu", order > 1 ? "," : "",
                    (unsigned long long)s.ngrams[order]);
    tool_say("%s", t.data);
    text_clear(&t);
    add_amount(&t, s.pairs, "distinct window pair", "");
    add_amount(&t, s.skipgrams, "distinct skip-gram", "");
    if (t.len)
        tool_say("%s", t.data);
    text_clear(&t);
    add_number(&t, totals.files, "file");
    add_number(&t, totals.bytes, "byte");
    tool_say("%s of text, %.1f MB/s", t.data,
             seconds > 0 ? 1e-6 * (double)totals.bytes / seconds : 0.0);
    text_free(&t);
}

/* From the table, which is complete. */
static void write_records(const char *path)
{
    corpus_fault fault = {{0}};
    corpus_table *table;
    struct output out;
    int err;

    if ((err = corpus_table_open(&table, path, &fault)))
        tool_fail(err, path, fault.place);
    output_open(&out, common.records);
    records_write(table, path, &out);
    output_close(&out);
    corpus_table_close(table);
}

/* ---- */

static const char *counter_fault(void *user)
{
    return corpus_counter_fault(user);
}

static void open_counter(struct job *job)
{
    char **lines = NULL, *memory = NULL;
    int err;

    if (intake.stopwords) {
        counting.n_stopwords = tool_read_lines(intake.stopwords, &lines, &memory);
        counting.stopwords = (const char *const *)lines;
    }
    counting.tokens = intake.tokens;
    counting.threads = common.threads;
    counting.fields = intake.reader.meta_fields;
    counting.n_fields = intake.reader.n_meta_fields;
    err = corpus_counter_new(&job->counter, &counting);
    if (err == CORPUS_EINVAL)
        intake_refuse_tokens();
    if (err == CORPUS_EBUDGET)
        tool_die("%s before the first text; use --memory", corpus_strerror(err));
    check(err);
    free(lines);
    free(memory);
}

static void write_table(struct job *job, const char *path)
{
    corpus_fault fault = {{0}};
    int err;

    progress_start(common.quiet ? PROGRESS_NEVER : common.progress, "counting", "tokens");
    err = corpus_counter_finish(job->counter, path, progress_callback, NULL, &fault);
    progress_end();
    if (err == CORPUS_EEXIST || err == CORPUS_EBUDGET)
        tool_die("%s (%s)", corpus_strerror(err),
                 *fault.place ? fault.place : corpus_counter_fault(job->counter));
    if (err == CORPUS_EIO && *fault.place)
        tool_die("%s", fault.place); /* what is at fault is not the target */
    if (err)
        tool_fail(err, path, fault.place);
    output_table_end();
}

int main(int argc, char **argv)
{
    char **operands;
    struct job job = {0};
    const char *target, *table;
    size_t n;

    tool_start("corpus-count");
    intake_defaults();
    corpus_counter_options_default(&counting);
    n = options_parse(&manual, argc, argv, &operands);
    if (counting.skip && counting.order < 2)
        tool_wrong("--skip needs an order of 2 or more");
    if (counting.postings > counting.order)
        tool_wrong("--postings %u needs an order of %u or more", counting.postings,
                   counting.postings);
    if (!n && !intake.files_from)
        tool_wrong("no PATH given");
    output_check(common.records);
    target = common.records && !common.output ? output_table_private(counting.tmpdir)
                                              : output_table_begin(common.output);
    intake_finish();
    passes_check();
    clock_gettime(CLOCK_MONOTONIC, &job.begin);

    job.reader = intake_open();
    open_counter(&job);
    intake_each(hand_option, &job);
    if (passes_read(job.reader, operands, n, corpus_counter_sink(), job.counter,
                    counter_fault, counting.memory))
        tool_stop();
    hand_notes(&job);
    hand_inputs(&job);
    write_table(&job, target);
    if (!common.quiet)
        say_summary(&job);
    table = common.output ? common.output : target;
    if (common.records)
        write_records(table);
    meta_write_table(&manual, table, common.output ? table : common.records);
    output_table_drop();

    corpus_counter_free(job.counter);
    corpus_reader_free(job.reader);
    return tool_finish();
}
