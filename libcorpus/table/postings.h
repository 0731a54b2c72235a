/* Postings: the documents that have an n-gram, and how often it is in each.
 *
 * A list is cut into frames of at most FRAME postings. A frame keeps its first document as
 * it is, and of the others what lies between one and the next; both these gaps and the
 * counts are Rice codes (base/bits.h), whose parameters the frame chooses by their means.
 * Documents that have a word are strewn nearly at random, so there is nothing left for
 * deflate to find: against gaps and counts as bytes, deflated, lists are a tenth smaller,
 * and are written and read in a fifth of the time.
 *
 * A frame ends with its list, or with its block. */
#ifndef TABLE_POSTINGS_H
#define TABLE_POSTINGS_H

#include "base/bits.h"
#include "table/block.h"

enum { FRAME = 256 };

/* The open block of an order: one column of bits. */
struct posting_builder {
    unsigned width; /* bits of a document; stays */
    struct bytes column;
    struct bit_writer bits;
    uint32_t records; /* of the block, the open frame's included */
    uint32_t n;       /* of the open frame */
    corpus_posting frame[FRAME];
};

/* The bits that hold a document of so many. */
unsigned posting_width(uint64_t n_documents);

/* Begin a block. CORPUS_OK or CORPUS_ENOMEM. */
int posting_builder_open(struct posting_builder *b);

/* Go on with the list at hand. There is room for n in the block. */
void posting_builder_add(struct posting_builder *b, const corpus_posting list[],
                         uint32_t n);

/* What is added next is another list's. */
void posting_builder_end_list(struct posting_builder *b);

/* The block is complete: its column, good until the next is opened. */
struct column posting_builder_finish(struct posting_builder *b);

void posting_builder_free(struct posting_builder *b);

/* A block that is read, frame by frame. */
struct posting_reader {
    uint64_t n_documents;
    unsigned width;
    struct bit_reader bits;
    const uint8_t *end;
};

void posting_reader_open(struct posting_reader *r, struct column column,
                         uint64_t n_documents);

/* The next frame: 1 to FRAME postings in ascending documents, all below n_documents; or
 * false where there is none. */
bool posting_reader_next(struct posting_reader *r, corpus_posting frame[FRAME],
                         uint32_t *n);

/* Nothing is left. */
bool posting_reader_ended(const struct posting_reader *r);

#endif
