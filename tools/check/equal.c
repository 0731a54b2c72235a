#include "check/equal.h"

#include <stdlib.h>
#include <string.h>

struct digest {
    uint64_t hash[2];
    struct source *source;
    char *document;
};

void equal_keep(struct equal *e, const uint64_t digest[2], struct source *source,
                const char *document)
{
    e->digests = tool_grow(e->digests, &e->cap, e->n + 1, sizeof *e->digests);
    e->digests[e->n++] =
        (struct digest){{digest[0], digest[1]}, source, tool_copy(document)};
}

void equal_free(struct equal *e)
{
    for (size_t i = 0; i < e->n; i++)
        free(e->digests[i].document);
    free(e->digests);
}

static int compare_digests(const void *a, const void *b)
{
    const struct digest *x = a, *y = b;
    int order;

    for (int i = 0; i < 2; i++)
        if (x->hash[i] != y->hash[i])
            return x->hash[i] < y->hash[i] ? -1 : 1;
    order = strcmp(x->source->name, y->source->name);
    return order ? order : strcmp(x->document, y->document);
}

static void add_equal(const struct digest *d, int kind, const struct digest *first)
{
    struct text t = {0};

    text_put(&t, "= ");
    if (kind == SHARED)
        text_printf(&t, "%s: ", first->source->name);
    text_put(&t, first->document);
    findings_add(d->source, kind, 1, d->document, t.data);
    text_free(&t);
}

/* Equal documents from d[0] to d[n - 1], by source. */
static void find_equal(const struct digest *d, size_t n)
{
    const struct digest *first = d;

    for (size_t i = 0; i < n; i++) {
        if (d[i].source != first->source)
            first = &d[i];
        if (&d[i] != first)
            add_equal(&d[i], DUPLICATE, first);
        if (d[n - 1].source != d[0].source)
            add_equal(&d[i], SHARED, first == d ? &d[n - 1] : d);
    }
}

void equal_find(struct equal *e)
{
    struct digest *d = e->digests;

    if (!e->n)
        return;
    qsort(d, e->n, sizeof *d, compare_digests);
    for (size_t i = 0, end; i < e->n; i = end) {
        for (end = i + 1; end < e->n; end++)
            if (memcmp(d[i].hash, d[end].hash, sizeof d[i].hash))
                break;
        find_equal(d + i, end - i);
    }
}
