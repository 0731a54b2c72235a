#include "shared/meta.h"
#include "shared/output.h"
#include "shared/provenance.h"

#include <stdio.h>
#include <string.h>

struct members {
    struct text *text;
    int indent;
    bool more;
};

static void add_member(void *user, const char *name, const char *value)
{
    struct members *m = user;

    text_printf(m->text, "%s\n%*s", m->more ? "," : "", m->indent, "");
    m->more = true;
    cell_add_json(m->text, name, strlen(name));
    text_put(m->text, ": ");
    cell_add_json(m->text, value, strlen(value));
}

/* What never changes the output stays out, so that equal results have equal stories. */
static void add_option(void *user, const char *name, const char *value)
{
    static const char *const silent[] = {"output", "threads", "quiet", "progress",
                                         "meta",   "memory",  "tmpdir"};

    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++)
        if (!strcmp(name, silent[i]))
            return;
    add_member(user, name, value);
}

static void add_column(struct text *t, const column *c)
{
    static const char *const kinds[] = {"text", "token", "term", "count", "real"};
    struct members m = {.text = t, .indent = 4};

    text_put(t, "{");
    add_member(&m, "name", c->name);
    add_member(&m, "kind", kinds[c->kind]);
    if (c->meaning)
        add_member(&m, "meaning", c->meaning);
    if (c->unit)
        add_member(&m, "unit", c->unit);
    if (c->source)
        add_member(&m, "source", c->source);
    text_put(t, "}");
}

static void add_operands(struct text *t)
{
    char *const *list;
    size_t n = options_operands(&list);

    text_put(t, ",\n  \"operands\": [");
    for (size_t i = 0; i < n; i++) {
        text_put(t, i ? ", " : "");
        cell_add_json(t, list[i], strlen(list[i]));
    }
    text_put(t, "]");
}

void meta_write(const tool_manual *manual, const column columns[], size_t n,
                const tables *t, const struct meta_fact *facts)
{
    struct text json = {0};
    struct members m = {.text = &json, .indent = 2};
    struct output out;

    if (!common.meta)
        return;
    text_put(&json, "{");
    add_member(&m, "program", tool_name());
    add_member(&m, "version", corpus_version());
    add_member(&m, "libraries", corpus_libraries());
    add_operands(&json);
    text_put(&json, ",\n  \"arguments\": {");
    m = (struct members){.text = &json, .indent = 4};
    options_each(manual, add_option, &m);
    text_put(&json, "},\n  \"columns\": [");
    for (size_t i = 0; i < n; i++) {
        text_put(&json, i ? ",\n  " : "\n  ");
        add_column(&json, &columns[i]);
    }
    text_put(&json, "],\n  \"facts\": {");
    m.more = false;
    for (; facts && facts->name; facts++)
        add_member(&m, facts->name, facts->value);
    text_put(&json, "}");
    if (t) {
        text_put(&json, ",\n  \"table\": {\"path\": ");
        cell_add_json(&json, t->path, strlen(t->path));
        text_put(&json, ", ");
        provenance_json(&json, t->table);
        text_put(&json, "}");
    }
    text_put(&json, "}\n");
    output_open(&out, common.meta);
    output_write(&out, json.data, json.len);
    output_close(&out);
    text_free(&json);
}

void meta_write_table(const tool_manual *manual, const char *path, const char *name)
{
    static const char *const names[] = {"documents", "tokens", "types", "bytes"};
    char values[4][24];
    struct meta_fact facts[5] = {{0}};
    uint64_t counts[4];
    tables t = {.path = name};
    corpus_fault fault = {{0}};
    int err;

    if (!common.meta)
        return;
    if ((err = corpus_table_open(&t.table, path, &fault)))
        tool_fail(err, path, fault.place);
    counts[0] = corpus_table_documents(t.table);
    counts[1] = corpus_table_total(t.table, 1);
    counts[2] = corpus_table_ngrams(t.table, 1);
    counts[3] = corpus_table_bytes(t.table);
    for (size_t i = 0; i < 4; i++) {
        snprintf(values[i], sizeof values[i], "%llu", (unsigned long long)counts[i]);
        facts[i] = (struct meta_fact){names[i], values[i]};
    }
    meta_write(manual, NULL, 0, &t, facts);
    corpus_table_close(t.table);
}
