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
static int find_child(corpus_table *t, unsigned n, uint64_t from, uint64_t to, uint32_t id,
                      struct place *p)
{
    const struct section *s = t->ngrams + n;
    size_t block = child_block(s, from, to, id);
    uint64_t first = s->records[block];
    uint32_t low, high, end = s->blocks[block]->records;
    int err = shelf_get(t, n, block, &p->block);

    if (err)
        return err;
    low = from > first ? (uint32_t)(from - first) : 0;
    high = to - first < end ? (uint32_t)(to - first) : end;
    return low < high ? shelf_find(t, p->block, low, high, id, &p->at) : 0;
}

/* 1 and the place, 0 when absent. */
static int descend(corpus_table *t, const uint32_t ids[], unsigned order, struct place *p)
{
    const struct section *types = t->ngrams + 1;
    size_t block;
    int found;

    if (ids[0] >= t->n_types)
        return 0;
    block = section_find(types, ids[0]);
    if ((found = shelf_get(t, 1, block, &p->block)))
        return found;
    p->at = (uint32_t)(ids[0] - types->records[block]);
    for (unsigned n = 2; n <= order; n++) {
        uint64_t from, to;

        shelf_children(p->block, p->at, &from, &to);
        if (ids[n - 1] >= t->n_types || from == to)
            return 0;
        if ((found = find_child(t, n, from, to, ids[n - 1], p)) != 1)
            return found;
    }
    return 1;
}

int table_locate(corpus_table *t, const uint32_t ids[], unsigned order, uint64_t *index)
{
    struct place p;
    corpus_row row;
    int found = descend(t, ids, order, &p), err;

    if (found == 1 && (err = shelf_row(t, p.block, p.at, &row)))
        return err;
    if (found == 1)
        *index = row.index;
    return found;
}

int corpus_table_find_ids(corpus_table *t, const uint32_t ids[], unsigned order,
                          corpus_row *row)
{
    struct place p;
    int found;

    if (!order || order > t->order)
        return order ? 0 : CORPUS_EINVAL;
    if ((found = descend(t, ids, order, &p)) != 1)
        return found;
    if ((found = shelf_row(t, p.block, p.at, row)))
        return found;
    memcpy(t->found_ids, ids, order * sizeof *ids);
    row->ids = t->found_ids;
    return 1;
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
