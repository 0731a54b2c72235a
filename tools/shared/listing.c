#include "shared/listing.h"
#include "shared/key.h"
#include "shared/measures.h"
#include "shared/order.h"
#include "shared/workers.h"

#include <stdlib.h>

void listing_init(struct listing *l, size_t first_score, size_t n_scores)
{
    l->first_score = first_score;
    l->n_scores = n_scores;
    l->columns = tool_alloc((first_score + n_scores) * sizeof *l->columns);
    l->known = tool_alloc((n_scores + 1) * sizeof *l->known);
}

void listing_free(struct listing *l)
{
    for (size_t i = 0; i < l->n_scores; i++)
        free(l->known[i].of);
    free(l->known);
    free(l->columns);
}

void listing_order(struct listing *l, size_t usual)
{
    l->by = query.sort ? column_find(l->columns, l->n_columns, query.sort) : usual;
}

/* ---- some of the scores ----------------------------------------------------------- */

static struct chosen choose_none(const struct listing *l)
{
    return (struct chosen){.which = tool_alloc((l->n_scores + 1) * sizeof(size_t)),
                           .out = tool_alloc((l->n_scores + 1) * sizeof(double *))};
}

static void choose(struct chosen *c, size_t score, double *out)
{
    c->which[c->n] = score;
    c->out[c->n++] = out;
}

static void free_chosen(struct chosen *c)
{
    free(c->which);
    free(c->out);
}

/* ---- what is known of every term -------------------------------------------------- */

bool listing_needs(const struct listing *l, size_t score)
{
    return l->first_score + score == l->by || l->known[score].adjusted;
}

double *listing_room(struct listing *l, size_t score, size_t n)
{
    struct known *k = &l->known[score];

    return k->of = tool_grow(k->of, &k->cap, n + 1, sizeof *k->of);
}

struct scoring {
    const struct listing *list;
    struct chosen chosen;
};

static void score_some(void *scoring, unsigned worker, size_t from, size_t to)
{
    const struct scoring *s = scoring;
    corpus_2x2 counts[LISTING_PIECE];
    size_t terms[LISTING_PIECE];

    (void)worker;
    for (size_t i = from; i < to; i++)
        terms[i - from] = i;
    s->list->score(s->list->user, terms, to - from, &s->chosen, from, counts);
}

void listing_score(struct listing *l)
{
    struct scoring s = {l, choose_none(l)};
    struct work work = {
        .n = l->terms->n, .piece = LISTING_PIECE, .user = &s, .make = score_some};

    for (size_t k = 0; k < l->n_scores; k++)
        if (listing_needs(l, k))
            choose(&s.chosen, k, listing_room(l, k, l->terms->n));
    if (s.chosen.n)
        workers_run(&work);
    free_chosen(&s.chosen);
}

bool listing_adjust(struct listing *l, size_t *tested)
{
    size_t n = l->terms->n;
    bool any = false;

    for (size_t k = 0; k < l->n_scores; k++) {
        if (!l->known[k].adjusted)
            continue;
        *tested = n ? measure_adjust(l->known[k].of, n) : 0;
        any = true;
    }
    return any;
}

/* ---- order ------------------------------------------------------------------------ */

static size_t in_order(const struct listing *l, size_t **rows)
{
    size_t n = l->terms->n;
    uint64_t *key = tool_alloc((n + 1) * sizeof *key);

    if (l->by < l->first_score) {
        for (size_t i = 0; i < n; i++)
            key[i] = l->key(l->user, i, l->by);
    } else {
        const double *score = l->known[l->by - l->first_score].of;

        for (size_t i = 0; i < n; i++)
            key[i] = column_key(&l->columns[l->by], cell_real(score[i]));
    }
    n = order_rows(n, key, l->terms->freq, query.top, rows);
    free(key);
    return n;
}

/* ---- rows ------------------------------------------------------------------------- */

struct shown {
    const struct listing *list;
    const size_t *rows;
};

/* What a thread knows of a piece of the rows before it prints these: what lies all over
 * memory is read in loops that do nothing else, so that the processor waits for many of
 * them at a time. */
struct piece {
    const struct listing *list;
    const size_t *rows;
    size_t from;          /* the first of the piece */
    struct chosen chosen; /* the scores that were not known before */
    double *values;       /* LISTING_PIECE of each column of scores */
    corpus_2x2 counts[LISTING_PIECE];
    struct spelled terms;
};

static size_t shown_scores(const struct listing *l)
{
    return l->n_columns - l->first_score;
}

static double *values_of(const struct piece *p, size_t score)
{
    return p->values + score * LISTING_PIECE;
}

static void *begin_piece(void *shown)
{
    const struct shown *s = shown;
    const struct listing *l = s->list;
    struct piece *p = tool_alloc(sizeof *p);

    p->list = l;
    p->rows = s->rows;
    p->chosen = choose_none(l);
    p->values = tool_alloc((shown_scores(l) + 1) * LISTING_PIECE * sizeof *p->values);
    for (size_t k = 0; k < shown_scores(l); k++)
        if (!l->known[k].of)
            choose(&p->chosen, k, values_of(p, k));
    return p;
}

static void end_piece(void *piece)
{
    struct piece *p = piece;

    free_chosen(&p->chosen);
    free(p->values);
    spelled_free(&p->terms);
    free(p);
}

static void prepare_piece(void *piece, size_t from, size_t to)
{
    struct piece *p = piece;
    const struct listing *l = p->list;
    const size_t *rows = p->rows + from;

    p->from = from;
    l->score(l->user, rows, to - from, &p->chosen, 0, p->counts);
    for (size_t k = 0; k < shown_scores(l); k++)
        for (size_t i = 0; l->known[k].of && i < to - from; i++)
            values_of(p, k)[i] = l->known[k].of[rows[i]];
    if (l->term >= 0)
        terms_spell(l->tables, l->terms, rows, to - from, &p->terms);
}

static void make_row(void *piece, size_t i, cell cells[])
{
    const struct piece *p = piece;
    const struct listing *l = p->list;
    size_t at = i - p->from;

    l->row(l->user, p->rows[i], &p->counts[at], cells);
    if (l->term >= 0)
        cells[l->term] = spelled_get(&p->terms, at);
    for (size_t k = 0; k < shown_scores(l); k++)
        cells[l->first_score + k] = cell_real(values_of(p, k)[at]);
}

void listing_print(const struct listing *l, report *out)
{
    size_t *rows, n = in_order(l, &rows);
    struct shown shown = {l, rows};

    if (n)
        terms_load(l->tables);
    report_rows(out, &(struct report_rows){.n = n, .user = &shown, .begin = begin_piece,
                                           .end = end_piece, .prepare = prepare_piece,
                                           .row = make_row});
    free(rows);
}
