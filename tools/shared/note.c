#include "shared/note.h"
#include "shared/options.h"

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

void note_columns(struct text *t, const column columns[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (columns[i].source)
            text_printf(t, " %s: %s (%s).", columns[i].name, columns[i].meaning,
                        columns[i].source);
}

void note_version(struct text *t)
{
    text_printf(t, " Counted with libcorpus %s.", corpus_version());
}
