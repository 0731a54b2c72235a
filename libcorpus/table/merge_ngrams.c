/* Merging tries, family by family within each chunk. Each input has, for each order, a
 * cursor that only moves forward: the records of a trie stand in the order of a walk
 * through it. At every node the inputs that have it are the active ones; the least next
 * token of theirs is merged with all that is below it, then the one after it, and so on.
 *
 * When it is the turn of another family, the cursors of the one before go to sleep, so
 * that memory does not grow with the number of families. */
#include "table/merge.h"

#include <stdlib.h>
#include <string.h>

/* The records of one order of one input, one after the other. */
struct stream {
    struct ngram_cursor at;
    bool loaded;   /* the record at hand has been read */
    uint64_t left; /* children of the current parent that are still to come */
    struct posting_cursor postings;
    uint64_t postings_left; /* of the record at hand */
    uint32_t doc;           /* of the posting at hand, in the union's numbers */
};

/* What a source has of the n-gram at hand. */
struct sum {
    uint64_t freq, docs, minus_freq, minus_docs;
    bool touched;
};

struct walk {
    struct merge *m;
    struct chunk *chunk;
    struct stream *streams[FAMILIES_MAX + 1]; /* of each family, by input and order */
    unsigned family, order; /* at hand */
    uint32_t *active[CORPUS_ORDER_MAX + 1]; /* inputs below the current node, by order */
    uint32_t *heads[CORPUS_ORDER_MAX + 1];  /* of those, inputs that have the least token */
    struct sum *sums; /* by source of the union */
    uint32_t *touched;
    uint32_t n_touched;
    corpus_source_count *counts; /* by source of the result */
    uint32_t n_counts;
    uint64_t freq, docs; /* what they add up to */
};

static struct stream *stream_of(struct walk *w, uint32_t input, unsigned order)
{
    return w->streams[w->family] + (size_t)input * (w->order + 1) + order;
}

/* Make the current record of the stream readable. */
static inline int settle(struct walk *w, uint32_t input, struct stream *s)
{
    int more, err;

    if (ngram_cursor_sleeps(&s->at) && (err = ngram_cursor_wake(&s->at)))
        return merge_fail_input(w->m, err, input);
    if (s->loaded)
        return CORPUS_OK;
    more = ngram_cursor_next(&s->at);
    if (more == 1 && !s->at.freq && (!w->m->how->runs || s->at.layout.code != LAST_NONE))
        more = block_cursor_fail(&s->at.block);
    if (more != 1)
        return merge_fail_input(w->m, more ? more : block_cursor_fail(&s->at.block), input);
    s->loaded = true;
    return CORPUS_OK;
}

/* Of the active inputs with something left, those with the least next token go to
 * heads[order]; that token to *token. */
static int find_heads(struct walk *w, unsigned order, uint32_t n_active, uint32_t *n_heads,
                      uint32_t *token)
{
    uint32_t n = 0, least = UINT32_MAX;
    int err;

    for (uint32_t i = 0; i < n_active; i++) {
        uint32_t input = w->active[order][i];
        struct stream *s = stream_of(w, input, order);

        if (!s->left)
            continue;
        if ((err = settle(w, input, s)))
            return err;
        if (s->at.token < least) {
            least = s->at.token;
            n = 0;
        }
        if (s->at.token == least)
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
    const struct ngram_cursor *c = &stream_of(w, input, order)->at;

    for (uint32_t i = 0; i < c->n_counts; i++) {
        uint32_t source = in->sources[c->counts[i].source];
        struct sum *sum = w->sums + source;
        uint64_t *freq = in->minus ? &sum->minus_freq : &sum->freq;

        if (!sum->touched)
            w->touched[w->n_touched++] = source;
        sum->touched = true;
        if (__builtin_add_overflow(*freq, c->counts[i].freq, freq))
            return CORPUS_EOVERFLOW;
        *(in->minus ? &sum->minus_docs : &sum->docs) += c->counts[i].docs;
    }
    return CORPUS_OK;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

static int by_source(const void *a, const void *b)
{
    const corpus_source_count *x = a, *y = b;

    return x->source < y->source ? -1 : x->source > y->source;
}

/* The counts of one source into w->counts. What is counted for a piece is of one document,
 * and in the last pass goes to the source it stands for. */
static int take_sum(struct walk *w, uint32_t source, struct sum *sum)
{
    const struct merge_source *s = w->m->sources + source;
    uint64_t freq = sum->freq - sum->minus_freq, docs = sum->docs - sum->minus_docs;
    uint32_t i = w->n_counts;

    if (sum->minus_freq > sum->freq || sum->minus_docs > sum->docs || docs > freq ||
        (freq && (!docs || s->out == NO_SOURCE)))
        return merge_fail_absent(w->m, "an n-gram is less frequent");
    *sum = (struct sum){0};
    if (!freq)
        return CORPUS_OK;
    if (s->piece)
        docs = 1;
    if (s->piece && w->m->how->last)
        for (i = 0; i < w->n_counts && w->counts[i].source != s->out; i++)
            ;
    if (i == w->n_counts) {
        w->counts[w->n_counts++] = (corpus_source_count){s->out, freq, docs};
    } else {
        w->counts[i].freq += freq; /* below what is added up next */
        w->counts[i].docs += docs;
    }
    w->docs += docs;
    return __builtin_add_overflow(w->freq, freq, &w->freq) ? CORPUS_EOVERFLOW : CORPUS_OK;
}

/* The sums as a sorted list in w->counts; the sums are zero again. */
static int gather_counts(struct walk *w)
{
    uint32_t n = w->n_touched;
    int err = CORPUS_OK;

    w->n_counts = w->n_touched = 0;
    w->freq = w->docs = 0;
    if (n > 1)
        qsort(w->touched, n, sizeof *w->touched, by_number);
    for (uint32_t i = 0; i < n && !err; i++)
        err = take_sum(w, w->touched[i], w->sums + w->touched[i]);
    if (!err && n > 1 && w->m->how->runs)
        qsort(w->counts, w->n_counts, sizeof *w->counts, by_source);
    return err;
}

/* Nothing to add up and nothing to fold: the one input's counts, under other numbers. */
static bool take_alone(struct walk *w, uint32_t input, unsigned order)
{
    const struct merge_input *in = w->m->inputs + input;
    const struct ngram_cursor *c = &stream_of(w, input, order)->at;

    if (in->minus)
        return false;
    for (uint32_t i = 0; i < c->n_counts; i++) {
        const struct merge_source *s = w->m->sources + in->sources[c->counts[i].source];

        if (s->piece || s->out == NO_SOURCE)
            return false;
        w->counts[i] = c->counts[i];
        w->counts[i].source = s->out;
    }
    w->n_counts = c->n_counts;
    w->freq = c->freq;
    w->docs = c->docs;
    return true;
}

static int take_counts(struct walk *w, unsigned order, uint32_t n_heads)
{
    int err = CORPUS_OK;

    if (n_heads == 1 && take_alone(w, *w->heads[order], order))
        return CORPUS_OK;
    for (uint32_t i = 0; i < n_heads && !err; i++)
        err = add_counts(w, w->heads[order][i], order);
    return err ? err : gather_counts(w);
}

/* ---- postings --------------------------------------------------------------------- */

static int next_posting(struct walk *w, uint32_t input, struct stream *s)
{
    int more;

    if (!s->postings_left--) {
        s->postings_left = 0;
        s->doc = UINT32_MAX;
        return CORPUS_OK;
    }
    if ((more = posting_cursor_next(&s->postings)) != 1)
        return merge_fail_input(w->m, more ? more : block_cursor_fail(&s->postings.block),
                                input);
    s->doc = id_set_member(&w->m->inputs[input].documents, s->postings.posting.doc);
    return CORPUS_OK;
}

/* Add up what the heads have of one document, and step on; *count is 0 if it is taken
 * away. */
static int sum_postings(struct walk *w, unsigned order, uint32_t n_heads, uint32_t doc,
                        uint64_t *count)
{
    uint64_t minus = 0;
    bool any_minus = false;
    int err;

    *count = 0;
    for (uint32_t i = 0; i < n_heads; i++) {
        uint32_t input = w->heads[order][i];
        struct stream *s = stream_of(w, input, order);

        if (s->doc != doc)
            continue;
        any_minus |= w->m->inputs[input].minus;
        *(w->m->inputs[input].minus ? &minus : count) += s->postings.posting.count;
        if ((err = next_posting(w, input, s)))
            return err;
    }
    if (any_minus && minus != *count)
        return merge_fail_absent(w->m, "a document has other counts");
    *count -= minus;
    return *count > UINT32_MAX ? CORPUS_EOVERFLOW : CORPUS_OK;
}

/* The lists of the heads as one. They are read even where the n-gram is cut. */
static int merge_postings(struct walk *w, unsigned order, uint32_t n_heads, bool kept)
{
    corpus_posting list[FRAME];
    size_t n = 0;
    bool first = true;
    int err;

    for (uint32_t i = 0; i < n_heads; i++) {
        struct stream *s = stream_of(w, w->heads[order][i], order);

        s->postings_left = s->at.docs;
        if ((err = next_posting(w, w->heads[order][i], s)))
            return err;
    }
    for (;;) {
        uint32_t doc = UINT32_MAX;
        uint64_t count;

        for (uint32_t i = 0; i < n_heads; i++) {
            const struct stream *s = stream_of(w, w->heads[order][i], order);

            doc = s->doc < doc ? s->doc : doc;
        }
        if (doc == UINT32_MAX)
            break;
        if ((err = sum_postings(w, order, n_heads, doc, &count)))
            return err;
        if (count && kept)
            list[n++] = (corpus_posting){merge_document(w->m, doc), (uint32_t)count};
        if (n == FRAME) {
            if ((err = chunk_add_postings(w->chunk, order, list, n, first)))
                return err;
            first = false;
            n = 0;
        }
    }
    return n ? chunk_add_postings(w->chunk, order, list, n, first) : CORPUS_OK;
}

/* ---- the walk --------------------------------------------------------------------- */

static int merge_children(struct walk *w, unsigned order, uint32_t n_active);

static int merge_below(struct walk *w, unsigned order, uint32_t n_heads)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < n_heads; i++) {
        uint32_t input = w->heads[order][i];
        uint64_t children = stream_of(w, input, order)->at.children;

        stream_of(w, input, order + 1)->left = children;
        if (children)
            w->active[order + 1][n++] = input;
    }
    return n ? merge_children(w, order + 1, n) : CORPUS_OK;
}

static int put_record(struct walk *w, unsigned order, uint32_t token)
{
    int err;

    if (!w->family)
        w->m->ngrams[order]++;
    else if (order == w->order)
        w->m->family_rows[w->family]++;
    token = merge_type(w->m, token);
    err = w->n_counts == 1 && w->freq == 1
              ? chunk_add_single(w->chunk, order, token, w->counts->source)
              : chunk_add(w->chunk, order, token, w->counts, w->n_counts);
    if (err == CORPUS_EINVAL)
        err = merge_fail_absent(w->m, "an n-gram is less frequent");
    if (!err && chunk_waiting(w->chunk) > 1 << 18)
        err = writer_add_chunk(w->m->writer, w->chunk);
    return err;
}

/* Merge the current records of the heads of `order`, and all that is below them. What is
 * cut has children that are cut, too: they are no more frequent. */
static int merge_record(struct walk *w, unsigned order, uint32_t n_heads, uint32_t token)
{
    const struct merge_how *how = w->m->how;
    bool kept;
    int err;

    if ((order < w->order && (err = merge_below(w, order, n_heads))) ||
        (err = take_counts(w, order, n_heads)))
        return err;
    kept = (w->freq || (how->runs && !how->last)) &&
           (order == 1 || (w->freq >= how->min_count && w->docs >= how->min_docs));
    if (!w->family && order <= w->m->postings &&
        (err = merge_postings(w, order, n_heads, kept)))
        return err;
    for (uint32_t i = 0; i < n_heads; i++) {
        struct stream *s = stream_of(w, w->heads[order][i], order);

        s->loaded = false;
        s->left--;
    }
    return kept ? put_record(w, order, token) : CORPUS_OK;
}

/* Siblings that do not ascend would be coded as something else. */
static int check_order(struct walk *w, unsigned order, uint32_t token, uint32_t *next)
{
    uint32_t input = *w->heads[order];

    if (token < *next)
        return merge_fail_input(w->m,
                                block_cursor_fail(&stream_of(w, input, order)->at.block),
                                input);
    *next = token + 1;
    return CORPUS_OK;
}

static int merge_children(struct walk *w, unsigned order, uint32_t n_active)
{
    uint32_t n_heads, token, next = 0;
    int err;

    for (;;) {
        if ((err = find_heads(w, order, n_active, &n_heads, &token)) || !n_heads)
            return err;
        if ((err = check_order(w, order, token, &next)) ||
            (err = merge_record(w, order, n_heads, token)))
            return err;
    }
}

/* ---- families --------------------------------------------------------------------- */

static unsigned levels(const struct merge *m, unsigned family)
{
    return family ? m->families->all[family].order : m->order;
}

static void set_family(struct walk *w, unsigned family)
{
    if (family == w->family)
        return;
    for (uint32_t i = 0; i < w->m->n_inputs; i++)
        for (unsigned n = 1; n <= w->order; n++)
            ngram_cursor_sleep(&stream_of(w, i, n)->at);
    w->family = family;
    w->order = levels(w->m, family);
}

/* The records of a further family of types from .. to - 1. */
static int merge_family(struct walk *w, unsigned family, uint32_t from, uint32_t to)
{
    uint32_t n_heads, token;
    int err;

    set_family(w, family);
    for (;;) {
        if ((err = find_heads(w, 1, (uint32_t)w->m->n_inputs, &n_heads, &token)))
            return err;
        if (!n_heads || token >= to)
            return CORPUS_OK;
        if ((err = check_order(w, 1, token, &from)) ||
            (err = merge_record(w, 1, n_heads, token)))
            return err;
        merge_tell(w->m);
    }
}

/* The n-grams of types from .. to - 1 are in the chunk. */
static int finish_chunk(struct walk *w, uint32_t from, uint32_t to)
{
    int err = CORPUS_OK;

    for (unsigned f = 1; f <= w->m->families->n && !err; f++)
        if (!(err = chunk_begin_family(w->chunk, f, levels(w->m, f))))
            err = merge_family(w, f, from, to);
    set_family(w, 0);
    if (!err)
        err = chunk_finish(w->chunk);
    return err ? err : writer_add_chunk(w->m->writer, w->chunk);
}

static int walk(struct walk *w)
{
    uint32_t n_inputs = (uint32_t)w->m->n_inputs, n_heads, token, from = 0;
    uint64_t tokens = 0, chunk = 0;
    int err;

    for (;;) {
        if ((err = find_heads(w, 1, n_inputs, &n_heads, &token)))
            return err;
        if (!n_heads)
            return finish_chunk(w, from, UINT32_MAX);
        if (chunk_number(tokens) != chunk) {
            if ((err = finish_chunk(w, from, token)))
                return err;
            chunk = chunk_number(tokens);
            from = token;
            continue; /* the heads are to be found again */
        }
        if ((err = merge_record(w, 1, n_heads, token)))
            return err;
        tokens += w->freq;
        merge_tell(w->m);
    }
}

/* ---- life ------------------------------------------------------------------------- */

static int open_postings(struct walk *w, uint32_t input)
{
    struct merge *m = w->m;
    int err = CORPUS_OK;

    for (unsigned n = 1; n <= m->postings && !err; n++) {
        struct posting_cursor *c = &stream_of(w, input, n)->postings;

        err = posting_cursor_open(c, m->inputs[input].table, n);
        c->block.done = &m->done;
    }
    return err;
}

static int new_streams(struct walk *w, unsigned family)
{
    struct merge *m = w->m;
    unsigned order = levels(m, family);
    struct stream *s = calloc(m->n_inputs * (order + 1), sizeof *s);

    if (!s)
        return CORPUS_ENOMEM;
    w->streams[family] = s;
    for (size_t i = 0; i < m->n_inputs; i++, s += order + 1) {
        const struct merge_input *in = m->inputs + i;

        for (unsigned n = 1; n <= order; n++) {
            ngram_cursor_open(&s[n].at, in->table, family, n, &in->types);
            s[n].at.block.done = &m->done;
        }
        s[1].left = section_records(table_section(in->table, family, 1));
    }
    return CORPUS_OK;
}

static int new_lists(struct walk *w)
{
    const struct merge *m = w->m;

    for (unsigned n = 1; n <= m->order || n <= FAMILY_ORDER_MAX; n++) {
        w->active[n] = malloc(m->n_inputs * sizeof **w->active);
        w->heads[n] = malloc(m->n_inputs * sizeof **w->heads);
        if (!w->active[n] || !w->heads[n])
            return CORPUS_ENOMEM;
    }
    for (uint32_t i = 0; i < m->n_inputs; i++)
        w->active[1][i] = i;
    w->sums = calloc(m->n_united_sources + 1ul, sizeof *w->sums);
    w->counts = calloc(m->n_united_sources + 1ul, sizeof *w->counts);
    w->touched = calloc(m->n_united_sources + 1ul, sizeof *w->touched);
    return w->sums && w->counts && w->touched ? CORPUS_OK : CORPUS_ENOMEM;
}

static int walk_new(struct walk *w)
{
    struct merge *m = w->m;
    struct chunk_shape shape = {m->order, m->postings, m->n_sources, m->n_documents, NULL,
                                &m->ranks};
    int err = new_lists(w);

    w->order = m->order;
    for (unsigned f = 0; f <= m->families->n && !err; f++)
        err = new_streams(w, f);
    for (uint32_t i = 0; i < m->n_inputs && !err; i++)
        err = open_postings(w, i);
    return err ? err : chunk_new(&w->chunk, &shape);
}

static void walk_free(struct walk *w)
{
    for (unsigned f = 0; f <= w->m->families->n; f++) {
        size_t n = w->m->n_inputs * (levels(w->m, f) + 1);

        for (size_t i = 0; w->streams[f] && i < n; i++) {
            ngram_cursor_close(&w->streams[f][i].at);
            posting_cursor_close(&w->streams[f][i].postings);
        }
        free(w->streams[f]);
    }
    for (unsigned n = 1; n <= CORPUS_ORDER_MAX; n++) {
        free(w->active[n]);
        free(w->heads[n]);
    }
    free(w->sums);
    free(w->counts);
    free(w->touched);
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
