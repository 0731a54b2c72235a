/* What was found in the documents of each source: how often, and an example. Of the
 * documents that show a thing, the one whose id comes first in byte order is the example,
 * so that the order in which they are read changes nothing. */
#ifndef FINDINGS_H
#define FINDINGS_H

#include "shared/tool.h"

#define uthash_fatal(message) tool_die("%s", corpus_strerror(CORPUS_ENOMEM))
#include <uthash.h>

/* Kinds of findings that are true or not of a whole document, after those of
 * corpus_sight. */
enum {
    OTHER_ENCODING = CORPUS_SIGHTS,
    EMPTY,
    UNPUNCTUATED,
    WRAPPED,
    OPEN_LINES,
    DUPLICATE,
    SHARED,
    KINDS
};

/* A document that shows something, and how. */
struct example {
    char *document, *text;
};

/* Of files that are not read as they are, or not at all. */
struct file_finding {
    const char *finding, *remedy;
    uint64_t count;
    char *message;
};

struct source {
    char *name;
    uint64_t documents, bytes, chunks, letters, lines;
    uint64_t list_lines; /* of documents of three lines and more that are not wrapped */
    uint64_t counts[KINDS];
    struct example examples[KINDS];
    struct file_finding *files;
    size_t n_files, files_cap;
    UT_hash_handle hh;
};

/* Zeroed memory is empty. Sources are walked by hh.next. */
struct findings {
    struct source *sources;
};

/* The source of this name, a new one if it was not met before. */
struct source *findings_source(struct findings *f, const char *name, size_t len);

/* Add what a document shows; nothing if `count` is 0. */
void findings_add(struct source *s, int kind, uint64_t count, const char *document,
                  const char *text);

/* The same of files; the first message in byte order is the example. The names of the
 * finding and its remedy are borrowed. */
void findings_add_file(struct source *s, const char *finding, const char *remedy,
                       uint64_t count, const char *message);

/* Sources, and the findings of their files, by name. */
void findings_sort(struct findings *f);
void findings_free(struct findings *f);

#endif
