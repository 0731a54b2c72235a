/* Looking up one n-gram: a block per order. A record's children are a range of the next
 * order, sorted by their last token; the directory says which block has the one sought. */
#include "table/shelf.h"

#include <stdlib.h>
#include <string.h>

/* Of the blocks that hold records from .. to - 1, the last that can hold a record whose
 * last token is `id`: all but the first begin with a child of the same parent. */
static size_t child_block(const struct section *s, uint64_t from, uint64_t to, uint32_t id)
{
    size_t low = section_find(s, from), high = section_find(s, to - 1) + 1;

    while (high - low > 1) {
        size_t mid = low + (high - low) / 2;

        if (s->blocks[mid]->first <= id)
            low = mid;
        else
            high = mid;
    }
    return low;
}

/* A record in the block that holds it. */
struct place {
    const struct shelf_block *block;
    uint32_t at;
};

/* The child with last token `id` among the records from .. to - 1 of order n. */
static int find_child(corpus_table *t, unsigned family, unsigned n, uint64_t from,
                      uint64_t to, uint32_t id, struct place *p)
{
    const struct section *s = table_section(t, family, n);
    size_t block = child_block(s, from, to, id);
    uint64_t first = s->records[block];
    uint32_t low, high, end = s->blocks[block]->records;
    int err = shelf_get(t, family, n, block, &p->block);

    if (err)
        return err;
    low = from > first ? (uint32_t)(from - first) : 0;
    high = to - first < end ? (uint32_t)(to - first) : end;
    return low < high ? shelf_find(t, p->block, low, high, id, &p->at) : 0;
}

/* A type's record at order 1: all types have one, in a further family those that fill
 * slot 1. */
static int find_first(corpus_table *t, unsigned family, uint32_t id, struct place *p)
{
    const struct section *s = table_section(t, family, 1);
    size_t block;
    int err;

    if (id >= t->n_types || !s->n)
        return 0;
    if (family)
        return find_child(t, family, 1, 0, section_records(s), id, p);
    block = section_find(s, id);
    if ((err = shelf_get(t, 0, 1, block, &p->block)))
        return err;
    p->at = (uint32_t)(id - s->records[block]);
    return 1;
}

/* 1 and the place, 0 when absent. */
static int descend(corpus_table *t, unsigned family, const uint32_t ids[], unsigned order,
                   struct place *p)
{
    int found = find_first(t, family, ids[0], p);

    if (found != 1)
        return found;
    for (unsigned n = 2; n <= order; n++) {
        uint64_t from, to;

        shelf_children(p->block, p->at, &from, &to);
        if (ids[n - 1] >= t->n_types || from == to)
            return 0;
        found = find_child(t, family, n, from, to, ids[n - 1], p);
        if (found != 1)
            return found;
    }
    return 1;
}

static int find_row(corpus_table *t, unsigned family, const uint32_t ids[], unsigned order,
                    corpus_row *row)
{
    struct place p;
    int found = descend(t, family, ids, order, &p), err;

    if (found != 1)
        return found;
    if ((err = shelf_row(t, p.block, p.at, row)))
        return err;
    memcpy(t->found_ids, ids, order * sizeof *ids);
    row->ids = t->found_ids;
    return 1;
}

int table_locate(corpus_table *t, unsigned family, const uint32_t ids[], unsigned order,
                 uint64_t *index)
{
    corpus_row row;
    int found = find_row(t, family, ids, order, &row);

    *index = found == 1 ? row.index : 0;
    return found;
}

int corpus_table_find_ids(corpus_table *t, const uint32_t ids[], unsigned order,
                          corpus_row *row)
{
    if (!order || order > t->order)
        return order ? 0 : CORPUS_EINVAL;
    return find_row(t, 0, ids, order, row);
}

int corpus_table_family_find(corpus_table *t, unsigned family, const uint32_t ids[],
                             corpus_row *row)
{
    if (!family || family > t->families.n)
        return CORPUS_EINVAL;
    return find_row(t, family, ids, table_levels(t, family), row);
}

/* Undo the escapes of one type; out has room for len bytes. */
static size_t unescape(const char *in, size_t len, char *out)
{
    static const char letters[] = "stnr\\", bytes[] = " \t\n\r\\";
    size_t n = 0;

    for (size_t i = 0; i < len; i++) {
        const char *letter;

        if (in[i] == '\\' && i + 1 < len && (letter = memchr(letters, in[i + 1], 5))) {
            out[n++] = bytes[letter - letters];
            i++;
        } else {
            out[n++] = in[i];
        }
    }
    return n;
}

int corpus_table_find(corpus_table *t, const char *term, size_t len, corpus_row *row)
{
    uint32_t ids[CORPUS_ORDER_MAX];
    const char *end = term + len;
    char small[256], *form = len <= sizeof small ? small : malloc(len);
    unsigned order = 0;
    int found = len ? 1 : CORPUS_EINVAL;

    if (!form)
        return CORPUS_ENOMEM;
    while (found == 1 && term <= end) {
        const char *space = memchr(term, ' ', (size_t)(end - term));
        size_t n = (size_t)((space ? space : end) - term);

        if (order == t->order)
            found = 0;
        else
            found = corpus_table_id(t, form, unescape(term, n, form), ids + order++);
        term += n + 1;
    }
    if (form != small)
        free(form);
    return found == 1 ? corpus_table_find_ids(t, ids, order, row) : found;
}
