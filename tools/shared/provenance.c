#include "shared/provenance.h"
#include "shared/cell.h"

#include <string.h>

void provenance_begin(struct provenance *p, const corpus_table *table)
{
    size_t len;

    *p = (struct provenance){.next = corpus_table_provenance(table, &len)};
    p->end = p->next + len;
}

static char unescape(char letter)
{
    return letter == 't' ? '\t' : letter == 'n' ? '\n' : letter == 'r' ? '\r' : letter;
}

/* The line without its escapes, a NUL after each field. */
static size_t take_line(struct provenance *p)
{
    size_t n = 1;

    text_clear(&p->line);
    for (; p->next < p->end && *p->next != '\n'; p->next++) {
        if (*p->next == '\t') {
            text_char(&p->line, '\0');
            n++;
        } else if (*p->next == '\\' && p->next + 1 < p->end) {
            text_char(&p->line, unescape(*++p->next));
        } else {
            text_char(&p->line, *p->next);
        }
    }
    if (p->next < p->end)
        p->next++;
    return n;
}

bool provenance_next(struct provenance *p)
{
    size_t most = sizeof p->fields / sizeof *p->fields;
    const char *field;

    if (p->next >= p->end) {
        text_free(&p->line);
        return false;
    }
    text_add(&p->line, "", 0);
    p->n = take_line(p);
    p->n = p->n < most ? p->n : most;
    field = p->line.data;
    for (size_t i = 0; i < most; i++) {
        p->fields[i] = i < p->n ? field : "";
        if (i < p->n)
            field += strlen(field) + 1;
    }
    return true;
}

/* ---- JSON ------------------------------------------------------------------------- */

static void add_string(struct text *t, const char *s)
{
    cell_add_json(t, s, strlen(s));
}

/* The lines with this key, as `"name": value` or through `add`. */
static void add_all(struct text *t, const corpus_table *table, const char *key,
                    void (*add)(struct text *t, const struct provenance *p))
{
    struct provenance p;
    bool first = true;

    provenance_begin(&p, table);
    while (provenance_next(&p)) {
        if (strcmp(p.fields[0], key))
            continue;
        if (!first)
            text_put(t, ", ");
        first = false;
        add(t, &p);
    }
}

static void add_version(struct text *t, const struct provenance *p)
{
    add_string(t, p->fields[1]);
}

static void add_field(struct text *t, const struct provenance *p)
{
    add_string(t, p->fields[2]);
}

static void add_option(struct text *t, const struct provenance *p)
{
    add_string(t, p->fields[1]);
    text_put(t, ": ");
    add_string(t, p->fields[2]);
}

static void add_note(struct text *t, const struct provenance *p)
{
    add_string(t, p->fields[1]);
    text_printf(t, ": %s", *p->fields[2] ? p->fields[2] : "0");
}

static void add_input(struct text *t, const struct provenance *p)
{
    text_put(t, "{\"source\": ");
    add_string(t, p->fields[1]);
    text_put(t, ", \"path\": ");
    add_string(t, p->fields[2]);
    text_printf(t, ", \"size\": %s, \"crc32\": ", p->fields[3]);
    add_string(t, p->fields[4]);
    text_printf(t, ", \"documents\": %s}", p->fields[5]);
}

void provenance_json(struct text *t, const corpus_table *table)
{
    text_put(t, "\"libcorpus\": [");
    add_all(t, table, "libcorpus", add_version);
    text_put(t, "], \"options\": {");
    add_all(t, table, "option", add_option);
    text_put(t, "}, \"fields\": [");
    add_all(t, table, "field", add_field);
    text_put(t, "], \"inputs\": [");
    add_all(t, table, "input", add_input);
    text_put(t, "], \"notes\": {");
    add_all(t, table, "note", add_note);
    text_put(t, "}");
}
