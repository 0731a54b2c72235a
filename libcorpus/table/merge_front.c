/* What comes before the n-grams: sources, documents, types. Each is numbered in the order
 * of the union, and the tables' own numbers become sets of those. */
#include "table/merge.h"
#include "table/runs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- sources ---------------------------------------------------------------------- */

static int by_string(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct merge_source *)a)->name,
                  ((const struct merge_source *)b)->name);
}

/* The names of all inputs, each once. */
static int gather_names(const struct merge *m, const char ***names, size_t *n)
{
    size_t all = 0, kept = 0;

    for (size_t i = 0; i < m->n_inputs; i++)
        all += m->inputs[i].table->n_sources;
    if (!(*names = malloc((all + 1) * sizeof **names)))
        return CORPUS_ENOMEM;
    all = 0;
    for (size_t i = 0; i < m->n_inputs; i++)
        for (uint32_t s = 0; s < m->inputs[i].table->n_sources; s++)
            (*names)[all++] = corpus_table_source(m->inputs[i].table, s);
    qsort(*names, all, sizeof **names, by_string);
    for (size_t i = 0; i < all; i++)
        if (!kept || strcmp((*names)[kept - 1], (*names)[i]))
            (*names)[kept++] = (*names)[i];
    *n = kept;
    return CORPUS_OK;
}

static int unite_names(struct merge *m)
{
    const char **names;
    size_t n = 0;
    int err = gather_names(m, &names, &n);

    if (!err && n >= NO_SOURCE)
        err = CORPUS_EOVERFLOW;
    if (!err && (!(m->sources = calloc(n + 1, sizeof *m->sources)) ||
                 !(m->source_totals = calloc(n * m->order + 1, sizeof *m->source_totals))))
        err = CORPUS_ENOMEM;
    for (size_t i = 0; i < n && !err; i++)
        m->sources[i] = (struct merge_source){
            .name = names[i], .totals = m->source_totals + i * m->order};
    if (!err)
        m->n_united_sources = (uint32_t)n;
    free(names);
    return err;
}

static struct merge_source *find_source(struct merge *m, const char *name)
{
    struct merge_source key = {.name = name};

    return bsearch(&key, m->sources, m->n_united_sources, sizeof key, by_name);
}

static int add_number(struct merge *m, bool minus, uint64_t n, uint64_t *sum)
{
    if (minus) {
        if (n > *sum)
            return merge_fail_absent(m, "a source has fewer documents or tokens");
        *sum -= n;
        return CORPUS_OK;
    }
    return __builtin_add_overflow(*sum, n, sum) ? CORPUS_EOVERFLOW : CORPUS_OK;
}

static int add_sources(struct merge *m, struct merge_input *in)
{
    const corpus_table *t = in->table;

    if (!(in->sources = calloc(t->n_sources + 1ul, sizeof *in->sources)))
        return CORPUS_ENOMEM;
    for (uint32_t s = 0; s < t->n_sources; s++) {
        struct merge_source *to = find_source(m, corpus_table_source(t, s));
        int err = add_number(m, in->minus, t->source_docs[s], &to->documents);

        in->sources[s] = (uint32_t)(to - m->sources);
        for (unsigned n = 0; n < m->order && !err; n++)
            err = add_number(m, in->minus, corpus_table_source_total(t, s, n + 1),
                             to->totals + n);
        if (err)
            return err;
    }
    return CORPUS_OK;
}

/* Where the last pass puts what is counted under the name of a piece. */
static int find_home(struct merge *m, struct merge_source *piece)
{
    size_t len = strlen(piece->name);
    char *name = malloc(len + 1);
    struct merge_source *home = NULL;

    if (!name)
        return CORPUS_ENOMEM;
    if (len > RUN_MARK_LENGTH) {
        memcpy(name, piece->name + RUN_MARK_LENGTH, len + 1 - RUN_MARK_LENGTH);
        name[0] = RUN_SOURCE;
        home = find_source(m, name);
    }
    free(name);
    if (home)
        piece->out = home->out;
    return home ? CORPUS_OK : CORPUS_ECORRUPT;
}

static int number_sources(struct merge *m)
{
    for (uint32_t u = 0; u < m->n_united_sources; u++) {
        struct merge_source *s = m->sources + u;
        int err;

        s->piece = m->how->runs && *s->name == RUN_PIECE;
        if (s->piece && m->how->last) {
            if ((err = find_home(m, s)))
                return err;
        } else {
            s->out = m->minus && !s->documents ? NO_SOURCE : m->n_sources++;
        }
    }
    return CORPUS_OK;
}

int merge_sources(struct merge *m)
{
    unsigned skip = m->how->runs && m->how->last; /* the letter */
    int err = unite_names(m);

    for (size_t i = 0; i < m->n_inputs && !err; i++) /* first what is added */
        err = m->inputs[i].minus ? CORPUS_OK : add_sources(m, m->inputs + i);
    for (size_t i = 0; i < m->n_inputs && !err; i++)
        err = m->inputs[i].minus ? add_sources(m, m->inputs + i) : CORPUS_OK;
    if (!err)
        err = number_sources(m);
    for (uint32_t u = 0; u < m->n_united_sources && !err; u++) {
        const struct merge_source *s = m->sources + u;

        if (s->out != NO_SOURCE && !(s->piece && m->how->last))
            err = writer_source(m->writer, s->name + skip, s->documents, s->totals,
                                m->order);
    }
    return err;
}

/* ---- documents -------------------------------------------------------------------- */

/* A walk over the documents of all inputs, name by name. */
struct documents {
    struct merge *m;
    struct document_cursor *cursors;
    bool *ended;
    size_t *same; /* the inputs that have the document at hand */
    size_t n_same;
    struct bytes id; /* of the document before */
    uint32_t source;
    bool begun;
};

static uint32_t source_of(const struct documents *d, size_t i)
{
    return d->m->inputs[i].sources[d->cursors[i].source];
}

static int compare(const struct documents *d, size_t a, size_t b)
{
    uint32_t x = source_of(d, a), y = source_of(d, b);

    if (x != y)
        return x < y ? -1 : 1;
    return strcmp(document_cursor_id(d->cursors + a), document_cursor_id(d->cursors + b));
}

static void find_same(struct documents *d)
{
    d->n_same = 0;
    for (size_t i = 0; i < d->m->n_inputs; i++) {
        int order = d->ended[i] ? 1 : d->n_same ? compare(d, i, d->same[0]) : -1;

        if (order < 0)
            d->n_same = 0;
        if (order <= 0)
            d->same[d->n_same++] = i;
    }
}

static int step(struct documents *d, size_t i)
{
    int more = document_cursor_next(d->cursors + i);

    d->ended[i] = more == 0;
    return more < 0 ? merge_fail_input(d->m, more, i) : CORPUS_OK;
}

/* Files whose documents do not ascend would make one whose documents do not. */
static int check_order(struct documents *d)
{
    const struct document_cursor *c = d->cursors + d->same[0];
    uint32_t source = source_of(d, d->same[0]);
    bool ascends = !d->begun || source > d->source ||
                   (source == d->source &&
                    strcmp((char *)d->id.data, document_cursor_id(c)) < 0);

    if (!ascends) {
        table_fail_at(d->m->inputs[d->same[0]].table, CORPUS_ECORRUPT, "documents");
        return merge_fail_input(d->m, CORPUS_ECORRUPT, d->same[0]);
    }
    d->begun = true;
    d->source = source;
    d->id.len = 0;
    return bytes_add(&d->id, document_cursor_id(c), strlen(document_cursor_id(c)) + 1);
}

static int fail_twice(struct documents *d)
{
    const struct document_cursor *c = d->cursors + d->same[0];
    const char *source = d->m->sources[source_of(d, d->same[0])].name;
    char place[150];

    if (d->m->how->runs)
        snprintf(place, sizeof place, "source %.60s has two documents %.60s", source + 1,
                 document_cursor_id(c));
    else
        snprintf(place, sizeof place, "document %.60s of source %.40s is in two tables",
                 document_cursor_id(c), source);
    return merge_fail(d->m, CORPUS_EEXIST, place);
}

static int fail_absent(struct documents *d)
{
    char place[150];

    snprintf(place, sizeof place, "document %.60s of source %.40s",
             document_cursor_id(d->cursors + d->same[0]),
             d->m->sources[source_of(d, d->same[0])].name);
    return merge_fail_absent(d->m, place);
}

/* The pieces of a document that was cut have its mark. */
static bool is_one_document(const struct documents *d)
{
    const char *first = NULL;

    for (size_t k = 0; k < d->n_same; k++) {
        const struct document_cursor *c = d->cursors + d->same[k];
        unsigned n = c->block.table->n_fields;
        const char *mark = d->m->how->runs && n ? c->fields[n - 1] : "";

        if (!*mark || (first && strcmp(first, mark)))
            return false;
        first = mark;
    }
    return true;
}

/* Add up what the inputs have of a document. It goes if one of them takes it away. */
static int add_totals(struct documents *d, uint64_t totals[], bool *kept)
{
    const struct merge *m = d->m;
    const struct document_cursor *c = d->cursors + d->same[0];
    size_t n_minus = 0;

    for (size_t k = 0; k < d->n_same; k++)
        n_minus += m->inputs[d->same[k]].minus;
    *kept = !n_minus;
    if (n_minus == d->n_same)
        return fail_absent(d);
    if (n_minus)
        return d->n_same > 2 ? fail_twice(d)
               : memcmp(c->totals, d->cursors[d->same[1]].totals,
                        m->order * sizeof *totals)
                   ? fail_absent(d)
                   : CORPUS_OK;
    if (d->n_same > 1 && !is_one_document(d))
        return fail_twice(d);
    memset(totals, 0, m->order * sizeof *totals);
    for (size_t k = 0; k < d->n_same; k++)
        for (unsigned n = 0; n < m->order; n++)
            if (__builtin_add_overflow(totals[n], d->cursors[d->same[k]].totals[n],
                                       totals + n))
                return CORPUS_EOVERFLOW;
    return CORPUS_OK;
}

static int merge_one(struct documents *d)
{
    struct merge *m = d->m;
    const struct document_cursor *c = d->cursors + d->same[0];
    unsigned n_fields = c->block.table->n_fields;
    uint32_t number = m->n_united_documents, source = source_of(d, d->same[0]);
    uint64_t totals[CORPUS_ORDER_MAX];
    bool kept;
    int err;

    if ((err = check_order(d)) || (err = add_totals(d, totals, &kept)))
        return err;
    if (number == UINT32_MAX - 1)
        return CORPUS_EOVERFLOW;
    if (m->how->runs && m->how->last)
        n_fields--;
    if (kept && ((err = writer_document(m->writer, m->sources[source].out,
                                        document_cursor_id(c), c->fields, n_fields, totals,
                                        m->order)) ||
                 (m->minus && (err = id_set_add(&m->kept_documents, number)))))
        return err;
    for (size_t k = 0; k < d->n_same; k++)
        if ((err = id_set_add(&m->inputs[d->same[k]].documents, number)) ||
            (err = step(d, d->same[k])))
            return err;
    m->n_united_documents++;
    m->n_documents += kept;
    return CORPUS_OK;
}

static int walk_documents(struct documents *d)
{
    int err = CORPUS_OK;

    for (size_t i = 0; i < d->m->n_inputs && !err; i++) {
        if ((err = document_cursor_open(d->cursors + i, d->m->inputs[i].table)))
            return err;
        d->cursors[i].block.done = &d->m->done;
        err = step(d, i);
    }
    while (!err) {
        find_same(d);
        if (!d->n_same)
            break;
        err = merge_one(d);
    }
    if (!err && d->m->minus)
        err = id_set_index(&d->m->kept_documents, d->m->n_united_documents);
    return err;
}

int merge_documents(struct merge *m)
{
    struct documents d = {.m = m};
    size_t n = m->n_inputs;
    int err = CORPUS_ENOMEM;

    d.cursors = calloc(n, sizeof *d.cursors);
    d.ended = calloc(n, sizeof *d.ended);
    d.same = calloc(n, sizeof *d.same);
    if (d.cursors && d.ended && d.same)
        err = walk_documents(&d);
    for (size_t i = 0; d.cursors && i < n; i++)
        document_cursor_close(d.cursors + i);
    free(d.cursors);
    free(d.ended);
    free(d.same);
    bytes_free(&d.id);
    return err;
}
