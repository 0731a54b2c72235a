/* Merging as the public interface has it. */
#include "corpus/table.h"
#include "table/merge_tiers.h"

#include <string.h>

void corpus_merge_options_default(corpus_merge_options *options)
{
    *options = (corpus_merge_options){0};
}

/* The last `subtract` of the tables are taken away. */
static bool is_minus(const corpus_merge_options *o, size_t i, size_t n)
{
    return i >= n - o->subtract;
}

static int merge_all(struct merge_tiers *t, const char *path, corpus_table *const tables[],
                     const char *const paths[], size_t n, const corpus_merge_options *o)
{
    struct merge_how how = {.progress = o->progress, .user = o->user};
    int err = CORPUS_OK;

    for (size_t i = 0; i < n && !err; i++)
        err = tables ? merge_tiers_add_table(t, tables[i], is_minus(o, i, n))
                     : merge_tiers_add_path(t, paths[i], is_minus(o, i, n));
    return err ? err : merge_tiers_finish(t, path, &how, NULL);
}

static int merge(const char *path, corpus_table *const tables[], const char *const paths[],
                 size_t n, const corpus_merge_options *options, size_t *culprit,
                 corpus_fault *fault)
{
    corpus_merge_options o;
    struct merge_tiers *t;
    size_t at_fault;
    int err;

    corpus_merge_options_default(&o);
    if (options)
        o = *options;
    if (fault)
        *fault = (corpus_fault){{0}};
    if (culprit)
        *culprit = n;
    if (!n || o.subtract >= n)
        return CORPUS_EINVAL;
    if ((err = merge_tiers_new(&t, &(struct merge_tiers_options){
                                       .tmpdir = o.tmpdir,
                                       .memory = o.memory,
                                       .most = o.most,
                                       .progress = o.progress,
                                       .user = o.user})))
        return err;
    if ((err = merge_all(t, path, tables, paths, n, &o))) {
        if (fault)
            *fault = *merge_tiers_fault(t, &at_fault);
        merge_tiers_fault(t, &at_fault);
        if (culprit && at_fault < n)
            *culprit = at_fault;
    }
    merge_tiers_free(t);
    return err;
}

int corpus_table_merge(const char *path, corpus_table *const tables[], size_t n_tables,
                       const corpus_merge_options *options, corpus_fault *fault)
{
    return merge(path, tables, NULL, n_tables, options, NULL, fault);
}

int corpus_table_merge_files(const char *path, const char *const paths[], size_t n_paths,
                             const corpus_merge_options *options, size_t *culprit,
                             corpus_fault *fault)
{
    return merge(path, NULL, paths, n_paths, options, culprit, fault);
}
