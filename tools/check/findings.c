#include "check/findings.h"

#include <stdlib.h>
#include <string.h>

struct source *findings_source(struct findings *f, const char *name, size_t len)
{
    struct source *s;

    HASH_FIND(hh, f->sources, name, len, s);
    if (s)
        return s;
    s = tool_alloc(sizeof *s);
    *s = (struct source){.name = tool_alloc(len + 1)};
    memcpy(s->name, name, len);
    s->name[len] = '\0';
    HASH_ADD_KEYPTR(hh, f->sources, s->name, len, s);
    return s;
}

void findings_add(struct source *s, int kind, uint64_t count, const char *document,
                  const char *text)
{
    struct example *e = &s->examples[kind];

    s->counts[kind] += count;
    if (!count || (e->document && strcmp(e->document, document) <= 0))
        return;
    free(e->document);
    free(e->text);
    *e = (struct example){tool_copy(document), tool_copy(text)};
}

void findings_add_file(struct source *s, const char *finding, const char *remedy,
                       uint64_t count, const char *message)
{
    struct file_finding *f;
    size_t i = 0;

    while (i < s->n_files && strcmp(s->files[i].finding, finding))
        i++;
    if (i == s->n_files) {
        s->files = tool_grow(s->files, &s->files_cap, s->n_files + 1, sizeof *s->files);
        s->files[s->n_files++] =
            (struct file_finding){finding, remedy, 0, tool_copy(message)};
    }
    f = &s->files[i];
    f->count += count;
    if (strcmp(message, f->message) < 0) {
        free(f->message);
        f->message = tool_copy(message);
    }
}

static int compare_files(const void *a, const void *b)
{
    return strcmp(((const struct file_finding *)a)->finding,
                  ((const struct file_finding *)b)->finding);
}

static int compare_sources(struct source *a, struct source *b)
{
    return strcmp(a->name, b->name);
}

void findings_sort(struct findings *f)
{
    HASH_SORT(f->sources, compare_sources);
    for (struct source *s = f->sources; s; s = s->hh.next)
        if (s->n_files)
            qsort(s->files, s->n_files, sizeof *s->files, compare_files);
}

void findings_free(struct findings *f)
{
    struct source *s, *next;

    HASH_ITER(hh, f->sources, s, next) {
        HASH_DEL(f->sources, s);
        for (int k = 0; k < KINDS; k++) {
            free(s->examples[k].document);
            free(s->examples[k].text);
        }
        for (size_t i = 0; i < s->n_files; i++)
            free(s->files[i].message);
        free(s->files);
        free(s->name);
        free(s);
    }
}
