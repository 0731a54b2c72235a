/* corpus-merge: tables add up. */
#include "shared/meta.h"
#include "shared/options.h"
#include "shared/output.h"
#include "shared/records.h"
#include "shared/tool.h"

#include <stdlib.h>
#include <string.h>

static corpus_merge_options merging;

static const char **subtracted;
static size_t n_subtracted, subtracted_cap;
static struct text subtracted_names; /* for --meta */

static const char *subtract(void *where, const char *path)
{
    (void)where;
    subtracted = tool_grow(subtracted, &subtracted_cap, n_subtracted + 1,
                           sizeof *subtracted);
    text_printf(&subtracted_names, "%s%s", n_subtracted ? "," : "", path);
    subtracted[n_subtracted++] = path;
    return NULL;
}

static const option_spec merge_specs[] = {
    {.name = "subtract", .arg = "TABLE", .kind = OPTION_CALL,
     .where = &subtracted_names.data, .call = subtract, .shown = "none",
     .help = "take the documents of TABLE away again (may be repeated)"},
    {.name = "memory", .arg = "SIZE", .kind = OPTION_SIZE, .where = &merging.memory,
     .shown = "half of the machine's", .help = "budget; with less, more passes are made"},
    {.name = "tmpdir", .arg = "DIR", .where = &merging.tmpdir, .shown = "$TMPDIR or /tmp",
     .help = "folder for the tables between passes"},
    {.name = "tsv", .arg = "FILE", .where = &common.records,
     .shown = "none",
     .help = "instead of tables add up lines that corpus-count --tsv wrote and that were "
             "sorted (-: standard input); to standard output or the file of -o"},
    {0}};

static const option_group groups[] = {
    {"What is added", merge_specs}, {"Output", table_specs}, {0}};

static const tool_manual manual = {
    .operands = "[OPTION]... -o TABLE TABLE...",
    .purpose = "Add tables up: the bytes that counting all their documents at once gives.",
    .groups = groups,
    .notes = "Tables counted with different options are refused, and the options named.\n",
    .examples = {"corpus-merge -o all.freq shard-*.freq",
                 "corpus-merge -o rest.freq year.freq --subtract jan.freq"}};

/* A table that could not be read is named, else what does not fit together, or the
 * target. */
static _Noreturn void fail(int err, const char *const paths[], size_t n, size_t culprit,
                           const corpus_fault *fault)
{
    if (culprit < n && (err == CORPUS_ECORRUPT || err == CORPUS_EFORMAT || err == CORPUS_EIO))
        tool_fail(err, paths[culprit], fault->place);
    if (err == CORPUS_EIO)
        tool_fail(err, common.output, fault->place);
    if (*fault->place)
        tool_die("%s (%s)", corpus_strerror(err), fault->place);
    tool_die("%s", corpus_strerror(err));
}

static void add_records(size_t n_paths)
{
    struct output out;

    if (n_paths || n_subtracted)
        tool_wrong("--tsv adds up lines, not tables");
    output_open(&out, common.output);
    records_add_up(common.records, &out);
    output_close(&out);
    meta_write(&manual, NULL, 0, NULL, NULL);
}

static void add_tables(char *const paths[], size_t n)
{
    corpus_fault fault = {{0}};
    size_t culprit;
    const char **all;
    const char *target;
    int err;

    if (!n)
        tool_wrong("no TABLE given");
    target = output_table_begin(common.output);
    all = tool_alloc((n + n_subtracted) * sizeof *all);
    memcpy(all, paths, n * sizeof *all);
    if (n_subtracted)
        memcpy(all + n, subtracted, n_subtracted * sizeof *all);
    merging.subtract = n_subtracted;
    n += n_subtracted;
    merging.progress = progress_callback;
    progress_start(common.quiet ? PROGRESS_NEVER : common.progress, "merging", "bytes");
    err = corpus_table_merge_files(target, all, n, &merging, &culprit, &fault);
    progress_end();
    if (err)
        fail(err, all, n, culprit, &fault);
    output_table_end();
    meta_write_table(&manual, common.output, common.output);
    free(all);
}

int main(int argc, char **argv)
{
    char **paths;
    size_t n;

    tool_start("corpus-merge");
    n = options_parse(&manual, argc, argv, &paths);
    if (common.records)
        add_records(n);
    else
        add_tables(paths, n);
    free(subtracted);
    text_free(&subtracted_names);
    return tool_finish();
}
