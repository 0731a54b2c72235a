/* The formats a reader knows. */
#ifndef INPUT_OPTIONS_H
#define INPUT_OPTIONS_H

#include "corpus/reader.h"

struct format {
    const char *name;
    const char *extensions[2];
    int (*read)(struct corpus_reader *r);
};

/* The format of a file, by its name if `input` is auto. */
const struct format *format_of(enum corpus_input input, const char *path);

/* The length of `path` less .gz or .zst. */
size_t name_without_packing(const char *path, size_t len);

/* The number, from 1, of a CoNLL-U column called `name` or so numbered; 0: none. */
size_t conllu_column(const char *name);

#endif
