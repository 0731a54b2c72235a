/** @file
 *  Lines that the documents of a source share: menus, headline lists, "Visit our page".
 *  Counted in a first pass over the documents; left out in a second one, between the
 *  reader and whoever takes the documents.
 *
 *  A line ends at \n. Lines are compared by their bytes without the ASCII white space
 *  around them; blank lines, and lines of more than 65536 bytes, are never compared. A
 *  line is counted once per document. Documents that come in tokens (vertical, CoNLL-U)
 *  have no lines and pass through as they are.
 *
 *  Memory: lines are kept as hashes of 96 bits, 27 to 53 bytes per distinct line; while
 *  the table doubles, half as much again. After corpus_repeats_drop() only the lines to
 *  leave out are kept. */
#ifndef CORPUS_REPEATS_H
#define CORPUS_REPEATS_H

#include "corpus/error.h"
#include "corpus/reader.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct corpus_repeats corpus_repeats;

typedef struct corpus_repeats_options {
    uint64_t memory; /**< bytes the lines may take [0: a quarter of the machine's] */
    size_t samples;  /**< keep the beginnings of this many repeated lines of each source,
                          the first ones met, for corpus_repeats_top() [0] */
} corpus_repeats_options;

CORPUS_API void corpus_repeats_options_default(corpus_repeats_options *options);

/** @return CORPUS_OK, CORPUS_ENOMEM */
CORPUS_API int corpus_repeats_new(corpus_repeats **out,
                                  const corpus_repeats_options *options);
CORPUS_API void corpus_repeats_free(corpus_repeats *repeats);

/** First pass: callbacks that count lines; pass the corpus_repeats as their user. They
 *  return CORPUS_OK, CORPUS_ENOMEM, CORPUS_EBUDGET when the lines need more than they may
 *  take, or CORPUS_EOVERFLOW for more than 2^32 - 2 documents of a source. */
CORPUS_API const corpus_document_sink *corpus_repeats_count_sink(void);

/** What one source repeats. */
typedef struct corpus_repeats_summary {
    uint64_t documents;
    uint64_t lines;    /**< not blank, each counted once per document */
    uint64_t repeated; /**< of these, those that min_docs documents or more have */
    uint64_t distinct; /**< how many different ones these are */
} corpus_repeats_summary;

/** Zeros for a source that had no documents. */
CORPUS_API void corpus_repeats_summarise(const corpus_repeats *repeats,
                                         const char *source, size_t len,
                                         uint64_t min_docs,
                                         corpus_repeats_summary *summary);

/** A sampled line; `text` is borrowed until the next document. */
typedef struct corpus_repeated_line {
    corpus_string text; /**< at most the first 200 bytes, cut between characters */
    uint64_t docs;
} corpus_repeated_line;

/** The `n` samples of a source that most documents have, min_docs at least; of equal ones
 *  in byte order.
 *
 *  @return how many were written to out[0 .. n) */
CORPUS_API size_t corpus_repeats_top(const corpus_repeats *repeats, const char *source,
                                     size_t len, uint64_t min_docs, size_t n,
                                     corpus_repeated_line out[]);

/** Second pass: from now on leave out the lines that min_docs documents or more of their
 *  source have, and hand everything else to `sink`, which is borrowed. A line left out
 *  becomes a line end and as many spaces as keep the offsets of what follows, so that
 *  sentences end before it. A document keeps its place, whatever is left of it.
 *
 *  @return CORPUS_OK, CORPUS_ENOMEM, CORPUS_EINVAL for min_docs 0 */
CORPUS_API int corpus_repeats_drop(corpus_repeats *repeats, uint64_t min_docs,
                                   const corpus_document_sink *sink, void *user);

/** Callbacks of the second pass; pass the corpus_repeats as their user. They return
 *  CORPUS_OK, CORPUS_ENOMEM, or what the sink returned. */
CORPUS_API const corpus_document_sink *corpus_repeats_drop_sink(void);

/** Lines left out up to now, and their bytes without line ends and the blank around. */
CORPUS_API void corpus_repeats_dropped(const corpus_repeats *repeats, uint64_t *lines,
                                       uint64_t *bytes);

#ifdef __cplusplus
}
#endif

#endif
