/* What a table holds beside its n-grams: sources, documents, types, options. Sources are
 * read on opening, the rest when it is first asked for. */
#include "table/provenance.h"
#include "table/reader.h"
#include "table/strings.h"
#include "table/type_index.h"

#include <stdlib.h>
#include <string.h>

/* ---- strings kept one after the other --------------------------------------------- */

int table_strings_add(struct table_strings *s, const void *string, size_t len)
{
    int err = mem_reserve(&s->at, &s->cap, s->n + 2, sizeof *s->at);

    if (err)
        return err;
    s->at[s->n] = s->text.len;
    if ((err = bytes_add(&s->text, string, len)) || (err = bytes_add(&s->text, "", 1)))
        return err;
    s->at[++s->n] = s->text.len;
    return CORPUS_OK;
}

const char *table_string(const struct table_strings *s, size_t i, size_t *len)
{
    if (len)
        *len = s->at[i + 1] - s->at[i] - 1;
    return (const char *)s->text.data + s->at[i];
}

void table_strings_free(struct table_strings *s)
{
    bytes_free(&s->text);
    free(s->at);
    *s = (struct table_strings){0};
}

/* Read the next string of a column; without a NUL inside when `plain`. */
static int next_string(struct string_reader *r, bool plain, struct table_strings *into)
{
    int err = strings_next(r);

    if (err)
        return err;
    if (plain && memchr(r->previous.data, 0, r->previous.len))
        return CORPUS_ECORRUPT;
    return table_strings_add(into, r->previous.data, r->previous.len);
}

static bool column_ended(const struct column *c)
{
    return c->at == c->end;
}

static bool strings_ended(const struct string_reader *r)
{
    return column_ended(&r->shared) && column_ended(&r->length) && column_ended(&r->rest);
}

/* Is the last string of `s` after the one before it? */
static bool ascends(const struct table_strings *s)
{
    size_t a_len, b_len;
    const char *a, *b;
    int order;

    if (s->n < 2)
        return true;
    a = table_string(s, s->n - 2, &a_len);
    b = table_string(s, s->n - 1, &b_len);
    order = memcmp(a, b, a_len < b_len ? a_len : b_len);
    return order < 0 || (!order && a_len < b_len);
}

/* Totals by order: tokens, then what each order has less than the one before. */
static int read_totals(struct column *c, unsigned order, uint64_t totals[])
{
    uint64_t v;

    for (unsigned n = 0; n < order; n++) {
        if (!column_next(c, &v) || (n && v > totals[n - 1]))
            return CORPUS_ECORRUPT;
        totals[n] = n ? totals[n - 1] - v : v;
    }
    return CORPUS_OK;
}

/* ---- sources ---------------------------------------------------------------------- */

static int read_sources(corpus_table *t, const struct column c[], uint32_t first,
                        uint32_t n)
{
    struct string_reader names = {c[0], c[1], c[2], {0}};
    struct column docs = c[3], totals = c[4];
    int err = CORPUS_OK;

    for (uint32_t i = first; i < first + n && !err; i++) {
        uint64_t *row = t->source_totals + (size_t)i * t->order;

        if ((err = next_string(&names, true, &t->source_names)) ||
            (err = read_totals(&totals, t->order, row)))
            break;
        if (!ascends(&t->source_names) || !column_next(&docs, t->source_docs + i))
            err = CORPUS_ECORRUPT;
        for (unsigned k = 0; k < t->order && !err; k++)
            if (__builtin_add_overflow(t->totals[k + 1], row[k], t->totals + k + 1))
                err = CORPUS_ECORRUPT;
    }
    if (!err && !(strings_ended(&names) && column_ended(&docs) && column_ended(&totals)))
        err = CORPUS_ECORRUPT;
    bytes_free(&names.previous);
    return err;
}

int table_load_sources(corpus_table *t)
{
    struct column columns[BLOCK_COLUMNS];
    unsigned n;
    int err;

    t->source_docs = calloc(t->n_sources + 1ul, sizeof *t->source_docs);
    t->source_totals = calloc((size_t)t->n_sources * t->order + 1, sizeof *t->source_totals);
    if (!t->source_docs || !t->source_totals)
        return CORPUS_ENOMEM;
    for (size_t b = 0; b < t->sources.n; b++) {
        if ((err = table_read_block(t, &t->sources, b, ALL_COLUMNS, columns, &n)))
            return err;
        if (n != 5 || (err = read_sources(t, columns, (uint32_t)t->sources.records[b],
                                          t->sources.blocks[b]->records)))
            return table_fail(t, n != 5 ? CORPUS_ECORRUPT : err, &t->sources, b);
    }
    return CORPUS_OK;
}

unsigned corpus_table_sources(const corpus_table *t)
{
    return t->n_sources;
}

const char *corpus_table_source(const corpus_table *t, unsigned source)
{
    return source < t->n_sources ? table_string(&t->source_names, source, NULL) : NULL;
}

uint64_t corpus_table_source_documents(const corpus_table *t, unsigned source)
{
    return source < t->n_sources ? t->source_docs[source] : 0;
}

uint64_t corpus_table_source_total(const corpus_table *t, unsigned source, unsigned order)
{
    if (source >= t->n_sources || !order || order > t->order)
        return 0;
    return t->source_totals[(size_t)source * t->order + order - 1];
}

unsigned corpus_table_fields(const corpus_table *t)
{
    return t->n_fields;
}

const char *corpus_table_field(const corpus_table *t, unsigned field)
{
    return field < t->n_fields ? table_string(&t->field_names, field, NULL) : NULL;
}

const char *corpus_table_option(const corpus_table *t, const char *name)
{
    size_t len;
    const char *lines = (const char *)t->provenance.data;
    const char *value = provenance_find(lines, t->provenance.len, name, &len);

    return value ? (const char *)t->options.data + (value - lines) : NULL;
}

/* ---- documents -------------------------------------------------------------------- */

static int read_documents(corpus_table *t, const struct column c[], uint64_t first,
                          uint32_t n)
{
    struct string_reader ids = {c[0], c[1], c[2], {0}};
    struct string_reader fields = {c[4], c[5], c[6], {0}};
    struct column sources = c[3], totals = c[7];
    uint64_t source;
    int err = CORPUS_OK;

    for (uint64_t d = first; d < first + n && !err; d++) {
        if ((err = next_string(&ids, true, &t->ids)) ||
            (err = read_totals(&totals, t->order, t->document_totals + d * t->order)))
            break;
        for (unsigned f = 0; f < t->n_fields && !err; f++)
            err = next_string(&fields, true, &t->fields);
        if (err)
            break;
        if (!column_next(&sources, &source) || source >= t->n_sources ||
            (d && source < t->document_source[d - 1]) ||
            (d && source == t->document_source[d - 1] && !ascends(&t->ids)))
            err = CORPUS_ECORRUPT;
        else
            t->document_source[d] = (uint32_t)source;
    }
    if (!err && !(strings_ended(&ids) && strings_ended(&fields) &&
                  column_ended(&sources) && column_ended(&totals)))
        err = CORPUS_ECORRUPT;
    bytes_free(&ids.previous);
    bytes_free(&fields.previous);
    return err;
}

static void forget_documents(corpus_table *t)
{
    free(t->document_source);
    free(t->document_totals);
    free(t->field_row);
    t->document_source = NULL;
    t->document_totals = NULL;
    t->field_row = NULL;
    table_strings_free(&t->ids);
    table_strings_free(&t->fields);
}

static int read_all_documents(corpus_table *t)
{
    struct column columns[BLOCK_COLUMNS];
    unsigned n;
    int err;

    t->document_source = malloc((t->n_documents + 1) * sizeof *t->document_source);
    t->document_totals = calloc(t->n_documents * t->order + 1, sizeof *t->document_totals);
    t->field_row = malloc((t->n_fields + 1) * sizeof *t->field_row);
    if (!t->document_source || !t->document_totals || !t->field_row)
        return CORPUS_ENOMEM;
    for (size_t b = 0; b < t->documents.n; b++) {
        if ((err = table_read_block(t, &t->documents, b, ALL_COLUMNS, columns, &n)))
            return err;
        if (n != 8 || (err = read_documents(t, columns, t->documents.records[b],
                                            t->documents.blocks[b]->records)))
            return table_fail(t, n != 8 ? CORPUS_ECORRUPT : err, &t->documents, b);
    }
    return CORPUS_OK;
}

int table_load_documents(corpus_table *t)
{
    int err;

    if (t->document_source)
        return CORPUS_OK;
    if ((err = read_all_documents(t)))
        forget_documents(t);
    return err;
}

uint64_t corpus_table_documents(const corpus_table *t)
{
    return t->n_documents;
}

int corpus_table_document(corpus_table *t, uint64_t index, corpus_table_doc *doc)
{
    int err = table_load_documents(t);

    if (err)
        return err;
    if (index >= t->n_documents)
        return CORPUS_EINVAL;
    for (unsigned f = 0; f < t->n_fields; f++)
        t->field_row[f] = table_string(&t->fields, index * t->n_fields + f, NULL);
    *doc = (corpus_table_doc){.source = t->document_source[index],
                              .id = table_string(&t->ids, index, NULL),
                              .fields = t->field_row,
                              .totals = t->document_totals + index * t->order};
    return CORPUS_OK;
}

/* ---- lexicon ---------------------------------------------------------------------- */

static int read_types(struct table_strings *into, const struct column c[], uint32_t n)
{
    struct string_reader types = {c[0], c[1], c[2], {0}};
    int err = CORPUS_OK;

    for (uint32_t i = 0; i < n && !err; i++)
        if (!(err = next_string(&types, false, into)) && !ascends(into))
            err = CORPUS_ECORRUPT;
    if (!err && !strings_ended(&types))
        err = CORPUS_ECORRUPT;
    bytes_free(&types.previous);
    return err;
}

/* Block `b` of the lexicon, appended to `into`. */
static int read_lexicon_block(corpus_table *t, size_t b, struct table_strings *into)
{
    const struct table_block *block = t->lexicon.blocks[b];
    struct column columns[BLOCK_COLUMNS];
    size_t first = into->n, len;
    unsigned n;
    int err = table_read_block(t, &t->lexicon, b, ALL_COLUMNS, columns, &n);

    if (err)
        return err;
    if (n != 3 || (err = read_types(into, columns, block->records)))
        return table_fail(t, n != 3 ? CORPUS_ECORRUPT : err, &t->lexicon, b);
    if (block->key_len != (table_string(into, first, &len), len) ||
        memcmp(block->key, table_string(into, first, NULL), len))
        return table_fail(t, CORPUS_ECORRUPT, &t->lexicon, b);
    return CORPUS_OK;
}

int table_load_lexicon(corpus_table *t)
{
    struct table_strings types = {.n = 0};
    int err = CORPUS_OK;

    if (t->types.n || !t->n_types)
        return CORPUS_OK;
    for (size_t b = 0; b < t->lexicon.n && !err; b++)
        err = read_lexicon_block(t, b, &types);
    if (err) {
        table_strings_free(&types);
        return err;
    }
    t->types = types;
    return CORPUS_OK;
}

int corpus_table_type(corpus_table *t, uint32_t id, const char **form, size_t *len)
{
    int err = table_load_lexicon(t);

    if (err)
        return err;
    if (id >= t->n_types)
        return CORPUS_EINVAL;
    *form = table_string(&t->types, id, len);
    return CORPUS_OK;
}

static int compare(const char *a, size_t a_len, const char *b, size_t b_len)
{
    int order = memcmp(a, b, a_len < b_len ? a_len : b_len);

    return order ? order : a_len < b_len ? -1 : a_len > b_len;
}

/* Search sorted strings; 1 and *index, or 0. */
static int search(const struct table_strings *s, const char *form, size_t len,
                  size_t *index)
{
    size_t low = 0, high = s->n;

    while (low < high) {
        size_t mid = low + (high - low) / 2, mid_len;
        const char *at = table_string(s, mid, &mid_len);
        int order = compare(form, len, at, mid_len);

        if (!order) {
            *index = mid;
            return 1;
        }
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return 0;
}

/* The block whose first type is the last that is not after `form`; -1 for none. */
static long lexicon_block(const corpus_table *t, const char *form, size_t len)
{
    size_t low = 0, high = t->lexicon.n;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        const struct table_block *b = t->lexicon.blocks[mid];

        if (compare(form, len, b->key, b->key_len) < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return (long)low - 1;
}

/* So many look-ups read a block each; then the whole lexicon is worth reading. */
enum { COLD_LOOK_UPS = 16 };

int corpus_table_id(corpus_table *t, const char *form, size_t len, uint32_t *id)
{
    struct table_strings types = {.n = 0};
    size_t index;
    long block;
    int found;

    if (t->types.n || ++t->index.look_ups > COLD_LOOK_UPS)
        return type_index_find(t, form, len, id);
    if ((block = lexicon_block(t, form, len)) < 0)
        return 0;
    if (!(found = read_lexicon_block(t, (size_t)block, &types)) &&
        (found = search(&types, form, len, &index)))
        *id = (uint32_t)(t->lexicon.records[block] + index);
    table_strings_free(&types);
    return found;
}

/* ---- frequencies of all types ----------------------------------------------------- */

int table_load_freq(corpus_table *t)
{
    struct ngrams g = {.block = SIZE_MAX};
    uint64_t *freq;
    int err = CORPUS_OK;

    if (t->freq)
        return CORPUS_OK;
    if (!(freq = malloc((t->n_types + 1ul) * sizeof *freq)))
        return CORPUS_ENOMEM;
    for (size_t b = 0; b < t->ngrams[1].n && !err; b++)
        if (!(err = table_ngrams(t, 0, 1, b, NGRAMS_COUNTS, &g)))
            memcpy(freq + t->ngrams[1].records[b], g.freq, g.n * sizeof *freq);
    ngrams_free(&g);
    if (err)
        free(freq);
    else
        t->freq = freq;
    return err;
}

/* ---- marginals -------------------------------------------------------------------- */

static int read_marginals(corpus_table *t, unsigned order, size_t b,
                          uint64_t *const slots[])
{
    const struct section *s = t->marginals + order;
    struct column columns[BLOCK_COLUMNS];
    uint64_t first = s->records[b], deficit;
    unsigned n;
    int err = table_read_block(t, s, b, ALL_COLUMNS, columns, &n);

    if (err)
        return err;
    if (n != order)
        return table_fail(t, CORPUS_ECORRUPT, s, b);
    for (unsigned k = 0; k < order; k++) {
        for (uint64_t i = first; i < first + s->blocks[b]->records; i++) {
            if (!column_next(columns + k, &deficit) || deficit > t->freq[i])
                return table_fail(t, CORPUS_ECORRUPT, s, b);
            slots[k][i] = t->freq[i] - deficit;
        }
        if (columns[k].at != columns[k].end)
            return table_fail(t, CORPUS_ECORRUPT, s, b);
    }
    return CORPUS_OK;
}

static int load_marginals(corpus_table *t, unsigned order)
{
    uint64_t *slots[CORPUS_ORDER_MAX] = {0};
    int err = table_load_freq(t);

    for (unsigned k = 0; k < order && !err; k++)
        if (!(slots[k] = malloc((t->n_types + 1ul) * sizeof *slots[k])))
            err = CORPUS_ENOMEM;
    for (size_t b = 0; b < t->marginals[order].n && !err; b++)
        err = read_marginals(t, order, b, slots);
    for (unsigned k = 0; k < order; k++) {
        if (err)
            free(slots[k]);
        else
            t->marginal[order][k + 1] = slots[k];
    }
    return err;
}

int corpus_table_marginals(corpus_table *t, unsigned order, unsigned slot,
                           const uint64_t **counts)
{
    int err = CORPUS_OK;

    if (!order || order > t->order || !slot || slot > order)
        return CORPUS_EINVAL;
    if (order == 1) {
        err = table_load_freq(t);
        *counts = t->freq;
        return err;
    }
    if (!t->marginal[order][slot] && (err = load_marginals(t, order)))
        return err;
    *counts = t->marginal[order][slot];
    return CORPUS_OK;
}

/* ---- marginals of further families ------------------------------------------------ */

/* Slot 1 is order 1 of the trie, where types that do not fill it are left out. It adds up
 * to the total; slot may be NULL, for that alone. */
static int read_first_slot(corpus_table *t, unsigned family, uint64_t slot[])
{
    const struct section *s = table_section(t, family, 1);
    struct ngrams g = {.block = SIZE_MAX};
    uint64_t next = 0, total = 0;
    int err = CORPUS_OK;

    for (size_t b = 0; b < s->n && !err; b++) {
        err = table_ngrams(t, family, 1, b, NGRAMS_COUNTS, &g);
        for (uint32_t i = 0; !err && i < g.n; i++) {
            if (g.last[i] < next || __builtin_add_overflow(total, g.freq[i], &total))
                err = table_fail(t, CORPUS_ECORRUPT, s, b);
            if (slot)
                slot[g.last[i]] = g.freq[i];
            next = g.last[i] + 1ull;
        }
    }
    ngrams_free(&g);
    if (!err) {
        t->further[family].total = total;
        t->further[family].has_total = true;
    }
    return err;
}

static int read_other_slots(corpus_table *t, unsigned family, size_t b,
                            uint64_t *const slots[])
{
    unsigned order = table_levels(t, family), n;
    const struct section *s = t->further[family].marginals + order;
    struct column columns[BLOCK_COLUMNS];
    uint64_t first = s->records[b], code;
    int err = table_read_block(t, s, b, ALL_COLUMNS, columns, &n);

    if (err)
        return err;
    if (n != order - 1)
        return table_fail(t, CORPUS_ECORRUPT, s, b);
    for (unsigned k = 0; k < n; k++) {
        for (uint64_t i = first; i < first + s->blocks[b]->records; i++) {
            uint64_t base = slots[1][i];

            if (!column_next(columns + k, &code) ||
                (code & 1 ? code >> 1 >= base : code >> 1 > UINT64_MAX - base))
                return table_fail(t, CORPUS_ECORRUPT, s, b);
            slots[k + 2][i] = code & 1 ? base - (code >> 1) - 1 : base + (code >> 1);
        }
        if (columns[k].at != columns[k].end)
            return table_fail(t, CORPUS_ECORRUPT, s, b);
    }
    return CORPUS_OK;
}

int table_load_slots(corpus_table *t, unsigned family)
{
    struct table_family *f = t->further + family;
    unsigned order = table_levels(t, family);
    uint64_t *slots[FAMILY_ORDER_MAX + 1] = {0};
    int err = CORPUS_OK;

    if (f->slots[1])
        return CORPUS_OK;
    for (unsigned k = 1; k <= order && !err; k++)
        if (!(slots[k] = calloc(t->n_types + 1ul, sizeof *slots[k])))
            err = CORPUS_ENOMEM;
    if (!err)
        err = read_first_slot(t, family, slots[1]);
    for (size_t b = 0; b < f->marginals[order].n && !err; b++)
        err = read_other_slots(t, family, b, slots);
    for (unsigned k = 1; k <= order; k++) {
        if (err)
            free(slots[k]);
        else
            f->slots[k] = slots[k];
    }
    return err;
}

bool table_has_slots(const corpus_table *t, unsigned family)
{
    return t->further[family].slots[1] != NULL;
}

void table_drop_slots(corpus_table *t, unsigned family)
{
    for (unsigned k = 1; k <= FAMILY_ORDER_MAX; k++) {
        free(t->further[family].slots[k]);
        t->further[family].slots[k] = NULL;
    }
}

int corpus_table_family_marginals(corpus_table *t, unsigned family, unsigned slot,
                                  const uint64_t **counts)
{
    int err;

    if (!family || family > t->families.n || !slot || slot > table_levels(t, family))
        return CORPUS_EINVAL;
    if (!(err = table_load_slots(t, family)))
        *counts = t->further[family].slots[slot];
    return err;
}

int corpus_table_family_total(corpus_table *t, unsigned family, uint64_t *total)
{
    int err = CORPUS_OK;

    if (!family || family > t->families.n)
        return CORPUS_EINVAL;
    if (!t->further[family].has_total)
        err = read_first_slot(t, family, NULL);
    *total = t->further[family].total;
    return err;
}
