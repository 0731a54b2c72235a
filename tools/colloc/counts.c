#include "colloc/counts.h"
#include "shared/spelling.h"

#include <string.h>

unsigned counts_window(const struct counts *c)
{
    unsigned family = corpus_table_pairs(c->tables.table);

    if (!family)
        tool_die("%s: counted without a window; count with --window L:R",
                 tool_quote(c->tables.path));
    return family;
}

/* The node's id, or false if it does not occur. */
static bool find_node(const struct counts *c, const char *node, uint32_t *id)
{
    struct spelling spelling;
    int found;

    spelling_open(&spelling, c->tables.table);
    found = spelling_id(&spelling, node, strlen(node), id);
    spelling_close(&spelling);
    if (found < 0)
        tables_fail(&c->tables, found);
    if (!found)
        tool_say("%s: no word '%s'", tool_quote(c->tables.path), tool_quote(node));
    return found;
}

static bool has_id(const corpus_row *row, uint32_t id)
{
    for (unsigned k = 0; k < row->order; k++)
        if (row->ids[k] == id)
            return true;
    return false;
}

static void count_slots(struct counts *c)
{
    corpus_table *t = c->tables.table;
    int err = CORPUS_OK;

    if (c->family)
        err = corpus_table_family_total(t, c->family, &c->total);
    else
        c->total = corpus_table_total(t, c->order);
    for (unsigned k = 0; k < c->order && !err; k++)
        err = c->family
                  ? corpus_table_family_marginals(t, c->family, k + 1, &c->slots[k])
                  : corpus_table_marginals(t, c->order, k + 1, &c->slots[k]);
    if (err)
        tables_fail(&c->tables, err);
}

static void collect_terms(struct counts *c, const char *node)
{
    tables_scan scan;
    corpus_row row;
    uint32_t id = 0;
    bool any;
    int err;

    if (c->family)
        tables_scan_family(&scan, &c->tables, c->family);
    else
        tables_scan_open(&scan, &c->tables, c->order);
    any = !node || find_node(c, node, &id);
    if (any && node && c->family && (err = corpus_scan_prefix(scan.scan, &id, 1)))
        tables_fail(&c->tables, err);
    c->terms.order = c->order;
    while (any && tables_scan_next(&scan, &row))
        if (!node || c->family || has_id(&row, id))
            terms_add(&c->terms, row.ids, row.freq);
    tables_scan_close(&scan);
}

/* Patterns can only be counted from the n-grams that are in the table. */
static void warn_of_cuts(const struct counts *c)
{
    static const char *const cuts[] = {"min-count", "min-docs"};

    for (size_t i = 0; i < 2; i++) {
        const char *value = corpus_table_option(c->tables.table, cuts[i]);

        if (value && strcmp(value, "1") && strcmp(value, "0"))
            tool_say("%s: counted with --%s %s, so counts of parts such as 'a b .' "
                     "leave out the n-grams that were cut",
                     tool_quote(c->tables.path), cuts[i], value);
    }
}

void counts_collect(struct counts *c, const char *node)
{
    collect_terms(c, node);
    count_slots(c);
    if (c->order == 2)
        return;
    warn_of_cuts(c);
    c->patterns = patterns_new(&c->tables, &c->terms);
}

void counts_free(struct counts *c)
{
    patterns_free(c->patterns);
    terms_free(&c->terms);
    tables_close(&c->tables);
}
