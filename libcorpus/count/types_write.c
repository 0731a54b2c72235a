/* The lexicon of a corpus, into a table. */
#include "count/types_write.h"
#include "base/threads.h"
#include "corpus/error.h"
#include "table/format.h"
#include "table/lexicon_part.h"
#include "table/packed_blocks.h"

#include <stdlib.h>

enum { PART_BYTES = 400 << 10 }; /* what an encoder takes */

struct work {
    struct table_writer *writer;
    const struct text_body *text;
    const struct string_set *types;
    struct lexicon_part **encoders; /* one per thread */
    struct packed_blocks *blocks;   /* one per slot */
    unsigned threads, slots;
};

/* Types that follow each other stand anywhere: have them on their way from memory. */
static void fetch(const struct work *w, uint64_t i)
{
    enum { AHEAD = 8 };
    const struct string_entry *entries = w->types->entries;
    const uint32_t *order = w->text->type_order + i;

    if (i + 2 * AHEAD >= w->text->n_types)
        return;
    __builtin_prefetch(entries + order[2 * AHEAD]);
    __builtin_prefetch(w->types->arena.data + entries[order[AHEAD]].offset);
}

/* One thread alone writes blocks as they come. */
static int pack_item(void *user, unsigned worker, unsigned slot, uint64_t item)
{
    const struct work *w = user;
    uint64_t from = item * LEXICON_RECORDS, to = from + LEXICON_RECORDS;
    struct lexicon_part *encoder = w->encoders[worker];
    int err = CORPUS_OK;

    lexicon_part_into(encoder, w->blocks + slot);
    for (uint64_t i = from; i < to && i < w->text->n_types && !err; i++) {
        size_t len;
        const char *type = string_set_get(w->types, w->text->type_order[i], &len);

        fetch(w, i);
        if (!(err = lexicon_part_add(encoder, type, len)) && w->slots == 1)
            err = writer_add_types(w->writer, w->blocks + slot);
    }
    return err ? err : lexicon_part_finish(encoder);
}

static int write_item(void *user, unsigned slot, uint64_t item)
{
    const struct work *w = user;

    (void)item;
    return writer_add_types(w->writer, w->blocks + slot);
}

/* More than one thread only within the budget: what is refused is done without. All that is
 * packed at a time is no more than there is of types. */
static void fit_threads(struct work *w, uint64_t n_items, unsigned threads, uint64_t *taken)
{
    w->threads = threads < n_items ? threads : (unsigned)n_items;
    for (; w->threads > 1; w->threads--) {
        w->slots = 2 * w->threads;
        *taken = w->threads * (uint64_t)PART_BYTES + w->types->arena.len;
        if (!budget_take(w->text->budget, *taken))
            return;
    }
    w->threads = w->slots = 1;
    *taken = 0;
}

static int hire(struct work *w)
{
    int err = CORPUS_OK;

    w->encoders = calloc(w->threads, sizeof *w->encoders);
    w->blocks = calloc(w->slots, sizeof *w->blocks);
    if (!w->encoders || !w->blocks)
        return CORPUS_ENOMEM;
    for (unsigned i = 0; i < w->threads && !err; i++)
        err = lexicon_part_new(w->encoders + i);
    return err;
}

static void dismiss(struct work *w)
{
    for (unsigned i = 0; w->encoders && i < w->threads; i++)
        lexicon_part_free(w->encoders[i]);
    for (unsigned i = 0; w->blocks && i < w->slots; i++)
        packed_blocks_free(w->blocks + i);
    free(w->encoders);
    free(w->blocks);
}

int types_write(struct table_writer *writer, const struct text_body *t,
                const struct string_set *types, unsigned threads)
{
    struct work w = {.writer = writer, .text = t, .types = types};
    struct threads_job job = {
        .n_items = ((uint64_t)t->n_types + LEXICON_RECORDS - 1) / LEXICON_RECORDS,
        .user = &w, .work = pack_item, .commit = write_item};
    uint64_t taken;
    int err;

    fit_threads(&w, job.n_items, threads, &taken);
    job.slots = w.slots;
    if (!(err = hire(&w)))
        err = threads_run(&job, w.threads);
    dismiss(&w);
    budget_give(t->budget, taken);
    return err;
}
