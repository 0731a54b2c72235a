/* Provenance: a set of lines, sorted; equal ones are one, and numbers add up. */
#include "table/provenance.h"
#include "corpus/error.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum line_kind { LIBCORPUS, OPTION, FIELD, INPUT, NOTE, KINDS };

static const struct {
    const char *name;
    unsigned fields; /* TAB-separated, the name included */
    bool adds;       /* the last field is a number to add up */
    bool agrees;     /* the last field must be the same in all tables */
} kinds[KINDS] = {
    [LIBCORPUS] = {"libcorpus", 2, false, false}, [OPTION] = {"option", 3, false, true},
    [FIELD] = {"field", 3, false, true},          [INPUT] = {"input", 6, true, false},
    [NOTE] = {"note", 3, true, false},
};

struct line {
    enum line_kind kind;
    char *key;   /* all fields up to the last if that adds or must agree, else all */
    char *value; /* the last field if it must agree, else NULL */
    uint64_t count;
};

struct provenance {
    struct line *lines;
    size_t n, cap;
    bool merged; /* lines of a table were added before */
};

int provenance_new(struct provenance **out)
{
    *out = calloc(1, sizeof **out);
    return *out ? CORPUS_OK : CORPUS_ENOMEM;
}

static void clear(struct provenance *p)
{
    for (size_t i = 0; i < p->n; i++) {
        free(p->lines[i].key);
        free(p->lines[i].value);
    }
    free(p->lines);
}

void provenance_free(struct provenance *p)
{
    if (!p)
        return;
    clear(p);
    free(p);
}

/* ---- adding ----------------------------------------------------------------------- */

/* Takes the bytes' content; value may be NULL. */
static int add(struct provenance *p, enum line_kind kind, struct bytes *key,
               const char *value, uint64_t count)
{
    struct line line = {.kind = kind, .count = count};
    int err = mem_reserve(&p->lines, &p->cap, p->n + 1, sizeof line);

    if (!err && value && !(line.value = strdup(value)))
        err = CORPUS_ENOMEM;
    if (err || (err = bytes_add(key, "", 1))) {
        free(line.value);
        bytes_free(key);
        return err;
    }
    line.key = (char *)key->data;
    p->lines[p->n++] = line;
    return CORPUS_OK;
}

static int put_escaped(struct bytes *out, const char *value)
{
    static const char special[] = "\t\n\r\\", letter[] = "tnr\\";
    int err = CORPUS_OK;

    for (; *value && !err; value++) {
        const char *found = strchr(special, *value);
        char pair[2] = {'\\', 0};

        if (found) {
            pair[1] = letter[found - special];
            err = bytes_add(out, pair, 2);
        } else {
            err = bytes_add(out, value, 1);
        }
    }
    return err;
}

/* The key `kind TAB first`, first escaped. */
static int make_key(struct bytes *key, enum line_kind kind, const char *first)
{
    int err = bytes_printf(key, "%s\t", kinds[kind].name);

    return err ? err : put_escaped(key, first);
}

int provenance_version(struct provenance *p, const char *version)
{
    struct bytes key = {0};
    int err = make_key(&key, LIBCORPUS, version);

    return err ? bytes_free(&key), err : add(p, LIBCORPUS, &key, NULL, 0);
}

static int add_pair(struct provenance *p, enum line_kind kind, const char *name,
                    const char *value)
{
    struct bytes key = {0}, escaped = {0};
    int err = make_key(&key, kind, name);

    if (err || (err = put_escaped(&escaped, value)) || (err = bytes_add(&escaped, "", 1)))
        bytes_free(&key);
    else
        err = add(p, kind, &key, (char *)escaped.data, 0);
    bytes_free(&escaped);
    return err;
}

int provenance_option(struct provenance *p, const char *name, const char *value)
{
    size_t len = strlen(name);

    for (size_t i = 0; i < p->n; i++) {
        struct line *line = p->lines + i;

        if (line->kind == OPTION && !strncmp(line->key, "option\t", 7) &&
            strlen(line->key) == len + 7 && !strcmp(line->key + 7, name)) {
            free(line->key);
            free(line->value);
            *line = p->lines[--p->n];
            break;
        }
    }
    return add_pair(p, OPTION, name, value);
}

int provenance_number(struct provenance *p, const char *name, uint64_t value)
{
    char text[24];

    snprintf(text, sizeof text, "%" PRIu64, value);
    return provenance_option(p, name, text);
}

int provenance_families(struct provenance *p, unsigned before, unsigned after,
                        unsigned skip)
{
    char text[32];
    int err = CORPUS_OK;

    snprintf(text, sizeof text, "%u:%u", before, after);
    if (before || after)
        err = provenance_option(p, "window", text);
    return err || !skip ? err : provenance_number(p, "skip", skip);
}

int provenance_field(struct provenance *p, const char *name)
{
    unsigned number = 1;
    char text[16];

    for (size_t i = 0; i < p->n; i++)
        number += p->lines[i].kind == FIELD;
    snprintf(text, sizeof text, "%03u", number); /* sorts as it counts */
    return add_pair(p, FIELD, text, name);
}

int provenance_input(struct provenance *p, const char *source, const char *path,
                     uint64_t size, uint32_t crc32, uint64_t documents)
{
    struct bytes key = {0};
    int err = make_key(&key, INPUT, source);

    if (err || (err = bytes_add(&key, "\t", 1)) || (err = put_escaped(&key, path)) ||
        (err = bytes_printf(&key, "\t%" PRIu64 "\t%08" PRIx32, size, crc32))) {
        bytes_free(&key);
        return err;
    }
    return add(p, INPUT, &key, NULL, documents);
}

int provenance_note(struct provenance *p, const char *name, uint64_t count)
{
    struct bytes key = {0};
    int err = make_key(&key, NOTE, name);

    return err ? bytes_free(&key), err : add(p, NOTE, &key, NULL, count);
}

/* ---- the lines of a table --------------------------------------------------------- */

static int parse_count(const char *text, uint64_t *count)
{
    char *end;

    if (*text < '0' || *text > '9')
        return CORPUS_ECORRUPT;
    *count = strtoull(text, &end, 10);
    return *end ? CORPUS_ECORRUPT : CORPUS_OK;
}

/* One line, without its LF; cuts it up. */
static int parse_line(struct provenance *p, char *text)
{
    char *last = strrchr(text, '\t');
    enum line_kind kind = 0;
    struct bytes key = {0};
    unsigned fields = 1;
    uint64_t count = 0;
    int err;

    for (const char *c = text; *c; c++)
        fields += *c == '\t';
    while (kind < KINDS && (strncmp(text, kinds[kind].name, strlen(kinds[kind].name)) ||
                            text[strlen(kinds[kind].name)] != '\t'))
        kind++;
    if (kind == KINDS || fields != kinds[kind].fields)
        return CORPUS_ECORRUPT;
    if (kinds[kind].adds && (err = parse_count(last + 1, &count)))
        return err;
    if (kinds[kind].adds || kinds[kind].agrees)
        *last = 0;
    if ((err = bytes_add(&key, text, strlen(text))))
        return err;
    return add(p, kind, &key, kinds[kind].agrees ? last + 1 : NULL, count);
}

static int parse_lines(struct provenance *p, const char *lines, size_t len)
{
    int err = CORPUS_OK;

    while (len && !err) {
        const char *lf = memchr(lines, '\n', len);
        char *line;

        if (!lf || memchr(lines, 0, (size_t)(lf - lines)))
            return CORPUS_ECORRUPT;
        if (!(line = strndup(lines, (size_t)(lf - lines))))
            return CORPUS_ENOMEM;
        err = parse_line(p, line);
        free(line);
        len -= (size_t)(lf + 1 - lines);
        lines = lf + 1;
    }
    return err;
}

static const struct line *find_pair(const struct provenance *p, const struct line *like)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->lines[i].kind == like->kind && !strcmp(p->lines[i].key, like->key))
            return p->lines + i;
    return NULL;
}

/* Append "name (a, b)" for each pair of `p` that `q` has not or has otherwise. */
static int list_differences(const struct provenance *p, const struct provenance *q,
                            bool swapped, struct bytes *out)
{
    int err = CORPUS_OK;

    for (size_t i = 0; i < p->n && !err; i++) {
        const struct line *a = p->lines + i, *b;
        const char *value;

        if (!kinds[a->kind].agrees)
            continue;
        b = find_pair(q, a);
        if (b && (swapped || !strcmp(a->value, b->value)))
            continue;
        value = b ? b->value : "none";
        err = bytes_printf(out, "%s%s (%s, %s)", out->len ? ", " : "",
                           strchr(a->key, '\t') + 1, swapped ? value : a->value,
                           swapped ? a->value : value);
    }
    return err;
}

static int check_agreement(const struct provenance *p, const struct provenance *added,
                           corpus_fault *fault)
{
    struct bytes differing = {0};
    int err = list_differences(p, added, false, &differing);

    if (!err)
        err = list_differences(added, p, true, &differing);
    if (!err && differing.len) {
        err = CORPUS_EMISMATCH;
        if (fault)
            snprintf(fault->place, sizeof fault->place, "%.*s", (int)differing.len,
                     (char *)differing.data);
    }
    bytes_free(&differing);
    return err;
}

int provenance_add(struct provenance *p, const char *lines, size_t len,
                   corpus_fault *fault)
{
    struct provenance added = {0};
    int err = parse_lines(&added, lines, len);

    if (!err && p->merged)
        err = check_agreement(p, &added, fault);
    if (!err)
        err = mem_reserve(&p->lines, &p->cap, p->n + added.n, sizeof *p->lines);
    if (err) {
        clear(&added);
        return err;
    }
    if (added.n)
        memcpy(p->lines + p->n, added.lines, added.n * sizeof *added.lines);
    p->n += added.n;
    free(added.lines);
    p->merged = true;
    return CORPUS_OK;
}

/* "input PATH", "note NAME". */
static void name_line(corpus_fault *fault, const struct line *line)
{
    const char *name = strchr(line->key, '\t') + 1;

    if (line->kind == INPUT)
        name = strchr(name, '\t') + 1;
    snprintf(fault->place, sizeof fault->place, "%s %.*s", kinds[line->kind].name,
             (int)strcspn(name, "\t"), name);
}

/* Numbers of one key may stand in several lines, one from each table. */
static int subtract_line(struct provenance *p, const struct line *line,
                         corpus_fault *fault)
{
    uint64_t left = line->count;
    bool found = false;

    for (size_t i = 0; i < p->n; i++) {
        struct line *l = p->lines + i;
        uint64_t part = l->count < left ? l->count : left;

        if (l->kind != line->kind || strcmp(l->key, line->key))
            continue;
        found = true;
        l->count -= part;
        left -= part;
        if (!l->count) {
            free(l->key);
            free(l->value);
            p->lines[i--] = p->lines[--p->n];
        }
    }
    if (found && !left)
        return CORPUS_OK;
    if (fault)
        name_line(fault, line);
    return CORPUS_EABSENT;
}

int provenance_subtract(struct provenance *p, const char *lines, size_t len,
                        corpus_fault *fault)
{
    struct provenance taken = {0};
    int err = parse_lines(&taken, lines, len);

    if (!err)
        err = check_agreement(p, &taken, fault);
    for (size_t i = 0; i < taken.n && !err; i++)
        if (kinds[taken.lines[i].kind].adds)
            err = subtract_line(p, taken.lines + i, fault);
    clear(&taken);
    return err;
}

/* ---- writing ---------------------------------------------------------------------- */

static int by_line(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    int order = strcmp(x->key, y->key);

    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (order || !x->value)
        return order;
    return strcmp(x->value, y->value);
}

static int write_line(struct bytes *out, const struct line *line, uint64_t count)
{
    if (kinds[line->kind].adds)
        return bytes_printf(out, "%s\t%" PRIu64 "\n", line->key, count);
    if (line->value)
        return bytes_printf(out, "%s\t%s\n", line->key, line->value);
    return bytes_printf(out, "%s\n", line->key);
}

int provenance_write(const struct provenance *p, struct bytes *out)
{
    struct line *sorted = malloc((p->n + 1) * sizeof *sorted);
    int err = CORPUS_OK;

    if (!sorted)
        return CORPUS_ENOMEM;
    if (p->n)
        memcpy(sorted, p->lines, p->n * sizeof *sorted);
    qsort(sorted, p->n, sizeof *sorted, by_line);
    for (size_t i = 0, end; i < p->n && !err; i = end) {
        uint64_t count = 0;

        for (end = i; end < p->n && !by_line(sorted + i, sorted + end); end++)
            if (__builtin_add_overflow(count, sorted[end].count, &count))
                err = CORPUS_EOVERFLOW;
        if (!err)
            err = write_line(out, sorted + i, count);
    }
    free(sorted);
    return err;
}

const char *provenance_find(const char *lines, size_t len, const char *name,
                            size_t *value_len)
{
    size_t name_len = strlen(name);
    const char *end = lines + len;

    while (lines < end) {
        const char *lf = memchr(lines, '\n', (size_t)(end - lines));

        if (!lf)
            return NULL;
        if ((size_t)(lf - lines) > name_len + 8 && !memcmp(lines, "option\t", 7) &&
            !memcmp(lines + 7, name, name_len) && lines[7 + name_len] == '\t') {
            *value_len = (size_t)(lf - lines) - name_len - 8;
            return lines + name_len + 8;
        }
        lines = lf + 1;
    }
    return NULL;
}
