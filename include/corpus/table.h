/** @file
 *  Frequency tables: open, look up, scan, verify, merge.
 *
 *  A table holds, for orders 1 to corpus_table_order(), every distinct n-gram with its
 *  frequency and document frequency, in total and per source; the documents that were
 *  counted; and how the counts were made. Types have ids 0, 1, ...: their ranks in byte
 *  order. N-grams are ordered by their ids, so in byte order, type by type.
 *
 *  One handle per thread: look-ups move caches that belong to the handle. */
#ifndef CORPUS_TABLE_H
#define CORPUS_TABLE_H

#include "corpus/error.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** N-grams have at most this many tokens. */
#define CORPUS_ORDER_MAX 16

/** A window reaches at most so many tokens before and after its node. */
#define CORPUS_WINDOW_MAX 1000

/** Skip-grams leave out at most so many tokens. */
#define CORPUS_SKIP_MAX 8

typedef struct corpus_table corpus_table;
typedef struct corpus_scan corpus_scan;

/** Where in a file something was found wrong, for people: "block 12 of ngrams 2". Empty
 *  when there is nothing to add to the error code. */
typedef struct corpus_fault {
    char place[160];
} corpus_fault;

/* ---- open, close ------------------------------------------------------------------ */

/** Open the table file `path`. Reads and checks header, trailer and directory only.
 *
 *  @param out    owns the file until corpus_table_close(); NULL on failure
 *  @param fault  may be NULL; says more on failure
 *  @return CORPUS_OK, CORPUS_EIO (errno), CORPUS_EFORMAT (no table, or another version:
 *          fault names both), CORPUS_ECORRUPT (damaged or cut short), CORPUS_ENOMEM */
CORPUS_API int corpus_table_open(corpus_table **out, const char *path, corpus_fault *fault);

/** NULL is fine. Scans of the table must be freed before. */
CORPUS_API void corpus_table_close(corpus_table *table);

/** What the last failed call on this handle found; never NULL, valid until the next call. */
CORPUS_API const char *corpus_table_fault(const corpus_table *table);

/** Read every block, check every checksum and every invariant between sections.
 *
 *  @param progress  may be NULL; called with bytes done and bytes in all
 *  @return CORPUS_OK, CORPUS_ECORRUPT, CORPUS_EIO, CORPUS_ENOMEM */
CORPUS_API int corpus_table_verify(corpus_table *table,
                                   void (*progress)(void *user, uint64_t done,
                                                    uint64_t total),
                                   void *user);

/* ---- what is in it ---------------------------------------------------------------- */

/** The highest order counted, 1 to CORPUS_ORDER_MAX. */
CORPUS_API unsigned corpus_table_order(const corpus_table *table);

/** The highest order with document postings; 0 for none. */
CORPUS_API unsigned corpus_table_postings_order(const corpus_table *table);

/** The version of the file format, from 1 up: corpus_table(5) draws it. */
CORPUS_API unsigned corpus_table_format(const corpus_table *table);

/** Size of the file in bytes. */
CORPUS_API uint64_t corpus_table_bytes(const corpus_table *table);

/** Distinct n-grams of `order` in the table; 0 for an order it does not have. */
CORPUS_API uint64_t corpus_table_ngrams(const corpus_table *table, unsigned order);

/** N: occurrences of n-grams of `order` in the corpus, before any cut; for order 1, the
 *  tokens. */
CORPUS_API uint64_t corpus_table_total(const corpus_table *table, unsigned order);

CORPUS_API uint64_t corpus_table_documents(const corpus_table *table);
CORPUS_API unsigned corpus_table_sources(const corpus_table *table);

/** Facts of a source, by index 0 .. corpus_table_sources() - 1 (byte order of names). */
CORPUS_API const char *corpus_table_source(const corpus_table *table, unsigned source);
CORPUS_API uint64_t corpus_table_source_documents(const corpus_table *table,
                                                  unsigned source);
CORPUS_API uint64_t corpus_table_source_total(const corpus_table *table, unsigned source,
                                              unsigned order);

/** Names of the metadata fields kept per document. */
CORPUS_API unsigned corpus_table_fields(const corpus_table *table);
CORPUS_API const char *corpus_table_field(const corpus_table *table, unsigned field);

/** One document; strings are borrowed until the table is closed. */
typedef struct corpus_table_doc {
    unsigned source;           /**< index of its source */
    const char *id;            /**< unique within the source */
    const char *const *fields; /**< corpus_table_fields() values, "" where it has none */
    const uint64_t *totals;    /**< totals[n - 1]: n-grams of order n in it; [0]: tokens */
} corpus_table_doc;

/** Document `index`, 0 .. corpus_table_documents() - 1, ordered by source, then id. The
 *  first call reads them all.
 *  @return CORPUS_OK, CORPUS_EINVAL, CORPUS_ECORRUPT, CORPUS_EIO, CORPUS_ENOMEM */
CORPUS_API int corpus_table_document(corpus_table *table, uint64_t index,
                                     corpus_table_doc *doc);

/** How the table was made: lines `key<TAB>value[<TAB>value...]` ended by LF, see
 *  corpus_table(5). Borrowed until close. */
CORPUS_API const char *corpus_table_provenance(const corpus_table *table, size_t *len);

/** The value of the option `name` that shaped the counts ("order", "case", ...), or NULL.
 *  Borrowed until close. */
CORPUS_API const char *corpus_table_option(const corpus_table *table, const char *name);

/* ---- types ------------------------------------------------------------------------ */

/** The type with this id; *form is NUL-terminated and borrowed until close. The first
 *  call reads the whole lexicon.
 *  @return CORPUS_OK, CORPUS_EINVAL, CORPUS_ECORRUPT, CORPUS_EIO, CORPUS_ENOMEM */
CORPUS_API int corpus_table_type(corpus_table *table, uint32_t id, const char **form,
                                 size_t *len);

/** The id of a type. @return 1 and *id, 0 when it does not occur, negative on failure */
CORPUS_API int corpus_table_id(corpus_table *table, const char *form, size_t len,
                               uint32_t *id);

/* ---- n-grams ---------------------------------------------------------------------- */

/** How often one n-gram occurs. */
typedef struct corpus_source_count {
    uint32_t source; /**< index of a source that has it */
    uint64_t freq;   /**< occurrences there, at least 1 */
    uint64_t docs;   /**< documents there that have it, 1 .. freq */
} corpus_source_count;

typedef struct corpus_row {
    uint64_t index;      /**< its place among the n-grams of its order */
    const uint32_t *ids; /**< its types, as many as its order */
    unsigned order;
    uint64_t freq; /**< occurrences */
    uint64_t docs; /**< document frequency: documents that have it */
    uint32_t n_sources; /**< sources that have it, at least 1 */
    const corpus_source_count *sources; /**< by source, ascending; freq and docs add up */
} corpus_row;

/** Look up a term: types joined by single spaces, as corpus_scan_term() writes them.
 *  Decodes one block per order. The row's arrays are borrowed until the next look-up.
 *  @return 1 and *row, 0 when it does not occur (or was cut), negative on failure */
CORPUS_API int corpus_table_find(corpus_table *table, const char *term, size_t len,
                                 corpus_row *row);

/** The same by ids. */
CORPUS_API int corpus_table_find_ids(corpus_table *table, const uint32_t ids[],
                                     unsigned order, corpus_row *row);

/** Scan the n-grams of `order` in byte order. Free the scan before closing the table.
 *  @return CORPUS_OK, CORPUS_EINVAL (no such order), CORPUS_ENOMEM, CORPUS_EIO,
 *          CORPUS_ECORRUPT */
CORPUS_API int corpus_scan_new(corpus_scan **out, corpus_table *table, unsigned order);

/** Only n-grams that begin with the given types; call before the first next.
 *  @param n_ids  1 .. order */
CORPUS_API int corpus_scan_prefix(corpus_scan *scan, const uint32_t ids[], unsigned n_ids);

/** @return 1 and *row (borrowed until the next call), 0 at the end, negative on failure */
CORPUS_API int corpus_scan_next(corpus_scan *scan, corpus_row *row);

/** The current row's term: types joined by single spaces; within a type, space, TAB, LF,
 *  CR and backslash are written \s \t \n \r \\. Borrowed until the next call. */
CORPUS_API int corpus_scan_term(corpus_scan *scan, const char **term, size_t *len);

/** Where one row occurs. */
typedef struct corpus_posting {
    uint32_t doc;   /**< index of a document */
    uint32_t count; /**< occurrences in it, at least 1 */
} corpus_posting;

/** The current row's postings, ascending by document, as many as row.docs; for orders up to
 *  corpus_table_postings_order(). Borrowed until the next call.
 *  @return CORPUS_OK, CORPUS_EINVAL (none kept for the order), or an error */
CORPUS_API int corpus_scan_postings(corpus_scan *scan, const corpus_posting **list,
                                    size_t *n);

CORPUS_API void corpus_scan_free(corpus_scan *scan);

/** Positional marginals: counts[id] says how many n-grams of `order`, before any cut, have
 *  the type `id` in `slot` (1 .. order). Counted over the n-grams themselves, so holes and
 *  boundaries are respected and no cell of a contingency table can be negative.
 *
 *  @param counts  borrowed until close; as many as there are types */
CORPUS_API int corpus_table_marginals(corpus_table *table, unsigned order, unsigned slot,
                                      const uint64_t **counts);

/* ---- window pairs and skip-grams -------------------------------------------------- */

/** What a table can count beside its n-grams, each a family of rows with marginals of its
 *  own; families have the numbers 1 .. corpus_table_families().
 *
 *  Window pairs: a node and a collocate, that is a token at most `before` tokens before the
 *  node or `after` tokens after it with no hole between. Each pair of positions (node,
 *  collocate) counts once; where a word stands in its own window, both of its occurrences
 *  are the node once, so that a symmetric window counts such a neighbourhood twice, as it
 *  counts u v and v u once each. What occurs in a window is counted per occurrence of the
 *  node: where windows overlap, a token counts for each of them.
 *
 *  Skip-grams: 2 or 3 tokens with gaps[i] others between token i and i + 1 (from 0), at
 *  least one in all, and no hole among or between them. */
typedef struct corpus_family {
    unsigned order;         /**< tokens of a row: 2 or 3 */
    unsigned before, after; /**< of window pairs; both 0 for skip-grams */
    unsigned gaps[2];       /**< of skip-grams */
} corpus_family;

/** How many families the table has beside the n-grams. */
CORPUS_API unsigned corpus_table_families(const corpus_table *table);

/** @return CORPUS_OK and *out, or CORPUS_EINVAL for a number that there is not */
CORPUS_API int corpus_table_family(const corpus_table *table, unsigned family,
                                   corpus_family *out);

/** The number of the family of window pairs; 0 if the table was counted without. */
CORPUS_API unsigned corpus_table_pairs(const corpus_table *table);

/** The number of the family of skip-grams of `order` with these order - 1 gaps, or 0. */
CORPUS_API unsigned corpus_table_skips(const corpus_table *table, const unsigned gaps[],
                                       unsigned order);

/** Distinct rows of a family; 0 for a family that there is not. */
CORPUS_API uint64_t corpus_table_family_rows(const corpus_table *table, unsigned family);

/** N: how many pairs or skip-grams of the family there are in the corpus, before any cut. */
CORPUS_API int corpus_table_family_total(corpus_table *table, unsigned family,
                                         uint64_t *total);

/** Marginals: counts[id] says how many pairs or skip-grams of the family, before any cut,
 *  have the type `id` in `slot` (1 .. order). The slots of a pair are node and collocate.
 *  Each slot adds up to the total.
 *
 *  @param counts  borrowed until close; as many as there are types */
CORPUS_API int corpus_table_family_marginals(corpus_table *table, unsigned family,
                                             unsigned slot, const uint64_t **counts);

/** Look up a row by its ids, as many as the family's order.
 *  @return 1 and *row, 0 when it does not occur (or was cut), negative on failure */
CORPUS_API int corpus_table_family_find(corpus_table *table, unsigned family,
                                        const uint32_t ids[], corpus_row *row);

/** Scan the rows of a family; its other functions are those of n-grams. A skip-gram's term
 *  has a `*` for each token that is left out: `a * b`. There are no postings. */
CORPUS_API int corpus_scan_new_family(corpus_scan **out, corpus_table *table,
                                      unsigned family);

/* ---- merge ------------------------------------------------------------------------ */

typedef struct corpus_merge_options {
    uint64_t memory;    /**< budget in bytes; 0: half of the machine's memory */
    const char *tmpdir; /**< folder for what does not fit; NULL: $TMPDIR, or else /tmp */
    size_t most;        /**< tables that are read at a time; 0: as the system allows */
    size_t subtract;    /**< so many of the tables, the last, are taken away again */
    /** Bytes read of all there are, of one pass after the other. May be NULL. */
    void (*progress)(void *user, uint64_t done, uint64_t total);
    void *user;
} corpus_merge_options;

CORPUS_API void corpus_merge_options_default(corpus_merge_options *options);

/** Add tables up into a new one: the bytes that counting all their documents at once would
 *  have given. Written to a temporary name beside `path`, synced and renamed. Tables are
 *  read front to back, in as many passes as memory and descriptors need.
 *
 *  With `subtract`, the result has the bytes of a count without the documents of those
 *  tables, all of which have to be in the others. Inputs of which no document is left are
 *  no longer named, not even those that a shard (corpus-count --shard) had read in vain.
 *
 *  @param options  NULL: the defaults
 *  @param fault    may be NULL; on CORPUS_EMISMATCH names the options that differ, on
 *                  CORPUS_EEXIST the document that two tables have, on CORPUS_EABSENT what
 *                  is not there to be taken away; on CORPUS_EIO of temporary files, those
 *  @return CORPUS_OK, CORPUS_EINVAL (no table), CORPUS_EMISMATCH, CORPUS_EEXIST,
 *          CORPUS_EABSENT, CORPUS_EOVERFLOW, CORPUS_ECORRUPT, CORPUS_EIO, CORPUS_ENOMEM */
CORPUS_API int corpus_table_merge(const char *path, corpus_table *const tables[],
                                  size_t n_tables, const corpus_merge_options *options,
                                  corpus_fault *fault);

/** The same for files, any number of which need not be open at once.
 *
 *  @param culprit  may be NULL; the index of the file that could not be read or does not
 *                  fit to the others; n_paths when it is none of them */
CORPUS_API int corpus_table_merge_files(const char *path, const char *const paths[],
                                        size_t n_paths,
                                        const corpus_merge_options *options,
                                        size_t *culprit, corpus_fault *fault);

#ifdef __cplusplus
}
#endif

#endif
