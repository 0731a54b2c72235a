/* An open table: what its parts share while it is read. */
#ifndef TABLE_READER_H
#define TABLE_READER_H

#include "base/mem.h"
#include "corpus/table.h"
#include "table/block.h"
#include "table/directory.h"
#include "table/families.h"
#include "table/last_tokens.h"

/* The blocks of one kind and order, with sums to find a record by its number: block i
 * holds the records records[i] .. records[i + 1] - 1, and so on. */
struct section {
    const struct table_block **blocks;
    uint64_t *records, *children, *postings; /* n + 1 each */
    size_t n, cap;
};

/* What of a block of n-grams is decoded: the last tokens always. */
enum ngrams_part { NGRAMS_CHILDREN = 1, NGRAMS_COUNTS = 2 };

/* One block of n-grams, decoded. Arrays have room for BLOCK_RECORDS, and are there when
 * their part was asked for. */
struct ngrams {
    size_t block;   /* which one; SIZE_MAX for none */
    unsigned family, order;
    uint64_t first; /* number of its first record */
    unsigned parts; /* what is decoded of it */
    uint32_t n;
    uint32_t *last;
    uint32_t *scratch; /* to sort siblings */
    uint32_t *children;
    uint64_t *child;   /* n + 1: number of the first child */
    uint64_t *freq, *docs;
    uint64_t *posting; /* n + 1: number of the first posting, where the table has any */
    uint32_t *spread;  /* n + 1: first of its sources in `counts`, with several sources */
    corpus_source_count *counts;
    size_t counts_cap;
};

/* One block of postings, decoded. */
struct postings {
    size_t block;
    uint32_t n;
    corpus_posting *list;
};

/* A trie beside that of the n-grams. */
struct table_family {
    struct section ngrams[FAMILY_ORDER_MAX + 2]; /* from 1; the last stays empty */
    struct section marginals[FAMILY_ORDER_MAX + 1];
    uint64_t *slots[FAMILY_ORDER_MAX + 1]; /* from 1; read when first needed */
    uint64_t total;                        /* likewise; of rows before any cut */
    bool has_total;
};

struct corpus_table {
    int fd;
    uint64_t size, identity;
    unsigned format;
    struct directory directory;
    struct block_codec *codec;
    struct bytes packed; /* the block being read */
    corpus_fault fault;

    struct section provenances, sources, documents, lexicon;
    struct section ngrams[CORPUS_ORDER_MAX + 2], postings[CORPUS_ORDER_MAX + 1],
        marginals[CORPUS_ORDER_MAX + 1];
    struct families families;
    struct table_family further[FAMILIES_MAX + 1]; /* by the numbers of families */
    unsigned order, postings_order, n_fields;
    uint32_t n_types, n_sources;
    uint64_t n_documents;
    uint64_t totals[CORPUS_ORDER_MAX + 1];

    struct bytes provenance;
    struct bytes options; /* the same, each line NUL-terminated, to hand out values */
    struct table_strings {
        struct bytes text;  /* NUL-terminated strings */
        uint64_t *at;       /* where each begins in text; n + 1 */
        size_t n, cap;
    } source_names, field_names, types, ids, fields;
    uint64_t *source_docs, *source_totals; /* n_sources, n_sources * order */
    uint32_t *document_source;
    uint64_t *document_totals; /* n_documents * order */
    const char **field_row;

    uint64_t *freq;    /* of each type; read when first needed */
    uint32_t *type_of; /* of each rank below RANKED; likewise */
    uint64_t *marginal[CORPUS_ORDER_MAX + 1][CORPUS_ORDER_MAX + 1];

    struct shelf {
        struct shelf_block *blocks;
        uint64_t sets; /* of blocks; a power of two */
        uint64_t clock;
        struct ngrams scratch;
        corpus_source_count *counts; /* of the row last looked up */
        size_t counts_cap;
    } shelf;
    struct type_index {
        uint32_t *slots; /* hash of types: id + 1, 0 for none */
        uint64_t mask;
        unsigned look_ups; /* by block so far */
    } index;
    uint32_t found_ids[CORPUS_ORDER_MAX];
};

/* Note where something is wrong and return `err`. */
int table_fail(corpus_table *t, int err, const struct section *s, size_t block);
int table_fail_at(corpus_table *t, int err, const char *place);

/* Read a block of a section and unpack the columns whose bits are set in `wanted`. */
int table_read_block(corpus_table *t, const struct section *s, size_t block,
                     unsigned wanted, struct column columns[BLOCK_COLUMNS],
                     unsigned *n_columns);

/* The same with a codec of the caller's, in which the columns then are. */
int table_read_block_by(corpus_table *t, struct block_codec *codec,
                        const struct section *s, size_t block, unsigned wanted,
                        struct column columns[BLOCK_COLUMNS], unsigned *n_columns);

/* corpus_table_open() for a file that is open already, and is the table's from then on,
 * on failure, too. */
int table_open_file(corpus_table **out, int fd, corpus_fault *fault);

/* The block of the section that holds `record`, which is below its number of records. */
size_t section_find(const struct section *s, uint64_t record);

static inline uint64_t section_records(const struct section *s)
{
    return s->records[s->n];
}

/* The levels of a family's trie; family 0 are the n-grams. */
static inline const struct section *table_section(const corpus_table *t, unsigned family,
                                                  unsigned order)
{
    return family ? t->further[family].ngrams + order : t->ngrams + order;
}

static inline unsigned table_levels(const corpus_table *t, unsigned family)
{
    return family ? t->families.all[family].order : t->order;
}

/* Strings kept one after the other. */
int table_strings_add(struct table_strings *s, const void *string, size_t len);
const char *table_string(const struct table_strings *s, size_t i, size_t *len);
void table_strings_free(struct table_strings *s);

/* What is read when it is first needed. */
int table_load_lexicon(corpus_table *t);
int table_load_documents(corpus_table *t);
int table_load_sources(corpus_table *t); /* by corpus_table_open */
int table_load_freq(corpus_table *t);
int table_load_ranks(corpus_table *t);

/* From a last token's code, below last_codes_end(), to the type. The ranks are loaded. */
static inline uint32_t table_type_of(const corpus_table *t, uint32_t code)
{
    return code < RANKED ? t->type_of[code] : code - RANKED;
}

/* The marginals of a further family; what was not there before can be let go again. */
int table_load_slots(corpus_table *t, unsigned family);
bool table_has_slots(const corpus_table *t, unsigned family);
void table_drop_slots(corpus_table *t, unsigned family);

/* Which columns a block of n-grams has depends on its order and the table. */
struct ngrams_layout {
    bool inner, several, postings; /* has children, sources, postings */
    enum last_code code;
    unsigned childless, children; /* if it has any */
    unsigned last;                /* two of them, unless LAST_NONE */
    unsigned repeated, freq, docs;
    unsigned sources;             /* four of them, if any */
    unsigned n;
};

struct ngrams_layout ngrams_layout(const corpus_table *t, unsigned family, unsigned order);

/* Decoded blocks; `into` keeps its arrays from one use to the next. */
int table_ngrams(corpus_table *t, unsigned family, unsigned order, size_t block,
                 unsigned parts, struct ngrams *into);
int table_postings(corpus_table *t, unsigned order, size_t block, struct postings *into);

/* The same from columns that are unpacked already. From order 2 on the ranks must have
 * been loaded before the columns were: both use the same memory. */
int ngrams_decode(corpus_table *t, unsigned family, unsigned order, size_t block,
                  unsigned parts, const struct column columns[], unsigned n,
                  struct ngrams *into);
void ngrams_free(struct ngrams *g);
void postings_free(struct postings *p);

/* The number of a record by its ids; 1 found, 0 absent, negative. */
int table_locate(corpus_table *t, unsigned family, const uint32_t ids[], unsigned order,
                 uint64_t *index);

#endif
