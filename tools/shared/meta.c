#include "shared/meta.h"
#include "shared/output.h"
#include "shared/provenance.h"

#include <string.h>

struct members {
    struct text *text;
    bool more;
};

static void add_member(void *user, const char *name, const char *value)
{
    struct members *m = user;

    text_put(m->text, m->more ? ",\n    " : "\n    ");
    m->more = true;
    cell_add_json(m->text, name, strlen(name));
    text_put(m->text, ": ");
    cell_add_json(m->text, value, strlen(value));
}

/* What never changes the output stays out, so that equal results have equal stories. */
static void add_option(void *user, const char *name, const char *value)
{
    static const char *const silent[] = {"output", "threads", "quiet", "progress",
                                         "meta"};

    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++)
        if (!strcmp(name, silent[i]))
            return;
    add_member(user, name, value);
}

static void add_column(struct text *t, const column *c)
{
    static const char *const kinds[] = {"text", "token", "term", "count", "real"};
    struct members m = {.text = t};

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

void meta_write(const tool_manual *manual, const column columns[], size_t n,
                const tables *t, const struct meta_fact *facts)
{
    struct text json = {0};
    struct members m = {.text = &json};
    struct output out;

    if (!common.meta)
        return;
    text_put(&json, "{");
    add_member(&m, "program", tool_name());
    add_member(&m, "version", corpus_version());
    text_put(&json, ",\n  \"arguments\": {");
    m.more = false;
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
    fwrite(json.data, 1, json.len, out.file);
    output_close(&out);
    text_free(&json);
}
