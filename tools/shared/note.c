#include "shared/note.h"
#include "shared/bibliography.h"
#include "shared/citation.h"
#include "shared/options.h"

#include <string.h>

void note_filters(struct text *t)
{
    if (query.min_count > 1)
        text_printf(t, " At least %llu occurrences.",
                    (unsigned long long)query.min_count);
    if (query.min_docs > 1)
        text_printf(t, " In at least %llu documents.",
                    (unsigned long long)query.min_docs);
    if (query.max_docs)
        text_printf(t, " In at most %llu documents.",
                    (unsigned long long)query.max_docs);
    if (query.match)
        text_printf(t, " Only terms that match %s.", query.match);
    if (query.stopwords)
        text_printf(t, " Without the words of %s.", query.stopwords);
    if (query.terms)
        text_printf(t, " Only terms of %s.", query.terms);
}

void note_source(struct text *t, const char *source)
{
    bool words = !bibliography_by_key(); /* styles of citation have their own brackets */

    text_put(t, words ? " (" : " ");
    bibliography_cite(t, source);
    text_put(t, words ? ")" : "");
}

/* " NAME: MEANING"; "the same, adjusted" says the name before it, which may not be shown. */
static void add_meaning(struct text *t, const column *c)
{
    static const char same[] = "the same";
    const char *last = strrchr(c->name, '_');

    text_printf(t, " %s: ", c->name);
    if (!last || strncmp(c->meaning, same, sizeof same - 1)) {
        text_put(t, c->meaning);
        return;
    }
    text_add(t, c->name, (size_t)(last - c->name));
    text_put(t, c->meaning + sizeof same - 1);
}

void note_columns(struct text *t, const column columns[], size_t n)
{
    const char *before = "";

    for (size_t i = 0; i < n; i++) {
        if (!columns[i].source)
            continue;
        add_meaning(t, &columns[i]);
        if (strcmp(before, columns[i].source))
            note_source(t, columns[i].source);
        text_char(t, '.');
        before = columns[i].source;
    }
}

void note_adjusted(struct text *t, int method, size_t m)
{
    static const struct {
        const char *method, *source;
    } known[] = {{"bh", "Benjamini & Hochberg 1995"},
                 {"by", "Benjamini & Yekutieli 2001"},
                 {"holm", "Holm 1979"},
                 {"bonferroni", "Dunn 1961"}};
    const char *name = corpus_adjust_name(method);

    text_printf(t, "adjusted by %s", name);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(known[i].method, name))
            note_source(t, known[i].source);
    text_printf(t, ", m = %zu", m);
}

void note_counted(struct text *t, const corpus_table *table)
{
    text_char(t, ' ');
    citation_add(t, table);
    if (bibliography_by_key())
        text_printf(t, " %clibcorpus%c", CITE_BEGIN, CITE_END);
}
