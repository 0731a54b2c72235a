/* corpus-check: what in a corpus would surprise whoever counts it, and what deals with
 * it. Counts and examples do not depend on the order of the operands. */
#include "check/equal.h"
#include "check/findings.h"
#include "check/rows.h"
#include "shared/intake.h"
#include "shared/meta.h"
#include "shared/options.h"
#include "shared/tool.h"

#include <string.h>

static struct lines lines = {.min_docs = 3, .top = 5};
static uint64_t line_memory;

static const option_spec check_specs[] = {
    {.name = "min-docs", .arg = "K", .kind = OPTION_COUNT, .where = &lines.min_docs,
     .min = 2,
     .help = "lines that K documents of a source have are repeated; that all have, in any "
             "case"},
    {.name = "lines", .arg = "N", .kind = OPTION_COUNT, .where = &lines.top, .max = 1000,
     .help = "show the N lines of each source that most documents have"},
    {.name = "memory", .arg = "SIZE", .kind = OPTION_SIZE, .where = &line_memory,
     .shown = "a quarter of the machine's", .help = "what the comparison of lines may take"},
    {0}};

static const option_group groups[] = {{"What is reported", check_specs},
                                      {"What is read", intake_reader_specs},
                                      {"Output", common_specs},
                                      {0}};

static const tool_manual manual = {
    .operands = "[OPTION]... [SOURCE=]PATH...",
    .purpose = "Look at texts before they are counted: one row for each thing found.",
    .groups = groups,
    .notes = "Prints nothing when nothing is found; the status is 0 either way. The remedy is\n"
             "an option of corpus-count, at work already where it is the default, or what to\n"
             "do with the files.\n",
    .examples = {"corpus-check herald=herald/ courier=courier.jsonl.gz",
                 "corpus-check -f table --lines 20 site/"}};

static struct check {
    corpus_reader *reader;
    corpus_inspector *inspector;
    struct findings findings;
    struct equal equal;
    struct source *source; /* of the current document */
    struct text document;
    size_t n_skips; /* of the reader, told already */
    uint64_t boms, surrogates;
} check;

/* ---- documents in ----------------------------------------------------------------- */

/* Lines are compared as long as there is memory for them. */
static int note_lines(int err)
{
    if (err != CORPUS_EBUDGET)
        return err;
    corpus_repeats_free(lines.repeats);
    lines.repeats = NULL;
    tool_say("too many different lines to compare them; --memory would let them take more");
    return CORPUS_OK;
}

static int begin_document(void *user, const corpus_document *doc)
{
    (void)user;
    check.source =
        findings_source(&check.findings, doc->source.data, doc->source.len);
    check.source->documents++;
    text_clear(&check.document);
    text_add(&check.document, doc->id.data, doc->id.len);
    if (!lines.repeats)
        return CORPUS_OK;
    return note_lines(corpus_repeats_count_sink()->begin(lines.repeats, doc));
}

static int take_text(void *user, const char *bytes, size_t len, bool final)
{
    int err = corpus_inspector_feed(check.inspector, bytes, len);

    (void)user;
    if (err || !lines.repeats)
        return err;
    return note_lines(corpus_repeats_count_sink()->text(lines.repeats, bytes, len, final));
}

static int take_token(void *user, const char *bytes, size_t len)
{
    int err = corpus_inspector_feed(check.inspector, bytes, len);

    (void)user;
    return err ? err : corpus_inspector_feed(check.inspector, " ", 1);
}

static int take_boundary(void *user, enum corpus_break kind)
{
    (void)user, (void)kind;
    return CORPUS_OK;
}

static void add(int kind, uint64_t count, const char *example)
{
    findings_add(check.source, kind, count, check.document.data, example);
}

static int end_document(void *user)
{
    struct source *s = check.source;
    corpus_inspection seen;
    int err = corpus_inspector_end(check.inspector, &seen);

    (void)user;
    if (err)
        return err;
    s->bytes += seen.bytes;
    s->chunks += seen.chunks;
    s->letters += seen.letters;
    s->lines += seen.lines;
    for (int k = 0; k < CORPUS_SIGHTS; k++)
        add(k, seen.counts[k], seen.examples[k]);
    add(OTHER_ENCODING, seen.other_encoding, seen.examples[CORPUS_SIGHT_MALFORMED]);
    add(EMPTY, seen.empty, "");
    add(UNPUNCTUATED, seen.unpunctuated, "");
    add(WRAPPED, seen.hard_wrapped, "");
    if (seen.lines > 2 && !seen.hard_wrapped) {
        s->list_lines += seen.lines;
        add(OPEN_LINES, seen.counts[CORPUS_SIGHT_OPEN_LINE],
            seen.examples[CORPUS_SIGHT_OPEN_LINE]);
    }
    if (!seen.empty)
        equal_keep(&check.equal, seen.digest, s, check.document.data);
    return CORPUS_OK;
}

/* ---- files that are not read as they are ------------------------------------------ */

static const struct {
    const char *finding, *remedy;
} file_kinds[] = {
    [CORPUS_SKIP_RECORD] = {"bad-records", "--skip-bad-records"},
    [CORPUS_SKIP_SPECIAL] = {"special-files", ""},
    [CORPUS_SKIP_LINK] = {"links", "name them as operands"},
    [CORPUS_SKIP_BINARY] = {"binary-files", "--skip-bad-records"},
    [CORPUS_SKIP_UNREADABLE] = {"unreadable-files", "--skip-bad-records"},
    [CORPUS_SKIP_ENCODING] = {"utf-16-files", "convert with iconv"},
    [CORPUS_SKIP_DAMAGED] = {"damaged-files", "--skip-bad-records"},
};

static void add_file(const char *source, const char *finding, const char *remedy,
                     uint64_t count, const char *message)
{
    if (count)
        findings_add_file(findings_source(&check.findings, source, strlen(source)),
                          finding, remedy, count, message);
}

/* What the reader left out or repaired at this operand. A file that was not read has no
 * record that could name a source. */
static void operand_done(void *user, const char *source)
{
    const char *name = *source ? source : "corpus";
    corpus_reader_totals totals;
    const corpus_skip *skips;
    size_t n;

    (void)user;
    skips = corpus_reader_skips(check.reader, &n);
    for (; check.n_skips < n; check.n_skips++) {
        enum corpus_skip_kind kind = skips[check.n_skips].kind;

        add_file(name, file_kinds[kind].finding, file_kinds[kind].remedy, 1,
                 skips[check.n_skips].message);
    }
    corpus_reader_report(check.reader, &totals);
    add_file(name, "byte-order-marks", "none needed: they are dropped",
             totals.boms - check.boms, "");
    add_file(name, "lone-surrogates", "none: they become U+FFFD",
             totals.lone_surrogates - check.surrogates, "");
    check.boms = totals.boms;
    check.surrogates = totals.lone_surrogates;
}

/* ---- */

static void free_all(void)
{
    findings_free(&check.findings);
    equal_free(&check.equal);
    text_free(&check.document);
    corpus_repeats_free(lines.repeats);
    corpus_inspector_free(check.inspector);
    corpus_reader_free(check.reader);
}

/* Bad records and files are findings, too. */
static void open_all(void)
{
    corpus_repeats_options options;
    int err;

    intake.reader.skip_bad_records = true;
    intake.operand_done = operand_done;
    check.reader = intake_open();
    corpus_repeats_options_default(&options);
    options.memory = line_memory;
    options.samples = lines.top ? 1 << 16 : 0;
    if ((err = corpus_inspector_new(&check.inspector)) ||
        (err = corpus_repeats_new(&lines.repeats, &options)))
        tool_die("%s", corpus_strerror(err));
}

int main(int argc, char **argv)
{
    static const corpus_document_sink sink = {begin_document, take_text, take_token,
                                              take_boundary, end_document};
    char **operands;
    bool failed;
    size_t n;

    tool_start("corpus-check");
    intake_defaults();
    n = options_parse(&manual, argc, argv, &operands);
    if (!n && !intake.files_from)
        tool_wrong("no PATH given");
    intake_finish();
    open_all();
    failed = intake_read(check.reader, operands, n, &sink, NULL, NULL);
    equal_find(&check.equal);
    findings_sort(&check.findings);
    rows_print(&check.findings, &lines); /* before a failure: it may explain it */
    if (failed)
        tool_stop();
    meta_write(&manual, rows_columns, ROWS_COLUMNS, NULL, NULL);
    free_all();
    return tool_finish();
}
