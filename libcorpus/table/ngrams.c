/* Blocks of n-grams and postings, decoded from columns into arrays. Every value is checked
 * here, so that what works on the arrays can trust them. */
#include "base/radix.h"
#include "table/chunk.h"
#include "table/postings.h"
#include "table/reader.h"

#include <stdlib.h>
#include <string.h>

/* ---- arrays ----------------------------------------------------------------------- */

static int reserve(void *array, size_t n, size_t size)
{
    void **at = array;

    return *at || (*at = malloc(n * size)) ? CORPUS_OK : CORPUS_ENOMEM;
}

static int ngrams_reserve(struct ngrams *g, unsigned parts, const struct ngrams_layout *l)
{
    const size_t n = BLOCK_RECORDS;
    int err = reserve(&g->last, n, sizeof *g->last);

    if (!err && l->code == LAST_SET)
        err = reserve(&g->scratch, n, sizeof *g->scratch);
    if (!err && parts & NGRAMS_CHILDREN && !(err = reserve(&g->child, n + 1, sizeof *g->child)))
        err = reserve(&g->children, n, sizeof *g->children);
    if (!err && parts & NGRAMS_COUNTS && !(err = reserve(&g->freq, n, sizeof *g->freq)))
        err = reserve(&g->docs, n, sizeof *g->docs);
    if (!err && parts & NGRAMS_COUNTS && l->postings)
        err = reserve(&g->posting, n + 1, sizeof *g->posting);
    if (!err && parts & NGRAMS_COUNTS && l->several)
        err = reserve(&g->spread, n + 1, sizeof *g->spread);
    return err;
}

void ngrams_free(struct ngrams *g)
{
    free(g->last);
    free(g->scratch);
    free(g->children);
    free(g->child);
    free(g->freq);
    free(g->docs);
    free(g->posting);
    free(g->spread);
    free(g->counts);
    *g = (struct ngrams){.block = SIZE_MAX};
}

void postings_free(struct postings *p)
{
    free(p->list);
    *p = (struct postings){.block = SIZE_MAX};
}

/* ---- n-grams ---------------------------------------------------------------------- */

static bool read_children(const uint8_t *childless, const uint8_t *repeated,
                          struct column *c, struct ngrams *g, uint64_t first)
{
    for (uint32_t i = 0; i < g->n; i++) {
        uint64_t v = !bits_at(childless, i);

        if (bits_at(repeated, i) && (!v || !column_next(c, &v) || v > UINT32_MAX))
            return false;
        g->child[i] = first;
        g->children[i] = (uint32_t)v;
        first += v;
    }
    g->child[g->n] = first;
    return c->at == c->end;
}

/* Gaps between siblings; 0 says that an id follows. */
static bool read_gaps(const corpus_table *t, const struct column c[2], struct ngrams *g)
{
    struct class_reader r = class_reader(c);
    uint32_t gap, id = 0;

    for (uint32_t i = 0; i < g->n; i++) {
        if (!class_next(&r, &gap) || (!gap ? !class_next(&r, &id) : !i) ||
            gap >= t->n_types || id >= t->n_types || (id += gap) >= t->n_types)
            return false;
        g->last[i] = id;
    }
    return class_ended(&r);
}

static bool read_sets(const corpus_table *t, const struct column c[2], struct ngrams *g)
{
    const uint32_t end = last_codes_end(t->n_types);
    struct class_reader r = class_reader(c);
    uint32_t n;

    for (uint32_t done = 0; done < g->n; done += n) {
        uint32_t *ids = g->last + done;

        if (!(n = last_next_set(&r, g->n - done, ids)) || ids[n - 1] >= end)
            return false;
        for (uint32_t i = 0; i < n; i++)
            ids[i] = table_type_of(t, ids[i]);
        radix_sort_numbers(n, ids, g->scratch);
    }
    return class_ended(&r);
}

static bool read_ranks(const corpus_table *t, const struct column c[2], struct ngrams *g)
{
    const uint32_t end = last_codes_end(t->n_types);
    struct class_reader r = class_reader(c);
    uint32_t v;

    for (uint32_t i = 0; i < g->n; i++) {
        if (!class_next(&r, &v) || v >= end)
            return false;
        g->last[i] = table_type_of(t, v);
    }
    return class_ended(&r);
}

/* Freq and docs of a record that is repeated. */
static inline bool read_repeated(struct column *freq, struct column *docs, bool docs_vary,
                                 struct ngrams *g, uint32_t i)
{
    uint64_t more, less;

    if (!column_next(freq, &more) || more > UINT64_MAX - 2)
        return false;
    g->freq[i] = more + 2;
    if (!docs_vary)
        return true;
    if (!column_next(docs, &less) || less > more + 1)
        return false;
    g->docs[i] = more + 2 - less;
    return true;
}

static bool read_counts(const uint8_t *repeated, struct column *freq, struct column *docs,
                        struct ngrams *g)
{
    const bool docs_vary = docs->at < docs->end;

    for (uint32_t from = 0, n; from < g->n; from += n) {
        uint64_t bits = get_u64(repeated + from / 8);

        n = g->n - from < 64 ? g->n - from : 64;
        for (uint32_t i = from; i < from + n; i++)
            g->freq[i] = g->docs[i] = 1;
        for (bits &= ~0ull >> (64 - n); bits; bits &= bits - 1)
            if (!read_repeated(freq, docs, docs_vary, g,
                               from + (unsigned)__builtin_ctzll(bits)))
                return false;
    }
    return freq->at == freq->end && docs->at == docs->end;
}

/* Those of the block are `first` .. end - 1, whether the table has them or not. */
static bool number_postings(struct ngrams *g, uint64_t first, uint64_t end)
{
    uint64_t left = end - first;

    for (uint32_t i = 0; i < g->n; i++) {
        if (g->posting)
            g->posting[i] = end - left;
        if (g->docs[i] > left)
            return false;
        left -= g->docs[i];
    }
    if (g->posting)
        g->posting[g->n] = end;
    return !left;
}

/* The sources of one record; the last one has what the others leave. */
static bool read_spread(const corpus_table *t, struct column c[4], uint64_t freq,
                        uint64_t docs, uint32_t n, corpus_source_count *out)
{
    uint64_t source = 0, gap, f = 0, less;

    for (uint32_t i = 0; i < n; i++) {
        if (!column_next(c + 1, &gap) || gap >= t->n_sources || (i && !gap))
            return false;
        source += gap;
        if (source >= t->n_sources)
            return false;
        if (i + 1 < n) {
            less = 0;
            if (!column_next(c + 2, &f) || f >= freq ||
                (f && (!column_next(c + 3, &less) || less > f)))
                return false;
            out[i] = (corpus_source_count){(uint32_t)source, f + 1, f + 1 - less};
            if (out[i].freq >= freq || out[i].docs >= docs)
                return false;
            freq -= out[i].freq;
            docs -= out[i].docs;
        } else {
            out[i] = (corpus_source_count){(uint32_t)source, freq, docs};
        }
    }
    return docs <= freq;
}

static int read_sources(const corpus_table *t, struct column c[4], struct ngrams *g)
{
    uint32_t used = 0;
    int err;

    for (uint32_t i = 0; i < g->n; i++) {
        uint64_t n = 0;

        if (g->docs[i] > 1 && !column_next(c, &n))
            return CORPUS_ECORRUPT;
        if (++n > t->n_sources || n > g->docs[i] || used > UINT32_MAX - n)
            return CORPUS_ECORRUPT;
        if ((err = mem_reserve(&g->counts, &g->counts_cap, used + n, sizeof *g->counts)))
            return err;
        if (!read_spread(t, c, g->freq[i], g->docs[i], (uint32_t)n, g->counts + used))
            return CORPUS_ECORRUPT;
        g->spread[i] = used;
        used += (uint32_t)n;
    }
    g->spread[g->n] = used;
    for (unsigned i = 0; i < 4; i++)
        if (c[i].at != c[i].end)
            return CORPUS_ECORRUPT;
    return CORPUS_OK;
}

struct ngrams_layout ngrams_layout(const corpus_table *t, unsigned family, unsigned order)
{
    struct ngrams_layout l = {.inner = order < table_levels(t, family),
                              .code = last_code_of(family, order),
                              .several = t->n_sources > 1,
                              .postings = !family && order <= t->postings_order};

    l.children = l.childless + 1;
    l.last = 2 * l.inner;
    l.repeated = l.last + 2 * (l.code != LAST_NONE);
    l.freq = l.repeated + 1;
    l.docs = l.freq + 1;
    l.sources = l.docs + 1;
    l.n = l.sources + 4 * l.several;
    return l;
}

static unsigned columns_wanted(const struct ngrams_layout *l, unsigned parts)
{
    unsigned counts = (1u << l->n) - (1u << l->repeated),
             children = (1u << l->last) - 1u, last = (1u << l->repeated) - (1u << l->last);

    return (parts & NGRAMS_COUNTS ? counts : 0) |
           (parts & NGRAMS_CHILDREN ? children | 1u << l->repeated : 0) | last;
}

static bool read_last(const corpus_table *t, const struct section *s, size_t block,
                      enum last_code code, struct column *c, struct ngrams *g)
{
    if (code == LAST_NONE) {
        for (uint32_t i = 0; i < g->n; i++)
            g->last[i] = (uint32_t)(s->records[block] + i);
        return true;
    }
    return (code == LAST_GAP   ? read_gaps(t, c, g)
            : code == LAST_SET ? read_sets(t, c, g)
                               : read_ranks(t, c, g)) &&
           g->last[0] == s->blocks[block]->first;
}

static int decode(const corpus_table *t, const struct section *s, size_t block,
                  const struct ngrams_layout *l, struct column *c, struct ngrams *g)
{
    if (!read_last(t, s, block, l->code, c + l->last, g))
        return CORPUS_ECORRUPT;
    if (g->parts && !column_is_bits(c + l->repeated, g->n))
        return CORPUS_ECORRUPT;
    if (g->parts & NGRAMS_CHILDREN && l->inner &&
        (!column_is_bits(c + l->childless, g->n) ||
         !read_children(c[l->childless].at, c[l->repeated].at, c + l->children, g,
                        s->children[block]) ||
         g->child[g->n] != s->children[block + 1]))
        return CORPUS_ECORRUPT;
    if (!(g->parts & NGRAMS_COUNTS))
        return CORPUS_OK;
    if (!read_counts(c[l->repeated].at, c + l->freq, c + l->docs, g) ||
        !number_postings(g, s->postings[block], s->postings[block + 1]))
        return CORPUS_ECORRUPT;
    return l->several ? read_sources(t, c + l->sources, g) : CORPUS_OK;
}

int ngrams_decode(corpus_table *t, unsigned family, unsigned order, size_t block,
                  unsigned parts, const struct column columns[], unsigned n,
                  struct ngrams *into)
{
    const struct section *s = table_section(t, family, order);
    struct ngrams_layout layout = ngrams_layout(t, family, order);
    struct column c[BLOCK_COLUMNS];
    int err;

    into->block = SIZE_MAX;
    if ((order > 1 && (err = table_load_ranks(t))) ||
        (err = ngrams_reserve(into, parts, &layout)))
        return err;
    memcpy(c, columns, sizeof c);
    into->n = s->blocks[block]->records;
    into->parts = parts;
    into->family = family;
    into->order = order;
    into->first = s->records[block];
    if ((err = n == layout.n ? decode(t, s, block, &layout, c, into) : CORPUS_ECORRUPT))
        return table_fail(t, err, s, block);
    into->block = block;
    return CORPUS_OK;
}

int table_ngrams(corpus_table *t, unsigned family, unsigned order, size_t block,
                 unsigned parts, struct ngrams *into)
{
    struct ngrams_layout layout = ngrams_layout(t, family, order);
    bool same = into->block == block && into->family == family && into->order == order;
    struct column columns[BLOCK_COLUMNS];
    unsigned n;
    int err;

    if (same && into->last && (into->parts & parts) == parts)
        return CORPUS_OK;
    if (same)
        parts |= into->parts;
    into->block = SIZE_MAX;
    /* Ranks are read first: reading them uses the memory that columns stand in. */
    if ((order > 1 && (err = table_load_ranks(t))) ||
        (err = table_read_block(t, table_section(t, family, order), block,
                                columns_wanted(&layout, parts), columns, &n)))
        return err;
    return ngrams_decode(t, family, order, block, parts, columns, n, into);
}

/* ---- postings --------------------------------------------------------------------- */

/* Into p->list, where there is room for one frame more than for a block. */
static int decode_postings(const corpus_table *t, const struct column columns[],
                           unsigned n_columns, struct postings *p)
{
    struct posting_reader r;
    uint32_t n;

    if (n_columns != 1)
        return CORPUS_ECORRUPT;
    posting_reader_open(&r, columns[0], t->n_documents);
    for (uint32_t done = 0; done < p->n; done += n)
        if (!posting_reader_next(&r, p->list + done, &n) || n > p->n - done)
            return CORPUS_ECORRUPT;
    return posting_reader_ended(&r) ? CORPUS_OK : CORPUS_ECORRUPT;
}

int table_postings(corpus_table *t, unsigned order, size_t block, struct postings *into)
{
    const struct section *s = t->postings + order;
    struct column columns[BLOCK_COLUMNS];
    unsigned n;
    int err;

    if (into->block == block && into->list)
        return CORPUS_OK;
    into->block = SIZE_MAX;
    if (!into->list && !(into->list = malloc((BLOCK_RECORDS + FRAME) * sizeof *into->list)))
        return CORPUS_ENOMEM;
    if ((err = table_read_block(t, s, block, ALL_COLUMNS, columns, &n)))
        return err;
    into->n = s->blocks[block]->records;
    if ((err = decode_postings(t, columns, n, into)))
        return table_fail(t, err, s, block);
    into->block = block;
    return CORPUS_OK;
}

/* ---- ranks ------------------------------------------------------------------------ */

int table_load_ranks(corpus_table *t)
{
    uint32_t *rank_of, *type_of;
    int err = table_load_freq(t);

    if (err || t->type_of)
        return err;
    rank_of = malloc((t->n_types + 1ul) * sizeof *rank_of);
    type_of = malloc((t->n_types < RANKED ? t->n_types + 1ul : RANKED) * sizeof *type_of);
    if (!rank_of || !type_of || chunk_ranks(rank_of, t->freq, t->n_types)) {
        free(rank_of);
        free(type_of);
        return CORPUS_ENOMEM;
    }
    for (uint32_t i = 0; i < t->n_types; i++)
        if (rank_of[i] < RANKED)
            type_of[rank_of[i]] = i;
    free(rank_of);
    t->type_of = type_of;
    return CORPUS_OK;
}
