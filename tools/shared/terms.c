#include "shared/terms.h"

#include <stdlib.h>

static void grow(struct terms *t)
{
    size_t ids_cap = t->cap * t->order, freq_cap = t->cap;

    t->ids = tool_grow(t->ids, &ids_cap, (t->n + 1) * t->order, sizeof *t->ids);
    t->freq = tool_grow(t->freq, &freq_cap, t->n + 1, sizeof *t->freq);
    t->cap = ids_cap / t->order < freq_cap ? ids_cap / t->order : freq_cap;
}

void terms_add(struct terms *t, const uint32_t ids[], uint64_t freq)
{
    if (t->n == t->cap)
        grow(t);
    for (unsigned k = 0; k < t->order; k++)
        t->ids[t->n * t->order + k] = ids[k];
    t->freq[t->n++] = freq;
}

void terms_free(struct terms *t)
{
    free(t->ids);
    free(t->freq);
    *t = (struct terms){0};
}

struct form {
    const char *data;
    size_t len;
};

static struct form form_of(const tables *t, uint32_t id)
{
    struct form f;
    int err = corpus_table_type(t->table, id, &f.data, &f.len);

    if (err)
        tables_fail(t, err);
    return f;
}

static char *put_form(char *to, const struct form *f, bool first)
{
    if (!first)
        *to++ = ' ';
    return cell_put_token(to, f->data, f->len);
}

/* What put_form() may need. */
static size_t room_of(const struct form *f)
{
    return 2 * f->len + 1;
}

void terms_text(const tables *t, const uint32_t ids[], unsigned order, struct text *out)
{
    text_clear(out);
    for (unsigned k = 0; k < order; k++) {
        struct form f = form_of(t, ids[k]);
        char *to = text_room(out, room_of(&f));

        text_grown(out, (size_t)(put_form(to, &f, !k) - to));
    }
}

/* Forms that are looked up before the first is read. */
enum { AHEAD = 256 };

static void spell_some(const tables *t, const struct terms *terms, const size_t rows[],
                       size_t n, struct text *out, size_t end[])
{
    struct form forms[AHEAD];
    size_t room = 0, k = 0;
    char *begin, *to;

    for (size_t i = 0; i < n; i++)
        for (unsigned slot = 0; slot < terms->order; slot++, k++) {
            forms[k] = form_of(t, terms_ids(terms, rows[i])[slot]);
            __builtin_prefetch(forms[k].data);
            room += room_of(&forms[k]);
        }
    begin = to = text_room(out, room);
    for (size_t i = k = 0; i < n; i++) {
        for (unsigned slot = 0; slot < terms->order; slot++)
            to = put_form(to, &forms[k++], !slot);
        end[i] = out->len + (size_t)(to - begin);
    }
    text_grown(out, (size_t)(to - begin));
}

/* Rows in order are terms out of order: their ids and forms lie all over memory, and the
 * processor waits for many of them at a time if it is asked for them in a row. */
void terms_spell(const tables *t, const struct terms *terms, const size_t rows[], size_t n,
                 struct spelled *out)
{
    size_t step = AHEAD / terms->order;

    out->end = tool_grow(out->end, &out->end_cap, n, sizeof *out->end);
    text_clear(&out->text);
    for (size_t i = 0; i < n; i += step)
        spell_some(t, terms, rows + i, n - i < step ? n - i : step, &out->text,
                   out->end + i);
}

void spelled_free(struct spelled *s)
{
    free(s->end);
    text_free(&s->text);
}

void terms_load(const tables *t)
{
    const char *form;
    size_t len;
    int err = corpus_table_type(t->table, 0, &form, &len);

    if (err && err != CORPUS_EINVAL) /* no types at all */
        tables_fail(t, err);
}
