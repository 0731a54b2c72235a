/* What formats that come in tokens share: a document's boundaries, fields and columns.
 */
#include "input/tokens.h"

#include <string.h>

bool tokens_lacks(const struct corpus_reader *r, size_t field)
{
    const struct field *f = &r->fields[field];

    if (field == FIELD_SOURCE && !reader_wants_source(r))
        return false;
    return f->named && field < FIELD_META && !f->set;
}

int tokens_begin(struct corpus_reader *r, struct tokens *t, enum doc_id without,
                 const char *thing)
{
    *t = (struct tokens){.open = true};
    for (size_t i = FIELD_ID; i <= FIELD_SOURCE; i++)
        if (tokens_lacks(r, i)) {
            t->left_out = true;
            return bad_record(r, r->line, "no %s \"%s\"", thing, r->fields[i].name);
        }
    return doc_begin(r, without);
}

int tokens_end(struct corpus_reader *r, struct tokens *t)
{
    bool begun = t->open && !t->left_out;

    t->open = false;
    return begun ? doc_end(r) : CORPUS_OK;
}

int tokens_add(struct corpus_reader *r, struct tokens *t, const void *bytes, size_t len)
{
    int err;

    if (t->left_out)
        return CORPUS_OK;
    r->line = r->feed.line;
    if (t->waiting && t->any && (err = doc_boundary(r, t->kind)))
        return err;
    t->waiting = false;
    t->any = true;
    return doc_token(r, bytes, len);
}

void tokens_boundary(struct tokens *t, enum corpus_break kind)
{
    if (!t->waiting || kind == CORPUS_BREAK_BLOCK)
        t->kind = kind;
    t->waiting = true;
}

int tokens_field(struct corpus_reader *r, const char *name, size_t name_len,
                 const void *value, size_t len)
{
    int err;

    for (size_t i = FIELD_ID; i < r->n_fields; i++) {
        const struct field *f = &r->fields[i];

        if (!f->name || strlen(f->name) != name_len || memcmp(f->name, name, name_len) ||
            (i == FIELD_SOURCE && !reader_wants_source(r)))
            continue;
        if ((err = doc_set(r, i, value, len)))
            return err;
    }
    return CORPUS_OK;
}

bool tokens_column(const uint8_t *line, size_t len, size_t column, const uint8_t **value,
                   size_t *value_len)
{
    const uint8_t *end = line + len, *tab;

    for (; column > 1; column--) {
        if (!(tab = memchr(line, '\t', (size_t)(end - line))))
            return false;
        line = tab + 1;
    }
    tab = memchr(line, '\t', (size_t)(end - line));
    *value = line;
    *value_len = (size_t)((tab ? tab : end) - line);
    return true;
}
