/* Uniting lexicons: the types of all inputs, form by form, and with them what they add up
 * to, which is all that ranks need. */
#include "table/merge.h"

#include <stdlib.h>
#include <string.h>

struct types {
    struct merge *m;
    struct type_cursor *cursors;
    bool *ended;
    size_t *same; /* the inputs that have the type at hand */
    size_t n_same;
    struct bytes form; /* the type before */
    bool begun;
    struct ranking ranking;
};

static int compare(const struct bytes *a, const struct bytes *b)
{
    size_t n = a->len < b->len ? a->len : b->len;
    int order = n ? memcmp(a->data, b->data, n) : 0;

    return order ? order : a->len < b->len ? -1 : a->len > b->len;
}

static const struct bytes *form(const struct types *t, size_t i)
{
    return &t->cursors[i].form.previous;
}

static void find_same(struct types *t)
{
    t->n_same = 0;
    for (size_t i = 0; i < t->m->n_inputs; i++) {
        int order = t->ended[i]  ? 1
                    : t->n_same ? compare(form(t, i), form(t, t->same[0]))
                                : -1;

        if (order < 0)
            t->n_same = 0;
        if (order <= 0)
            t->same[t->n_same++] = i;
    }
}

static int step(struct types *t, size_t i)
{
    int more = type_cursor_next(t->cursors + i);

    t->ended[i] = more == 0;
    return more < 0 ? merge_fail_input(t->m, more, i) : CORPUS_OK;
}

static int check_order(struct types *t)
{
    const struct bytes *now = form(t, t->same[0]);

    if (t->begun && compare(&t->form, now) >= 0) {
        table_fail_at(t->m->inputs[t->same[0]].table, CORPUS_ECORRUPT, "lexicon");
        return merge_fail_input(t->m, CORPUS_ECORRUPT, t->same[0]);
    }
    t->begun = true;
    t->form.len = 0;
    return bytes_add(&t->form, now->data, now->len);
}

static int add_freq(struct types *t, uint64_t *freq)
{
    uint64_t minus = 0;

    *freq = 0;
    for (size_t k = 0; k < t->n_same; k++) {
        bool is_minus = t->m->inputs[t->same[k]].minus;
        uint64_t *sum = is_minus ? &minus : freq;

        if (__builtin_add_overflow(*sum, t->cursors[t->same[k]].freq, sum))
            return CORPUS_EOVERFLOW;
    }
    if (minus > *freq)
        return merge_fail_absent(t->m, "a word is less frequent");
    *freq -= minus;
    return CORPUS_OK;
}

static int merge_one(struct types *t)
{
    struct merge *m = t->m;
    uint32_t number = m->n_united_types;
    uint64_t freq;
    int err;

    if ((err = check_order(t)) || (err = add_freq(t, &freq)))
        return err;
    if (number == TYPES_MAX)
        return CORPUS_EOVERFLOW;
    if (freq || !m->minus) {
        if ((err = writer_type(m->writer, (const char *)t->form.data, t->form.len)) ||
            (m->minus && (err = id_set_add(&m->kept_types, number))) ||
            (m->ranked && (err = ranking_add(&t->ranking, m->n_types, freq))))
            return err;
        m->n_types++;
    }
    for (size_t k = 0; k < t->n_same; k++)
        if ((err = id_set_add(&m->inputs[t->same[k]].types.ids, number)) ||
            (err = step(t, t->same[k])))
            return err;
    m->n_united_types++;
    merge_tell(m);
    return CORPUS_OK;
}

static int walk_types(struct types *t)
{
    struct merge *m = t->m;
    int err = CORPUS_OK;

    for (size_t i = 0; i < m->n_inputs && !err; i++) {
        if ((err = type_cursor_open(t->cursors + i, m->inputs[i].table, true)))
            return err;
        t->cursors[i].block.done = &m->done;
        err = step(t, i);
    }
    while (!err) {
        find_same(t);
        if (!t->n_same)
            break;
        err = merge_one(t);
    }
    if (!err && m->minus)
        err = id_set_index(&m->kept_types, m->n_united_types);
    if (!err && m->ranked) {
        ranking_finish(&t->ranking);
        err = ranks_new(&m->ranks, &t->ranking, m->n_types);
    }
    return err;
}

/* An input's codes: ranks by its own frequencies. */
static int read_codes(struct merge *m, size_t input)
{
    struct merge_input *in = m->inputs + input;
    struct type_cursor c;
    struct ranking ranking = {0};
    int more, err = type_cursor_open(&c, in->table, false);

    for (uint32_t id = 0; !err && (more = type_cursor_next(&c)); id++)
        err = more < 0 ? merge_fail_input(m, more, input)
                       : ranking_add(&ranking, id, c.freq);
    if (!err && !(in->types.by_rank = malloc((ranking.n + 1) * sizeof(uint32_t))))
        err = CORPUS_ENOMEM;
    if (!err) {
        ranking_finish(&ranking);
        for (size_t rank = 0; rank < ranking.n; rank++)
            in->types.by_rank[rank] = id_set_member(&in->types.ids, ranking.heap[rank].id);
    }
    ranking_free(&ranking);
    type_cursor_close(&c);
    return err;
}

int merge_lexicon(struct merge *m)
{
    struct types t = {.m = m};
    size_t n = m->n_inputs;
    int err = CORPUS_ENOMEM;

    t.cursors = calloc(n, sizeof *t.cursors);
    t.ended = calloc(n, sizeof *t.ended);
    t.same = calloc(n, sizeof *t.same);
    if (t.cursors && t.ended && t.same)
        err = walk_types(&t);
    for (size_t i = 0; t.cursors && i < n; i++)
        type_cursor_close(t.cursors + i);
    free(t.cursors);
    free(t.ended);
    free(t.same);
    bytes_free(&t.form);
    ranking_free(&t.ranking);
    for (size_t i = 0; i < n && !err && m->ranked; i++)
        err = read_codes(m, i);
    return err;
}
