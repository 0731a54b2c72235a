/* Scanning the n-grams of one order. A cursor runs through each order down to it: when
 * the children of a record are used up, the cursor above moves on. */
#include "table/scan.h"
#include "table/reader.h"

#include <stdlib.h>
#include <string.h>

struct cursor {
    struct ngrams block;
    uint64_t next;      /* number of the record it moves to */
    uint64_t end;       /* number of the first that is not wanted */
    uint64_t left;      /* siblings not visited yet; unused at the top */
    uint32_t at;        /* current record within its block */
    uint32_t block_end; /* records in its block; 0 before the first move */
};

struct corpus_scan {
    corpus_table *table;
    unsigned family;
    unsigned order, top; /* cursors run from order `top` to `order` */
    unsigned parts_above; /* what is decoded of orders below `order` */
    struct cursor cursors[CORPUS_ORDER_MAX + 1];
    uint32_t ids[CORPUS_ORDER_MAX];
    corpus_source_count single; /* of the row at hand, where the table has one source */
    struct postings postings;
    corpus_posting *list;
    size_t list_cap;
    struct bytes term;
};

int scan_new(corpus_scan **out, corpus_table *table, unsigned family, unsigned order)
{
    corpus_scan *s = calloc(1, sizeof *s);

    *out = s;
    if (!s)
        return CORPUS_ENOMEM;
    s->table = table;
    s->family = family;
    s->order = order;
    s->top = 1;
    s->parts_above = NGRAMS_CHILDREN;
    for (unsigned n = 1; n <= order; n++) {
        s->cursors[n].block.block = SIZE_MAX;
        s->cursors[n].end = section_records(table_section(table, family, n));
    }
    s->postings.block = SIZE_MAX;
    return CORPUS_OK;
}

int corpus_scan_new(corpus_scan **out, corpus_table *table, unsigned order)
{
    *out = NULL;
    if (!order || order > table->order)
        return CORPUS_EINVAL;
    return scan_new(out, table, 0, order);
}

int corpus_scan_new_family(corpus_scan **out, corpus_table *table, unsigned family)
{
    *out = NULL;
    if (!family || family > table->families.n)
        return CORPUS_EINVAL;
    return scan_new(out, table, family, table_levels(table, family));
}

void corpus_scan_free(corpus_scan *s)
{
    if (!s)
        return;
    for (unsigned n = 1; n <= s->order; n++)
        ngrams_free(&s->cursors[n].block);
    postings_free(&s->postings);
    free(s->list);
    bytes_free(&s->term);
    free(s);
}

/* Make `record` of order n current. */
static int load(corpus_scan *s, unsigned n, uint64_t record)
{
    const struct section *section = table_section(s->table, s->family, n);
    struct cursor *c = s->cursors + n;
    size_t block = c->block.block;
    int err;

    if (block == SIZE_MAX || record < section->records[block] ||
        record >= section->records[block + 1]) {
        if (block != SIZE_MAX && block + 1 < section->n &&
            record == section->records[block + 1])
            block++;
        else
            block = section_find(section, record);
        if ((err = table_ngrams(s->table, s->family, n, block,
                                n < s->order ? s->parts_above : NGRAMS_COUNTS,
                                &c->block)))
            return err;
    }
    c->at = (uint32_t)(record - section->records[block]);
    c->block_end = c->block.n;
    return CORPUS_OK;
}

/* Find the ranges below a prefix, order by order. */
static int descend(corpus_scan *s, uint64_t record)
{
    uint64_t from = record, to = record + 1;
    int err;

    for (unsigned n = s->top; n <= s->order; n++) {
        struct cursor *c = s->cursors + n;

        c->next = from;
        c->end = to;
        if (n == s->order || from == to) {
            from = to = 0;
            continue;
        }
        if ((err = load(s, n, to - 1)))
            return err;
        to = c->block.child[c->at + 1];
        if ((err = load(s, n, from)))
            return err;
        from = c->block.child[c->at];
        c->block_end = 0; /* the first move loads anew */
    }
    return CORPUS_OK;
}

int corpus_scan_prefix(corpus_scan *s, const uint32_t ids[], unsigned n_ids)
{
    uint64_t record;
    int found;

    if (!n_ids || n_ids > s->order)
        return CORPUS_EINVAL;
    if ((found = table_locate(s->table, s->family, ids, n_ids, &record)) < 0)
        return found;
    memcpy(s->ids, ids, n_ids * sizeof *ids);
    s->top = n_ids;
    if (found)
        return descend(s, record);
    s->cursors[n_ids].next = s->cursors[n_ids].end = 0;
    return CORPUS_OK;
}

/* Move the cursor of order n on; 1, or 0 at the end. */
static int advance(corpus_scan *s, unsigned n)
{
    struct cursor *c = s->cursors + n;
    int more;

    if (n == s->top) {
        if (c->next == c->end)
            return 0;
    } else {
        while (!c->left)
            if ((more = advance(s, n - 1)) != 1)
                return more;
        c->left--;
    }
    if (++c->at >= c->block_end && (more = load(s, n, c->next)))
        return more;
    c->next++;
    s->ids[n - 1] = c->block.last[c->at];
    if (n < s->order)
        s->cursors[n + 1].left = c->block.children[c->at];
    return 1;
}

/* To the next sibling, if it is in the block at hand: so it is for most. */
static inline bool step(corpus_scan *s, struct cursor *c)
{
    if (!c->left || c->at + 1 >= c->block_end)
        return false;
    c->left--;
    c->next++;
    s->ids[s->order - 1] = c->block.last[++c->at];
    return true;
}

/* What is known of the current record: index, freq, docs, sources. */
static inline void fill_row(corpus_scan *s, const struct cursor *c, corpus_row *row)
{
    const struct ngrams *g = &c->block;

    row->index = g->first + c->at;
    row->order = s->order;
    row->freq = g->freq[c->at];
    row->docs = g->docs[c->at];
    row->ids = s->ids;
    if (s->table->n_sources > 1) {
        row->n_sources = g->spread[c->at + 1] - g->spread[c->at];
        row->sources = g->counts + g->spread[c->at];
    } else {
        s->single = (corpus_source_count){0, row->freq, row->docs};
        row->n_sources = 1;
        row->sources = &s->single;
    }
}

int corpus_scan_next(corpus_scan *s, corpus_row *row)
{
    struct cursor *c = s->cursors + s->order;
    int more;

    if (!step(s, c) && (more = advance(s, s->order)) != 1)
        return more;
    fill_row(s, c, row);
    return 1;
}

void scan_want_parents(corpus_scan *s)
{
    s->parts_above |= NGRAMS_COUNTS;
}

bool scan_parent(const corpus_scan *s, struct scan_parent *up)
{
    unsigned n = s->order - 1;
    const struct cursor *c = s->cursors + n;

    if (s->order <= s->top)
        return false;
    up->index = table_section(s->table, s->family, n)->records[c->block.block] + c->at;
    up->freq = c->block.freq[c->at];
    up->docs = c->block.docs[c->at];
    return true;
}

/* ---- terms ------------------------------------------------------------------------ */

static int add_escaped(struct bytes *out, const char *form, size_t len)
{
    static const char special[] = " \t\n\r\\", letters[] = "stnr\\";
    size_t plain = 0;
    int err = CORPUS_OK;

    for (size_t i = 0; i < len && !err; i++) {
        const char *found = memchr(special, form[i], 5);
        char pair[2] = {'\\', 0};

        if (!found)
            continue;
        pair[1] = letters[found - special];
        if (!(err = bytes_add(out, form + plain, i - plain)))
            err = bytes_add(out, pair, 2);
        plain = i + 1;
    }
    return err ? err : bytes_add(out, form + plain, len - plain);
}

/* What stands between token k and the next. */
static int add_gap(corpus_scan *s, unsigned k)
{
    unsigned gap = s->family ? s->table->families.all[s->family].gaps[k] : 0;
    int err = bytes_add(&s->term, " ", 1);

    for (unsigned i = 0; i < gap && !err; i++)
        err = bytes_add(&s->term, "* ", 2);
    return err;
}

int corpus_scan_term(corpus_scan *s, const char **term, size_t *len)
{
    const char *form;
    size_t form_len;
    int err;

    s->term.len = 0;
    for (unsigned k = 0; k < s->order; k++)
        if ((err = corpus_table_type(s->table, s->ids[k], &form, &form_len)) ||
            (k && (err = add_gap(s, k - 1))) ||
            (err = add_escaped(&s->term, form, form_len)))
            return err;
    if ((err = bytes_add(&s->term, "", 1)))
        return err;
    *term = (const char *)s->term.data;
    *len = s->term.len - 1;
    return CORPUS_OK;
}

/* ---- postings --------------------------------------------------------------------- */

/* Collect a list that spans blocks. */
static int collect(corpus_scan *s, uint64_t from, uint64_t n)
{
    const struct section *section = s->table->postings + s->order;
    size_t filled = 0;
    int err = mem_reserve(&s->list, &s->list_cap, n, sizeof *s->list);

    while (!err && filled < n) {
        size_t block = section_find(section, from + filled);
        uint64_t at = from + filled - section->records[block], take;

        if ((err = table_postings(s->table, s->order, block, &s->postings)))
            break;
        take = s->postings.n - at;
        if (take > n - filled)
            take = n - filled;
        memcpy(s->list + filled, s->postings.list + at, take * sizeof *s->list);
        filled += take;
    }
    return err;
}

int corpus_scan_postings(corpus_scan *s, const corpus_posting **list, size_t *n)
{
    const struct section *section = s->table->postings + s->order;
    const struct cursor *c = s->cursors + s->order;
    uint64_t from, to;
    size_t block;
    int err;

    if (s->family || s->order > s->table->postings_order || c->block.block == SIZE_MAX)
        return CORPUS_EINVAL;
    from = c->block.posting[c->at];
    to = c->block.posting[c->at + 1];
    *n = to - from;
    block = s->postings.block;
    if (block == SIZE_MAX || from < section->records[block] ||
        from >= section->records[block + 1])
        block = section_find(section, from);
    if (to <= section->records[block + 1]) {
        if ((err = table_postings(s->table, s->order, block, &s->postings)))
            return err;
        *list = s->postings.list + (from - section->records[block]);
        return CORPUS_OK;
    }
    if ((err = collect(s, from, *n)))
        return err;
    *list = s->list;
    return CORPUS_OK;
}
