/* The corpus as one array of 32-bit types, with holes that no n-gram passes.
 *
 * As it comes, types and documents stand in the order of their coming. stream_arrange()
 * puts both in their canonical order: types become ranks in byte order, documents follow
 * by source and id, each with a hole after it. All that is counted from then on is a walk
 * over this one array, and cannot depend on the order of the input: positions ascend with
 * documents, and documents with sources. */
#ifndef COUNT_STREAM_H
#define COUNT_STREAM_H

#include "count/documents.h"
#include "count/lexicon.h"

enum {
    STREAM_PAD = 16,  /* holes after the last position, so that walks need no end */
    DOC_HINT_LOG2 = 6 /* a hint every 64 positions; cheaper than the prototype's document
                         per position, which is a random access of its own */
};

/* Positions are 32-bit: longer corpora are counted in runs. */
#define STREAM_MAX (UINT32_MAX - 2 * STREAM_PAD)
#define DOCUMENTS_MAX (UINT32_MAX >> 5) /* see bag.h */

struct stream {
    struct budget *budget;
    struct pages pages;
    uint32_t *ids;
    uint64_t n;
};

/* Room for n more ids at ids + n, for the caller to fill and count.
 * CORPUS_OK, CORPUS_ENOMEM, CORPUS_EBUDGET (wanted = 0: more than STREAM_MAX). */
int stream_reserve(struct stream *s, uint64_t n);
int stream_add_hole(struct stream *s);
void stream_free(struct stream *s);

/* The corpus shared out over threads: from `passage` to the next part's, about as many ids
 * in each. */
struct text_part {
    uint32_t passage;
    uint32_t *freq; /* rank -> occurrences */
};

enum { TEXT_PARTS_MAX = 64 };

/* Parts of n ids: some for each thread, but since each takes as much memory as there are
 * types, all together no more than the ids. */
unsigned text_parts(uint64_t n, uint64_t n_types, unsigned threads);

/* A passage in canonical order. */
struct text_passage {
    uint32_t number; /* as it came */
    uint32_t doc;    /* the place of its document */
    uint32_t begin;  /* its first position; a hole is its last */
};

/* The corpus in canonical order. */
struct text_body {
    uint32_t *ids; /* n of them, and STREAM_PAD holes */
    uint64_t n;
    uint64_t tokens; /* ids that are no hole, nor in head or tail */

    /* In a run (table/runs.h) that begins or ends within a document: ids of the runs before
     * and after, in which nothing begins. A document begins with the head; the tail is
     * followed by the hole of its document. There is no hole in them, nor between them and
     * the run's own tokens. */
    uint64_t head, tail;
    unsigned n_head, n_tail;
    unsigned n_pieces; /* sources that stand for one document each: the last ones, and not
                          in the order of documents */

    uint32_t n_types;
    const uint32_t *type_order; /* rank -> number in the lexicon */
    uint64_t *freq;             /* rank -> occurrences */

    uint32_t n_docs, n_sources;
    uint32_t *doc_order;    /* place -> number as it came */
    uint32_t *source_order; /* place -> number as it came */
    uint32_t *doc_begin;    /* n_docs + 1 positions; a document's hole is its last */
    uint32_t *doc_source;   /* the place of its source */
    struct text_passage *passages; /* n_passages + 1 */
    uint32_t n_passages;
    uint32_t *hint;         /* a document at or before each 64th position */

    unsigned n_parts;
    struct text_part parts[TEXT_PARTS_MAX + 1];

    struct pages stream, small, counts; /* hold the above */
    struct budget *budget;
};

/* What one lane has made of its documents. */
struct stream_lane {
    struct stream *stream;
    struct lexicon *lexicon;
    bool torn; /* see bag.h */
};

/* What ids and documents of the lanes become, before any id is moved. */
struct layout {
    const struct stream_lane *lanes;
    const struct documents *documents;
    unsigned n_lanes;
    struct pages pages;
    uint32_t *rank_of; /* by the first lane's id */
    uint32_t **ids;    /* ids[lane][id]: the first lane's; NULL for itself */
};

/* The first half of stream_arrange(): all of the text but ids, freq and what is counted
 * of them. The first lexicon gets the types of all lanes, which are borrowed, as are the
 * documents. CORPUS_OK, CORPUS_ENOMEM, CORPUS_EBUDGET, CORPUS_EEXIST (see
 * documents_sort). */
int layout_new(struct layout *out, struct text_body *text,
                const struct stream_lane lanes[], unsigned n_lanes,
                const struct documents *d, unsigned threads, uint32_t same[2]);
void layout_free(struct layout *r);

/* Both halves. Consumes the streams; errors as above. */
int stream_arrange(struct text_body *out, const struct stream_lane lanes[],
                   unsigned n_lanes, const struct documents *d, unsigned threads,
                   uint32_t same[2]);
void text_body_free(struct text_body *t);

/* Where the run's own ids begin in a stretch or document that begins at `at`, and where
 * they end in one that ends before the hole at `hole`. */
static inline uint64_t text_own_begin(const struct text_body *t, uint64_t at)
{
    return t->n_head && at == t->head ? at + t->n_head : at;
}

static inline uint64_t text_own_end(const struct text_body *t, uint64_t hole)
{
    return t->n_tail && hole == t->tail + t->n_tail ? t->tail : hole;
}

/* The document of a position. `at_least` is one that is not after it: where positions
 * ascend, the one before, which it mostly is again. */
static inline uint32_t document_of(const struct text_body *t, uint32_t position,
                                   uint32_t at_least)
{
    uint32_t doc = at_least;

    if (position < t->doc_begin[doc + 1])
        return doc;
    if (doc < t->hint[position >> DOC_HINT_LOG2])
        doc = t->hint[position >> DOC_HINT_LOG2];
    while (position >= t->doc_begin[doc + 1])
        doc++;
    return doc;
}

#endif
