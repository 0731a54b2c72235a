/* Reading the sections of a table from front to back, record by record, with no more in
 * memory than a block for each. A cursor has a codec of its own, so that many can be open
 * on one table; what it gives out is good until it moves on. */
#ifndef TABLE_CURSOR_H
#define TABLE_CURSOR_H

#include "table/id_set.h"
#include "table/postings.h"
#include "table/reader.h"
#include "table/strings.h"

/* What all have in common: the open block. */
struct block_cursor {
    corpus_table *table;
    const struct section *section;
    struct block_codec *codec;
    size_t next;   /* block */
    uint32_t left; /* records of the open block */
    unsigned wanted, n_columns;
    struct column columns[BLOCK_COLUMNS];
    uint64_t *done; /* bytes read, added up here; may be NULL */
};

/* A section with so many columns, of which those in `wanted` are read. */
int block_cursor_open(struct block_cursor *c, corpus_table *t, const struct section *s,
                      unsigned n_columns, unsigned wanted);
void block_cursor_close(struct block_cursor *c);

/* 1 when there is a further record, whose columns are then to be read; 0 at the end of the
 * section; CORPUS_ECORRUPT, CORPUS_EIO, CORPUS_ENOMEM. */
int block_cursor_next(struct block_cursor *c);

/* The table's fault names the block at hand; returns CORPUS_ECORRUPT. */
int block_cursor_fail(struct block_cursor *c);

/* Each _next below: 1 a record, 0 the end, or an error as above. */

struct document_cursor {
    struct block_cursor block;
    struct string_reader id, field;
    struct bytes text; /* the fields, each ended by NUL */
    const char **fields;
    uint32_t source;
    uint64_t totals[CORPUS_ORDER_MAX];
};

int document_cursor_open(struct document_cursor *c, corpus_table *t);
int document_cursor_next(struct document_cursor *c);
void document_cursor_close(struct document_cursor *c);

static inline const char *document_cursor_id(const struct document_cursor *c)
{
    return (const char *)c->id.previous.data;
}

/* A type and its frequency. */
struct type_cursor {
    struct block_cursor block, counts;
    struct ngrams_layout layout; /* of counts */
    struct column repeated;      /* of the open block of counts */
    uint32_t at;                 /* its record */
    struct string_reader form; /* in form.previous */
    uint64_t freq;
};

/* Without `forms`, frequencies alone. */
int type_cursor_open(struct type_cursor *c, corpus_table *t, bool forms);
int type_cursor_next(struct type_cursor *c);
void type_cursor_close(struct type_cursor *c);

/* From the numbers of a table's types to those of a union. */
struct type_map {
    struct id_set ids; /* in the union */
    uint32_t *by_rank; /* of the first RANKED ranks; where last tokens are ranked */
};

/* Of one level of a family's trie. It takes memory when it is first woken, and gives it
 * back when it is put to sleep: where many take turns, only those of one turn need any. */
struct ngram_cursor {
    struct block_cursor block;
    unsigned family, order;
    struct ngrams_layout layout;
    uint32_t at;         /* record of the open block */
    bool docs_vary;      /* the open block has docs that are not 1 */
    uint32_t asleep;     /* records of its block that were read before it fell asleep */
    bool waking;
    const struct type_map *map;
    struct column childless, children_at, repeated, freq_at, docs_at, spread_at[4];
    struct class_reader last;
    uint32_t *sorted; /* LAST_SET: tokens of the open block; and as many of scratch */
    size_t sorted_cap;
    uint64_t children_sum, docs_sum; /* of the open block */
    uint64_t number;
    uint32_t id;

    uint32_t token; /* the last, in the union's numbers */
    uint64_t children, freq, docs;
    uint32_t n_counts;
    const corpus_source_count *counts; /* by source, in the table's numbers */
    corpus_source_count *list;
    size_t list_cap;
};

/* Asleep, before the first record. */
void ngram_cursor_open(struct ngram_cursor *c, corpus_table *t, unsigned family,
                       unsigned order, const struct type_map *map);
void ngram_cursor_sleep(struct ngram_cursor *c);

/* Back to the record it was at. CORPUS_OK or an error. */
int ngram_cursor_wake(struct ngram_cursor *c);

static inline bool ngram_cursor_sleeps(const struct ngram_cursor *c)
{
    return !c->block.codec;
}

int ngram_cursor_next(struct ngram_cursor *c);
void ngram_cursor_close(struct ngram_cursor *c);

/* All lists of postings of an order, one after the other. */
struct posting_cursor {
    struct block_cursor block;
    struct posting_reader reader;
    corpus_posting posting; /* the one at hand */
    corpus_posting *frame;
    uint32_t at, n; /* of the frame: those given out, all */
};

int posting_cursor_open(struct posting_cursor *c, corpus_table *t, unsigned order);
int posting_cursor_next(struct posting_cursor *c);
void posting_cursor_close(struct posting_cursor *c);

/* Per type the codes of marginals, as marginals_part_codes() takes them. */
struct marginal_cursor {
    struct block_cursor block;
    uint64_t codes[CORPUS_ORDER_MAX];
};

int marginal_cursor_open(struct marginal_cursor *c, corpus_table *t, unsigned family,
                         unsigned order);
int marginal_cursor_next(struct marginal_cursor *c);
void marginal_cursor_close(struct marginal_cursor *c);

#endif
