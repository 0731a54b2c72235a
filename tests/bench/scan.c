/* How fast are all n-grams of one order read, and how fast could they be?
 * usage: scan [--terms] [--postings] TABLE [ORDER]       order 2
 *
 * --terms: spell each one out, too; --postings: read each one's documents, too.
 *
 * Prints CPU seconds, wall seconds and records, then the CPU seconds that checking and
 * unpacking the same blocks takes alone - what zlib leaves to no reader - parted by TABs.
 * The least of five rounds. Looks at private functions for the latter. */
#include "table/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 5 };

static double now(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void check(int err, const char *what)
{
    if (!err)
        return;
    fprintf(stderr, "scan: %s: %s\n", what, corpus_strerror(err));
    exit(1);
}

static uint64_t sink; /* keeps the compiler from leaving work out */

static uint64_t scan_rows(corpus_table *table, unsigned order, bool terms, bool postings)
{
    const corpus_posting *list;
    corpus_scan *scan;
    corpus_row row;
    uint64_t n = 0;
    const char *term;
    size_t len;
    int got;

    check(corpus_scan_new(&scan, table, order), "scan");
    while ((got = corpus_scan_next(scan, &row)) == 1) {
        if (terms) {
            check(corpus_scan_term(scan, &term, &len), "term");
            sink += len;
        }
        if (postings) {
            check(corpus_scan_postings(scan, &list, &len), "postings");
            sink += len;
        }
        sink += row.freq + row.ids[order - 1];
        n++;
    }
    check(got, "scan");
    corpus_scan_free(scan);
    return n;
}

static void unpack_section(const struct corpus_table *table, unsigned order,
                           struct block_codec *codec, uint8_t **buffer)
{
    const struct section *s = &table->ngrams[order];
    struct column columns[BLOCK_COLUMNS];

    for (size_t i = 0; i < s->n; i++) {
        const struct table_block *b = s->blocks[i];
        uint8_t *grown = realloc(*buffer, b->size);
        unsigned n;

        if (!grown)
            check(CORPUS_ENOMEM, "unpack");
        *buffer = grown;
        if (pread(table->fd, grown, b->size, (off_t)b->offset) != (ssize_t)b->size)
            check(CORPUS_EIO, "unpack");
        check(block_unpack(codec, grown, b->size, table->identity, b->offset, b, ~0u,
                           columns, &n),
              "unpack");
    }
}

/* A scan of order n reads the blocks of all orders up to n: their children say where each
 * parent's records end. */
static double unpack_alone(const corpus_table *table, unsigned order)
{
    struct block_codec *codec;
    uint8_t *buffer = NULL;
    double cpu;

    check(block_codec_new(&codec), "codec");
    cpu = now(CLOCK_PROCESS_CPUTIME_ID);
    for (unsigned n = 1; n <= order; n++)
        unpack_section(table, n, codec, &buffer);
    cpu = now(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    free(buffer);
    block_codec_free(codec);
    return cpu;
}

int main(int argc, char **argv)
{
    double cpu = 1e9, wall = 1e9, unpack = 1e9;
    bool terms = false, postings = false;
    corpus_table *table;
    unsigned order;
    uint64_t n = 0;

    for (; argc > 1 && argv[1][0] == '-'; argc--, argv++) {
        terms |= !strcmp(argv[1], "--terms");
        postings |= !strcmp(argv[1], "--postings");
    }
    order = argc > 2 ? (unsigned)atoi(argv[2]) : 2;
    if (argc < 2 || order < 1 || order > CORPUS_ORDER_MAX) {
        fprintf(stderr, "usage: scan [--terms] [--postings] TABLE [ORDER]\n");
        return 2;
    }
    check(corpus_table_open(&table, argv[1], NULL), argv[1]);
    for (int i = 0; i < ROUNDS; i++) {
        double c = now(CLOCK_PROCESS_CPUTIME_ID), w = now(CLOCK_MONOTONIC), u;

        n = scan_rows(table, order, terms, postings);
        c = now(CLOCK_PROCESS_CPUTIME_ID) - c;
        w = now(CLOCK_MONOTONIC) - w;
        u = unpack_alone(table, order);
        cpu = c < cpu ? c : cpu;
        wall = w < wall ? w : wall;
        unpack = u < unpack ? u : unpack;
    }
    printf("%.4f\t%.4f\t%llu\t%.4f\n", cpu, wall, (unsigned long long)n, unpack);
    corpus_table_close(table);
    return sink == 0;
}
