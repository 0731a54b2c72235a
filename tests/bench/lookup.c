/* How many terms a second does an open table answer?
 * usage: lookup TABLE [ORDER] [TERMS]     order 2, 300,000 terms
 *
 * The terms are n-grams of the table, drawn evenly, in random order. Before the clock
 * starts all of them are looked up once, so the file is in the page cache. Prints CPU
 * seconds, wall seconds and look-ups, parted by TABs. */
#include <corpus.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct terms {
    char *text;
    size_t used, cap, n;
    size_t *at; /* n + 1: where each begins */
};

static uint64_t state = 1;

/* xorshift64*: Marsaglia 2003, Vigna 2016. */
static uint64_t draw(uint64_t below)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return (uint64_t)((unsigned __int128)(state * 2685821657736338717u) * below >> 64);
}

static void check(bool ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "lookup: %s failed\n", what);
    exit(1);
}

static void add_term(struct terms *t, const char *term, size_t len)
{
    if (t->used + len > t->cap) {
        t->cap = 2 * t->cap + len + 4096;
        check((t->text = realloc(t->text, t->cap)) != NULL, "memory");
    }
    memcpy(t->text + t->used, term, len);
    t->at[t->n++] = t->used;
    t->used += len;
    t->at[t->n] = t->used;
}

/* `wanted` of the table's n-grams, each with the same chance: selection sampling, Knuth
 * TAOCP 2, 3.4.2, algorithm S. */
static void sample(struct terms *t, corpus_table *table, unsigned order, size_t wanted)
{
    uint64_t left = corpus_table_ngrams(table, order);
    corpus_scan *scan;
    corpus_row row;
    const char *term;
    size_t len;

    check((t->at = malloc((wanted + 1) * sizeof *t->at)) != NULL, "memory");
    check(!corpus_scan_new(&scan, table, order), "scan");
    for (; t->n < wanted && corpus_scan_next(scan, &row) == 1; left--)
        if (draw(left) < wanted - t->n) {
            check(!corpus_scan_term(scan, &term, &len), "term");
            add_term(t, term, len);
        }
    corpus_scan_free(scan);
}

static double now(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void look_up(corpus_table *table, const struct terms *t, const uint32_t *order)
{
    for (size_t i = 0; i < t->n; i++) {
        size_t k = order[i];
        corpus_row row;

        check(corpus_table_find(table, t->text + t->at[k], t->at[k + 1] - t->at[k],
                                &row) == 1,
              "look-up");
    }
}

int main(int argc, char **argv)
{
    unsigned order = argc > 2 ? (unsigned)atoi(argv[2]) : 2;
    size_t wanted = argc > 3 ? (size_t)atol(argv[3]) : 300000;
    struct terms terms = {0};
    corpus_table *table;
    uint32_t *shuffled;
    double cpu, wall;

    if (argc < 2 || !order || !wanted) {
        fprintf(stderr, "usage: lookup TABLE [ORDER] [TERMS]\n");
        return 2;
    }
    check(!corpus_table_open(&table, argv[1], NULL), argv[1]);
    if (wanted > corpus_table_ngrams(table, order))
        wanted = (size_t)corpus_table_ngrams(table, order);
    sample(&terms, table, order, wanted);
    check((shuffled = malloc((terms.n + 1) * sizeof *shuffled)) != NULL, "memory");
    for (size_t i = 0; i < terms.n; i++) { /* Fisher and Yates, inside out */
        size_t j = draw(i + 1);

        shuffled[i] = shuffled[j];
        shuffled[j] = (uint32_t)i;
    }
    look_up(table, &terms, shuffled);

    cpu = now(CLOCK_PROCESS_CPUTIME_ID);
    wall = now(CLOCK_MONOTONIC);
    look_up(table, &terms, shuffled);
    printf("%.4f\t%.4f\t%zu\n", now(CLOCK_PROCESS_CPUTIME_ID) - cpu,
           now(CLOCK_MONOTONIC) - wall, terms.n);
    free(shuffled);
    free(terms.at);
    free(terms.text);
    corpus_table_close(table);
    return 0;
}
