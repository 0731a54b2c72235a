/* Sections from front to back: blocks, documents, types, marginals. */
#include "table/cursor.h"

#include <stdlib.h>
#include <string.h>

/* ---- blocks ----------------------------------------------------------------------- */

int block_cursor_open(struct block_cursor *c, corpus_table *t, const struct section *s,
                      unsigned n_columns, unsigned wanted)
{
    *c = (struct block_cursor){
        .table = t, .section = s, .n_columns = n_columns, .wanted = wanted};
    return block_codec_new(&c->codec);
}

void block_cursor_close(struct block_cursor *c)
{
    block_codec_free(c->codec);
    c->codec = NULL;
}

int block_cursor_fail(struct block_cursor *c)
{
    if (!c->section->n) /* other blocks promise records here */
        return table_fail_at(c->table, CORPUS_ECORRUPT, "directory");
    return table_fail(c->table, CORPUS_ECORRUPT, c->section, c->next ? c->next - 1 : 0);
}

static bool all_read(const struct block_cursor *c)
{
    for (unsigned i = 0; i < c->n_columns; i++)
        if (c->wanted >> i & 1 && c->columns[i].at != c->columns[i].end)
            return false;
    return true;
}

static int next_block(struct block_cursor *c)
{
    const struct section *s = c->section;
    unsigned n;
    int err;

    if (c->next && !all_read(c))
        return block_cursor_fail(c);
    if (c->next == s->n)
        return 0;
    if ((err = table_read_block_by(c->table, c->codec, s, c->next, c->wanted, c->columns,
                                   &n)))
        return err;
    if (c->done)
        *c->done += s->blocks[c->next]->size;
    c->left = s->blocks[c->next]->records;
    c->next++;
    return n == c->n_columns && c->left ? 1 : block_cursor_fail(c);
}

int block_cursor_next(struct block_cursor *c)
{
    int more;

    if (!c->left && (more = next_block(c)) != 1)
        return more;
    c->left--;
    return 1;
}

/* Does the record at hand open its block? */
static bool is_first(const struct block_cursor *c)
{
    return c->left + 1 == c->section->blocks[c->next - 1]->records;
}

/* Readers of strings hold columns of their own: those begin with the block, and their end
 * is what counts for all_read(). */
static void begin_strings(struct string_reader *s, struct column c[3])
{
    s->shared = c[0];
    s->length = c[1];
    s->rest = c[2];
    s->previous.len = 0;
}

static void end_strings(const struct string_reader *s, struct column c[3])
{
    c[0] = s->shared;
    c[1] = s->length;
    c[2] = s->rest;
}

static int next_string(struct block_cursor *b, struct string_reader *s)
{
    int err = strings_next(s);

    return err == CORPUS_ECORRUPT ? block_cursor_fail(b) : err;
}

/* ---- documents -------------------------------------------------------------------- */

enum { ID = 0, SOURCE = 3, FIELDS = 4, TOTALS = 7, DOCUMENT_COLUMNS };

int document_cursor_open(struct document_cursor *c, corpus_table *t)
{
    *c = (struct document_cursor){.source = 0};
    if (!(c->fields = calloc(t->n_fields + 1ul, sizeof *c->fields)))
        return CORPUS_ENOMEM;
    return block_cursor_open(&c->block, t, &t->documents, DOCUMENT_COLUMNS, ALL_COLUMNS);
}

static bool has_nul(const struct bytes *b)
{
    return b->len && memchr(b->data, 0, b->len);
}

static int read_fields(struct document_cursor *c)
{
    unsigned n = c->block.table->n_fields;
    const char *at;
    int err;

    c->text.len = 0;
    for (unsigned i = 0; i < n; i++) {
        if ((err = next_string(&c->block, &c->field)))
            return err;
        if (has_nul(&c->field.previous))
            return block_cursor_fail(&c->block);
        if ((err = bytes_add(&c->text, c->field.previous.data, c->field.previous.len + 1)))
            return err;
    }
    at = (const char *)c->text.data;
    for (unsigned i = 0; i < n; i++, at += strlen(at) + 1)
        c->fields[i] = at;
    return CORPUS_OK;
}

static int read_totals(struct document_cursor *c)
{
    struct column *column = c->block.columns + TOTALS;
    uint64_t v;

    for (unsigned n = 0; n < c->block.table->order; n++) {
        if (!column_next(column, &v) || (n && v > c->totals[n - 1]))
            return block_cursor_fail(&c->block);
        c->totals[n] = n ? c->totals[n - 1] - v : v;
    }
    return CORPUS_OK;
}

int document_cursor_next(struct document_cursor *c)
{
    int more = block_cursor_next(&c->block), err;
    uint64_t source;

    if (more != 1)
        return more;
    if (is_first(&c->block)) {
        begin_strings(&c->id, c->block.columns + ID);
        begin_strings(&c->field, c->block.columns + FIELDS);
    }
    if ((err = next_string(&c->block, &c->id)) || (err = read_fields(c)) ||
        (err = read_totals(c)))
        return err;
    if (!column_next(c->block.columns + SOURCE, &source) ||
        source >= c->block.table->n_sources || has_nul(&c->id.previous))
        return block_cursor_fail(&c->block);
    c->source = (uint32_t)source;
    end_strings(&c->id, c->block.columns + ID);
    end_strings(&c->field, c->block.columns + FIELDS);
    return 1;
}

void document_cursor_close(struct document_cursor *c)
{
    block_cursor_close(&c->block);
    bytes_free(&c->id.previous);
    bytes_free(&c->field.previous);
    bytes_free(&c->text);
    free(c->fields);
    c->fields = NULL;
}

/* ---- types ------------------------------------------------------------------------ */

int type_cursor_open(struct type_cursor *c, corpus_table *t, bool forms)
{
    struct ngrams_layout l = ngrams_layout(t, 0, 1);
    int err;

    *c = (struct type_cursor){.layout = l};
    if ((err = block_cursor_open(&c->counts, t, t->ngrams + 1, l.n,
                                 1u << l.repeated | 1u << l.freq)))
        return err;
    return forms ? block_cursor_open(&c->block, t, &t->lexicon, 3, ALL_COLUMNS)
                 : CORPUS_OK;
}

static int next_freq(struct type_cursor *c)
{
    struct column *repeated = c->counts.columns + c->layout.repeated,
                  *freq = c->counts.columns + c->layout.freq;

    if (is_first(&c->counts)) {
        c->repeated = *repeated;
        repeated->at = repeated->end; /* read by another name */
        c->at = 0;
        if (!column_is_bits(&c->repeated, c->counts.left + 1))
            return block_cursor_fail(&c->counts);
    }
    c->freq = 1;
    if (bits_at(c->repeated.at, c->at++)) {
        if (!column_next(freq, &c->freq))
            return block_cursor_fail(&c->counts);
        c->freq += 2; /* of a run, where a type may stand in a tail alone, to 0 */
    }
    return CORPUS_OK;
}

int type_cursor_next(struct type_cursor *c)
{
    int more = block_cursor_next(&c->counts), err;

    if (more != 1)
        return more;
    if ((err = next_freq(c)))
        return err;
    if (!c->block.codec)
        return 1;
    if ((more = block_cursor_next(&c->block)) != 1)
        return more ? more : block_cursor_fail(&c->block);
    if (is_first(&c->block))
        begin_strings(&c->form, c->block.columns);
    if ((err = next_string(&c->block, &c->form)))
        return err;
    end_strings(&c->form, c->block.columns);
    return 1;
}

void type_cursor_close(struct type_cursor *c)
{
    block_cursor_close(&c->block);
    block_cursor_close(&c->counts);
    bytes_free(&c->form.previous);
}

/* ---- marginals -------------------------------------------------------------------- */

int marginal_cursor_open(struct marginal_cursor *c, corpus_table *t, unsigned family,
                         unsigned order)
{
    const struct section *s =
        family ? t->further[family].marginals + order : t->marginals + order;

    *c = (struct marginal_cursor){.codes = {0}};
    return block_cursor_open(&c->block, t, s, order - (family != 0), ALL_COLUMNS);
}

int marginal_cursor_next(struct marginal_cursor *c)
{
    int more = block_cursor_next(&c->block);

    if (more != 1)
        return more;
    for (unsigned k = 0; k < c->block.n_columns; k++)
        if (!column_next(c->block.columns + k, c->codes + k))
            return block_cursor_fail(&c->block);
    return 1;
}

void marginal_cursor_close(struct marginal_cursor *c)
{
    block_cursor_close(&c->block);
}
