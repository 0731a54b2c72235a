/* The common tables of options, and what goes over tables of options: parsing, --help,
 * --version. Defaults are caught as text before the first option changes one. */
#include "shared/options.h"
#include "shared/near.h"
#include "shared/output.h"
#include "shared/tool.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LETTERLESS 256 /* getopt's value of option i without a letter: LETTERLESS + i */
#define HELP_COLUMN 26
#define HELP_WIDTH 79

/* ---- options that several tools have ---------------------------------------------- */

struct common_options common = {.header = true, .digits = 6};
struct query_options query = {.order = 1, .min_count = 1, .min_docs = 1};

const char *report_format_name(int format)
{
    static const char *const names[] = {"tsv",   "csv",      "json",
                                        "table", "markdown", "latex"};

    return format >= 0 && format < 6 ? names[format] : NULL;
}

#define RUN_SPECS                                                                        \
    {.name = "threads", .letter = 'j', .arg = "N", .kind = OPTION_UNSIGNED,              \
     .where = &common.threads, .max = 1024, .shown = "all processors",                   \
     .help = "threads to use; never changes the result"},                                \
        {.name = "quiet", .letter = 'q', .kind = OPTION_FLAG, .where = &common.quiet,    \
         .help = "no summary, no progress"},                                             \
        {.name = "progress", .arg = "WHEN", .kind = OPTION_NAME,                         \
         .where = &common.progress, .names = progress_mode_name,                         \
         .help = "auto, always or never"},                                               \
        {.name = "meta", .arg = "FILE", .where = &common.meta,                           \
         .help = "write to FILE, as JSON, how this output was made"}

const option_spec common_specs[] = {
    {.name = "output", .letter = 'o', .arg = "FILE", .where = &common.output,
     .shown = "standard output",
     .help = "write to FILE, which appears when it is complete"},
    {.name = "format", .letter = 'f', .arg = "FORMAT", .kind = OPTION_NAME,
     .where = &common.format, .names = report_format_name,
     .help = "tsv, csv, json, table, markdown or latex"},
    {.name = "no-header", .kind = OPTION_CLEAR, .where = &common.header,
     .help = "leave out the line of column names"},
    {.name = "digits", .arg = "N", .kind = OPTION_UNSIGNED, .where = &common.digits,
     .min = 1, .max = 17, .help = "significant digits of numbers; 17 lose nothing"},
    RUN_SPECS,
    {.name = "bib", .arg = "FILE", .where = &common.bib,
     .help = "write to FILE, as BibTeX, what to cite; notes of latex and markdown cite "
             "it by key"},
    {0}};

const option_spec table_specs[] = {
    {.name = "output", .letter = 'o', .arg = "TABLE", .where = &common.output,
     .help = "the table file to write; it appears when it is complete"},
    RUN_SPECS,
    {0}};

const option_spec query_specs[] = {
    {.name = "order", .letter = 'n', .arg = "N", .kind = OPTION_UNSIGNED,
     .where = &query.order, .min = 1, .max = CORPUS_ORDER_MAX,
     .help = "n-grams of N tokens"},
    {.name = "min-count", .arg = "C", .kind = OPTION_COUNT, .where = &query.min_count,
     .help = "only terms that occur at least C times"},
    {.name = "min-docs", .arg = "D", .kind = OPTION_COUNT, .where = &query.min_docs,
     .help = "only terms of at least D documents"},
    {.name = "max-docs", .arg = "D", .kind = OPTION_COUNT, .where = &query.max_docs,
     .shown = "no limit", .min = 1, .help = "only terms of at most D documents"},
    {.name = "match", .arg = "REGEX", .where = &query.match,
     .help = "only terms that match the POSIX extended regular expression"},
    {.name = "stopwords", .arg = "FILE", .where = &query.stopwords,
     .help = "no terms with a word of FILE, one a line"},
    {.name = "terms", .arg = "FILE", .where = &query.terms,
     .help = "only the terms of FILE, one a line"},
    {.name = "top", .letter = 't', .arg = "N", .kind = OPTION_COUNT, .where = &query.top,
     .shown = "all", .help = "the best N"},
    {.name = "sort", .arg = "COLUMN", .where = &query.sort,
     .help = "order by COLUMN, best first; ties by frequency, then bytes"},
    {.name = "by", .arg = "FIELD", .where = &query.by, .shown = "source",
     .help = "documents belong together by this metadata field"},
    {0}};

static const option_spec about_specs[] = {
    {.name = "help", .letter = 'h', .kind = OPTION_FLAG, .help = "print this and stop"},
    {.name = "version", .kind = OPTION_FLAG, .help = "print the version and stop"},
    {0}};

/* ---- values to text --------------------------------------------------------------- */

static void add_size(struct text *t, uint64_t size)
{
    static const char units[] = "KMGT";
    int unit = -1;

    while (unit < 3 && size && size % 1024 == 0) {
        size /= 1024;
        unit++;
    }
    text_printf(t, "%llu", (unsigned long long)size);
    if (unit >= 0)
        text_char(t, units[unit]);
}

static void add_list(struct text *t, const struct option_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        if (i)
            text_char(t, ',');
        text_put(t, list->items[i]);
    }
}

static void add_value(struct text *t, const option_spec *s)
{
    switch (s->kind) {
    case OPTION_TEXT:
    case OPTION_WORD:
    case OPTION_CALL:
        if (s->where && *(const char *const *)s->where)
            text_put(t, *(const char *const *)s->where);
        break;
    case OPTION_FLAG:
        text_put(t, *(const bool *)s->where ? "true" : "false");
        break;
    case OPTION_CLEAR:
        text_put(t, *(const bool *)s->where ? "false" : "true");
        break;
    case OPTION_UNSIGNED:
        text_printf(t, "%u", *(const unsigned *)s->where);
        break;
    case OPTION_COUNT:
        text_printf(t, "%llu", (unsigned long long)*(const uint64_t *)s->where);
        break;
    case OPTION_SIZE:
        add_size(t, *(const uint64_t *)s->where);
        break;
    case OPTION_REAL:
        text_printf(t, "%.15g", *(const double *)s->where);
        break;
    case OPTION_NAME:
        text_put(t, s->names(*(const int *)s->where));
        break;
    case OPTION_LIST:
        add_list(t, s->where);
        break;
    }
}

/* "" when there is no default to show. */
static char *default_text(const option_spec *s)
{
    struct text t = {0};

    text_add(&t, "", 0);
    if (s->shown)
        text_put(&t, s->shown);
    else if (s->where && s->kind != OPTION_FLAG && s->kind != OPTION_CLEAR)
        add_value(&t, s);
    return t.data;
}

/* ---- text to values --------------------------------------------------------------- */

/* Decimal digits alone: no sign, no space, no locale. Returns what follows, or NULL. */
static const char *parse_digits(const char *s, uint64_t *value)
{
    uint64_t v = 0;

    if (*s < '0' || *s > '9')
        return NULL;
    for (; *s >= '0' && *s <= '9'; s++) {
        uint64_t digit = (uint64_t)(*s - '0');

        if (v > (UINT64_MAX - digit) / 10)
            return NULL;
        v = 10 * v + digit;
    }
    *value = v;
    return s;
}

static _Noreturn void bad_value(const option_spec *s, const char *value, const char *want)
{
    tool_wrong("--%s takes %s, not '%s'", s->name, want, tool_quote(value));
}

static uint64_t parse_count(const option_spec *s, const char *value)
{
    uint64_t limit = s->kind == OPTION_UNSIGNED ? UINT32_MAX : UINT64_MAX, v;
    const char *end = parse_digits(value, &v);
    char want[80];

    if (s->max && s->max < limit)
        limit = s->max;
    if (end && !*end && v >= s->min && v <= limit)
        return v;
    if (s->max)
        snprintf(want, sizeof want, "a number from %llu to %llu",
                 (unsigned long long)s->min, (unsigned long long)s->max);
    else
        snprintf(want, sizeof want, "a number from %llu up", (unsigned long long)s->min);
    bad_value(s, value, want);
}

static uint64_t parse_size(const option_spec *s, const char *value)
{
    static const char units[] = "KkMmGgTt";
    uint64_t limit = s->max ? s->max : UINT64_MAX, v, factor = 1;
    const char *end = parse_digits(value, &v), *unit;
    struct text want = {0};

    if (end && *end && (unit = strchr(units, *end))) {
        factor = (uint64_t)1024 << 10 * ((unit - units) / 2);
        end++;
    }
    if (end && !*end && v <= limit / factor && v * factor >= s->min)
        return v * factor;
    text_put(&want, s->max ? "a size like 64M, up to " : "a size like 64M or 2G");
    if (s->max)
        add_size(&want, s->max);
    bad_value(s, value, want.data);
}

static double parse_real(const option_spec *s, const char *value)
{
    char *end;
    double v;

    if (!*value || value[strspn(value, "0123456789.eE+-")])
        bad_value(s, value, "a number");
    v = strtod(value, &end);
    if (*end || !isfinite(v))
        bad_value(s, value, "a number");
    return v;
}

static int parse_name(const option_spec *s, const char *value)
{
    struct text want = {0};

    for (int i = 0; s->names(i); i++)
        if (!strcmp(s->names(i), value))
            return i;
    text_put(&want, "one of");
    for (int i = 0; s->names(i); i++)
        text_printf(&want, "%s %s", i ? "," : "", s->names(i));
    bad_value(s, value, want.data);
}

static const char *parse_word(const option_spec *s, const char *value)
{
    struct text want = {0};
    const char *word;

    for (size_t i = 0; (word = s->words(s->name, i)); i++)
        if (!strcmp(word, value))
            return word;
    text_put(&want, "one of");
    for (size_t i = 0; (word = s->words(s->name, i)); i++)
        text_printf(&want, "%s %s", i ? "," : "", word);
    bad_value(s, value, want.data);
}

/* An unset variable of a script is no choice. */
static void parse_list(const option_spec *s, struct option_list *list, const char *value)
{
    char *copy = tool_copy(value), *item;
    size_t cap = 0;

    *list = (struct option_list){0};
    if (!*value)
        bad_value(s, value, "names between commas");
    while ((item = strsep(&copy, ","))) {
        if (!*item)
            continue;
        for (size_t i = 0; s->distinct && i < list->n; i++)
            if (!strcmp(list->items[i], item))
                tool_wrong("--%s names %s twice", s->name, tool_quote(item));
        list->items = tool_grow(list->items, &cap, list->n + 1, sizeof *list->items);
        list->items[list->n++] = item;
    }
}

static void store(const option_spec *s, const char *value)
{
    const char *wrong;

    switch (s->kind) {
    case OPTION_TEXT:
        *(const char **)s->where = value;
        break;
    case OPTION_FLAG:
    case OPTION_CLEAR:
        *(bool *)s->where = s->kind == OPTION_FLAG;
        break;
    case OPTION_UNSIGNED:
        *(unsigned *)s->where = (unsigned)parse_count(s, value);
        break;
    case OPTION_COUNT:
        *(uint64_t *)s->where = parse_count(s, value);
        break;
    case OPTION_SIZE:
        *(uint64_t *)s->where = parse_size(s, value);
        break;
    case OPTION_REAL:
        *(double *)s->where = parse_real(s, value);
        break;
    case OPTION_NAME:
        *(int *)s->where = parse_name(s, value);
        break;
    case OPTION_WORD:
        *(const char **)s->where = parse_word(s, value);
        break;
    case OPTION_LIST:
        parse_list(s, s->where, value);
        break;
    case OPTION_CALL:
        if ((wrong = s->call(s->where, value)))
            bad_value(s, value, wrong);
        break;
    }
}

/* ---- --help and --version --------------------------------------------------------- */

/* The length of the next word; a list that is longer than a line ends behind a comma. */
static size_t word_length(const char *s, size_t most)
{
    size_t word = strcspn(s, " "), end = most;

    if (word <= most)
        return word;
    while (end && s[end - 1] != ',')
        end--;
    return end ? end : word;
}

/* Words of `s` from the help column on, broken before HELP_WIDTH. */
static void add_wrapped(struct text *t, size_t column, const char *s)
{
    size_t word;

    for (; *s; s += word) {
        s += strspn(s, " ");
        word = word_length(s, HELP_WIDTH - HELP_COLUMN);
        if (column > HELP_COLUMN && column + 1 + word > HELP_WIDTH) {
            text_printf(t, "\n%*s", HELP_COLUMN, "");
            column = HELP_COLUMN;
        } else if (column > HELP_COLUMN) {
            text_char(t, ' ');
            column++;
        }
        text_add(t, s, word);
        column += word;
    }
    text_char(t, '\n');
}

static void add_option_help(struct text *t, const option_spec *s, const char *shown)
{
    struct text about = {0};
    size_t begin = t->len, column;

    if (s->letter)
        text_printf(t, "  -%c, --%s", s->letter, s->name);
    else
        text_printf(t, "      --%s", s->name);
    if (s->arg)
        text_printf(t, " %s", s->arg);
    column = t->len - begin;
    if (column + 2 > HELP_COLUMN) {
        text_char(t, '\n');
        column = 0;
    }
    text_printf(t, "%*s", (int)(HELP_COLUMN - column), "");
    text_put(&about, s->help);
    if (*shown)
        text_printf(&about, " [%s]", shown);
    add_wrapped(t, HELP_COLUMN, about.data);
    text_free(&about);
}

static _Noreturn void print_and_stop(struct text *t)
{
    struct output out;

    output_open(&out, NULL);
    output_write(&out, t->data, t->len);
    output_close(&out);
    exit(tool_finish());
}

static _Noreturn void print_help(const tool_manual *manual, char **shown)
{
    struct text t = {0};

    text_printf(&t, "usage: %s %s\n%s\n", tool_name(), manual->operands, manual->purpose);
    for (const option_group *g = manual->groups; g->title; g++) {
        text_printf(&t, "\n%s:\n", g->title);
        for (const option_spec *s = g->specs; s->name; s++)
            add_option_help(&t, s, *shown++);
    }
    for (const option_spec *s = about_specs; s->name; s++)
        add_option_help(&t, s, "");
    if (manual->notes)
        text_printf(&t, "\n%s", manual->notes);
    text_printf(&t, "\nExamples:\n  %s\n  %s\n", manual->examples[0], manual->examples[1]);
    print_and_stop(&t);
}

/* Words behind `t`, broken before HELP_WIDTH. */
static void put_words(struct text *t, const char *s)
{
    size_t column = 4, word;

    for (; *s; s += word) {
        s += strspn(s, " ");
        word = strcspn(s, " ");
        if (column + 1 + word > HELP_WIDTH) {
            text_put(t, "\n ");
            column = 1;
        }
        text_char(t, ' ');
        text_add(t, s, word);
        column += 1 + word;
    }
    text_char(t, '\n');
}

static _Noreturn void print_version(void)
{
    struct text t = {0};

    text_printf(&t, "%s (libcorpus) %s\n", tool_name(), corpus_version());
    text_printf(&t, "Unicode %s; case and normalisation by utf8proc, Unicode %s\n",
                corpus_unicode_version(), corpus_normalization_version());
    text_put(&t, "with");
    put_words(&t, corpus_libraries());
    text_put(&t, "License GPL-3.0-or-later: free software, without any warranty.\n");
    print_and_stop(&t);
}

/* ---- parsing ---------------------------------------------------------------------- */

/* All options of a tool in one array, in the order of the help. */
struct options {
    const option_spec **specs;
    char **shown;
    struct option *longs;
    char *shorts;
    size_t n;
};

static void add_spec(struct options *o, struct text *shorts, const option_spec *s)
{
    struct option *l = &o->longs[o->n];

    o->specs[o->n] = s;
    o->shown[o->n] = default_text(s);
    l->name = s->name;
    l->has_arg = s->arg ? required_argument : no_argument;
    l->val = LETTERLESS + (int)o->n++;
    if (s->letter)
        text_printf(shorts, "%c%s", s->letter, s->arg ? ":" : "");
}

static void gather(struct options *o, const tool_manual *manual)
{
    struct text shorts = {0};
    size_t n = 3;

    for (const option_group *g = manual->groups; g->title; g++)
        for (const option_spec *s = g->specs; s->name; s++)
            n++;
    *o = (struct options){.specs = tool_alloc(n * sizeof *o->specs),
                          .shown = tool_alloc(n * sizeof *o->shown),
                          .longs = tool_alloc(n * sizeof *o->longs)};
    text_put(&shorts, ":");
    for (const option_group *g = manual->groups; g->title; g++)
        for (const option_spec *s = g->specs; s->name; s++)
            add_spec(o, &shorts, s);
    for (const option_spec *s = about_specs; s->name; s++)
        add_spec(o, &shorts, s);
    o->shorts = shorts.data;
}

static void free_options(struct options *o)
{
    for (size_t i = 0; i < o->n; i++)
        free(o->shown[i]);
    free(o->specs);
    free(o->shown);
    free(o->longs);
    free(o->shorts);
}

static const option_spec *find_spec(const struct options *o, int value)
{
    if (value >= LETTERLESS)
        return o->specs[value - LETTERLESS];
    for (size_t i = 0; i < o->n; i++)
        if (o->specs[i]->letter == value)
            return o->specs[i];
    return NULL;
}

/* ", --min-count, --min-docs": the options that begin with a word or, without `begin`,
 * are near to it. */
static void add_alike(struct text *t, const struct options *o, const char *word, bool begin)
{
    size_t len = strlen(word);

    for (size_t i = 0; i < o->n; i++) {
        const char *name = o->specs[i]->name;

        if (begin ? !strncmp(name, word, len) : is_near(word, name))
            text_printf(t, "%s --%s", t->len ? "," : "", name);
    }
}

/* Of "--WORD" or "--WORD=VALUE". */
static _Noreturn void complain_of_word(const struct options *o, const char *given)
{
    struct text word = {0}, alike = {0};

    text_add(&word, given + 2, strcspn(given + 2, "="));
    add_alike(&alike, o, word.data, true);
    if (alike.len)
        tool_wrong("option --%s is ambiguous:%s", tool_quote(word.data), alike.data);
    add_alike(&alike, o, word.data, false);
    if (alike.len)
        tool_wrong("unknown option --%s; did you mean%s?", tool_quote(word.data),
                   alike.data);
    tool_wrong("unknown option --%s", tool_quote(word.data));
}

/* getopt's "?" and ":" in words. */
static _Noreturn void complain(const struct options *o, int what, char **argv)
{
    const option_spec *s = optopt ? find_spec(o, optopt) : NULL;

    if (what == ':' && s)
        tool_wrong("option --%s needs a value", s->name);
    if (s)
        tool_wrong("option --%s takes no value", s->name);
    if (optopt)
        tool_wrong("unknown option -%s", tool_quote((char[]){(char)optopt, '\0'}));
    complain_of_word(o, argv[optind - 1]);
}

static struct {
    char **list;
    size_t n;
} given;

size_t options_operands(char *const **operands)
{
    *operands = given.list;
    return given.n;
}

static bool is_one_file(const char *a, const char *b)
{
    struct stat s, t;

    if (!strcmp(a, "-") || !strcmp(b, "-"))
        return false;
    if (stat(a, &s) || stat(b, &t))
        return !strcmp(a, b);
    return S_ISREG(s.st_mode) && s.st_dev == t.st_dev && s.st_ino == t.st_ino;
}

/* Of two files under one name the second would be all that is left. */
static void check_outputs(void)
{
    const struct {
        const char *name, *path;
    } all[] = {{"output", common.output},
               {"meta", common.meta},
               {"bib", common.bib},
               {"tsv", common.records},
               {"plot", common.plot}};
    const size_t n = sizeof all / sizeof *all;

    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++)
            if (all[i].path && all[k].path && is_one_file(all[i].path, all[k].path))
                tool_wrong("--%s and --%s name the same file", all[i].name, all[k].name);
    output_check(common.meta);
    output_check(common.bib);
    output_check(common.plot);
}

size_t options_parse(const tool_manual *manual, int argc, char **argv, char ***operands)
{
    struct options o;
    const option_spec *s;
    int value;

    gather(&o, manual);
    opterr = 0;
    while ((value = getopt_long(argc, argv, o.shorts, o.longs, NULL)) != -1) {
        if (value == '?' || value == ':')
            complain(&o, value, argv);
        s = find_spec(&o, value);
        if (s == &about_specs[0])
            print_help(manual, o.shown);
        if (s == &about_specs[1])
            print_version();
        store(s, optarg);
    }
    free_options(&o);
    check_outputs();
    given.list = *operands = argv + optind;
    given.n = (size_t)(argc - optind);
    return given.n;
}

void options_each(const tool_manual *manual,
                  void (*visit)(void *user, const char *name, const char *value),
                  void *user)
{
    struct text t = {0};

    for (const option_group *g = manual->groups; g->title; g++) {
        for (const option_spec *s = g->specs; s->name; s++) {
            if (!s->where)
                continue;
            text_clear(&t);
            text_add(&t, "", 0);
            add_value(&t, s);
            visit(user, s->name, t.data);
        }
    }
    text_free(&t);
}
