/* A list of terms with scores, as corpus-colloc and corpus-diff print it. Millions of
 * terms may pass the filters and few be shown, so there are two kinds of scores: those
 * the list itself rests on - they order it, or are adjusted over all its terms - are
 * known of every term before; all others are computed by the threads that print the rows,
 * a piece of the list at a time. */
#ifndef LISTING_H
#define LISTING_H

#include "shared/report.h"
#include "shared/terms.h"

/* Terms that are scored together. */
enum { LISTING_PIECE = REPORT_PIECE };

/* The value of a score for every term. */
struct known {
    bool adjusted; /* p-values, to be adjusted over all terms */
    double *of;    /* each term; NULL: computed when it is shown */
    size_t cap;
};

/* Some of the scores, by number, and where their values go. */
struct chosen {
    size_t *which, n;
    double **out;
};

struct listing {
    const tables *tables;
    const struct terms *terms;

    /* What comes before the scores is the tool's; a column for each score follows, but
     * for scores at the end of `known` that are not shown. */
    column *columns;
    size_t n_columns, first_score;
    int term;  /* column of the term, spelled here; -1: none, the tool shows its words */
    size_t by; /* the column that orders */
    struct known *known;
    size_t n_scores;

    const void *user;

    /* What orders by a column before the scores: the smaller the better, see
     * column_key(). */
    uint64_t (*key)(const void *user, size_t term, size_t by);

    /* What was chosen, of `n` terms, at most LISTING_PIECE, to out[.][at] and what
     * follows. There is room for their counts in t[], for score() and row() alone. */
    void (*score)(const void *user, const size_t terms[], size_t n,
                  const struct chosen *chosen, size_t at, corpus_2x2 t[]);

    /* The cells before the scores, but for `term`; `t` as score() left it. */
    void (*row)(const void *user, size_t term, const corpus_2x2 *t, cell cells[]);
};

/* Room for columns before the scores, and for the scores. */
void listing_init(struct listing *l, size_t first_score, size_t n_scores);
void listing_free(struct listing *l);

/* Order by the column the user asks for, else by `usual`. */
void listing_order(struct listing *l, size_t usual);

/* Does the list itself rest on this score? */
bool listing_needs(const struct listing *l, size_t score);

/* Score every term where it does: by score(), on the threads asked for (`common`). */
void listing_score(struct listing *l);

/* For a tool with a way of its own: room for a score's values for the first `n` terms;
 * those that are there stay. */
double *listing_room(struct listing *l, size_t score, size_t n);

/* Adjust the p-values that are to be. True if there are any; *tested is then m. */
bool listing_adjust(struct listing *l, size_t *tested);

/* The best rows, in order. */
void listing_print(const struct listing *l, report *out);

#endif
