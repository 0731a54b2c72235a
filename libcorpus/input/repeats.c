/* Lines that documents share, counted by source and then left out. Each source has a
 * table of its own, so its number of documents is all that an entry has to refer to. */
#include "corpus/repeats.h"
#include "input/line_cut.h"
#include "input/line_table.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SAMPLE_MAX = 200 };

struct sample {
    struct line_key key;
    uint32_t len;
    size_t offset; /* in the texts of the source */
};

struct source {
    struct line_table lines;
    uint32_t documents;
    uint64_t n_lines;
    struct sample *samples;
    size_t n_samples, samples_cap;
    struct bytes texts;
};

struct corpus_repeats {
    corpus_repeats_options options;
    struct line_table names; /* of sources; `last` is the number of the source from 1 */
    struct source *sources;
    size_t n_sources, sources_cap;
    size_t used; /* bytes of all tables */

    struct source *source; /* of the current document; NULL: nothing to do */
    struct line_cut cut;
    int err; /* of the current piece */

    const corpus_document_sink *sink;
    void *user;
    uint64_t dropped_lines, dropped_bytes;
};

void corpus_repeats_options_default(corpus_repeats_options *options)
{
    *options = (corpus_repeats_options){0};
}

static uint64_t quarter_of_memory(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);

    return pages > 0 && size > 0 ? (uint64_t)pages / 4 * (uint64_t)size : 1u << 30;
}

int corpus_repeats_new(corpus_repeats **out, const corpus_repeats_options *options)
{
    if (!(*out = calloc(1, sizeof **out)))
        return CORPUS_ENOMEM;
    (*out)->options = *options;
    if (!options->memory)
        (*out)->options.memory = quarter_of_memory();
    return CORPUS_OK;
}

void corpus_repeats_free(corpus_repeats *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->n_sources; i++) {
        line_table_free(&r->sources[i].lines);
        free(r->sources[i].samples);
        bytes_free(&r->sources[i].texts);
    }
    free(r->sources);
    line_table_free(&r->names);
    line_cut_free(&r->cut);
    free(r);
}

static struct source *find_source(const corpus_repeats *r, const char *name, size_t len)
{
    struct line_entry *e = line_table_find(&r->names, line_key(name, len));

    return e ? &r->sources[e->last - 1] : NULL;
}

/* ---- first pass ------------------------------------------------------------------- */

static int add_source(corpus_repeats *r, const char *name, size_t len)
{
    struct line_entry *e;
    int err;

    if ((err = mem_reserve(&r->sources, &r->sources_cap, r->n_sources + 1,
                           sizeof *r->sources)) ||
        (err = line_table_add(&r->names, line_key(name, len), &e)))
        return err;
    r->sources[r->n_sources++] = (struct source){0};
    e->last = (uint32_t)r->n_sources;
    e->docs = 1;
    return CORPUS_OK;
}

static int count_begin(void *user, const corpus_document *doc)
{
    corpus_repeats *r = user;
    const corpus_string *name = &doc->source;
    int err;

    line_cut_reset(&r->cut);
    r->err = CORPUS_OK;
    if (!(r->source = find_source(r, name->data, name->len))) {
        if ((err = add_source(r, name->data, name->len)))
            return err;
        r->source = &r->sources[r->n_sources - 1];
    }
    if (r->source->documents == UINT32_MAX - 1)
        return CORPUS_EOVERFLOW;
    r->source->documents++;
    return CORPUS_OK;
}

/* The line's beginning, not cut within a character. */
static int add_sample(struct source *s, struct line_key key, const char *line, size_t len)
{
    size_t most = len < SAMPLE_MAX ? len : SAMPLE_MAX;
    int err;

    while (most && most < len && ((uint8_t)line[most] & 0xc0) == 0x80)
        most--;
    if ((err = mem_reserve(&s->samples, &s->samples_cap, s->n_samples + 1,
                           sizeof *s->samples)) ||
        (err = bytes_reserve(&s->texts, most + 1)))
        return err;
    s->samples[s->n_samples++] = (struct sample){key, (uint32_t)most, s->texts.len};
    memcpy(s->texts.data + s->texts.len, line, most);
    s->texts.data[s->texts.len + most] = '\0';
    s->texts.len += most + 1;
    return CORPUS_OK;
}

/* Nothing is allocated beyond the budget; what the old table takes while it moves to the
 * new one is not counted. */
static int add_line(corpus_repeats *r, struct line_key key, struct line_entry **e)
{
    struct line_table *t = &r->source->lines;
    size_t before = t->n_slots * sizeof *t->slots, after = line_table_next_size(t);
    int err;

    if (after > before && r->used - before + after > r->options.memory)
        return CORPUS_EBUDGET;
    if ((err = line_table_add(t, key, e)))
        return err;
    r->used += t->n_slots * sizeof *t->slots - before;
    return CORPUS_OK;
}

static void count_line(void *user, char *line, size_t len)
{
    corpus_repeats *r = user;
    struct source *s = r->source;
    struct line_key key = line_key(line, len);
    struct line_entry *e = line_table_find(&s->lines, key);

    if (r->err || (!e && (r->err = add_line(r, key, &e))) || e->last == s->documents)
        return;
    e->last = s->documents;
    s->n_lines++;
    if (++e->docs == 2 && s->n_samples < r->options.samples)
        r->err = add_sample(s, key, line, len);
}

static int count_text(void *user, const char *bytes, size_t len, bool final)
{
    corpus_repeats *r = user;
    int err = line_cut_add(&r->cut, bytes, len, final, count_line, r);

    return err ? err : r->err;
}

static int count_token(void *user, const char *bytes, size_t len)
{
    (void)user, (void)bytes, (void)len;
    return CORPUS_OK;
}

static int count_boundary(void *user, enum corpus_break kind)
{
    (void)user, (void)kind;
    return CORPUS_OK;
}

static int count_end(void *user)
{
    (void)user;
    return CORPUS_OK;
}

const corpus_document_sink *corpus_repeats_count_sink(void)
{
    static const corpus_document_sink sink = {count_begin, count_text, count_token,
                                              count_boundary, count_end};

    return &sink;
}

/* ---- what is known then ----------------------------------------------------------- */

void corpus_repeats_summarise(const corpus_repeats *r, const char *source, size_t len,
                              uint64_t min_docs, corpus_repeats_summary *summary)
{
    const struct source *s = find_source(r, source, len);

    *summary = (corpus_repeats_summary){0};
    if (!s)
        return;
    summary->documents = s->documents;
    summary->lines = s->n_lines;
    for (size_t i = 0; i < s->lines.n_slots; i++) {
        const struct line_entry *e = &s->lines.slots[i];

        if (!e->docs || e->docs < min_docs)
            continue;
        summary->repeated += e->docs;
        summary->distinct++;
    }
}

static int compare_lines(const corpus_repeated_line *a, const corpus_repeated_line *b)
{
    size_t len = a->text.len < b->text.len ? a->text.len : b->text.len;
    int order = memcmp(a->text.data, b->text.data, len);

    if (a->docs != b->docs)
        return a->docs > b->docs ? -1 : 1;
    return order ? order : (a->text.len > b->text.len) - (a->text.len < b->text.len);
}

/* Keep out[0 .. n) sorted while candidates come; n is small. */
static size_t insert(corpus_repeated_line out[], size_t n, size_t most,
                     corpus_repeated_line line)
{
    size_t at = n;

    while (at && compare_lines(&line, &out[at - 1]) < 0)
        at--;
    if (at == most)
        return n;
    n += n < most;
    memmove(&out[at + 1], &out[at], (n - at - 1) * sizeof *out);
    out[at] = line;
    return n;
}

size_t corpus_repeats_top(const corpus_repeats *r, const char *source, size_t len,
                          uint64_t min_docs, size_t n, corpus_repeated_line out[])
{
    const struct source *s = find_source(r, source, len);
    size_t found = 0;

    for (size_t i = 0; s && i < s->n_samples; i++) {
        const struct sample *a = &s->samples[i];
        const struct line_entry *e = line_table_find(&s->lines, a->key);
        corpus_string text = {(const char *)s->texts.data + a->offset, a->len};

        if (e && e->docs >= min_docs)
            found = insert(out, found, n, (corpus_repeated_line){text, e->docs});
    }
    return found;
}

/* ---- second pass ------------------------------------------------------------------ */

int corpus_repeats_drop(corpus_repeats *r, uint64_t min_docs,
                        const corpus_document_sink *sink, void *user)
{
    int err;

    if (!min_docs)
        return CORPUS_EINVAL;
    for (size_t i = 0; i < r->n_sources; i++)
        if ((err = line_table_prune(&r->sources[i].lines, min_docs)))
            return err;
    r->sink = sink;
    r->user = user;
    return CORPUS_OK;
}

static int drop_begin(void *user, const corpus_document *doc)
{
    corpus_repeats *r = user;

    line_cut_reset(&r->cut);
    r->source = find_source(r, doc->source.data, doc->source.len);
    if (r->source && !r->source->lines.n)
        r->source = NULL;
    return r->sink->begin(r->user, doc);
}

static void drop_line(void *user, char *line, size_t len)
{
    corpus_repeats *r = user;

    if (!line_table_find(&r->source->lines, line_key(line, len)))
        return;
    memset(line, ' ', len);
    *line = '\n';
    r->dropped_lines++;
    r->dropped_bytes += len;
}

static int drop_text(void *user, const char *bytes, size_t len, bool final)
{
    corpus_repeats *r = user;
    int err;

    if (!r->source)
        return r->sink->text(r->user, bytes, len, final);
    if ((err = line_cut_add(&r->cut, bytes, len, final, drop_line, r)))
        return err;
    if (!r->cut.done && !final)
        return CORPUS_OK;
    return r->sink->text(r->user, (const char *)r->cut.text.data, r->cut.done, final);
}

static int drop_token(void *user, const char *bytes, size_t len)
{
    corpus_repeats *r = user;

    return r->sink->token(r->user, bytes, len);
}

static int drop_boundary(void *user, enum corpus_break kind)
{
    corpus_repeats *r = user;

    return r->sink->boundary(r->user, kind);
}

static int drop_end(void *user)
{
    corpus_repeats *r = user;

    return r->sink->end(r->user);
}

const corpus_document_sink *corpus_repeats_drop_sink(void)
{
    static const corpus_document_sink sink = {drop_begin, drop_text, drop_token,
                                              drop_boundary, drop_end};

    return &sink;
}

void corpus_repeats_dropped(const corpus_repeats *r, uint64_t *lines, uint64_t *bytes)
{
    *lines = r->dropped_lines;
    *bytes = r->dropped_bytes;
}
