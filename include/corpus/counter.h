/** @file
 *  Counting: documents in, a table file out. */
#ifndef CORPUS_COUNTER_H
#define CORPUS_COUNTER_H

#include "corpus/error.h"
#include "corpus/reader.h"
#include "corpus/table.h"
#include "corpus/tokenizer.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Counts documents and writes one table of them. A counter that has failed, be it at a
 *  document or at the end, stays failed: its counts would not be those of the input. */
typedef struct corpus_counter corpus_counter;

typedef struct corpus_counter_options {
    corpus_token_options tokens;
    unsigned order;     /**< count orders 1 .. order; at most CORPUS_ORDER_MAX */
    unsigned postings;  /**< keep document postings up to this order, at most `order`;
                             0: none */
    /** Also count window pairs, with so many tokens before and after the node, each at most
     *  CORPUS_WINDOW_MAX; both 0: none. See corpus_family. */
    unsigned window_before, window_after;
    /** Also count skip-grams of order 2, and of order 3 where n-grams are counted up to
     *  that, with at most so many tokens left out in all: at most CORPUS_SKIP_MAX, and
     *  only with an order of 2 or more; 0: none. */
    unsigned skip;
    uint64_t min_count; /**< leave out n-grams of order 2 and up, window pairs and skip-grams
                             that occur less often */
    uint64_t min_docs;  /**< ... or in fewer documents */
    uint64_t memory;    /**< budget in bytes; 0: half of the machine's memory. What does not
                             fit goes to temporary files; the bytes never depend on it */
    const char *tmpdir; /**< folder for these; NULL: $TMPDIR, or else /tmp */
    unsigned threads;   /**< 0: as many as the process may use; the bytes never depend on it */
    const char *const *fields; /**< names of the metadata fields that documents bring */
    size_t n_fields;
    const char *const *stopwords; /**< forms whose types are left out, each leaving a
                                       hole; normalised like text: "The" leaves out all
                                       that is counted as "the". May be NULL */
    size_t n_stopwords;
} corpus_counter_options;

/** Order 2, postings 1, no window, no skip-grams, no cuts, default tokens. */
CORPUS_API void corpus_counter_options_default(corpus_counter_options *options);

/** Options and the strings they point to are copied.
 *  @return CORPUS_OK, CORPUS_EINVAL, CORPUS_ENOMEM */
CORPUS_API int corpus_counter_new(corpus_counter **out,
                                  const corpus_counter_options *options);
CORPUS_API void corpus_counter_free(corpus_counter *counter);

/** Callbacks that count the documents a reader delivers; pass `counter` as their user.
 *  They return CORPUS_OK or, with corpus_counter_fault() telling more,
 *          CORPUS_EINPUT   malformed UTF-8, with `invalid` = error, or a NUL byte in a name
 *          CORPUS_EBUDGET  more memory would be needed than was allowed
 *          CORPUS_EINVAL   not in the order begin, text or tokens, end
 *          CORPUS_ENOMEM */
CORPUS_API const corpus_document_sink *corpus_counter_sink(void);

/** What shaped the counts outside the counter becomes part of the provenance: the reader's
 *  options, the inputs and what was skipped or repaired. Equal keys with other values make
 *  tables that do not merge. */
CORPUS_API int corpus_counter_option(corpus_counter *counter, const char *name,
                                     const char *value);
CORPUS_API int corpus_counter_input(corpus_counter *counter, const char *source,
                                    const char *path, uint64_t size, uint32_t crc32,
                                    uint64_t documents);
CORPUS_API int corpus_counter_note(corpus_counter *counter, const char *name,
                                   uint64_t count);

/** What has been counted so far. Until the end, types and sources are those since the last
 *  run. */
typedef struct corpus_counter_summary {
    uint64_t documents, sources, tokens, types;
    uint64_t bytes;      /**< of text, as handed in */
    uint64_t malformed;  /**< malformed sequences replaced by U+FFFD */
    uint64_t nul_bytes;  /**< taken as separators */
    uint64_t long_tokens; /**< over the documented length */
    uint64_t runs;       /**< written to temporary files because of the budget */
    uint64_t ngrams[CORPUS_ORDER_MAX + 1]; /**< distinct, by order; after finish */
    uint64_t pairs;     /**< distinct window pairs; after finish */
    uint64_t skipgrams; /**< distinct skip-grams of all gaps; after finish */
} corpus_counter_summary;

CORPUS_API void corpus_counter_summarise(const corpus_counter *counter,
                                         corpus_counter_summary *summary);

/** Called now and then while the table is made, by one thread at a time but not always the
 *  same: tokens done of all, or where runs are merged, bytes of one pass after the other.
 *  May be NULL. */
typedef void corpus_counter_progress(void *user, uint64_t done, uint64_t total);

/** Count the n-grams and write the table: to a temporary name beside `path`, synced,
 *  renamed. Once only: afterwards the counter can be asked for its summary and freed.
 *
 *  @param fault  may be NULL; on CORPUS_EEXIST names the document, on CORPUS_EBUDGET says
 *                how much was needed
 *  @return CORPUS_OK, CORPUS_EEXIST, CORPUS_EBUDGET, CORPUS_EIO, CORPUS_ENOMEM; what a
 *          callback returned before; CORPUS_EINVAL within a document or the second time */
CORPUS_API int corpus_counter_finish(corpus_counter *counter, const char *path,
                                     corpus_counter_progress *progress, void *user,
                                     corpus_fault *fault);

/** More about the last failure of a sink callback or of finish; never NULL. */
CORPUS_API const char *corpus_counter_fault(const corpus_counter *counter);

#ifdef __cplusplus
}
#endif

#endif
