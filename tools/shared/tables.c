/* Several tables become one by the library's merge, into a file that is gone from the
 * folder as soon as it is open. --by adds up postings: a row's documents are few. */
#include "shared/tables.h"
#include "shared/output.h"
#include "shared/spelling.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void tables_fail(const tables *t, int code)
{
    tool_fail(code, t->path, corpus_table_fault(t->table));
}

/* ---- opening ---------------------------------------------------------------------- */

static corpus_table *open_table(const char *path)
{
    corpus_table *table;
    corpus_fault fault = {{0}};
    int err = corpus_table_open(&table, path, &fault);

    if (err)
        tool_fail(err, path, fault.place);
    return table;
}

static corpus_table *open_merged(const tables *t, char *const paths[], size_t n)
{
    const char *sum = output_table_private(NULL);
    size_t culprit;
    corpus_table *table;
    corpus_fault fault = {{0}};
    int err;

    if ((err = corpus_table_merge_files(sum, (const char *const *)paths, n, NULL, &culprit,
                                        &fault))) {
        if (err == CORPUS_EIO && culprit >= n && !*fault.place)
            snprintf(fault.place, sizeof fault.place, "temporary files in %.*s",
                     (int)sizeof fault.place - 20, output_temporary_folder(NULL));
        tool_fail(err, culprit < n && err != CORPUS_EMISMATCH ? paths[culprit] : t->path,
                  fault.place);
    }
    output_table_end();
    table = open_table(sum);
    output_table_drop();
    return table;
}

/* ---- groups ----------------------------------------------------------------------- */

static void alloc_groups(tables *t, unsigned n)
{
    t->n_groups = n;
    t->groups = tool_alloc(n * sizeof *t->groups);
    t->group_documents = tool_alloc(n * sizeof *t->group_documents);
    for (unsigned order = 1; order <= corpus_table_order(t->table); order++)
        t->group_totals[order] = tool_alloc(n * sizeof **t->group_totals);
}

static void group_by_source(tables *t)
{
    alloc_groups(t, corpus_table_sources(t->table));
    for (unsigned i = 0; i < t->n_groups; i++) {
        t->groups[i] = corpus_table_source(t->table, i);
        t->group_documents[i] = corpus_table_source_documents(t->table, i);
        for (unsigned order = 1; order <= corpus_table_order(t->table); order++)
            t->group_totals[order][i] = corpus_table_source_total(t->table, i, order);
    }
}

static unsigned find_field(const tables *t, const char *name)
{
    struct text all = {0};
    unsigned n = corpus_table_fields(t->table);

    for (unsigned i = 0; i < n; i++)
        if (!strcmp(corpus_table_field(t->table, i), name))
            return i;
    for (unsigned i = 0; i < n; i++)
        text_printf(&all, " %s", corpus_table_field(t->table, i));
    if (!n)
        tool_die("%s: no metadata was kept; count with --meta-fields %s",
                 tool_quote(t->path), tool_quote(name));
    tool_die("%s: no metadata field '%s', only:%s", tool_quote(t->path),
             tool_quote(name), tool_quote(all.data));
}

static corpus_table_doc document(tables *t, uint64_t i)
{
    corpus_table_doc d;
    int err = corpus_table_document(t->table, i, &d);

    if (err)
        tables_fail(t, err);
    return d;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static uint32_t find_group(const tables *t, const char *name)
{
    const char **found = bsearch(&name, t->groups, t->n_groups, sizeof *t->groups,
                                 compare_names);

    return (uint32_t)(found - t->groups);
}

static void count_documents(tables *t, unsigned field)
{
    uint64_t n = corpus_table_documents(t->table);

    t->group_of = tool_alloc((n ? n : 1) * sizeof *t->group_of);
    for (uint64_t i = 0; i < n; i++) {
        corpus_table_doc d = document(t, i);
        uint32_t group = find_group(t, d.fields[field]);

        t->group_of[i] = group;
        t->group_documents[group]++;
        for (unsigned order = 1; order <= corpus_table_order(t->table); order++)
            t->group_totals[order][group] += d.totals[order - 1];
    }
}

static void group_by_field(tables *t, const char *name)
{
    unsigned field = find_field(t, name), n_groups = 0;
    uint64_t n = corpus_table_documents(t->table);
    const char **values = tool_alloc((n ? n : 1) * sizeof *values);

    for (uint64_t i = 0; i < n; i++)
        values[i] = document(t, i).fields[field];
    qsort(values, n, sizeof *values, compare_names);
    for (uint64_t i = 0; i < n; i++)
        if (!n_groups || strcmp(values[i], values[n_groups - 1]))
            values[n_groups++] = values[i];
    alloc_groups(t, n_groups);
    memcpy(t->groups, values, n_groups * sizeof *values);
    free(values);
    count_documents(t, field);
}

/* ---- */

void tables_open(tables *t, char *const paths[], size_t n)
{
    struct text path = {0};

    *t = (tables){0};
    if (!n)
        tool_wrong("no TABLE given");
    text_put(&path, paths[0]);
    if (n > 1)
        text_printf(&path, " and %zu more", n - 1);
    t->path = t->path_memory = path.data;
    t->table = n == 1 ? open_table(paths[0]) : open_merged(t, paths, n);
    if (query.by && strcmp(query.by, "source"))
        group_by_field(t, query.by);
    else
        group_by_source(t);
}

void tables_close(tables *t)
{
    free(t->groups);
    free(t->group_documents);
    free(t->group_of);
    for (unsigned order = 0; order <= CORPUS_ORDER_MAX; order++) {
        free(t->group_totals[order]);
        free(t->terms[order]);
    }
    if (t->match)
        regfree(t->match);
    free(t->match);
    free(t->stopwords);
    corpus_table_close(t->table);
    free(t->path_memory);
    *t = (tables){0};
}

unsigned tables_find_group(const tables *t, const char *name)
{
    unsigned i = 0;

    while (i < t->n_groups && strcmp(t->groups[i], name))
        i++;
    return i;
}

_Noreturn void tables_no_group(const tables *t, const char *name)
{
    struct text all = {0};

    for (unsigned i = 0; i < t->n_groups && i < 20; i++)
        text_printf(&all, "%s%s", i ? ", " : "", tool_quote(t->groups[i]));
    tool_wrong("no source '%s' in %s, only: %s%s", tool_quote(name), tool_quote(t->path),
               all.data ? all.data : "none", t->n_groups > 20 ? " ..." : "");
}

/* ---- filters ---------------------------------------------------------------------- */

static void set_bit(uint8_t *bits, uint64_t i)
{
    bits[i / 8] = (uint8_t)(bits[i / 8] | 1u << i % 8);
}

static bool has_bit(const uint8_t *bits, uint64_t i)
{
    return bits[i / 8] >> i % 8 & 1;
}

/* Bits for the types that stand one to a line in the file; those that do not occur have
 * nothing to stop. */
static uint8_t *type_bits(tables *t, const char *path)
{
    uint8_t *bits = tool_alloc(corpus_table_ngrams(t->table, 1) / 8 + 1);
    struct spelling spelling;
    char **lines, *memory;
    size_t n = tool_read_lines(path, &lines, &memory);
    uint32_t id;

    spelling_open(&spelling, t->table);
    for (size_t i = 0; i < n; i++) {
        int found = spelling_id(&spelling, lines[i], strlen(lines[i]), &id);

        if (found < 0)
            tables_fail(t, found);
        if (found)
            set_bit(bits, id);
    }
    spelling_close(&spelling);
    free(lines);
    free(memory);
    return bits;
}

/* A term as the table writes it, or in other spelling. */
static int find_term(tables *t, struct spelling *spelling, const char *term,
                     corpus_row *row)
{
    uint32_t ids[CORPUS_ORDER_MAX];
    unsigned order;
    int found = *term ? corpus_table_find(t->table, term, strlen(term), row) : 0;

    if (found && found != CORPUS_EINVAL)
        return found;
    if ((found = spelling_ids(spelling, term, ids, &order)) <= 0)
        return found;
    if (order > corpus_table_order(t->table))
        return 0;
    return corpus_table_find_ids(t->table, ids, order, row);
}

static uint8_t *term_bits(tables *t, unsigned order, const char *path)
{
    uint8_t *bits = tool_alloc(corpus_table_ngrams(t->table, order) / 8 + 1);
    struct spelling spelling;
    char **lines, *memory;
    size_t n = tool_read_lines(path, &lines, &memory);
    corpus_row row;

    spelling_open(&spelling, t->table);
    for (size_t i = 0; i < n; i++) {
        int found = find_term(t, &spelling, lines[i], &row);

        if (found < 0)
            tables_fail(t, found);
        if (found && row.order == order)
            set_bit(bits, row.index);
    }
    spelling_close(&spelling);
    free(lines);
    free(memory);
    return bits;
}

static regex_t *compile(const char *pattern)
{
    regex_t *regex = tool_alloc(sizeof *regex);
    int err = regcomp(regex, pattern, REG_EXTENDED | REG_NOSUB);
    char why[128];

    if (err) {
        regerror(err, regex, why, sizeof why);
        tool_wrong("--match '%s': %s", tool_quote(pattern), why);
    }
    return regex;
}

/* ---- scanning --------------------------------------------------------------------- */

void tables_check_order(const tables *t, unsigned order)
{
    unsigned highest = corpus_table_order(t->table);

    if (order > highest)
        tool_die("%s: holds n-grams of order 1 to %u, not %u; count with --order %u",
                 tool_quote(t->path), highest, order, order);
    if (t->group_of && order > corpus_table_postings_order(t->table))
        tool_die("%s: --by needs the postings of order %u; count with --postings %u",
                 tool_quote(t->path), order, order);
}

/* Once, however many scans: a list may come from standard input. */
static void read_filters(tables *t, unsigned order)
{
    if (query.stopwords && !t->stopwords)
        t->stopwords = type_bits(t, query.stopwords);
    if (query.terms && !t->terms[order])
        t->terms[order] = term_bits(t, order, query.terms);
    if (query.match && !t->match)
        t->match = compile(query.match);
}

void tables_scan_all(tables_scan *s, tables *t, unsigned order)
{
    int err;

    *s = (tables_scan){.tables = t, .order = order, .all = true};
    tables_check_order(t, order);
    if (t->group_of) {
        s->counts = tool_alloc(t->n_groups * sizeof *s->counts);
        s->slots = tool_alloc(t->n_groups * sizeof *s->slots);
    }
    if ((err = corpus_scan_new(&s->scan, t->table, order)))
        tables_fail(t, err);
    s->rows = corpus_table_ngrams(t->table, order);
    progress_start(common.quiet ? PROGRESS_NEVER : common.progress, "reading", "terms");
}

void tables_scan_open(tables_scan *s, tables *t, unsigned order)
{
    tables_check_order(t, order);
    read_filters(t, order);
    tables_scan_all(s, t, order);
    s->all = false;
    s->stopwords = t->stopwords;
    s->terms = t->terms[order];
    s->match = t->match;
}

void tables_scan_family(tables_scan *s, tables *t, unsigned family)
{
    int err;

    if (query.terms || query.by)
        tool_wrong("--%s: window pairs and skip-grams have no %s",
                   query.terms ? "terms" : "by",
                   query.terms ? "index of terms" : "postings");
    *s = (tables_scan){.tables = t};
    read_filters(t, 0);
    s->stopwords = t->stopwords;
    s->match = t->match;
    if ((err = corpus_scan_new_family(&s->scan, t->table, family)))
        tables_fail(t, err);
    s->rows = corpus_table_family_rows(t->table, family);
    progress_start(common.quiet ? PROGRESS_NEVER : common.progress, "reading", "terms");
}

static bool passes(tables_scan *s, const corpus_row *row)
{
    const char *term;
    size_t len;

    if (row->freq < query.min_count || row->docs < query.min_docs)
        return false;
    if (query.max_docs && row->docs > query.max_docs && !s->tables->some_groups)
        return false;
    if (s->terms && !has_bit(s->terms, row->index))
        return false;
    for (unsigned i = 0; s->stopwords && i < row->order; i++)
        if (has_bit(s->stopwords, row->ids[i]))
            return false;
    if (!s->match)
        return true;
    tables_scan_term(s, &term, &len);
    return !regexec(s->match, term, 0, NULL, 0);
}

static int compare_sources(const void *a, const void *b)
{
    const corpus_source_count *x = a, *y = b;

    return (x->source > y->source) - (x->source < y->source);
}

/* The row's groups instead of its sources, added up over its documents. */
static void regroup(tables_scan *s, corpus_row *row)
{
    const corpus_posting *list;
    uint32_t used = 0;
    size_t n;

    tables_scan_postings(s, &list, &n);
    for (size_t i = 0; i < n; i++) {
        uint32_t group = s->tables->group_of[list[i].doc];

        if (!s->slots[group]) {
            s->slots[group] = ++used;
            s->counts[used - 1] = (corpus_source_count){.source = group};
        }
        s->counts[s->slots[group] - 1].freq += list[i].count;
        s->counts[s->slots[group] - 1].docs++;
    }
    for (uint32_t i = 0; i < used; i++)
        s->slots[s->counts[i].source] = 0;
    qsort(s->counts, used, sizeof *s->counts, compare_sources);
    row->sources = s->counts;
    row->n_sources = used;
}

bool tables_scan_next(tables_scan *s, corpus_row *row)
{
    int more;

    while ((more = corpus_scan_next(s->scan, row)) > 0) {
        if ((++s->seen & 0xFFFF) == 0)
            progress_update(s->seen, s->rows);
        if (!s->all && !passes(s, row))
            continue;
        if (s->tables->group_of)
            regroup(s, row);
        return true;
    }
    if (more < 0)
        tables_fail(s->tables, more);
    progress_end();
    return false;
}

void tables_scan_term(tables_scan *s, const char **term, size_t *len)
{
    int err = corpus_scan_term(s->scan, term, len);

    if (err)
        tables_fail(s->tables, err);
}

void tables_scan_postings(tables_scan *s, const corpus_posting **list, size_t *n)
{
    int err = corpus_scan_postings(s->scan, list, n);

    if (err)
        tables_fail(s->tables, err);
}

void tables_scan_close(tables_scan *s)
{
    free(s->counts);
    free(s->slots);
    corpus_scan_free(s->scan);
    *s = (tables_scan){0};
}
