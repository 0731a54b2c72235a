/* Looking up one n-gram: a block per order. A record's children are a range of the next
 * order, sorted by their last token; the directory says which block has the one sought. */
#include "table/reader.h"

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

/* Search last[low .. high - 1], which does not end before id; 1 and *at, or 0. */
static int search(const uint32_t last[], uint32_t low, uint32_t high, uint32_t id,
                  uint32_t *at)
{
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;

        if (last[mid] < id)
            low = mid + 1;
        else
            high = mid;
    }
    *at = low;
    return last[low] == id;
}

/* The child with last token `id` among the records from .. to - 1 of `order`. */
static int find_child(corpus_table *t, unsigned order, uint64_t from, uint64_t to,
                      unsigned parts, uint32_t id, uint32_t *at)
{
    const struct section *s = t->ngrams + order;
    size_t block = child_block(s, from, to, id);
    uint64_t first = s->records[block];
    uint32_t low, high;
    int err = table_ngrams(t, order, block, parts, t->found + order);

    if (err)
        return err;
    low = from > first ? (uint32_t)(from - first) : 0;
    high = to - first < t->found[order].n ? (uint32_t)(to - first) : t->found[order].n;
    if (low >= high || t->found[order].last[high - 1] < id)
        return 0;
    return search(t->found[order].last, low, high, id, at);
}

/* On the way down only the children matter, at the end only the counts. */
static unsigned parts_needed(unsigned n, unsigned order)
{
    return n < order ? NGRAMS_CHILDREN : NGRAMS_COUNTS;
}

/* 1 and the place within found[order], 0 when absent. */
static int descend(corpus_table *t, const uint32_t ids[], unsigned order, uint32_t *at)
{
    size_t block;
    int found;

    if (ids[0] >= t->n_types)
        return 0;
    block = section_find(t->ngrams + 1, ids[0]);
    if ((found = table_ngrams(t, 1, block, parts_needed(1, order), t->found + 1)))
        return found;
    *at = (uint32_t)(ids[0] - t->ngrams[1].records[block]);
    for (unsigned n = 2; n <= order; n++) {
        const struct ngrams *parent = t->found + n - 1;
        uint64_t from = parent->child[*at], to = from + parent->children[*at];

        if (ids[n - 1] >= t->n_types || from == to)
            return 0;
        if ((found = find_child(t, n, from, to, parts_needed(n, order), ids[n - 1],
                                at)) != 1)
            return found;
    }
    return 1;
}

int table_locate(corpus_table *t, const uint32_t ids[], unsigned order, uint64_t *index)
{
    uint32_t at;
    int found = descend(t, ids, order, &at);

    if (found == 1)
        *index = t->ngrams[order].records[t->found[order].block] + at;
    return found;
}

int corpus_table_find_ids(corpus_table *t, const uint32_t ids[], unsigned order,
                          corpus_row *row)
{
    uint32_t at;
    int found;

    if (!order || order > t->order)
        return order ? 0 : CORPUS_EINVAL;
    if ((found = descend(t, ids, order, &at)) != 1)
        return found;
    memcpy(t->found_ids, ids, order * sizeof *ids);
    table_row(t, t->found + order, order, at, &t->found_count, row);
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
    struct bytes form = {0};
    const char *end = term + len;
    unsigned order = 0;
    int found = 1;

    if (!len)
        return CORPUS_EINVAL;
    if (bytes_reserve(&form, len))
        return CORPUS_ENOMEM;
    while (found == 1 && term <= end) {
        const char *space = memchr(term, ' ', (size_t)(end - term));
        size_t n = (size_t)((space ? space : end) - term);

        if (order == t->order)
            found = 0;
        else
            found = corpus_table_id(t, (char *)form.data,
                                    unescape(term, n, (char *)form.data), ids + order++);
        term += n + 1;
    }
    bytes_free(&form);
    return found == 1 ? corpus_table_find_ids(t, ids, order, row) : found;
}
