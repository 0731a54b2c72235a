/* Unpacking a block costs some hundred microseconds, finding a record in one that is
 * unpacked less than one: look-ups keep what they unpacked. Decoded into arrays the
 * blocks would take five times the memory, and fewer would fit. */
#include "table/shelf.h"
#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

enum { WAYS = 8, MARK = 32, COLUMNS = 12 };

/* Where things stand at every MARKth record. */
struct mark {
    uint32_t at[COLUMNS]; /* offset of each column's next number, or first bit */
    uint32_t bits;        /* of last tokens: of the byte there, so many have been read */
    uint32_t last;        /* last token of the record in front: gaps go on from it */
    uint64_t child;       /* number of its first child */
};

struct shelf_block {
    unsigned family, order; /* order 0: empty */
    size_t block;
    uint64_t used; /* clock of the last use */
    struct ngrams_layout layout;
    struct bytes raw; /* the columns, one behind the other */
    uint32_t *ids;    /* LAST_SET: the last tokens, in order; room for BLOCK_RECORDS */
    struct mark *marks;
    uint32_t n;
    bool docs_vary; /* or else all are 1 */
    uint64_t first; /* number of its first record */
};

/* ---- reading on from a mark ------------------------------------------------------- */

/* The next numbers of a block's columns. They were checked when the block came in. */
struct cursor {
    const struct shelf_block *b;
    const uint8_t *at[COLUMNS]; /* but of last tokens; bits: the first one's */
    struct class_reader token;
    uint32_t record;
    uint32_t last;
    uint64_t child, children, freq, docs;
};

static uint64_t number(struct cursor *c, unsigned column)
{
    uint64_t v = 0;
    unsigned shift = 0;

    while (*c->at[column] & 0x80) {
        v |= (uint64_t)(*c->at[column]++ & 0x7f) << shift;
        shift += 7;
    }
    return v | (uint64_t)*c->at[column]++ << shift;
}

static void start(struct cursor *c, const struct shelf_block *b, uint32_t mark)
{
    const struct mark *m = b->marks + mark;

    *c = (struct cursor){.b = b, .record = mark * MARK, .last = m->last, .child = m->child};
    for (unsigned i = 0; i < b->layout.n; i++)
        c->at[i] = b->raw.data + m->at[i];
    c->token = (struct class_reader){
        .at = c->at[b->layout.last], .bits = {c->at[b->layout.last + 1], m->bits}};
}

/* What a record's last token is coded as. */
static void read_last(const corpus_table *t, struct cursor *c)
{
    uint32_t v;

    switch (c->b->layout.code) {
    case LAST_NONE:
        c->last = (uint32_t)(c->b->first + c->record);
        break;
    case LAST_GAP:
        v = class_get(&c->token);
        c->last = v ? c->last + v : class_get(&c->token);
        break;
    case LAST_SET: /* b->ids has them */
        break;
    case LAST_RANK:
        c->last = table_type_of(t, class_get(&c->token));
        break;
    }
}

/* That of the record at hand. */
static bool bit(const struct cursor *c, unsigned column)
{
    return bits_at(c->at[column], c->record);
}

static void read_children(struct cursor *c)
{
    const struct ngrams_layout *l = &c->b->layout;

    if (l->inner)
        c->children = bit(c, l->repeated) ? number(c, l->children) : !bit(c, l->childless);
}

static void read_counts(struct cursor *c)
{
    const struct ngrams_layout *l = &c->b->layout;

    c->freq = c->docs = 1;
    if (bit(c, l->repeated)) {
        c->freq = number(c, l->freq) + 2;
        if (c->b->docs_vary)
            c->docs = c->freq - number(c, l->docs);
    }
}

/* The sources of a record; with `out` NULL they are passed over. */
static uint32_t read_sources(struct cursor *c, corpus_source_count out[])
{
    unsigned column = c->b->layout.sources;
    uint32_t n = 1 + (c->docs > 1 ? (uint32_t)number(c, column) : 0), source = 0;
    uint64_t freq = c->freq, docs = c->docs;

    for (uint32_t i = 0; i < n; i++) {
        corpus_source_count s = {.freq = freq, .docs = docs};

        source += (uint32_t)number(c, column + 1);
        if (i + 1 < n) {
            s.freq = number(c, column + 2) + 1;
            s.docs = s.freq > 1 ? s.freq - number(c, column + 3) : 1;
            freq -= s.freq;
            docs -= s.docs;
        }
        s.source = source;
        if (out)
            out[i] = s;
    }
    return n;
}

/* ---- putting a block on the shelf ------------------------------------------------- */

static void set_mark(const struct shelf_block *b, const struct cursor *c)
{
    struct mark *m = b->marks + c->record / MARK;

    *m = (struct mark){.last = c->last, .child = c->child};
    for (unsigned i = 0; i < b->layout.n; i++)
        m->at[i] = (uint32_t)(c->at[i] - b->raw.data);
    if (b->layout.code != LAST_NONE) {
        m->at[b->layout.last] = (uint32_t)(c->token.at - b->raw.data);
        m->at[b->layout.last + 1] = (uint32_t)(c->token.bits.at - b->raw.data);
        m->bits = c->token.bits.n;
    }
}

/* Past a record's last token, which is known to be `last`. */
static void pass_last(struct cursor *c, uint32_t last)
{
    if (c->b->layout.code == LAST_RANK ||
        (c->b->layout.code == LAST_GAP && class_skip(&c->token)))
        class_skip(&c->token);
    c->last = last;
}

/* A gap needs the token before it, so a mark keeps the one of the record in front. */
static void make_marks(struct shelf_block *b, const uint32_t starts[COLUMNS],
                       uint64_t first_child, const uint32_t last[])
{
    struct cursor c = {.b = b, .child = first_child};

    for (unsigned i = 0; i < b->layout.n; i++)
        c.at[i] = b->raw.data + starts[i];
    c.token = (struct class_reader){
        .at = c.at[b->layout.last], .bits = {.at = c.at[b->layout.last + 1]}};
    for (; c.record < b->n; c.record++) {
        if (c.record % MARK == 0)
            set_mark(b, &c);
        read_children(&c);
        c.child += c.children;
        pass_last(&c, last[c.record]);
        read_counts(&c);
        if (b->layout.several)
            read_sources(&c, NULL);
    }
}

/* Decoding it once into arrays checks every number there is. */
static int take_in(corpus_table *t, unsigned family, unsigned order, size_t block,
                   struct shelf_block *b)
{
    const struct section *s = table_section(t, family, order);
    struct ngrams *scratch = &t->shelf.scratch;
    struct column columns[BLOCK_COLUMNS];
    uint32_t starts[COLUMNS];
    size_t size;
    unsigned n;
    int err;

    b->order = 0;
    if ((order > 1 && (err = table_load_ranks(t))) ||
        (err = table_read_block(t, s, block, ALL_COLUMNS, columns, &n)) ||
        (err = ngrams_decode(t, family, order, block, NGRAMS_CHILDREN | NGRAMS_COUNTS,
                             columns, n, scratch)))
        return err;
    b->layout = ngrams_layout(t, family, order);
    b->docs_vary = columns[b->layout.docs].at < columns[b->layout.docs].end;
    b->raw.len = 0;
    size = (size_t)(columns[n - 1].end - columns[0].at);
    if ((err = bytes_reserve(&b->raw, size + BITS_PAD)) ||
        (err = bytes_add(&b->raw, columns[0].at, size)))
        return err;
    for (unsigned i = 0; i < n; i++)
        starts[i] = (uint32_t)(columns[i].at - columns[0].at);
    if (!b->marks && !(b->marks = malloc((BLOCK_RECORDS / MARK + 1) * sizeof *b->marks)))
        return CORPUS_ENOMEM;
    if (b->layout.code == LAST_SET) {
        if (!b->ids && !(b->ids = malloc(BLOCK_RECORDS * sizeof *b->ids)))
            return CORPUS_ENOMEM;
        memcpy(b->ids, scratch->last, scratch->n * sizeof *b->ids);
    }
    b->n = s->blocks[block]->records;
    b->first = s->records[block];
    b->block = block;
    b->family = family;
    b->order = order;
    make_marks(b, starts, s->children[block], scratch->last);
    return CORPUS_OK;
}

/* Room for all blocks of the table, twice over so that few sets are full, but for no more
 * than fill an eighth of the memory. It is taken up as blocks come. */
static int put_up(const corpus_table *t, struct shelf *s)
{
    const uint64_t block_bytes = 64 << 10;
    uint64_t most = mem_default_budget() / 4 / block_bytes / WAYS, sets = 1;

    while (sets * WAYS < 2 * t->directory.n && 2 * sets <= most)
        sets *= 2;
    if (!(s->blocks = calloc(sets * WAYS, sizeof *s->blocks)))
        return CORPUS_ENOMEM;
    s->sets = sets;
    return CORPUS_OK;
}

/* Sets of a few blocks each; in a full set the one used longest ago makes room. */
int shelf_get(corpus_table *t, unsigned family, unsigned order, size_t block,
              const struct shelf_block **out)
{
    struct shelf *s = &t->shelf;
    struct shelf_block *set, *b;
    int err;

    if (!s->blocks && (err = put_up(t, s)))
        return err;
    set = b = s->blocks +
              WAYS * (hash_pair((uint64_t)family << 8 | order, block) & (s->sets - 1));
    for (unsigned i = 0; i < WAYS; i++) {
        if (set[i].order == order && set[i].family == family && set[i].block == block) {
            set[i].used = ++s->clock;
            *out = set + i;
            return CORPUS_OK;
        }
        if (set[i].used < b->used)
            b = set + i;
    }
    if ((err = take_in(t, family, order, block, b)))
        return err;
    b->used = ++s->clock;
    *out = b;
    return CORPUS_OK;
}

void shelf_free(struct shelf *s)
{
    for (uint64_t i = 0; s->blocks && i < s->sets * WAYS; i++) {
        bytes_free(&s->blocks[i].raw);
        free(s->blocks[i].ids);
        free(s->blocks[i].marks);
    }
    free(s->blocks);
    free(s->counts);
    ngrams_free(&s->scratch);
}

/* ---- finding ---------------------------------------------------------------------- */

/* Past the counts of the records before `at`, from the mark in front of it. */
static void go_to(struct cursor *c, const struct shelf_block *b, uint32_t at)
{
    for (start(c, b, at / MARK); c->record < at; c->record++) {
        read_counts(c);
        if (b->layout.several)
            read_sources(c, NULL);
    }
}

/* Marks within the siblings are in order: the last one in front of which the token is
 * less than `id`. */
static uint32_t mark_before(const struct shelf_block *b, uint32_t low, uint32_t high,
                            uint32_t id)
{
    uint32_t from = low / MARK, to = (high - 1) / MARK + 1;

    while (to - from > 1) {
        uint32_t mid = from + (to - from) / 2;

        /* The record in front of a mark behind `low` is one of the siblings. */
        if (b->marks[mid].last < id)
            from = mid;
        else
            to = mid;
    }
    return from;
}

/* The first of ascending ids that is not below `id`; `high` if all are. */
static uint32_t first_from(const uint32_t ids[], uint32_t low, uint32_t high, uint32_t id)
{
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;

        if (ids[mid] < id)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

int shelf_find(const corpus_table *t, const struct shelf_block *b, uint32_t low,
               uint32_t high, uint32_t id, uint32_t *at)
{
    struct cursor c;

    if (b->layout.code == LAST_SET) {
        *at = first_from(b->ids, low, high, id);
        return *at < high && b->ids[*at] == id;
    }
    start(&c, b, mark_before(b, low, high, id));
    for (; c.record < high; c.record++) {
        read_last(t, &c);
        if (c.record >= low && c.last >= id) {
            *at = c.record;
            return c.last == id;
        }
    }
    return 0;
}

void shelf_children(const struct shelf_block *b, uint32_t at, uint64_t *from, uint64_t *to)
{
    struct cursor c;

    start(&c, b, at / MARK);
    for (; c.record <= at; c.record++) {
        c.child += c.children;
        read_children(&c);
    }
    *from = c.child;
    *to = c.child + c.children;
}

int shelf_row(corpus_table *t, const struct shelf_block *b, uint32_t at, corpus_row *row)
{
    struct shelf *s = &t->shelf;
    struct cursor c;
    int err = mem_reserve(&s->counts, &s->counts_cap, t->n_sources, sizeof *s->counts);

    if (err)
        return err;
    go_to(&c, b, at);
    read_counts(&c);
    *row = (corpus_row){.index = b->first + at, .order = b->order, .freq = c.freq,
                        .docs = c.docs, .n_sources = 1, .sources = s->counts};
    if (b->layout.several)
        row->n_sources = read_sources(&c, s->counts);
    else
        s->counts[0] = (corpus_source_count){0, c.freq, c.docs};
    return CORPUS_OK;
}
