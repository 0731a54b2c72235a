/* Adding any number of tables up, in passes. */
#include "table/merge_tiers.h"
#include "base/file.h"
#include "table/merge.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* A table that waits. */
struct entry {
    corpus_table *table; /* borrowed */
    char *path;
    int fd;              /* -1 for none of its own */
    bool minus;
    unsigned tier;
    size_t number; /* as it was added; SIZE_MAX for a sum */
    uint64_t bytes, types, documents, sources;
    uint64_t source_bytes; /* what an open table keeps of its sources */
    unsigned order, postings, families;
};

struct merge_tiers {
    struct merge_tiers_options options;
    struct entry *entries;
    size_t n, cap, added;
    corpus_fault fault;
    size_t culprit;
};

/* ---- what a pass costs ------------------------------------------------------------ */

enum {
    MEGABYTE = 1 << 20,
    PASS_BYTES = 4 * MEGABYTE, /* the writer and its codec, what stdio and malloc keep */
    /* measured on English, orders 1 to 5: a block of columns and an inflate state */
    CURSOR_BYTES = 160 << 10,
    SETS_BYTES = 2 * 4 * BLOCK_RECORDS, /* siblings of order 2, and scratch */
    BUILDER_BYTES = 512 << 10,
    SOURCE_BYTES = 112,     /* of the union: itself, its sums and counts; totals not */
    FAMILY_BYTES = 8 << 10, /* cursors that sleep; at most those of one family are awake */
    MOST_INPUTS = 64 /* beyond that, looking for the least next one is what takes time */
};

/* The most that a family has. */
static unsigned levels(const struct entry *e)
{
    return e->families && e->order < 2 ? 2 : e->order;
}

static uint64_t input_bytes(const struct entry *e, uint64_t types, uint64_t documents)
{
    uint64_t ranked = e->types < RANKED ? e->types : RANKED;

    return (levels(e) + e->postings + 2ul) * CURSOR_BYTES + id_set_bytes(types, e->types) +
           id_set_bytes(documents, e->documents) + (levels(e) > 1 ? SETS_BYTES + ranked * 4 : 0) +
           e->families * (uint64_t)FAMILY_BYTES + e->bytes / 256 /* the directory */ +
           e->source_bytes + e->sources * (sizeof(uint32_t) + SOURCE_BYTES + e->order * 8ul);
}

/* Bytes that a pass over the chosen entries takes: an upper bound, as if they had no type
 * and no source in common. */
static uint64_t pass_bytes(const struct entry *const chosen[], size_t n)
{
    uint64_t types = 0, documents = 0, ranked, sum = PASS_BYTES;

    for (size_t i = 0; i < n; i++) {
        types += chosen[i]->types;
        documents += chosen[i]->documents;
    }
    for (size_t i = 0; i < n; i++)
        sum += input_bytes(chosen[i], types, documents);
    ranked = types < RANKED ? types : RANKED;
    sum += levels(chosen[0]) * (uint64_t)BUILDER_BYTES;
    if (levels(chosen[0]) > 1)
        sum += ranked * (sizeof(struct ranked) + 12) + id_set_bytes(types, ranked);
    return sum;
}

static size_t most_inputs(void)
{
    struct rlimit limit;
    size_t most = MOST_INPUTS;

    if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur == RLIM_INFINITY)
        return most;
    if (limit.rlim_cur < 32 + 8 * most) /* tiers hold theirs, too */
        most = limit.rlim_cur > 48 ? (size_t)(limit.rlim_cur - 32) / 8 : 2;
    return most < 2 ? 2 : most;
}

static bool fits(const struct merge_tiers *t, const struct entry *const chosen[], size_t n)
{
    return n <= t->options.most && pass_bytes(chosen, n) <= t->options.memory;
}

/* ---- a pass ----------------------------------------------------------------------- */

static int fail(struct merge_tiers *t, int err, const struct entry *e)
{
    char place[sizeof t->fault.place];

    t->culprit = e->number;
    if (e->fd >= 0 && err == CORPUS_ECORRUPT) {
        snprintf(place, sizeof place, "%.140s", t->fault.place);
        snprintf(t->fault.place, sizeof t->fault.place,
                 "a temporary file could not be read back: %.110s", place);
    }
    return err;
}

static int open_entry(struct merge_tiers *t, struct entry *e, corpus_table **table)
{
    int fd, err;

    if (e->table) {
        *table = e->table;
        return CORPUS_OK;
    }
    *table = NULL;
    if (e->path)
        fd = open(e->path, O_RDONLY | O_CLOEXEC);
    else
        fd = fcntl(e->fd, F_DUPFD_CLOEXEC, 3);
    if (fd < 0)
        return fail(t, CORPUS_EIO, e);
    err = table_open_file(table, fd, &t->fault);
    return err ? fail(t, err, e) : CORPUS_OK;
}

static void close_entry(struct entry *e, corpus_table *table)
{
    if (table != e->table)
        corpus_table_close(table);
}

static int open_all(struct merge_tiers *t, struct entry *const chosen[], struct merge *m,
                    size_t n)
{
    if (!(m->inputs = calloc(n, sizeof *m->inputs)))
        return CORPUS_ENOMEM;
    for (; m->n_inputs < n; m->n_inputs++) {
        struct merge_input *in = m->inputs + m->n_inputs;
        int err = open_entry(t, chosen[m->n_inputs], &in->table);

        if (err)
            return err;
        in->minus = chosen[m->n_inputs]->minus;
    }
    return CORPUS_OK;
}

/* The sum of the chosen into the writer. */
static int run_pass(struct merge_tiers *t, struct entry *const chosen[], size_t n,
                    struct table_writer *w, const struct merge_how *how,
                    struct merge_result *result)
{
    struct merge m = {.how = how, .writer = w, .fault = &t->fault};
    int err = open_all(t, chosen, &m, n);

    if (!err && (err = merge_pass(&m)) && m.culprit < n)
        fail(t, err, chosen[m.culprit]);
    if (!err && result) {
        *result = (struct merge_result){.documents = m.n_documents, .sources = m.n_sources};
        memcpy(result->ngrams, m.ngrams, sizeof m.ngrams);
        memcpy(result->family_rows, m.family_rows, sizeof m.family_rows);
    }
    for (size_t i = 0; i < m.n_inputs; i++)
        close_entry(chosen[i], m.inputs[i].table);
    merge_free(&m);
    free(m.inputs);
    return err;
}

/* What the system says about the folder, not about the result. */
static int fail_temporary(struct merge_tiers *t, int err)
{
    if (err == CORPUS_EIO && !*t->fault.place)
        snprintf(t->fault.place, sizeof t->fault.place, "temporary files in %.100s",
                 file_temporary_folder(t->options.tmpdir));
    return err;
}

static void forget(struct entry *e)
{
    if (e->fd >= 0)
        close(e->fd);
    free(e->path);
    *e = (struct entry){.fd = -1};
}

static int look_at(struct merge_tiers *t, struct entry *e)
{
    corpus_table *table;
    int err = open_entry(t, e, &table);

    if (err)
        return err;
    e->bytes = table->size;
    e->types = table->n_types;
    e->documents = table->n_documents;
    e->sources = table->n_sources;
    e->source_bytes = table->source_names.text.cap +
                      table->source_names.cap * sizeof *table->source_names.at +
                      e->sources * (table->order + 1ul) * sizeof *table->source_totals;
    e->order = table->order;
    e->postings = table->postings_order;
    e->families = table->families.n;
    close_entry(e, table);
    return CORPUS_OK;
}

static int append(struct merge_tiers *t, const struct entry *e)
{
    int err = mem_reserve(&t->entries, &t->cap, t->n + 1, sizeof *t->entries);

    if (!err)
        t->entries[t->n++] = *e;
    return err;
}

/* Entries that were merged are gone from the list; the others stay in order. */
static void drop_forgotten(struct merge_tiers *t)
{
    size_t kept = 0;

    for (size_t i = 0; i < t->n; i++)
        if (t->entries[i].bytes)
            t->entries[kept++] = t->entries[i];
    t->n = kept;
}

/* The chosen become one, a tier up. */
static int unite(struct merge_tiers *t, struct entry *chosen[], size_t n)
{
    struct merge_how how = {.runs = t->options.runs,
                            .progress = t->options.progress,
                            .user = t->options.user};
    struct entry sum = {.fd = -1, .number = SIZE_MAX, .minus = chosen[0]->minus};
    struct table_writer *w;
    bool minus = sum.minus;
    int err;

    for (size_t i = 0; i < n; i++) {
        sum.tier = chosen[i]->tier >= sum.tier ? chosen[i]->tier + 1 : sum.tier;
        chosen[i]->minus = false; /* all of one kind: their sum is of that kind */
    }
    if (!(err = writer_new_temporary(&w, t->options.tmpdir)) &&
        !(err = run_pass(t, chosen, n, w, &how, NULL)))
        err = writer_finish(w, &sum.fd);
    writer_free(w);
    if (err)
        return fail_temporary(t, err);
    for (size_t i = 0; i < n; i++)
        forget(chosen[i]);
    drop_forgotten(t);
    sum.minus = minus;
    if ((err = look_at(t, &sum)) || (err = append(t, &sum)))
        forget(&sum);
    return err;
}

/* ---- which ------------------------------------------------------------------------ */

/* A tier that can take no more becomes one table of the next. */
static int collapse(struct merge_tiers *t, unsigned tier, bool minus)
{
    struct entry **chosen = malloc((t->n + 1) * sizeof *chosen);
    size_t n = 0;
    int err = CORPUS_OK;

    if (!chosen)
        return CORPUS_ENOMEM;
    for (size_t i = 0; i < t->n; i++)
        if (t->entries[i].tier == tier && t->entries[i].minus == minus)
            chosen[n++] = t->entries + i;
    chosen[n] = n ? chosen[n - 1] : NULL; /* one more of the kind */
    if (n > 1 && !fits(t, (const struct entry *const *)chosen, n + 1)) {
        if (!(err = unite(t, chosen, n)))
            err = collapse(t, tier + 1, minus);
    }
    free(chosen);
    return err;
}

static int by_size(const void *a, const void *b)
{
    const struct entry *x = *(struct entry *const *)a, *y = *(struct entry *const *)b;

    return x->bytes < y->bytes ? -1 : x->bytes > y->bytes;
}

/* So many of the smallest as fit, of the kind of which there are more. */
static int unite_smallest(struct merge_tiers *t)
{
    struct entry **chosen = malloc((t->n + 1) * sizeof *chosen);
    size_t n = 0, n_minus = 0;
    int err;

    if (!chosen)
        return CORPUS_ENOMEM;
    for (size_t i = 0; i < t->n; i++)
        n_minus += t->entries[i].minus;
    for (size_t i = 0; i < t->n; i++)
        if (t->entries[i].minus == (n_minus * 2 > t->n))
            chosen[n++] = t->entries + i;
    qsort(chosen, n, sizeof *chosen, by_size);
    while (n > 2 && !fits(t, (const struct entry *const *)chosen, n))
        n--;
    err = unite(t, chosen, n);
    free(chosen);
    return err;
}

static bool all_fit(struct merge_tiers *t, int *err)
{
    const struct entry **all = malloc((t->n + 1) * sizeof *all);
    bool fit;

    *err = all ? CORPUS_OK : CORPUS_ENOMEM;
    for (size_t i = 0; all && i < t->n; i++)
        all[i] = t->entries + i;
    fit = all && (t->n < 3 || fits(t, all, t->n));
    free(all);
    return fit;
}

/* ---- adding ----------------------------------------------------------------------- */

static int add(struct merge_tiers *t, struct entry *e)
{
    bool minus = e->minus;
    int err;

    t->culprit = SIZE_MAX;
    t->fault = (corpus_fault){{0}};
    e->number = t->added++;
    if ((err = look_at(t, e)) || (err = append(t, e))) {
        forget(e);
        return err;
    }
    return collapse(t, 0, minus);
}

int merge_tiers_add_path(struct merge_tiers *t, const char *path, bool minus)
{
    struct entry e = {.fd = -1, .minus = minus, .path = strdup(path)};

    return e.path ? add(t, &e) : CORPUS_ENOMEM;
}

int merge_tiers_add_table(struct merge_tiers *t, corpus_table *table, bool minus)
{
    return add(t, &(struct entry){.fd = -1, .minus = minus, .table = table});
}

int merge_tiers_add_file(struct merge_tiers *t, int fd)
{
    return fail_temporary(t, add(t, &(struct entry){.fd = fd}));
}

void merge_tiers_progress(struct merge_tiers *t,
                          void (*progress)(void *user, uint64_t done, uint64_t total),
                          void *user)
{
    t->options.progress = progress;
    t->options.user = user;
}

/* ---- the end ---------------------------------------------------------------------- */

int merge_tiers_finish(struct merge_tiers *t, const char *path,
                       const struct merge_how *how, struct merge_result *result)
{
    struct entry **all;
    struct table_writer *w;
    int err;

    t->culprit = SIZE_MAX;
    t->fault = (corpus_fault){{0}};
    while (!all_fit(t, &err))
        if (err || (err = unite_smallest(t)))
            return err;
    if (!(all = malloc((t->n + 1) * sizeof *all)))
        return CORPUS_ENOMEM;
    for (size_t i = 0; i < t->n; i++)
        all[i] = t->entries + i;
    if (!(err = writer_new(&w, path)) && !(err = run_pass(t, all, t->n, w, how, result)))
        err = writer_commit(w);
    writer_free(w);
    free(all);
    return err;
}

const corpus_fault *merge_tiers_fault(const struct merge_tiers *t, size_t *culprit)
{
    *culprit = t->culprit;
    return &t->fault;
}

int merge_tiers_new(struct merge_tiers **out, const struct merge_tiers_options *options)
{
    struct merge_tiers *t = *out = calloc(1, sizeof *t);

    if (!t)
        return CORPUS_ENOMEM;
    t->options = *options;
    if (!t->options.memory)
        t->options.memory = mem_default_budget();
    if (!t->options.most)
        t->options.most = most_inputs();
    return CORPUS_OK;
}

void merge_tiers_free(struct merge_tiers *t)
{
    for (size_t i = 0; t && i < t->n; i++)
        forget(t->entries + i);
    if (t)
        free(t->entries);
    free(t);
}
