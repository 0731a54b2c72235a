/* Merging tries, family by family within each chunk. Each input has, for each order, a
 * cursor that only moves forward: the records of a trie stand in the order of a walk
 * through it. At every node the inputs that have it are the active ones; the least next
 * token of theirs is merged with all that is below it, then the one after it, and so on. */
#include "table/merge.h"

#include <stdlib.h>
#include <string.h>

/* The records of one order of one input, one after the other. Decoded blocks are shared
 * by the families, whose turns come one after the other. */
struct stream {
    struct ngrams *block;
    uint32_t at, n; /* the current record within its block; records of that */
    uint64_t left;  /* children of the current parent that are still to come */
    size_t next_block;
};

struct postings_stream {
    struct postings postings;
    size_t next_block;
    uint32_t at;
};

struct walk {
    struct merge *m;
    struct chunk *chunk;
    unsigned levels;        /* the most that a family has, + 1 */
    struct stream *streams; /* by family, input and order */
    struct ngrams *blocks;  /* by input and order */
    struct postings_stream *postings; /* likewise */
    unsigned family, order; /* at hand */
    struct stream *current; /* the family's */
    uint32_t *active[CORPUS_ORDER_MAX + 1]; /* inputs below the current node, by order */
    uint32_t *heads[CORPUS_ORDER_MAX + 1];  /* of those, inputs that have the least token */
    corpus_source_count *sums;              /* by source */
    uint32_t *touched;
    uint32_t n_touched;
    corpus_source_count *counts; /* the same, gathered */
    corpus_posting *list;
    size_t n_list, list_cap;
};

static struct stream *stream_of(struct walk *w, uint32_t input, unsigned order)
{
    return w->current + (size_t)input * w->levels + order;
}

static int fail_input(struct walk *w, int err, uint32_t input)
{
    if (w->m->fault)
        *w->m->fault = w->m->inputs[input].table->fault;
    return err;
}

/* ---- cursors ---------------------------------------------------------------------- */

/* Make the current record of the stream readable: its block may be used up, or another
 * family may have had the room. */
static int settle(struct walk *w, uint32_t input, unsigned order)
{
    struct stream *s = stream_of(w, input, order);
    int err;

    if (s->at < s->n && s->block->family == w->family)
        return CORPUS_OK;
    if (s->at == s->n) {
        s->next_block++;
        s->at = 0;
    }
    err = table_ngrams(w->m->inputs[input].table, w->family, order, s->next_block - 1,
                       NGRAMS_CHILDREN | NGRAMS_COUNTS, s->block);
    s->n = s->block->n;
    return err ? fail_input(w, err, input) : CORPUS_OK;
}

/* Of the active inputs with something left, those with the least next token go to
 * heads[order]; that token, in the result's numbers, to *token. */
static int find_heads(struct walk *w, unsigned order, uint32_t n_active, uint32_t *n_heads,
                      uint32_t *token)
{
    uint32_t n = 0, least = UINT32_MAX;
    int err;

    for (uint32_t i = 0; i < n_active; i++) {
        uint32_t input = w->active[order][i], id;
        struct stream *s = stream_of(w, input, order);

        if (!s->left)
            continue;
        if ((err = settle(w, input, order)))
            return err;
        id = w->m->inputs[input].type_map[s->block->last[s->at]];
        if (id < least) {
            least = id;
            n = 0;
        }
        if (id == least)
            w->heads[order][n++] = input;
    }
    *n_heads = n;
    *token = least;
    return CORPUS_OK;
}

/* ---- counts ----------------------------------------------------------------------- */

static int add_counts(struct walk *w, uint32_t input, unsigned order)
{
    const struct merge_input *in = w->m->inputs + input;
    struct stream *s = stream_of(w, input, order);
    corpus_source_count single;
    corpus_row row;

    table_row(in->table, s->block, s->at, &single, &row);
    for (uint32_t i = 0; i < row.n_sources; i++) {
        uint32_t source = in->source_map[row.sources[i].source];
        corpus_source_count *sum = w->sums + source;

        if (!sum->freq)
            w->touched[w->n_touched++] = source;
        if (__builtin_add_overflow(sum->freq, row.sources[i].freq, &sum->freq))
            return CORPUS_EOVERFLOW;
        sum->docs += row.sources[i].docs;
    }
    return CORPUS_OK;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

/* The sums as a sorted list in w->counts; the sums are zero again. */
static uint32_t gather_counts(struct walk *w)
{
    uint32_t n = w->n_touched;

    if (n > 1)
        qsort(w->touched, n, sizeof *w->touched, by_number);
    for (uint32_t i = 0; i < n; i++) {
        corpus_source_count *sum = w->sums + w->touched[i];

        w->counts[i] = (corpus_source_count){w->touched[i], sum->freq, sum->docs};
        *sum = (corpus_source_count){0, 0, 0};
    }
    w->n_touched = 0;
    return n;
}

/* ---- postings --------------------------------------------------------------------- */

static int add_postings(struct walk *w, uint32_t input, unsigned order, uint64_t n)
{
    const struct merge_input *in = w->m->inputs + input;
    struct postings_stream *s = w->postings + input * w->levels + order;
    int err = mem_reserve(&w->list, &w->list_cap, w->n_list + n, sizeof *w->list);

    for (; n && !err; n--) {
        if (s->postings.block == SIZE_MAX || s->at == s->postings.n) {
            err = table_postings(in->table, order, s->next_block++, &s->postings);
            if (err)
                return fail_input(w, err, input);
            s->at = 0;
        }
        w->list[w->n_list] = s->postings.list[s->at++];
        w->list[w->n_list].doc = in->doc_map[w->list[w->n_list].doc];
        w->n_list++;
    }
    return err;
}

static int by_document(const void *a, const void *b)
{
    const corpus_posting *x = a, *y = b;

    return x->doc < y->doc ? -1 : x->doc > y->doc;
}

static int merge_postings(struct walk *w, unsigned order, uint32_t n_heads)
{
    int err = CORPUS_OK;

    w->n_list = 0;
    for (uint32_t i = 0; i < n_heads && !err; i++) {
        struct stream *s = stream_of(w, w->heads[order][i], order);

        err = add_postings(w, w->heads[order][i], order, s->block->docs[s->at]);
    }
    if (err)
        return err;
    if (n_heads > 1)
        qsort(w->list, w->n_list, sizeof *w->list, by_document);
    return chunk_add_postings(w->chunk, order, w->list, w->n_list);
}

/* ---- the walk --------------------------------------------------------------------- */

static int merge_children(struct walk *w, unsigned order, uint32_t n_active);

/* Merge the current records of the heads of `order`, and all that is below them. */
static int merge_record(struct walk *w, unsigned order, uint32_t n_heads, uint32_t token)
{
    uint32_t n_counts;
    int err = CORPUS_OK;

    if (order < w->order) {
        for (uint32_t i = 0; i < n_heads; i++) {
            uint32_t input = w->heads[order][i];
            struct stream *s = stream_of(w, input, order);

            w->active[order + 1][i] = input;
            stream_of(w, input, order + 1)->left = s->block->children[s->at];
        }
        if ((err = merge_children(w, order + 1, n_heads)))
            return err;
    }
    for (uint32_t i = 0; i < n_heads && !err; i++)
        err = add_counts(w, w->heads[order][i], order);
    if (!err && !w->family && order <= w->m->postings)
        err = merge_postings(w, order, n_heads);
    for (uint32_t i = 0; i < n_heads; i++) {
        struct stream *s = stream_of(w, w->heads[order][i], order);

        s->at++;
        s->left--;
    }
    n_counts = gather_counts(w);
    return err ? err : chunk_add(w->chunk, order, token, w->counts, n_counts);
}

static int merge_children(struct walk *w, unsigned order, uint32_t n_active)
{
    uint32_t n_heads, token;
    int err;

    for (;;) {
        if ((err = find_heads(w, order, n_active, &n_heads, &token)) || !n_heads)
            return err;
        if ((err = merge_record(w, order, n_heads, token)))
            return err;
    }
}

static void set_family(struct walk *w, unsigned family)
{
    w->family = family;
    w->order = table_levels(w->m->inputs[0].table, family);
    w->current = w->streams + family * w->m->n_inputs * w->levels;
}

/* Merge the family's records of types below `end`. */
static int merge_types(struct walk *w, unsigned family, uint32_t end)
{
    uint32_t n_heads, token;
    int err;

    set_family(w, family);
    for (;;) {
        if ((err = find_heads(w, 1, (uint32_t)w->m->n_inputs, &n_heads, &token)))
            return err;
        if (!n_heads || token >= end)
            return CORPUS_OK;
        if ((err = merge_record(w, 1, n_heads, token)))
            return err;
    }
}

/* The first type behind the chunk that begins with `from`; *tokens are those before. */
static uint32_t chunk_end(const struct merge *m, uint32_t from, uint64_t *tokens)
{
    uint64_t number = chunk_number(*tokens);

    do
        *tokens += m->freq[from++];
    while (from < m->n_types && chunk_number(*tokens) == number);
    return from;
}

static int walk(struct walk *w)
{
    uint64_t tokens = 0;
    int err;

    for (uint32_t at = 0, end; at < w->m->n_types; at = end) {
        end = chunk_end(w->m, at, &tokens);
        if ((err = merge_types(w, 0, end)))
            return err;
        for (unsigned f = 1; f <= w->m->inputs[0].table->families.n; f++)
            if ((err = chunk_begin_family(w->chunk, f,
                                          table_levels(w->m->inputs[0].table, f))) ||
                (err = merge_types(w, f, end)))
                return err;
        if ((err = chunk_finish(w->chunk)) ||
            (err = writer_add_chunk(w->m->writer, w->chunk)))
            return err;
    }
    return CORPUS_OK;
}

/* ---- life ------------------------------------------------------------------------- */

static int new_lists(struct walk *w)
{
    const struct merge *m = w->m;

    for (unsigned n = 1; n < w->levels; n++) {
        w->active[n] = malloc(m->n_inputs * sizeof **w->active);
        w->heads[n] = malloc(m->n_inputs * sizeof **w->heads);
        if (!w->active[n] || !w->heads[n])
            return CORPUS_ENOMEM;
    }
    for (uint32_t i = 0; i < m->n_inputs; i++)
        w->active[1][i] = i;
    w->sums = calloc(m->n_sources + 1ul, sizeof *w->sums);
    w->counts = calloc(m->n_sources + 1ul, sizeof *w->counts);
    w->touched = calloc(m->n_sources + 1ul, sizeof *w->touched);
    return w->sums && w->counts && w->touched ? CORPUS_OK : CORPUS_ENOMEM;
}

static int new_streams(struct walk *w)
{
    const struct merge *m = w->m;
    unsigned families = m->inputs[0].table->families.n;
    size_t n = m->n_inputs * w->levels;

    w->streams = calloc((families + 1) * n, sizeof *w->streams);
    w->blocks = calloc(n, sizeof *w->blocks);
    w->postings = calloc(n, sizeof *w->postings);
    if (!w->streams || !w->blocks || !w->postings)
        return CORPUS_ENOMEM;
    for (size_t i = 0; i < n; i++)
        w->blocks[i].block = w->postings[i].postings.block = SIZE_MAX;
    for (unsigned f = 0; f <= families; f++) {
        set_family(w, f);
        for (size_t i = 0; i < n; i++)
            w->current[i].block = w->blocks + i;
        for (uint32_t i = 0; i < m->n_inputs; i++)
            stream_of(w, i, 1)->left =
                section_records(table_section(m->inputs[i].table, f, 1));
    }
    return CORPUS_OK;
}

static int walk_new(struct walk *w)
{
    const struct merge *m = w->m;
    struct chunk_shape shape = {m->order, m->postings, m->n_sources, m->rank_of};
    int err;

    for (unsigned f = 0; f <= m->inputs[0].table->families.n; f++)
        if (w->levels <= table_levels(m->inputs[0].table, f))
            w->levels = table_levels(m->inputs[0].table, f) + 1;
    if ((err = new_lists(w)) || (err = new_streams(w)))
        return err;
    return chunk_new(&w->chunk, &shape);
}

static void walk_free(struct walk *w)
{
    for (size_t i = 0; i < w->m->n_inputs * w->levels; i++) {
        if (w->blocks)
            ngrams_free(w->blocks + i);
        if (w->postings)
            postings_free(&w->postings[i].postings);
    }
    for (unsigned n = 1; n < w->levels; n++) {
        free(w->active[n]);
        free(w->heads[n]);
    }
    free(w->sums);
    free(w->counts);
    free(w->touched);
    free(w->streams);
    free(w->blocks);
    free(w->postings);
    free(w->list);
    chunk_free(w->chunk);
}

int merge_ngrams(struct merge *m)
{
    struct walk w = {.m = m};
    int err = walk_new(&w);

    if (!err)
        err = walk(&w);
    walk_free(&w);
    return err;
}
