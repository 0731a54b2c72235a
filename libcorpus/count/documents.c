/* The documents as they came. */
#include "count/documents.h"
#include "corpus/error.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The table keeps names as C strings. */
static int add_name(struct documents *d, const corpus_string *name)
{
    int err;

    if (name->len && memchr(name->data, 0, name->len))
        return CORPUS_EINPUT;
    if ((err = budget_reserve(d->budget, &d->arena.data, &d->arena.cap,
                              d->arena.len + name->len + 1, 1)))
        return err;
    if (name->len)
        memcpy(d->arena.data + d->arena.len, name->data, name->len);
    d->arena.data[d->arena.len + name->len] = 0;
    d->arena.len += name->len + 1;
    return CORPUS_OK;
}

int documents_add(struct documents *d, const corpus_document *doc)
{
    struct document new = {.strings = d->arena.len, .passage = d->n_passages};
    int err;

    if (doc->source.len && memchr(doc->source.data, 0, doc->source.len))
        return CORPUS_EINPUT;
    if (d->n == UINT32_MAX - 1)
        return CORPUS_EBUDGET;
    if ((err = budget_reserve(d->budget, &d->all, &d->cap, d->n + 1ul, sizeof *d->all)) ||
        (err = string_set_add(&d->sources, doc->source.data, doc->source.len,
                              &new.source)) ||
        (err = add_name(d, &doc->id)))
        return err;
    for (unsigned i = 0; i < d->n_fields; i++) {
        static const corpus_string none = {"", 0};

        if ((err = add_name(d, i < doc->n_fields ? doc->fields + i : &none)))
            return err;
    }
    d->n++;
    if ((err = documents_go_on(d))) {
        d->n--;
        return err;
    }
    d->all[d->n - 1] = new;
    return CORPUS_OK;
}

int documents_go_on(struct documents *d)
{
    int err;

    if (d->n_passages == UINT32_MAX - 1)
        return CORPUS_EBUDGET;
    if ((err = budget_reserve(d->budget, &d->passages, &d->passages_cap,
                              d->n_passages + 1ul, sizeof *d->passages)))
        return err;
    d->passages[d->n_passages++] = (struct passage){.doc = d->n - 1};
    return CORPUS_OK;
}

uint64_t documents_tokens(const struct documents *d, uint32_t doc)
{
    uint64_t sum = 0;

    for (uint32_t i = d->all[doc].passage; i < documents_passages_end(d, doc); i++)
        sum += d->passages[i].tokens;
    return sum;
}

const char *documents_id(const struct documents *d, uint32_t doc)
{
    return (const char *)d->arena.data + d->all[doc].strings;
}

const char *documents_source(const struct documents *d, uint32_t source)
{
    size_t len;

    return string_set_get(&d->sources, source, &len);
}

void documents_fields(const struct documents *d, uint32_t doc, const char *out[])
{
    const char *at = documents_id(d, doc);

    for (unsigned i = 0; i < d->n_fields; i++)
        out[i] = at += strlen(at) + 1;
}

/* ---- order ------------------------------------------------------------------------ */

struct sort_key {
    uint32_t source, doc;
    const char *id;
};

static int by_name(const void *a, const void *b)
{
    const struct sort_key *x = a, *y = b;

    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    return strcmp(x->id, y->id);
}

/* Documents mostly come in order: files of a sorted walk, lines with numbers of one
 * length. */
static bool is_sorted(const struct sort_key keys[], uint32_t n)
{
    for (uint32_t i = 1; i < n; i++)
        if (by_name(keys + i - 1, keys + i) >= 0)
            return false;
    return true;
}

static int find_same(const struct sort_key keys[], uint32_t n, uint32_t same[2])
{
    for (uint32_t i = 1; i < n; i++)
        if (!by_name(keys + i - 1, keys + i)) {
            uint32_t x = keys[i - 1].doc, y = keys[i].doc;

            same[0] = x < y ? x : y;
            same[1] = x < y ? y : x;
            return CORPUS_EEXIST;
        }
    return CORPUS_OK;
}

static int rank_sources(const struct documents *d, uint32_t source_rank[])
{
    uint32_t *order = calloc(d->sources.n + 1ul, sizeof *order);
    int err;

    if (!order)
        return CORPUS_ENOMEM;
    if (!(err = string_set_sort(&d->sources, order)))
        for (uint32_t i = 0; i < d->sources.n; i++)
            source_rank[order[i]] = i;
    free(order);
    return err;
}

int documents_sort(const struct documents *d, uint32_t order[], uint32_t source_rank[],
                   uint32_t same[2])
{
    struct sort_key *keys;
    int err;

    if ((err = rank_sources(d, source_rank)))
        return err;
    if (!(keys = calloc(d->n + 1ul, sizeof *keys)))
        return CORPUS_ENOMEM;
    for (uint32_t i = 0; i < d->n; i++)
        keys[i] = (struct sort_key){source_rank[d->all[i].source], i, documents_id(d, i)};
    if (!is_sorted(keys, d->n)) {
        qsort(keys, d->n, sizeof *keys, by_name);
        err = find_same(keys, d->n, same);
    }
    for (uint32_t i = 0; i < d->n; i++)
        order[i] = keys[i].doc;
    free(keys);
    return err;
}

void documents_free(struct documents *d)
{
    budget_release(d->budget, &d->all, &d->cap, sizeof *d->all);
    budget_release(d->budget, &d->passages, &d->passages_cap, sizeof *d->passages);
    budget_release(d->budget, &d->arena.data, &d->arena.cap, 1);
    string_set_free(&d->sources);
    *d = (struct documents){
        .budget = d->budget, .sources.budget = d->budget, .n_fields = d->n_fields};
}
