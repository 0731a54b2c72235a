#include "shared/bibliography.h"
#include "shared/options.h"
#include "shared/output.h"

#include <stdlib.h>
#include <string.h>

static bool *cited; /* by number of the publication */

/* The publication that `part` begins with: "Walter 1975, Biometrika 62(2)". */
static const struct publication *find(const char *part, size_t len)
{
    for (size_t i = 0; i < n_publications; i++) {
        size_t n = strlen(publications[i].cited);

        if (n <= len && !memcmp(part, publications[i].cited, n) &&
            (n == len || part[n] == ','))
            return &publications[i];
    }
    return NULL;
}

bool bibliography_by_key(void)
{
    return common.bib &&
           (common.format == FORMAT_LATEX || common.format == FORMAT_MARKDOWN);
}

/* Keys stand together: \cite{a,b}. */
static void add_part(struct text *t, const char *part, size_t len, size_t begin)
{
    const struct publication *p = find(part, len);

    if (p) {
        if (!cited)
            cited = tool_alloc(n_publications * sizeof *cited);
        cited[p - publications] = true;
    }
    if (!p || !bibliography_by_key()) {
        text_put(t, t->len > begin ? "; " : "");
        text_add(t, part, len);
    } else if (t->len > begin && t->data[t->len - 1] == CITE_END) {
        t->data[t->len - 1] = ',';
        text_printf(t, "%s%c", p->key, CITE_END);
    } else {
        text_printf(t, "%s%c%s%c", t->len > begin ? "; " : "", CITE_BEGIN, p->key,
                    CITE_END);
    }
}

void bibliography_cite(struct text *t, const char *source)
{
    size_t begin = t->len, len;

    for (; *source; source += len + strspn(source + len, "; ")) {
        len = strcspn(source, ";");
        add_part(t, source, len, begin);
    }
}

static void add_field(struct text *t, const char *name, const char *value)
{
    if (value)
        text_printf(t, ",\n  %s = {%s}", name, value);
}

static void add_entry(struct text *t, const struct publication *p)
{
    text_printf(t, "@%s{%s", p->type, p->key);
    add_field(t, "author", p->author);
    add_field(t, "title", p->title);
    add_field(t, p->in, p->where);
    add_field(t, "volume", p->volume);
    add_field(t, "number", p->number);
    add_field(t, "pages", p->pages);
    add_field(t, "year", p->year);
    if (p->also)
        text_printf(t, ",\n  %s", p->also);
    text_put(t, "\n}\n\n");
}

void bibliography_write(void)
{
    struct text t = {0};
    struct output out;

    if (common.bib) {
        for (size_t i = 0; i < n_publications && cited; i++)
            if (cited[i])
                add_entry(&t, &publications[i]);
        text_printf(&t,
                    "@misc{libcorpus,\n"
                    "  key = {libcorpus},\n"
                    "  title = {libcorpus: exact n-gram tables of corpora, and "
                    "statistics from them},\n"
                    "  note = {Version %s, program {\\tt %s}}\n}\n",
                    corpus_version(), tool_name());
        output_open(&out, common.bib);
        output_write(&out, t.data, t.len);
        output_close(&out);
        text_free(&t);
    }
    free(cited);
    cited = NULL;
}
