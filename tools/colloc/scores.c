#include "colloc/scores.h"
#include "shared/measures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum how { EXPECTED, WHOLE, SPLIT_MIN, SPLIT_MAX };

struct score {
    const corpus_measure *measure;
    enum how how;
    struct text name, meaning; /* meaning: of a split */
};

/* ---- names, columns --------------------------------------------------------------- */

static bool parse_split(struct score *s, const char *name)
{
    static const struct {
        const char *prefix, *value;
        enum how how;
    } splits[] = {{"split_min:", "lowest", SPLIT_MIN},
                  {"split_max:", "highest", SPLIT_MAX}};

    for (size_t i = 0; i < 2; i++) {
        size_t len = strlen(splits[i].prefix);

        if (strncmp(name, splits[i].prefix, len))
            continue;
        s->how = splits[i].how;
        s->measure = measure_named(name + len, CORPUS_PAIRS, "pairs");
        text_printf(&s->name, "%s%s", splits[i].prefix, s->measure->name);
        text_printf(&s->meaning, "%s over the cuts in two: %s", splits[i].value,
                    s->measure->meaning);
        return true;
    }
    return false;
}

static struct score parse_score(const char *name, unsigned order)
{
    struct score s = {.how = WHOLE};

    if (parse_split(&s, name))
        return s;
    s.measure = measure_named(name, order > 2 ? CORPUS_NGRAMS : CORPUS_PAIRS,
                              order > 2 ? "more than two words (split_min:NAME and "
                                          "split_max:NAME are)"
                                        : "two words");
    text_put(&s.name, s.measure->name);
    return s;
}

void scores_choose(struct scores *s, unsigned order)
{
    static char *pairs[] = {"g2", "logdice", "mi"}, *ngrams[] = {"g2", "dice", "mi"};
    struct option_list names = measure_options.names;

    if (!names.n)
        names = (struct option_list){order > 2 ? ngrams : pairs, 3};
    s->n = names.n + 1;
    s->of = tool_alloc(s->n * sizeof *s->of);
    s->of[0] = (struct score){.how = EXPECTED};
    for (size_t i = 0; i < names.n; i++)
        s->of[i + 1] = parse_score(names.items[i], order);
}

void scores_free(struct scores *s)
{
    for (size_t i = 0; i < s->n; i++) {
        text_free(&s->of[i].name);
        text_free(&s->of[i].meaning);
    }
    free(s->of);
}

column scores_column(const struct scores *scores, size_t score, const char *unit)
{
    const struct score *s = &scores->of[score];
    column c;

    if (s->how == EXPECTED)
        return (column){"expected", COLUMN_REAL, "freq if the words were independent",
                        unit, NULL, false};
    c = measure_column(s->measure);
    c.name = s->name.data;
    if (s->meaning.len)
        c.meaning = s->meaning.data;
    return c;
}

bool scores_adjusted(const struct scores *scores, size_t score)
{
    const struct score *s = &scores->of[score];

    return s->measure && s->measure->column == CORPUS_NLOG10P_ADJ;
}

/* ---- pairs ------------------------------------------------------------------------ */

static void gather_pairs(const struct counts *c, const size_t terms[], size_t n,
                         corpus_2x2 t[])
{
    for (size_t i = 0; i < n; i++) {
        const uint32_t *ids = terms_ids(&c->terms, terms[i]);

        t[i] = (corpus_2x2){.o11 = c->terms.freq[terms[i]], .r1 = c->slots[0][ids[0]],
                            .c1 = c->slots[1][ids[1]], .n = c->total};
    }
}

static void score_pairs(const struct score *s, const corpus_2x2 t[], size_t n,
                        double out[])
{
    if (s->how != EXPECTED) {
        corpus_measure_score_n(s->measure, n, t, NULL, out);
        return;
    }
    for (size_t i = 0; i < n; i++)
        out[i] = (double)t[i].r1 * (double)t[i].c1 / (double)t[i].n;
}

/* ---- longer n-grams --------------------------------------------------------------- */

static double score_split(const struct score *s, unsigned order, const uint64_t f[])
{
    corpus_2x2 splits[CORPUS_NWAY_MAX];
    unsigned all = (1u << order) - 1;
    double min, max;

    for (unsigned k = 1; k < order; k++) {
        unsigned front = (1u << k) - 1;

        splits[k - 1] = (corpus_2x2){
            .o11 = f[all], .r1 = f[front], .c1 = f[all & ~front], .n = f[0]};
    }
    corpus_measure_split(s->measure, order - 1, splits, NULL, &min, &max);
    return s->how == SPLIT_MIN ? min : max;
}

static void score_ngrams(const struct scores *scores, const struct counts *c,
                         const size_t terms[], size_t n, const struct chosen *chosen,
                         size_t at)
{
    uint64_t f[1 << CORPUS_NWAY_MAX];
    corpus_nway t;

    for (size_t i = 0; i < n; i++) {
        bool valid;

        patterns_get(c->patterns, terms[i], f);
        valid = corpus_nway_init(&t, c->order, f) == CORPUS_OK;
        for (size_t k = 0; k < chosen->n; k++) {
            const struct score *s = &scores->of[chosen->which[k]];

            chosen->out[k][at + i] = s->how > WHOLE ? score_split(s, c->order, f)
                                     : !valid       ? NAN
                                     : s->measure   ? corpus_nway_score(s->measure, &t)
                                                    : corpus_nway_expected(&t);
        }
    }
}

/* ---- */

void scores_compute(const struct scores *s, const struct counts *c, const size_t terms[],
                    size_t n, const struct chosen *chosen, size_t at, corpus_2x2 t[])
{
    if (c->patterns) {
        score_ngrams(s, c, terms, n, chosen, at);
        return;
    }
    gather_pairs(c, terms, n, t);
    for (size_t k = 0; k < chosen->n; k++)
        score_pairs(&s->of[chosen->which[k]], t, n, chosen->out[k] + at);
}
