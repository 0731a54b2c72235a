/* corpus-merge: tables add up. */
#include "shared/meta.h"
#include "shared/options.h"
#include "shared/output.h"
#include "shared/tool.h"

#include <stdlib.h>

static const option_group groups[] = {{"Output", table_specs}, {0}};

static const tool_manual manual = {
    .operands = "[OPTION]... -o TABLE TABLE...",
    .purpose = "Add tables up: the bytes that counting all their documents at once gives.",
    .groups = groups,
    .notes = "Tables counted with different options are refused, and the options named.\n",
    .examples = {"corpus-merge -o year.freq jan.freq feb.freq mar.freq",
                 "corpus-merge -o all.freq shard-*.freq"}};

static corpus_table **open_all(char *const paths[], size_t n)
{
    corpus_table **parts = tool_alloc(n * sizeof *parts);
    corpus_fault fault = {{0}};

    for (size_t i = 0; i < n; i++) {
        int err = corpus_table_open(&parts[i], paths[i], &fault);

        if (err)
            tool_fail(err, paths[i], fault.place);
    }
    return parts;
}

/* A damaged table is named, else the options that differ or the target. */
static _Noreturn void fail(int err, corpus_table *const parts[], char *const paths[],
                           size_t n, const corpus_fault *fault)
{
    if (err == CORPUS_ECORRUPT)
        for (size_t i = 0; i < n; i++)
            if (*corpus_table_fault(parts[i]))
                tool_fail(err, paths[i], corpus_table_fault(parts[i]));
    if (err == CORPUS_EIO)
        tool_fail(err, common.output, fault->place);
    if (*fault->place)
        tool_die("%s (%s)", corpus_strerror(err), fault->place);
    tool_die("%s", corpus_strerror(err));
}

int main(int argc, char **argv)
{
    corpus_table **parts;
    corpus_fault fault = {{0}};
    char **paths;
    size_t n;
    int err;

    tool_start("corpus-merge");
    if (!(n = options_parse(&manual, argc, argv, &paths)))
        tool_wrong("no TABLE given");
    output_table_begin(common.output);
    parts = open_all(paths, n);
    if ((err = corpus_table_merge(common.output, parts, n, &fault)))
        fail(err, parts, paths, n, &fault);
    output_table_end();
    meta_write_table(&manual, common.output);

    for (size_t i = 0; i < n; i++)
        corpus_table_close(parts[i]);
    free(parts);
    return tool_finish();
}
