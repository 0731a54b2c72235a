/* Command lines by table. A tool lists its options once - name, kind, where the value
 * goes, help - and gets parsing, checking, --help with the live defaults, and --version.
 *
 *     static struct { unsigned order; const char *match; } my = {.order = 2};
 *     static const option_spec specs[] = {
 *         {.name = "order", .letter = 'n', .arg = "N", .kind = OPTION_UNSIGNED,
 *          .where = &my.order, .min = 1, .max = 16, .help = "count orders 1..N"},
 *         {.name = "match", .arg = "REGEX", .where = &my.match, .help = "only ..."},
 *         {0}};
 *     static const option_group groups[] = {
 *         {"Terms", specs}, {"Output", common_specs}, {0}};
 *
 * What `where` holds before options_parse() is the default. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "shared/progress.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum option_kind {
    OPTION_TEXT,     /* const char *; NULL: not given */
    OPTION_FLAG,     /* bool, set to true */
    OPTION_CLEAR,    /* bool, set to false */
    OPTION_UNSIGNED, /* unsigned, within min .. max (max 0: no limit) */
    OPTION_COUNT,    /* uint64_t, the same */
    OPTION_SIZE,     /* uint64_t bytes: 1000, 64K, 64M, 2G, 1T; the same */
    OPTION_REAL,     /* double, finite */
    OPTION_NAME,     /* int or an enum; names from `names`, counting up from 0 */
    OPTION_WORD,     /* const char *, one of words(name, 0), words(name, 1) ... */
    OPTION_LIST,     /* struct option_list: A,B,C; a second use replaces the first */
    OPTION_CALL      /* `call` takes the value; returns NULL or what it takes instead;
                        `where` is NULL or a const char * to show */
};

struct option_list {
    char **items;
    size_t n;
};

typedef struct option_spec {
    const char *name;
    int letter;      /* 0: none */
    const char *arg; /* "FILE"; NULL when there is none */
    enum option_kind kind;
    void *where;
    const char *help;  /* "what it does", lower case, no full stop */
    const char *shown; /* the default in words, instead of the one in *where; "": none */
    uint64_t min, max;
    bool distinct; /* lists: no name comes twice */
    const char *(*names)(int value);
    const char *(*words)(const char *name, size_t i);
    const char *(*call)(void *where, const char *value);
} option_spec;

typedef struct option_group {
    const char *title;
    const option_spec *specs; /* up to a NULL name */
} option_group;

/* What --help says besides the options. */
typedef struct tool_manual {
    const char *operands;       /* "[OPTION]... TABLE..." */
    const char *purpose;        /* one sentence */
    const option_group *groups; /* up to a NULL title */
    const char *notes;          /* may be NULL; lines under 80 columns */
    const char *examples[2];
} tool_manual;

/* Parse and leave the operands in (*operands)[0 .. returned - 1]. --help and --version
 * print and exit; wrong usage is one line and status 2. */
size_t options_parse(const tool_manual *manual, int argc, char **argv, char ***operands);

/* The operands of the last options_parse(); its number is returned. */
size_t options_operands(char *const **operands);

/* Visit the options as they stand after parsing, in order of declaration. `value` is the
 * text that would set it: "true" or "false" for flags, "" for a text not given. */
void options_each(const tool_manual *manual,
                  void (*visit)(void *user, const char *name, const char *value),
                  void *user);

/* ---- options that every tool has: put common_specs into a group ------------------- */

enum report_format {
    FORMAT_TSV,
    FORMAT_CSV,
    FORMAT_JSON,
    FORMAT_TABLE,
    FORMAT_MARKDOWN,
    FORMAT_LATEX
};

const char *report_format_name(int format);

struct common_options {
    const char *output; /* NULL: standard output */
    enum report_format format;
    unsigned threads; /* 0: the processors given to the process */
    bool quiet;
    enum progress_mode progress;
    bool header;
    unsigned digits;
    const char *meta;
    const char *bib;
    const char *records; /* a file of them, see records.h */
    const char *plot;    /* see picture.h */
};

extern struct common_options common;
extern const option_spec common_specs[];
/* The same for tools whose result is a table file: no --format, no header... */
extern const option_spec table_specs[];

/* ---- options of tools that ask tables: put query_specs into a group --------------- */

struct query_options {
    unsigned order;
    uint64_t min_count, min_docs, max_docs;
    const char *match;     /* regular expression */
    const char *stopwords; /* file */
    const char *terms;     /* file */
    uint64_t top;          /* 0: all */
    const char *sort;      /* a column; NULL: the tool's own */
    const char *by;        /* metadata field; NULL: the source */
};

extern struct query_options query;
extern const option_spec query_specs[];

#endif
