#include "shared/records.h"
#include "shared/cell.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { BUFFER = 1 << 16 };

static void flush(struct output *out, struct text *lines)
{
    if (lines->len)
        output_write(out, lines->data, lines->len);
    text_clear(lines);
}

/* ---- writing ---------------------------------------------------------------------- */

/* A scan of each order, at the row it gives next. */
struct level {
    corpus_scan *scan;
    corpus_row row;
    bool more;
};

struct writer {
    corpus_table *table;
    const char *path;
    unsigned order;
    struct level levels[CORPUS_ORDER_MAX + 1];
    struct text names; /* of sources, escaped, each ended by NUL */
    size_t *name;      /* of each source: its place there */
    struct text lines;
};

static void check(const struct writer *w, int err)
{
    if (err)
        tool_fail(err, w->path, corpus_table_fault(w->table));
}

static void step(struct writer *w, unsigned order)
{
    struct level *l = w->levels + order;
    int more = corpus_scan_next(l->scan, &l->row);

    check(w, more < 0 ? more : 0);
    l->more = more == 1;
}

/* An n-gram comes before those that it begins, and these before the next of its order. */
static bool is_before(const corpus_row *a, const corpus_row *b)
{
    for (unsigned i = 0; i < a->order && i < b->order; i++)
        if (a->ids[i] != b->ids[i])
            return a->ids[i] < b->ids[i];
    return a->order < b->order;
}

/* The order whose row is next; 0 at the end. */
static unsigned next_order(const struct writer *w)
{
    unsigned best = 0;

    for (unsigned n = 1; n <= w->order; n++)
        if (w->levels[n].more &&
            (!best || is_before(&w->levels[n].row, &w->levels[best].row)))
            best = n;
    return best;
}

static void put_row(struct writer *w, struct level *l)
{
    const char *term;
    size_t len;

    check(w, corpus_scan_term(l->scan, &term, &len));
    for (uint32_t i = 0; i < l->row.n_sources; i++) {
        const corpus_source_count *s = l->row.sources + i;
        const char *name = w->names.data + w->name[s->source];

        text_add(&w->lines, term, len);
        text_char(&w->lines, '\t');
        cell_add_count(&w->lines, l->row.order);
        text_char(&w->lines, '\t');
        text_put(&w->lines, name);
        text_char(&w->lines, '\t');
        cell_add_count(&w->lines, s->freq);
        text_char(&w->lines, '\t');
        cell_add_count(&w->lines, s->docs);
        text_char(&w->lines, '\n');
    }
}

static void begin(struct writer *w)
{
    static const column source = {.name = "source", .kind = COLUMN_TEXT};
    uint32_t n = corpus_table_sources(w->table);

    w->name = tool_alloc((n + 1ul) * sizeof *w->name);
    for (uint32_t i = 0; i < n; i++) {
        const char *name = corpus_table_source(w->table, i);

        w->name[i] = w->names.len;
        cell_add_plain(&w->names, &source, cell_text(name, strlen(name)), 0);
        text_add(&w->names, "", 1);
    }
    w->order = corpus_table_order(w->table);
    for (unsigned order = 1; order <= w->order; order++) {
        check(w, corpus_scan_new(&w->levels[order].scan, w->table, order));
        step(w, order);
    }
}

static void end(struct writer *w)
{
    for (unsigned order = 1; order <= w->order; order++)
        corpus_scan_free(w->levels[order].scan);
    text_free(&w->names);
    text_free(&w->lines);
    free(w->name);
}

/* Does a line with it compare as it does itself? What follows it in a line is a TAB or a
 * space; other than in names of sources these stand for nothing else. */
static bool is_plain(const char *s, size_t len, bool space)
{
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)s[i] < ' ' || s[i] == '\\' || (s[i] == ' ' && !space))
            return false;
    return true;
}

static bool all_plain(const struct writer *w)
{
    uint32_t types = (uint32_t)corpus_table_ngrams(w->table, 1);
    const char *form;
    size_t len;

    for (uint32_t i = 0; i < corpus_table_sources(w->table); i++) {
        form = corpus_table_source(w->table, i);
        if (!is_plain(form, strlen(form), true))
            return false;
    }
    for (uint32_t i = 0; i < types; i++) {
        check(w, corpus_table_type(w->table, i, &form, &len));
        if (!is_plain(form, len, false))
            return false;
    }
    return true;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The lines that are there, each ended by LF, in byte order. */
static void sort_lines(struct text *lines, struct output *out)
{
    char **line = NULL, *at = lines->data;
    size_t n = 0, cap = 0;

    for (char *stop; at && (stop = strchr(at, '\n')); at = stop + 1) {
        line = tool_grow(line, &cap, n + 1, sizeof *line);
        line[n++] = at;
        *stop = 0;
    }
    if (n)
        qsort(line, n, sizeof *line, by_bytes);
    for (size_t i = 0; i < n; i++) {
        output_write(out, line[i], strlen(line[i]));
        output_write(out, "\n", 1);
    }
    free(line);
}

/* Types are in byte order, and so are lines, unless there are bytes in them that are
 * escaped or come before a TAB: such tables, which only tokens from elsewhere make, are
 * sorted in memory. */
void records_write(corpus_table *table, const char *path, struct output *out)
{
    struct writer w = {.table = table, .path = path};
    bool plain = all_plain(&w);

    begin(&w);
    for (unsigned n; (n = next_order(&w)); step(&w, n)) {
        put_row(&w, w.levels + n);
        if (plain && w.lines.len > BUFFER)
            flush(out, &w.lines);
    }
    if (plain)
        flush(out, &w.lines);
    else
        sort_lines(&w.lines, out);
    end(&w);
}

/* ---- adding up -------------------------------------------------------------------- */

struct record {
    struct text key; /* term, order, source, each ended by a TAB */
    uint64_t freq, docs;
};

static bool read_count(const char *field, char end, uint64_t *count)
{
    char *stop;

    if (*field < '0' || *field > '9')
        return false;
    errno = 0;
    *count = strtoull(field, &stop, 10);
    return !errno && *stop == end;
}

/* The line's counts, and the length of its key; 0 if it is no record. */
static size_t read_line(const char *line, size_t len, uint64_t *freq, uint64_t *docs)
{
    enum { TERM, ORDER, SOURCE, FREQ, DOCS, FIELDS };
    const char *field[FIELDS] = {line}, *tab = line - 1;
    uint64_t order;

    for (unsigned i = TERM; i < FIELDS; i++) {
        field[i] = tab + 1;
        if (!(tab = strchr(field[i], '\t')) && i < DOCS)
            return 0;
    }
    if (strlen(line) < len || field[ORDER] == line + 1 ||
        !read_count(field[ORDER], '\t', &order) || !read_count(field[FREQ], '\t', freq) ||
        !read_count(field[DOCS], 0, docs) || !order || *docs > *freq)
        return 0;
    return (size_t)(field[FREQ] - line);
}

static void put_record(const struct record *r, struct text *lines)
{
    text_add(lines, r->key.data, r->key.len);
    cell_add_count(lines, r->freq);
    text_char(lines, '\t');
    cell_add_count(lines, r->docs);
    text_char(lines, '\n');
}

static FILE *open_lines(const char *path)
{
    FILE *in = strcmp(path, "-") ? fopen(path, "re") : stdin;

    if (!in)
        tool_fail(CORPUS_EIO, path, NULL);
    return in;
}

void records_add_up(const char *path, struct output *out)
{
    FILE *in = open_lines(path);
    struct record r = {.freq = 0};
    struct text lines = {0};
    char *line = NULL;
    size_t cap = 0;
    uint64_t number = 0, freq, docs;

    for (ssize_t len; (len = getline(&line, &cap, in)) >= 0;) {
        size_t key;

        number++;
        if (len && line[len - 1] == '\n')
            line[--len] = 0;
        if (!(key = read_line(line, (size_t)len, &freq, &docs)))
            tool_die("%s: line %llu is no record: term, order, source, freq, docs",
                     tool_quote(path), (unsigned long long)number);
        if (r.key.len == key && !memcmp(r.key.data, line, key)) {
            if (__builtin_add_overflow(r.freq, freq, &r.freq))
                tool_die("%s: line %llu: counts are too large", tool_quote(path),
                         (unsigned long long)number);
            r.docs += docs;
            continue;
        }
        if (r.key.len)
            put_record(&r, &lines);
        if (lines.len > BUFFER)
            flush(out, &lines);
        text_clear(&r.key);
        text_add(&r.key, line, key);
        r.freq = freq;
        r.docs = docs;
    }
    if (ferror(in))
        tool_fail(CORPUS_EIO, path, NULL);
    if (r.key.len)
        put_record(&r, &lines);
    flush(out, &lines);
    if (in != stdin)
        fclose(in);
    free(line);
    text_free(&r.key);
    text_free(&lines);
}
