/* corpus-check: what in a corpus would surprise whoever counts it, and what deals with
 * it. Counts and examples do not depend on the order of the operands: of the documents
 * that show a thing, the one whose id comes first in byte order is the example. */
#include "shared/intake.h"
#include "shared/meta.h"
#include "shared/options.h"
#include "shared/report.h"
#include "shared/tool.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define uthash_fatal(message) tool_die("%s", corpus_strerror(CORPUS_ENOMEM))
#include <uthash.h>

static uint64_t min_docs = 3, top_lines = 5, line_memory;

static const option_spec check_specs[] = {
    {.name = "min-docs", .arg = "K", .kind = OPTION_COUNT, .where = &min_docs, .min = 2,
     .help = "lines that K documents of a source have are repeated; that all have, in any "
             "case"},
    {.name = "lines", .arg = "N", .kind = OPTION_COUNT, .where = &top_lines, .max = 1000,
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

static const column columns[] = {
    {"source", COLUMN_TEXT, "source of the documents", NULL, NULL, false},
    {"finding", COLUMN_TEXT, "what was found", NULL, NULL, false},
    {"count", COLUMN_COUNT, "how often", NULL, NULL, false},
    {"share", COLUMN_REAL, "of all that could be so", NULL, NULL, false},
    {"document", COLUMN_TEXT, "a document that has it", NULL, NULL, false},
    {"example", COLUMN_TEXT, "how it looks there", NULL, NULL, false},
    {"remedy", COLUMN_TEXT, "option of corpus-count that deals with it, or advice", NULL,
     NULL, false},
};

enum { COLUMNS = sizeof columns / sizeof *columns };

/* Findings that are true or not of a whole document, after those of corpus_sight. */
enum {
    OTHER_ENCODING = CORPUS_SIGHTS,
    EMPTY,
    WRAPPED,
    OPEN_LINES,
    DUPLICATE,
    SHARED,
    KINDS
};

/* A document that shows something, and how. */
struct example {
    char *document, *text;
};

struct file_finding {
    const char *finding, *remedy;
    uint64_t count;
    char *message;
};

struct source {
    char *name;
    uint64_t documents, bytes, chunks, letters, lines;
    uint64_t list_lines; /* of documents of three lines and more that are not wrapped */
    uint64_t counts[KINDS];
    struct example examples[KINDS];
    struct file_finding *files;
    size_t n_files, files_cap;
    UT_hash_handle hh;
};

/* For finding equal documents. */
struct digest {
    uint64_t hash[2];
    const struct source *source;
    char *document;
};

static struct check {
    corpus_reader *reader;
    corpus_inspector *inspector;
    corpus_repeats *repeats; /* NULL: too many lines */
    struct source *sources;
    struct source *source; /* of the current document */
    struct text document;
    struct digest *digests;
    size_t n_digests, digests_cap;
    size_t n_skips; /* of the reader, told already */
    uint64_t boms, surrogates;
    report *out;
} check;

static struct source *find_source(const char *name, size_t len)
{
    struct source *s;

    HASH_FIND(hh, check.sources, name, len, s);
    if (s)
        return s;
    s = tool_alloc(sizeof *s);
    *s = (struct source){.name = tool_alloc(len + 1)};
    memcpy(s->name, name, len);
    s->name[len] = '\0';
    HASH_ADD_KEYPTR(hh, check.sources, s->name, len, s);
    return s;
}

/* ---- documents in ----------------------------------------------------------------- */

static void add_finding(struct source *s, int kind, uint64_t count, const char *text)
{
    struct example *e = &s->examples[kind];

    s->counts[kind] += count;
    if (!count || (e->document && strcmp(e->document, check.document.data) <= 0))
        return;
    free(e->document);
    free(e->text);
    *e = (struct example){tool_copy(check.document.data), tool_copy(text)};
}

/* Lines are compared as long as there is memory for them. */
static int note_lines(int err)
{
    if (err != CORPUS_EBUDGET)
        return err;
    corpus_repeats_free(check.repeats);
    check.repeats = NULL;
    tool_say("too many different lines to compare them; --memory would let them take more");
    return CORPUS_OK;
}

static int begin_document(void *user, const corpus_document *doc)
{
    (void)user;
    check.source = find_source(doc->source.data, doc->source.len);
    check.source->documents++;
    text_clear(&check.document);
    text_add(&check.document, doc->id.data, doc->id.len);
    if (!check.repeats)
        return CORPUS_OK;
    return note_lines(corpus_repeats_count_sink()->begin(check.repeats, doc));
}

static int take_text(void *user, const char *bytes, size_t len, bool final)
{
    int err = corpus_inspector_feed(check.inspector, bytes, len);

    (void)user;
    if (err || !check.repeats)
        return err;
    return note_lines(corpus_repeats_count_sink()->text(check.repeats, bytes, len, final));
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

static void keep_digest(const corpus_inspection *seen)
{
    struct digest *d;

    if (seen->empty)
        return;
    check.digests = tool_grow(check.digests, &check.digests_cap, check.n_digests + 1,
                              sizeof *check.digests);
    d = &check.digests[check.n_digests++];
    *d = (struct digest){{seen->digest[0], seen->digest[1]}, check.source,
                         tool_copy(check.document.data)};
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
        add_finding(s, k, seen.counts[k], seen.examples[k]);
    add_finding(s, OTHER_ENCODING, seen.other_encoding,
                seen.examples[CORPUS_SIGHT_MALFORMED]);
    add_finding(s, EMPTY, seen.empty, "");
    add_finding(s, WRAPPED, seen.hard_wrapped, "");
    if (seen.lines > 2 && !seen.hard_wrapped) {
        s->list_lines += seen.lines;
        add_finding(s, OPEN_LINES, seen.counts[CORPUS_SIGHT_OPEN_LINE],
                    seen.examples[CORPUS_SIGHT_OPEN_LINE]);
    }
    keep_digest(&seen);
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
    struct file_finding *f;
    struct source *s;
    size_t i = 0;

    if (!count)
        return;
    s = find_source(source, strlen(source));
    while (i < s->n_files && strcmp(s->files[i].finding, finding))
        i++;
    if (i == s->n_files) {
        s->files = tool_grow(s->files, &s->files_cap, s->n_files + 1, sizeof *s->files);
        s->files[s->n_files++] =
            (struct file_finding){finding, remedy, 0, tool_copy(message)};
    }
    f = &s->files[i];
    f->count += count;
    if (strcmp(message, f->message) < 0) {
        free(f->message);
        f->message = tool_copy(message);
    }
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

/* ---- documents that are equal ----------------------------------------------------- */

static int compare_digests(const void *a, const void *b)
{
    const struct digest *x = a, *y = b;
    int order;

    for (int i = 0; i < 2; i++)
        if (x->hash[i] != y->hash[i])
            return x->hash[i] < y->hash[i] ? -1 : 1;
    order = strcmp(x->source->name, y->source->name);
    return order ? order : strcmp(x->document, y->document);
}

static void add_equal(const struct digest *d, int kind, const struct digest *first)
{
    struct source *s = find_source(d->source->name, strlen(d->source->name));
    struct text t = {0};

    text_clear(&check.document);
    text_put(&check.document, d->document);
    text_put(&t, "= ");
    if (kind == SHARED)
        text_printf(&t, "%s: ", first->source->name);
    text_put(&t, first->document);
    add_finding(s, kind, 1, t.data);
    text_free(&t);
}

/* Equal documents from d[0] to d[n - 1], by source: a second one of a source duplicates
 * its first; one that another source has, too, is shared. */
static void find_equal(const struct digest *d, size_t n)
{
    const struct digest *first = d;

    for (size_t i = 0; i < n; i++) {
        if (d[i].source != first->source)
            first = &d[i];
        if (&d[i] != first)
            add_equal(&d[i], DUPLICATE, first);
        if (d[n - 1].source != d[0].source)
            add_equal(&d[i], SHARED, first == d ? &d[n - 1] : d);
    }
}

static void find_duplicates(void)
{
    if (!check.n_digests)
        return;
    qsort(check.digests, check.n_digests, sizeof *check.digests, compare_digests);
    for (size_t i = 0, end; i < check.n_digests; i = end) {
        for (end = i + 1; end < check.n_digests; end++)
            if (memcmp(check.digests[i].hash, check.digests[end].hash,
                       sizeof check.digests[i].hash))
                break;
        find_equal(check.digests + i, end - i);
    }
}

/* ---- rows ------------------------------------------------------------------------- */

static double share_of(uint64_t count, uint64_t total)
{
    return total ? (double)count / (double)total : NAN;
}

static void open_report(void)
{
    check.out = report_open(columns, COLUMNS);
    report_minor(check.out, "document example");
}

static void print_row(const struct source *s, const char *finding, uint64_t count,
                      double share, const char *document, const char *example,
                      const char *remedy)
{
    if (!check.out)
        open_report();
    report_row(check.out, (cell[]){cell_text(s->name, strlen(s->name)),
                                   cell_text(finding, strlen(finding)), cell_count(count),
                                   cell_real(share), cell_text(document, strlen(document)),
                                   cell_text(example, strlen(example)),
                                   cell_text(remedy, strlen(remedy))});
}

static void print_kind(const struct source *s, const char *finding, int kind,
                       uint64_t total, const char *remedy)
{
    const struct example *e = &s->examples[kind];

    if (s->counts[kind])
        print_row(s, finding, s->counts[kind], share_of(s->counts[kind], total),
                  e->document, e->text, remedy);
}

/* The same, unless it is no more than one expects. */
static void print_above(const struct source *s, const char *finding, int kind,
                        uint64_t total, double usual, const char *remedy)
{
    if (share_of(s->counts[kind], total) >= usual)
        print_kind(s, finding, kind, total, remedy);
}

/* ---- typography: two signs for one thing ------------------------------------------ */

struct pair {
    int straight, curly;
    const char *mixed, *unlike, *remedy;
};

static const struct pair pairs[] = {
    {CORPUS_SIGHT_STRAIGHT_APOSTROPHE, CORPUS_SIGHT_CURLY_APOSTROPHE, "mixed-apostrophes",
     "apostrophes-unlike-others", "--quotes fold"},
    {CORPUS_SIGHT_STRAIGHT_QUOTE, CORPUS_SIGHT_CURLY_QUOTE, "mixed-quotes",
     "quotes-unlike-others", "--punctuation drop"},
};

/* The sign a source uses most: 1 straight, -1 curly, 0 neither. */
static int habit(const struct source *s, const struct pair *p)
{
    uint64_t straight = s->counts[p->straight], curly = s->counts[p->curly];

    return (straight > curly) - (straight < curly);
}

static void print_pair(const struct source *s, const struct pair *p)
{
    int own = habit(s, p), others = 0;
    uint64_t total = s->counts[p->straight] + s->counts[p->curly];
    const struct source *o;

    if (s->counts[p->straight] && s->counts[p->curly])
        print_kind(s, p->mixed, own < 0 ? p->straight : p->curly, total, p->remedy);
    for (o = check.sources; o; o = o->hh.next)
        others += o == s ? 0 : habit(o, p);
    if (own * others < 0)
        print_kind(s, p->unlike, own > 0 ? p->straight : p->curly, total, p->remedy);
}

/* ---- lines that documents share --------------------------------------------------- */

/* Bytes that are no UTF-8, and controls, as <E9>. */
static void add_clean(struct text *t, corpus_string s)
{
    uint32_t code;

    for (size_t at = 0, size; at < s.len; at += size) {
        size = cell_decode(s.data + at, s.len - at, &code);
        if (size && code >= ' ' && (code < 0x7f || code >= 0xa0)) {
            text_add(t, s.data + at, size);
            continue;
        }
        size = size ? size : 1;
        for (size_t k = 0; k < size; k++)
            text_printf(t, "<%02X>", (unsigned)(unsigned char)s.data[at + k]);
    }
}

static void print_top(const struct source *s, uint64_t k)
{
    corpus_repeated_line *top = tool_alloc((top_lines + 1) * sizeof *top);
    struct text t = {0};
    size_t n = corpus_repeats_top(check.repeats, s->name, strlen(s->name), k, top_lines,
                                  top);

    for (size_t i = 0; i < n; i++) {
        text_clear(&t);
        add_clean(&t, top[i].text);
        print_row(s, "repeated-line", top[i].docs, share_of(top[i].docs, s->documents), "",
                  t.data, "");
    }
    text_free(&t);
    free(top);
}

static void print_lines(const struct source *s)
{
    uint64_t k = s->documents < min_docs ? s->documents : min_docs;
    corpus_repeats_summary sum;
    char different[40], remedy[60];

    if (!check.repeats || k < 2)
        return;
    corpus_repeats_summarise(check.repeats, s->name, strlen(s->name), k, &sum);
    if (!sum.distinct)
        return;
    snprintf(different, sizeof different, "%llu different",
             (unsigned long long)sum.distinct);
    snprintf(remedy, sizeof remedy, "--drop-repeated-lines %llu", (unsigned long long)k);
    print_row(s, "repeated-lines", sum.repeated, share_of(sum.repeated, sum.lines), "",
              different, remedy);
    print_top(s, k);
}

/* ---- */

static int compare_files(const void *a, const void *b)
{
    return strcmp(((const struct file_finding *)a)->finding,
                  ((const struct file_finding *)b)->finding);
}

static void print_encoding(const struct source *s)
{
    if (s->n_files)
        qsort(s->files, s->n_files, sizeof *s->files, compare_files);
    for (size_t i = 0; i < s->n_files; i++)
        print_row(s, s->files[i].finding, s->files[i].count, NAN, "", s->files[i].message,
                  s->files[i].remedy);
    print_kind(s, "not-utf-8-documents", OTHER_ENCODING, s->documents,
               "convert with iconv");
    print_kind(s, "malformed-utf-8", CORPUS_SIGHT_MALFORMED, s->bytes, "--invalid replace");
    print_kind(s, "nul-bytes", CORPUS_SIGHT_NUL, s->bytes, "none needed: they part words");
    print_kind(s, "replacement-characters", CORPUS_SIGHT_REPLACEMENT, s->letters,
               "look for a better copy");
    print_kind(s, "c1-controls", CORPUS_SIGHT_C1_CONTROL, s->letters,
               "convert from WINDOWS-1252, not ISO-8859-1");
    print_kind(s, "encoded-twice", CORPUS_SIGHT_MOJIBAKE, s->letters,
               "iconv -f UTF-8 -t WINDOWS-1252");
}

static void print_words(const struct source *s)
{
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        print_pair(s, &pairs[i]);
    print_kind(s, "decomposed-characters", CORPUS_SIGHT_DECOMPOSED, s->letters,
               "--normalize nfc");
    print_kind(s, "ligatures", CORPUS_SIGHT_LIGATURE, s->letters, "--normalize nfkc");
    print_kind(s, "soft-hyphens", CORPUS_SIGHT_SOFT_HYPHEN, s->letters, "remove U+00AD");
    print_kind(s, "line-end-hyphens", CORPUS_SIGHT_LINE_HYPHEN, s->lines, "join the words");
    print_above(s, "non-words", CORPUS_SIGHT_NON_WORD, s->chunks, 0.1, "--numbers drop");
    print_kind(s, "very-long-words", CORPUS_SIGHT_LONG_WORD, s->chunks, "--stopwords FILE");
    print_above(s, "words-without-spaces", CORPUS_SIGHT_UNSPACED, s->letters, 0.05,
                "--segment icu");
}

static void print_documents(const struct source *s)
{
    print_kind(s, "empty-documents", EMPTY, s->documents, "remove them");
    print_kind(s, "duplicate-documents", DUPLICATE, s->documents, "remove them");
    print_kind(s, "documents-of-other-sources", SHARED, s->documents,
               "decide whose they are");
    print_lines(s);
    print_above(s, "lines-without-end-mark", OPEN_LINES, s->list_lines, 0.05,
                "--newline break");
    print_kind(s, "hard-wrapped-documents", WRAPPED, s->documents, "--newline space");
}

static int compare_sources(struct source *a, struct source *b)
{
    return strcmp(a->name, b->name);
}

/* With -o the file appears, whatever is in it. */
static void print_all(void)
{
    find_duplicates();
    HASH_SORT(check.sources, compare_sources);
    for (const struct source *s = check.sources; s; s = s->hh.next) {
        print_encoding(s);
        print_words(s);
        print_documents(s);
    }
    if (!check.out && common.output)
        open_report();
    if (check.out)
        report_close(check.out);
}

static void free_sources(void)
{
    struct source *s, *next;

    HASH_ITER(hh, check.sources, s, next) {
        HASH_DEL(check.sources, s);
        for (int k = 0; k < KINDS; k++) {
            free(s->examples[k].document);
            free(s->examples[k].text);
        }
        for (size_t i = 0; i < s->n_files; i++)
            free(s->files[i].message);
        free(s->files);
        free(s->name);
        free(s);
    }
}

static void free_all(void)
{
    free_sources();
    for (size_t i = 0; i < check.n_digests; i++)
        free(check.digests[i].document);
    free(check.digests);
    text_free(&check.document);
    corpus_repeats_free(check.repeats);
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
    options.samples = top_lines ? 1 << 16 : 0;
    if ((err = corpus_inspector_new(&check.inspector)) ||
        (err = corpus_repeats_new(&check.repeats, &options)))
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
    print_all(); /* what was found before a failure may explain it */
    if (failed)
        tool_stop();
    meta_write(&manual, columns, COLUMNS, NULL, NULL);
    free_all();
    return tool_finish();
}
