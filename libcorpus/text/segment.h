/* Text -> the places of its tokens, in batches, for the counting engine.
 *
 * A document is cut into slabs of at most SLAB_MAX bytes, each ending after an ASCII
 * white space, which no token and no rule but the sentence look-ahead reaches across.
 * Every rule sees a whole slab and SENTENCE_REACH bytes after it, never the pieces that
 * the document came in: where those were cut cannot make a difference. A run of more
 * than SLAB_MAX bytes without ASCII white space is cut every SLAB_MAX bytes from its
 * start (at a code point), which bounds memory, look-ahead and the length of a token at
 * once; such cuts are counted. */
#ifndef TEXT_SEGMENT_H
#define TEXT_SEGMENT_H

#include "corpus/tokenizer.h"

#include <stdbool.h>

enum {
    TEXT_PAD = 64,        /* bytes after a text that must be readable */
    SLAB_MAX = 65536,     /* longest token, in bytes */
    SENTENCE_REACH = 1024 /* how far beyond its terminator a sentence end is looked for */
};

/* A token's place in the text it is delivered with. An empty one is a boundary or a hole:
 * nothing that spans tokens goes across it. Boundaries come inside a document only, and
 * may lead or trail it; two in a row are rare and mean no more than one. */
struct span {
    uint32_t start, end;
};

/* Takes up to some 1,000 spans in the order of the text; both pointers are good for the
 * time of the call. Anything but 0 stops, and segmenter_feed returns it. */
typedef int segment_take(void *user, const char *text, const struct span *spans,
                         size_t n);

struct segmenter;

/* CORPUS_OK, CORPUS_EINVAL (a segmenter that is not built in) or CORPUS_ENOMEM. */
int segmenter_new(struct segmenter **out, const corpus_token_options *options,
                  segment_take *take, void *user);
void segmenter_free(struct segmenter *s);

/* Begin a document: forget what was left of another. */
void segmenter_begin(struct segmenter *s);

/* What a line end is in a document that begins so, as far as that depends on the text:
 * SLAB_MAX bytes and a BOM say it for sure. */
enum corpus_newline segmenter_newline(const corpus_token_options *options,
                                      const char *text, size_t len);

/* Begin within a document, where a segment ends whatever came before. */
void segmenter_resume(struct segmenter *s, enum corpus_newline newline);

/* Feed the next piece of the document, the last one with `final`. A document that comes
 * in one final piece is read in place; there, TEXT_PAD bytes after it must be readable.
 * (Other pieces are copied and need no padding.)
 *
 * CORPUS_OK, CORPUS_EINPUT (malformed, with invalid = error), CORPUS_ENOMEM, or what the
 * callback returned; after an error only begin, stats and free are of use. */
int segmenter_feed(struct segmenter *s, const char *text, size_t len, bool final);

/* The offset in the document of the text given to the callback now running. */
uint64_t segmenter_offset(const struct segmenter *s);

/* Totals of all documents; and the place in its document of the last CORPUS_EINPUT. */
const corpus_text_stats *segmenter_stats(const struct segmenter *s);
uint64_t segmenter_error_offset(const struct segmenter *s);

/* What the segmenter does for text, for a token that comes ready: look at its bytes, add
 * what was found to the totals, cut what is over-long. False if it is malformed: *first is
 * where. */
bool segment_check_token(const char *token, size_t *len, corpus_text_stats *stats,
                         size_t *first);

/* For benchmarks and tests: what ASCII text is cut with. The spans are the same. */
enum segmenter_path {
    PATH_BEST,     /* masks, with all this processor has to offer: the default */
    PATH_BASELINE, /* masks, with what every processor of its kind has */
    PATH_GENERAL   /* the rules for all scripts */
};
void segmenter_use_path(struct segmenter *s, enum segmenter_path path);

#endif
