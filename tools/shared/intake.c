/* Options of the reader and of the tokenizer; the names of their values come from the
 * library, so each is spelled in one place. */
#include "shared/intake.h"

#include <stdlib.h>
#include <string.h>

struct intake intake;

/* "I/N", or "auto": what the scheduler says (Slurm, SGE, LSF). */
static const char *check_shard(void *where, const char *value);

const option_spec intake_reader_specs[] = {
    {.name = "input", .arg = "FORMAT", .kind = OPTION_NAME, .where = &intake.reader.input,
     .names = corpus_input_name,
     .help = "what one document is: text (a file), lines, paragraphs, jsonl, csv, tsv, "
             "vertical, conllu, tei; auto goes by the file's name"},
    {.name = "text-field", .arg = "FIELD", .where = &intake.reader.text_field,
     .shown = "text", .help = "field with the text: a name, or a number from 1"},
    {.name = "id-field", .arg = "FIELD", .where = &intake.reader.id_field, .shown = "id",
     .help = "field with the document's id"},
    {.name = "source-field", .arg = "FIELD", .where = &intake.reader.source_field,
     .shown = "source", .help = "field with the source"},
    {.name = "meta-fields", .arg = "A,B", .kind = OPTION_LIST, .where = &intake.meta_fields,
     .shown = "none", .distinct = true,
     .help = "fields kept as metadata of the documents"},
    {.name = "source-from", .arg = "WHAT", .kind = OPTION_NAME,
     .where = &intake.reader.source_from, .names = corpus_source_from_name,
     .help = "source of a PATH without SOURCE=: operand (corpus), dir (its directory) or "
             "file (its name)"},
    {.name = "files-from", .arg = "FILE", .where = &intake.files_from,
     .help = "read the [SOURCE=]PATHs that FILE lists, too"},
    {.name = "column", .arg = "COLUMN", .where = &intake.column,
     .shown = "1, form", .help = "vertical, conllu: the column with the token"},
    {.name = "text-element", .arg = "NAME", .where = &intake.reader.text_element,
     .shown = "text", .help = "tei, vertical: the element that is a document"},
    {.name = "skip-bad-records", .kind = OPTION_FLAG,
     .where = &intake.reader.skip_bad_records,
     .help = "count and leave out what cannot be read"},
    {.name = "max-record", .arg = "SIZE", .kind = OPTION_SIZE,
     .where = &intake.reader.max_record, .min = 1, .max = 1u << 30,
     .help = "longest record of jsonl, csv, tsv"},
    {.name = "shard", .arg = "I/N", .kind = OPTION_CALL, .where = &intake.shard,
     .call = check_shard,
     .help = "take the I-th of N shares of the documents; auto: by the scheduler's array "
             "index"},
    {0}};

static const struct {
    const char *name, *help;
} token_help[] = {
    {"segment", "words of Unicode (UAX #29), or what white space parts"},
    {"case", "capital letters"},
    {"quotes", "typographic apostrophes become '"},
    {"normalize", "Unicode normal form"},
    {"diacritics", "accents and other marks"},
    {"hyphens", "well-known: two words or one"},
    {"urls", "URLs, e-mail addresses, #hashtags, @mentions: one token each"},
    {"numbers", "tokens of digits; mask: every digit is 0"},
    {"punctuation", "keep: marks and symbols are tokens"},
    {"boundary", "what no n-gram crosses"},
    {"newline", "a single line end within a text"},
    {"invalid", "malformed UTF-8 becomes U+FFFD, or ends the run"},
};

enum { TOKEN_OPTIONS = sizeof token_help / sizeof *token_help };

option_spec intake_token_specs[TOKEN_OPTIONS + 3];

/* "fold or keep" behind the help of an option, from the library's list. */
static char *help_with_values(size_t i)
{
    struct text t = {0};
    const char *word;

    text_printf(&t, "%s:", token_help[i].help);
    for (size_t k = 0; (word = corpus_token_option_value(token_help[i].name, k)); k++)
        text_printf(&t, "%s %s", k ? "," : "", word);
    return t.data;
}

void intake_defaults(void)
{
    option_spec *s = intake_token_specs;

    corpus_reader_options_default(&intake.reader);
    corpus_token_options_default(&intake.tokens);
    for (size_t i = 0; i < TOKEN_OPTIONS; i++) {
        intake.words[i] = corpus_token_options_get(&intake.tokens, token_help[i].name);
        *s++ = (option_spec){.name = token_help[i].name, .arg = "WHAT",
                             .kind = OPTION_WORD, .where = &intake.words[i],
                             .words = corpus_token_option_value,
                             .help = help_with_values(i)};
    }
    *s++ = (option_spec){.name = "stem", .arg = "LANG", .where = &intake.stem,
                         .shown = "off",
                         .help = "Snowball stemmer of a language: english, de"};
    *s = (option_spec){.name = "stopwords", .arg = "FILE", .where = &intake.stopwords,
                       .help = "leave out these words, one a line; no n-gram crosses them"};
}

/* ---- shards ----------------------------------------------------------------------- */

static bool read_number(const char **s, uint32_t *value)
{
    uint64_t v = 0;
    const char *p = *s;

    for (; *p >= '0' && *p <= '9' && v <= UINT32_MAX; p++)
        v = 10 * v + (uint64_t)(*p - '0');
    if (p == *s || v > UINT32_MAX)
        return false;
    *s = p;
    *value = (uint32_t)v;
    return true;
}

static bool read_variable(const char *name, uint32_t *value)
{
    const char *s = name ? getenv(name) : NULL;

    return s && read_number(&s, value) && !*s;
}

/* The index counts from the array's first, in its steps. An array that is a list of any
 * indexes has no I of N; who says how many tasks there are gives it away. */
static bool shard_from_scheduler(void)
{
    static const struct {
        const char *index, *first, *last, *step, *count;
    } known[] = {
        {"SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_MAX",
         "SLURM_ARRAY_TASK_STEP", "SLURM_ARRAY_TASK_COUNT"},
        {"SGE_TASK_ID", "SGE_TASK_FIRST", "SGE_TASK_LAST", "SGE_TASK_STEPSIZE", NULL},
        {"LSB_JOBINDEX", NULL, "LSB_JOBINDEX_END", "LSB_JOBINDEX_STEP", NULL},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        uint32_t index, last, first = 1, step = 1, n, count;

        if (!read_variable(known[i].index, &index) ||
            !read_variable(known[i].last, &last))
            continue;
        read_variable(known[i].first, &first);
        if (!read_variable(known[i].step, &step) || !step)
            step = 1;
        if (first > index || index > last || (index - first) % step)
            return false;
        n = (last - first) / step + 1;
        if (read_variable(known[i].count, &count) && count != n)
            return false;
        intake.reader.shard = (index - first) / step + 1;
        intake.reader.n_shards = n;
        return true;
    }
    return false;
}

static const char *check_shard(void *where, const char *value)
{
    static const char want[] = "I/N with I from 1 to N, or auto within a job array";
    const char *s = value;
    uint32_t i, n;

    *(const char **)where = value;
    if (!strcmp(value, "auto"))
        return shard_from_scheduler() ? NULL : "auto within a job array of even steps";
    if (!read_number(&s, &i) || *s++ != '/' || !read_number(&s, &n) || *s || !i || i > n)
        return want;
    intake.reader.shard = i;
    intake.reader.n_shards = n;
    return NULL;
}

/* ---- */

void intake_finish(void)
{
    for (size_t i = 0; i < TOKEN_OPTIONS; i++)
        corpus_token_options_set(&intake.tokens, token_help[i].name, intake.words[i]);
    intake.tokens.stem = intake.stem;
    intake.reader.meta_fields = (const char *const *)intake.meta_fields.items;
    intake.reader.n_meta_fields = intake.meta_fields.n;
    if (intake.column)
        intake.reader.column = intake.column;
}

static const char *or_default(const char *value, const char *name)
{
    return value ? value : name;
}

void intake_each(void (*visit)(void *user, const char *name, const char *value),
                 void *user)
{
    const corpus_reader_options *r = &intake.reader;

    visit(user, "input", corpus_input_name((int)r->input));
    visit(user, "text-field", or_default(r->text_field, "text"));
    visit(user, "id-field", or_default(r->id_field, "id"));
    visit(user, "source-field", or_default(r->source_field, "source"));
    visit(user, "source-from", corpus_source_from_name((int)r->source_from));
    visit(user, "column", or_default(r->column, "default"));
    visit(user, "text-element", or_default(r->text_element, "default"));
    visit(user, "skip-bad-records", r->skip_bad_records ? "true" : "false");
    visit(user, "drop-repeated-lines", or_default(intake.drop_repeated_lines, "0"));
}

static _Noreturn void refuse_reader(void)
{
    const corpus_reader_options *r = &intake.reader;

    if (r->text_field && !*r->text_field)
        tool_wrong("--text-field needs the name of a field");
    if (r->input == CORPUS_INPUT_TEI && !strstr(corpus_libraries(), "expat"))
        tool_wrong("--input tei: this build lacks expat");
    tool_wrong("--column takes a number from 1 up, or for conllu the name of a column, such "
               "as lemma, not '%s'", r->column ? tool_quote(r->column) : "");
}

_Noreturn void intake_refuse_tokens(void)
{
    corpus_token_options without = intake.tokens;
    corpus_tokenizer *tokenizer;

    without.stem = NULL;
    if (intake.stem && !corpus_tokenizer_new(&tokenizer, &without, NULL, NULL))
        tool_wrong("--stem: no stemmer '%s' in this build; take a Snowball language such "
                   "as english or de", tool_quote(intake.stem));
    tool_wrong("--segment %s: this build lacks the library",
               corpus_token_options_get(&without, "segment"));
}

/* What the tool is going to write is no text, wherever it lies. */
static int leave_out(corpus_reader *reader, const char *path)
{
    return path && *path ? corpus_reader_leave_out(reader, path) : CORPUS_OK;
}

corpus_reader *intake_open(void)
{
    corpus_reader *reader;
    int err = corpus_reader_new(&reader, &intake.reader);

    if (err == CORPUS_EINVAL)
        refuse_reader();
    if (err || (err = leave_out(reader, common.output)) ||
        (err = leave_out(reader, common.meta)) ||
        (err = leave_out(reader, common.bib)) || (err = leave_out(reader, common.records)))
        tool_die("%s", corpus_strerror(err));
    return reader;
}

/* ---- reading with progress -------------------------------------------------------- */

struct watched {
    corpus_reader *reader;
    const corpus_document_sink *sink;
    void *user;
};

static void show_progress(const struct watched *w)
{
    uint64_t done, total;

    corpus_reader_progress(w->reader, &done, &total);
    progress_update(done, total);
}

static int watch_begin(void *user, const corpus_document *doc)
{
    struct watched *w = user;

    return w->sink->begin(w->user, doc);
}

static int watch_text(void *user, const char *bytes, size_t len, bool final)
{
    struct watched *w = user;

    show_progress(w);
    return w->sink->text(w->user, bytes, len, final);
}

static int watch_token(void *user, const char *bytes, size_t len)
{
    struct watched *w = user;

    return w->sink->token(w->user, bytes, len);
}

static int watch_boundary(void *user, enum corpus_break kind)
{
    struct watched *w = user;

    return w->sink->boundary(w->user, kind);
}

static int watch_end(void *user)
{
    struct watched *w = user;

    show_progress(w);
    return w->sink->end(w->user);
}

static int read_one(struct watched *w, const char *operand)
{
    static const corpus_document_sink watch = {watch_begin, watch_text, watch_token,
                                               watch_boundary, watch_end};
    size_t len;
    const char *path = corpus_operand_split(operand, &len);
    char *source = len ? strndup(operand, len) : NULL;
    int err;

    if (len && !source)
        tool_die("%s", corpus_strerror(CORPUS_ENOMEM));
    err = corpus_reader_read(w->reader, source, path, &watch, w);
    if (intake.operand_done)
        intake.operand_done(w->user, source ? source : "");
    free(source);
    return err;
}

/* What failed: the reader says it with its place, the sink without. */
static void explain(const struct watched *w, int err, const char *(*fault)(void *user))
{
    const char *said = corpus_reader_error(w->reader), *path, *more = "";
    uint64_t line;

    if (fault)
        more = fault(w->user);
    if (*said && !*more) {
        tool_say("%s", said);
        return;
    }
    corpus_reader_place(w->reader, &path, &line);
    if (path && *path && line)
        tool_say("%s:%llu: %s", tool_quote(path), (unsigned long long)line,
                 *more ? more : corpus_strerror(err));
    else if (path && *path)
        tool_say("%s: %s", tool_quote(path), *more ? more : corpus_strerror(err));
    else
        tool_say("%s", *more ? more : corpus_strerror(err));
}

char **intake_gather(char *const operands[], size_t *n)
{
    static char *memory;
    char **listed = NULL, **all;
    size_t n_listed = 0, count = *n;

    if (intake.files_from)
        n_listed = tool_read_lines(intake.files_from, &listed, &memory);
    all = tool_alloc((count + n_listed + 1) * sizeof *all);
    if (count)
        memcpy(all, operands, count * sizeof *all);
    for (size_t i = 0; i < n_listed; i++)
        if (*listed[i])
            all[count++] = listed[i];
    free(listed);
    *n = count;
    return all;
}

int intake_read(corpus_reader *reader, char *const operands[], size_t n,
                const corpus_document_sink *sink, void *user,
                const char *(*fault)(void *user))
{
    struct watched w = {reader, sink, user};
    char **all = intake_gather(operands, &n);
    size_t source_len;
    int err = CORPUS_OK;

    for (size_t i = 0; i < n; i++) {
        const char *path = corpus_operand_split(all[i], &source_len);

        if (!*path)
            tool_wrong("'%s' names no file", tool_quote(all[i]));
        corpus_reader_expect(reader, path);
    }
    progress_start(common.quiet ? PROGRESS_NEVER : common.progress, "reading", "B");
    for (size_t i = 0; i < n && !err; i++)
        err = read_one(&w, all[i]);
    progress_end();
    if (err)
        explain(&w, err, fault);
    free(all);
    return err;
}
