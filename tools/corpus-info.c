/* corpus-info: what is in a table, how it was made, and whether it is whole. */
#include "shared/bibliography.h"
#include "shared/citation.h"
#include "shared/intake.h"
#include "shared/meta.h"
#include "shared/options.h"
#include "shared/output.h"
#include "shared/provenance.h"
#include "shared/report.h"
#include "shared/tool.h"

#include <stdlib.h>
#include <string.h>

static bool verify, cite, command, as_json;

static const option_spec info_specs[] = {
    {.name = "verify", .kind = OPTION_FLAG, .where = &verify,
     .help = "read every block and check it; \"ok\", or a message and status 1"},
    {.name = "cite", .kind = OPTION_FLAG, .where = &cite,
     .help = "a sentence for a methods section"},
    {.name = "command", .kind = OPTION_FLAG, .where = &command,
     .help = "the command that makes the table again"},
    {.name = "json", .kind = OPTION_FLAG, .where = &as_json, .help = "all as one object"},
    {0}};

static const option_group groups[] = {
    {"What is printed", info_specs}, {"Output", common_specs}, {0}};

static const tool_manual manual = {
    .operands = "[OPTION]... TABLE...",
    .purpose = "Say what is in a table and how it was made, as lines of key and value.",
    .groups = groups,
    .examples = {"corpus-info news.freq", "corpus-info --verify *.freq"}};

static const column columns[] = {
    {"key", COLUMN_TEXT, "what", NULL, NULL, false},
    {"value", COLUMN_TEXT, "its value", NULL, NULL, false},
};

static const char *path; /* of the table at hand */

/* ---- key and value ---------------------------------------------------------------- */

static void put(report *r, const char *key, const char *value)
{
    report_row(r, (cell[]){cell_text(key, strlen(key)), cell_text(value, strlen(value))});
}

static void put_count(report *r, const char *key, uint64_t n)
{
    char value[24];

    snprintf(value, sizeof value, "%llu", (unsigned long long)n);
    put(r, key, value);
}

/* "ngrams:2" */
static void put_order(report *r, const char *key, unsigned order, uint64_t n)
{
    char name[32];

    snprintf(name, sizeof name, "%s:%u", key, order);
    put_count(r, name, n);
}

static void put_named(report *r, const char *what, const char *name, const char *detail,
                      const char *value)
{
    struct text key = {0};

    text_printf(&key, "%s:%s%s", what, name, detail);
    put(r, key.data, value);
    text_free(&key);
}

/* "pairs", or "skipgrams:0,1". */
static void add_family_name(struct text *out, const corpus_family *f)
{
    if (f->before || f->after) {
        text_put(out, "pairs");
        return;
    }
    text_printf(out, "skipgrams:%u", f->gaps[0]);
    if (f->order > 2)
        text_printf(out, ",%u", f->gaps[1]);
}

static uint64_t family_total(corpus_table *t, unsigned family)
{
    uint64_t total;
    int err = corpus_table_family_total(t, family, &total);

    if (err)
        tool_fail(err, path, corpus_table_fault(t));
    return total;
}

static void put_families(report *r, corpus_table *t)
{
    for (unsigned i = 1; i <= corpus_table_families(t); i++) {
        struct text name = {0};
        corpus_family f;

        corpus_table_family(t, i, &f);
        add_family_name(&name, &f);
        put_count(r, name.data, corpus_table_family_rows(t, i));
        text_clear(&name);
        text_put(&name, "total:");
        add_family_name(&name, &f);
        put_count(r, name.data, family_total(t, i));
        text_free(&name);
    }
}

static void put_contents(report *r, corpus_table *t)
{
    struct text value = {0};

    put(r, "file", path);
    put_count(r, "size", corpus_table_bytes(t));
    put_count(r, "format", corpus_table_format(t));
    put_count(r, "order", corpus_table_order(t));
    put_count(r, "postings", corpus_table_postings_order(t));
    put_count(r, "documents", corpus_table_documents(t));
    put_count(r, "tokens", corpus_table_total(t, 1));
    put_count(r, "types", corpus_table_ngrams(t, 1));
    for (unsigned n = 1; n <= corpus_table_order(t); n++) {
        put_order(r, "ngrams", n, corpus_table_ngrams(t, n));
        put_order(r, "total", n, corpus_table_total(t, n));
    }
    put_families(r, t);
    put_count(r, "sources", corpus_table_sources(t));
    for (unsigned i = 0; i < corpus_table_sources(t); i++) {
        text_clear(&value);
        text_printf(&value, "%llu",
                    (unsigned long long)corpus_table_source_documents(t, i));
        put_named(r, "source", corpus_table_source(t, i), ":documents", value.data);
        text_clear(&value);
        text_printf(&value, "%llu",
                    (unsigned long long)corpus_table_source_total(t, i, 1));
        put_named(r, "source", corpus_table_source(t, i), ":tokens", value.data);
    }
    for (unsigned i = 0; i < corpus_table_fields(t); i++)
        put(r, "field", corpus_table_field(t, i));
    text_free(&value);
}

static void put_provenance(report *r, const corpus_table *t)
{
    struct provenance p;
    struct text value = {0};

    provenance_begin(&p, t);
    while (provenance_next(&p)) {
        if (!strcmp(p.fields[0], "input")) {
            text_clear(&value);
            text_printf(&value, "%s bytes, crc32 %s, %s documents%s%s", p.fields[3],
                        p.fields[4], p.fields[5], *p.fields[1] ? ", source " : "",
                        p.fields[1]);
            put_named(r, "input", p.fields[2], "", value.data);
        } else if (!strcmp(p.fields[0], "option") || !strcmp(p.fields[0], "note")) {
            put_named(r, p.fields[0], p.fields[1], "", p.fields[2]);
        } else if (strcmp(p.fields[0], "field")) {
            put(r, p.fields[0], p.fields[1]);
        }
    }
    text_free(&value);
}

/* ---- json ------------------------------------------------------------------------- */

static void add_string(struct text *t, const char *s)
{
    cell_add_json(t, s, strlen(s));
}

static void add_orders(struct text *out, const corpus_table *t)
{
    for (unsigned n = 1; n <= corpus_table_order(t); n++)
        text_printf(out, "%s{\"order\": %u, \"ngrams\": %llu, \"total\": %llu}",
                    n > 1 ? ", " : "", n, (unsigned long long)corpus_table_ngrams(t, n),
                    (unsigned long long)corpus_table_total(t, n));
}

static void add_families(struct text *out, corpus_table *t)
{
    for (unsigned i = 1; i <= corpus_table_families(t); i++) {
        corpus_family f;

        corpus_table_family(t, i, &f);
        text_put(out, i > 1 ? ", {" : "{");
        if (f.before || f.after)
            text_printf(out, "\"before\": %u, \"after\": %u", f.before, f.after);
        else
            text_printf(out, f.order > 2 ? "\"gaps\": [%u, %u]" : "\"gaps\": [%u]",
                        f.gaps[0], f.gaps[1]);
        text_printf(out, ", \"rows\": %llu, \"total\": %llu}",
                    (unsigned long long)corpus_table_family_rows(t, i),
                    (unsigned long long)family_total(t, i));
    }
}

static void add_sources(struct text *out, const corpus_table *t)
{
    for (unsigned i = 0; i < corpus_table_sources(t); i++) {
        text_put(out, i ? ", {\"name\": " : "{\"name\": ");
        add_string(out, corpus_table_source(t, i));
        text_printf(out, ", \"documents\": %llu, \"tokens\": %llu}",
                    (unsigned long long)corpus_table_source_documents(t, i),
                    (unsigned long long)corpus_table_source_total(t, i, 1));
    }
}

static void add_json(struct text *out, corpus_table *t)
{
    text_put(out, "{\"file\": ");
    add_string(out, path);
    text_printf(out,
                ", \"size\": %llu, \"format\": %u, \"postings\": %u, "
                "\"documents\": %llu, \"orders\": [",
                (unsigned long long)corpus_table_bytes(t), corpus_table_format(t),
                corpus_table_postings_order(t),
                (unsigned long long)corpus_table_documents(t));
    add_orders(out, t);
    if (corpus_table_families(t)) {
        text_put(out, "], \"families\": [");
        add_families(out, t);
    }
    text_put(out, "], \"sources\": [");
    add_sources(out, t);
    text_put(out, "], ");
    provenance_json(out, t);
    text_put(out, "}\n");
}

/* ---- command ---------------------------------------------------------------------- */

/* A word of a POSIX shell: as it is, or between single quotes. */
static void add_word(struct text *out, const char *word)
{
    if (*word && !word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                    "0123456789_-+=.,:/@%")]) {
        text_put(out, word);
        return;
    }
    text_char(out, '\'');
    for (; *word; word++) {
        if (*word == '\'')
            text_put(out, "'\\''");
        else
            text_char(out, *word);
    }
    text_char(out, '\'');
}

/* The options of corpus-count that came with a value other than its default. */
struct defaults {
    struct text *out;
    const char *name, *value;
    bool known, same;
};

static void compare_default(void *user, const char *name, const char *value)
{
    struct defaults *d = user;

    if (strcmp(name, d->name))
        return;
    d->known = true;
    d->same = !strcmp(value, d->value);
}

static void visit_defaults(void (*visit)(void *user, const char *name, const char *value),
                           void *user)
{
    corpus_counter_options counting;
    char number[24];
    const char *name;

    intake_each(visit, user);
    for (size_t i = 0; (name = corpus_token_option_name(i)); i++)
        visit(user, name, corpus_token_options_get(&intake.tokens, name));
    corpus_counter_options_default(&counting);
    snprintf(number, sizeof number, "%u", counting.order);
    visit(user, "order", number);
    snprintf(number, sizeof number, "%u", counting.postings);
    visit(user, "postings", number);
    visit(user, "min-count", "1");
    visit(user, "min-docs", "1");
    visit(user, "window", "");
    visit(user, "skip", "0");
}

static void add_options(struct text *out, const corpus_table *t)
{
    struct provenance p;

    provenance_begin(&p, t);
    while (provenance_next(&p)) {
        struct defaults d = {.out = out, .name = p.fields[1], .value = p.fields[2]};

        if (strcmp(p.fields[0], "option"))
            continue;
        visit_defaults(compare_default, &d);
        if (!d.known || d.same)
            continue;
        text_printf(out, " --%s", d.name);
        if (strcmp(d.name, "skip-bad-records")) {
            text_char(out, ' ');
            add_word(out, d.value);
        }
    }
}

/* The table knows what was left out by a hash alone. */
static void add_stopwords(struct text *out, const corpus_table *t)
{
    const char *stopwords = corpus_table_option(t, "stopwords");

    if (!stopwords || !strcmp(stopwords, "off"))
        return;
    text_put(out, " --stopwords STOPWORDS");
    tool_say("%s: put the file of the stop list (%s) for STOPWORDS", tool_quote(path),
             stopwords);
}

static void add_fields(struct text *out, const corpus_table *t)
{
    struct text list = {0};

    for (unsigned i = 0; i < corpus_table_fields(t); i++)
        text_printf(&list, "%s%s", i ? "," : "", corpus_table_field(t, i));
    if (list.len) {
        text_put(out, " --meta-fields ");
        add_word(out, list.data);
    }
    text_free(&list);
}

static void add_command(struct text *out, const corpus_table *t)
{
    struct provenance p;
    struct text operand = {0};

    text_put(out, "corpus-count");
    add_options(out, t);
    add_stopwords(out, t);
    add_fields(out, t);
    text_put(out, " -o ");
    add_word(out, path);
    text_put(out, " --");
    provenance_begin(&p, t);
    while (provenance_next(&p)) {
        if (strcmp(p.fields[0], "input"))
            continue;
        text_clear(&operand);
        text_printf(&operand, "%s%s%s", p.fields[1], *p.fields[1] ? "=" : "",
                    p.fields[2]);
        text_char(out, ' ');
        add_word(out, operand.data);
    }
    text_char(out, '\n');
    text_free(&operand);
}

/* ---- */

static corpus_table *open_table(void)
{
    corpus_table *t;
    corpus_fault fault = {{0}};
    int err = corpus_table_open(&t, path, &fault);

    if (err)
        tool_fail(err, path, fault.place);
    return t;
}

static void check_table(struct text *out, corpus_table *t)
{
    int err;

    progress_start(common.quiet ? PROGRESS_NEVER : common.progress, "verifying", "B");
    err = corpus_table_verify(t, progress_callback, NULL);
    progress_end();
    if (err)
        tool_fail(err, path, corpus_table_fault(t));
    text_printf(out, "%s: ok\n", tool_quote(path));
}

static void print_text(char *const paths[], size_t n)
{
    struct text text = {0};
    struct output out;

    for (size_t i = 0; i < n; i++) {
        corpus_table *t;

        path = paths[i];
        t = open_table();
        if (verify)
            check_table(&text, t);
        if (cite) {
            citation_add(&text, t);
            text_char(&text, '\n');
        }
        if (command)
            add_command(&text, t);
        if (as_json)
            add_json(&text, t);
        corpus_table_close(t);
    }
    output_open(&out, common.output);
    fwrite(text.data, 1, text.len, out.file);
    output_close(&out);
    bibliography_write();
    text_free(&text);
}

static void print_report(char *const paths[], size_t n)
{
    report *r = report_open(columns, 2);

    for (size_t i = 0; i < n; i++) {
        corpus_table *t;

        path = paths[i];
        t = open_table();
        put_contents(r, t);
        put_provenance(r, t);
        corpus_table_close(t);
    }
    report_close(r);
}

int main(int argc, char **argv)
{
    char **paths;
    size_t n;

    tool_start("corpus-info");
    intake_defaults();
    common.header = false;
    if (!(n = options_parse(&manual, argc, argv, &paths)))
        tool_wrong("no TABLE given");
    if (verify || cite || command || as_json)
        print_text(paths, n);
    else
        print_report(paths, n);
    meta_write(&manual, columns, 2, NULL, NULL);
    return tool_finish();
}
