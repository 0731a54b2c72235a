/* Which tries a table has beside that of its n-grams. */
#include "table/families.h"

#include <stdbool.h>

static void add(struct families *f, corpus_family family)
{
    f->all[++f->n] = family;
}

void families_list(struct families *f, unsigned order, unsigned before, unsigned after,
                   unsigned skip)
{
    f->n = 0;
    if (before || after)
        add(f, (corpus_family){.order = 2, .before = before, .after = after});
    for (unsigned gap = 1; gap <= skip; gap++)
        add(f, (corpus_family){.order = 2, .gaps = {gap}});
    for (unsigned sum = 1; sum <= skip && order > 2; sum++)
        for (unsigned first = 0; first <= sum; first++)
            add(f, (corpus_family){.order = 3, .gaps = {first, sum - first}});
}

/* A number of at most `most` at *text, behind which *text then points. */
static bool take_number(const char **text, unsigned most, unsigned *out)
{
    unsigned v = 0;
    const char *at = *text;

    for (; *at >= '0' && *at <= '9' && v <= most; at++)
        v = v * 10 + (unsigned)(*at - '0');
    if (at == *text || v > most)
        return false;
    *text = at;
    *out = v;
    return true;
}

int families_parse(struct families *f, unsigned order, const char *window,
                   const char *skip)
{
    unsigned before = 0, after = 0, skipped = 0;

    if (window &&
        (!take_number(&window, CORPUS_WINDOW_MAX, &before) || *window++ != ':' ||
         !take_number(&window, CORPUS_WINDOW_MAX, &after) || *window || !(before + after)))
        return CORPUS_ECORRUPT;
    if (skip && (!take_number(&skip, CORPUS_SKIP_MAX, &skipped) || *skip || !skipped))
        return CORPUS_ECORRUPT;
    families_list(f, order, before, after, skipped);
    return CORPUS_OK;
}
