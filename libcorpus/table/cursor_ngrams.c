/* N-grams and postings from front to back: as table_ngrams() decodes them, but one by one.
 * Every value is checked before it is used. */
#include "table/cursor.h"
#include "base/radix.h"

#include <stdlib.h>
#include <string.h>

/* ---- n-grams ---------------------------------------------------------------------- */

void ngram_cursor_open(struct ngram_cursor *c, corpus_table *t, unsigned family,
                       unsigned order, const struct type_map *map)
{
    *c = (struct ngram_cursor){.family = family,
                               .order = order,
                               .map = map,
                               .layout = ngrams_layout(t, family, order)};
    c->block = (struct block_cursor){.table = t,
                                     .section = table_section(t, family, order),
                                     .n_columns = c->layout.n,
                                     .wanted = ALL_COLUMNS};
}

void ngram_cursor_close(struct ngram_cursor *c)
{
    block_cursor_close(&c->block);
    free(c->list);
    free(c->sorted);
    c->list = NULL;
    c->sorted = NULL;
    c->list_cap = c->sorted_cap = 0;
}

void ngram_cursor_sleep(struct ngram_cursor *c)
{
    const struct block_cursor *b = &c->block;

    if (ngram_cursor_sleeps(c))
        return;
    if (b->next)
        c->asleep = b->section->blocks[b->next - 1]->records - b->left;
    memset(c->block.columns, 0, sizeof c->block.columns);
    ngram_cursor_close(c);
}

/* The block is read once more, up to where it was left. */
int ngram_cursor_wake(struct ngram_cursor *c)
{
    uint32_t n = c->asleep;
    uint64_t *done = c->block.done;
    int more = 1, err = block_codec_new(&c->block.codec);

    c->asleep = 0;
    if (err || !n)
        return err;
    c->block.next--;
    c->block.left = 0;
    c->block.done = NULL;
    c->number -= n;
    c->waking = true;
    for (; n && more == 1; n--)
        more = ngram_cursor_next(c);
    c->block.done = done;
    return more == 1 ? CORPUS_OK : more ? more : block_cursor_fail(&c->block);
}

/* From a code to the union's number. */
static inline uint32_t token_of(const struct ngram_cursor *c, uint32_t code)
{
    return code < RANKED ? c->map->by_rank[code]
                         : id_set_member(&c->map->ids, code - RANKED);
}

static int sort_sets(struct ngram_cursor *c, uint32_t records)
{
    const uint32_t end = last_codes_end(c->block.table->n_types);
    uint32_t n;
    int err = mem_reserve(&c->sorted, &c->sorted_cap, 2ul * records, sizeof *c->sorted);

    if (err)
        return err;
    for (uint32_t done = 0; done < records; done += n) {
        uint32_t *tokens = c->sorted + done;

        if (!(n = last_next_set(&c->last, records - done, tokens)) || tokens[n - 1] >= end)
            return block_cursor_fail(&c->block);
        for (uint32_t i = 0; i < n; i++)
            tokens[i] = token_of(c, tokens[i]);
        radix_sort_numbers(n, tokens, c->sorted + records);
    }
    return CORPUS_OK;
}

static int begin_block(struct ngram_cursor *c)
{
    const struct ngrams_layout l = c->layout;
    const uint32_t records = c->block.left + 1;
    const struct column *at = c->block.columns, none = {NULL, NULL}, last[2] = {none, none};

    c->childless = l.inner ? at[l.childless] : none;
    c->children_at = l.inner ? at[l.children] : none;
    c->last = class_reader(l.code != LAST_NONE ? at + l.last : last);
    c->repeated = at[l.repeated];
    c->freq_at = at[l.freq];
    c->docs_at = at[l.docs];
    c->docs_vary = c->docs_at.at < c->docs_at.end;
    for (unsigned i = 0; i < 4; i++)
        c->spread_at[i] = l.several ? at[l.sources + i] : none;
    c->at = 0;
    c->children_sum = c->docs_sum = 0;
    for (unsigned i = 0; i < c->block.n_columns; i++) /* read by other names */
        c->block.columns[i].at = c->block.columns[i].end;
    if (!column_is_bits(&c->repeated, records) ||
        (l.inner && !column_is_bits(&c->childless, records)))
        return block_cursor_fail(&c->block);
    return l.code == LAST_SET ? sort_sets(c, records) : CORPUS_OK;
}

static bool ended(const struct column *c)
{
    return c->at == c->end;
}

/* The open block is used up, and says what its directory entry says. */
static bool block_holds(const struct ngram_cursor *c)
{
    const struct table_block *b = c->block.section->blocks[c->block.next - 1];
    bool all = ended(&c->children_at) && class_ended(&c->last) &&
               ended(&c->freq_at) && ended(&c->docs_at);

    for (unsigned i = 0; i < 4; i++)
        all = all && ended(c->spread_at + i);
    return all && c->children_sum == b->children && c->docs_sum == b->postings;
}

static bool read_token(struct ngram_cursor *c, bool first)
{
    const uint32_t n_types = c->block.table->n_types;
    uint32_t v;

    switch (c->layout.code) {
    case LAST_NONE:
        c->id = (uint32_t)c->number;
        break;
    case LAST_GAP:
        if (!class_next(&c->last, &v) || (!v ? !class_next(&c->last, &c->id) : first) ||
            v >= n_types || c->id >= n_types || (c->id += v) >= n_types)
            return false;
        break;
    case LAST_SET:
        c->token = c->sorted[c->at];
        return true;
    case LAST_RANK:
        if (!class_next(&c->last, &v) || v >= last_codes_end(n_types))
            return false;
        c->token = token_of(c, v);
        return true;
    }
    c->token = id_set_member(&c->map->ids, c->id);
    return true;
}

static bool read_children(struct ngram_cursor *c)
{
    c->children = 0;
    if (!c->layout.inner)
        return true;
    c->children = !bits_at(c->childless.at, c->at);
    if (bits_at(c->repeated.at, c->at) &&
        (!c->children || !column_next(&c->children_at, &c->children) ||
         c->children > UINT32_MAX))
        return false;
    c->children_sum += c->children;
    return true;
}

static bool read_counts(struct ngram_cursor *c)
{
    uint64_t less = 0;

    c->freq = 1;
    if (bits_at(c->repeated.at, c->at)) {
        if (!column_next(&c->freq_at, &c->freq))
            return false;
        c->freq += 2; /* of types that stand in a tail alone, to 0 */
    }
    if (c->freq > 1 && !c->docs_vary)
        less = c->freq - 1;
    else if (c->freq > 1 && (!column_next(&c->docs_at, &less) || less >= c->freq))
        return false;
    c->docs = c->freq - less;
    c->docs_sum += c->docs;
    return true;
}

/* As many as docs at most, so that the list is bounded by what the file holds. */
static int read_spread(struct ngram_cursor *c)
{
    const uint32_t n_sources = c->block.table->n_sources;
    uint64_t n = 0, source = 0, gap, f, less, freq = c->freq, docs = c->docs;
    int err;

    if (c->docs > 1 && (!column_next(c->spread_at, &n) || n >= n_sources))
        return block_cursor_fail(&c->block);
    c->n_counts = c->docs ? (uint32_t)n + 1 : 0;
    if ((err = mem_reserve(&c->list, &c->list_cap, n + 1, sizeof *c->list)))
        return err;
    c->counts = c->list;
    for (uint32_t i = 0; i < c->n_counts; i++) {
        if (!column_next(c->spread_at + 1, &gap) || gap >= n_sources || (i && !gap) ||
            (source += gap) >= n_sources)
            return block_cursor_fail(&c->block);
        c->list[i] = (corpus_source_count){(uint32_t)source, freq, docs};
        if (i + 1 == c->n_counts)
            break;
        less = 0;
        if (!column_next(c->spread_at + 2, &f) || f >= freq - 1 ||
            (f && (!column_next(c->spread_at + 3, &less) || less > f)) ||
            f + 1 - less >= docs)
            return block_cursor_fail(&c->block);
        c->list[i].freq = f + 1;
        c->list[i].docs = f + 1 - less;
        freq -= c->list[i].freq;
        docs -= c->list[i].docs;
    }
    return docs <= freq ? CORPUS_OK : block_cursor_fail(&c->block);
}

int ngram_cursor_next(struct ngram_cursor *c)
{
    bool first = !c->block.left;
    int more, err = CORPUS_OK;

    if (first && c->block.next && !c->waking && !block_holds(c))
        return block_cursor_fail(&c->block);
    c->waking = false;
    if ((more = block_cursor_next(&c->block)) != 1)
        return more;
    if (first && (err = begin_block(c)))
        return err;
    if (!read_children(c) || !read_token(c, first) || !read_counts(c))
        return block_cursor_fail(&c->block);
    c->at++;
    c->number++;
    if (c->block.table->n_sources > 1) {
        err = read_spread(c);
    } else {
        if (!c->list)
            err = mem_reserve(&c->list, &c->list_cap, 1, sizeof *c->list);
        if (!err)
            c->list[0] = (corpus_source_count){0, c->freq, c->docs};
        c->counts = c->list;
        c->n_counts = c->docs > 0;
    }
    return err ? err : 1;
}

/* ---- postings --------------------------------------------------------------------- */

int posting_cursor_open(struct posting_cursor *c, corpus_table *t, unsigned order)
{
    *c = (struct posting_cursor){.frame = malloc(FRAME * sizeof *c->frame)};
    if (!c->frame)
        return CORPUS_ENOMEM;
    return block_cursor_open(&c->block, t, t->postings + order, 1, ALL_COLUMNS);
}

/* The block's next frame; `opens` it, or else goes on. */
static bool next_frame(struct posting_cursor *c, bool opens)
{
    struct block_cursor *b = &c->block;

    if (opens) {
        posting_reader_open(&c->reader, b->columns[0], b->table->n_documents);
        b->columns[0].at = b->columns[0].end; /* read by another name */
    }
    c->at = 0;
    return posting_reader_next(&c->reader, c->frame, &c->n) &&
           c->n <= b->left + 1 && (c->n <= b->left || posting_reader_ended(&c->reader));
}

int posting_cursor_next(struct posting_cursor *c)
{
    bool opens = !c->block.left;
    int more = block_cursor_next(&c->block);

    if (more != 1)
        return more;
    if ((opens || c->at == c->n) && !next_frame(c, opens))
        return block_cursor_fail(&c->block);
    c->posting = c->frame[c->at++];
    return 1;
}

void posting_cursor_close(struct posting_cursor *c)
{
    block_cursor_close(&c->block);
    free(c->frame);
    c->frame = NULL;
}
