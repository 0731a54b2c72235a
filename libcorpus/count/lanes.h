/* Documents on several threads. With one thread they go straight through its lane; with
 * more the reader's thread copies whole documents into batches and hands these to the
 * lanes. Which lane a document runs on depends on the clock, and nothing that is counted
 * depends on the lane.
 *
 * The first lane is the reader's own: it takes a batch itself when the others have enough
 * to do. So n lanes keep n threads busy, and what waits is bounded. Threads are started
 * as they are needed: a small input has none.
 *
 * A document longer than two batches goes on in another lane behind a line end at which
 * every segment ends. */
#ifndef COUNT_LANES_H
#define COUNT_LANES_H

#include "count/documents.h"
#include "count/lane.h"

struct lanes;

struct lanes_options {
    const corpus_token_options *tokens; /* borrowed */
    unsigned threads; /* at most so many lanes */
    bool bags;        /* see bag.h */
    size_t batch;     /* about so many bytes are handed over at a time; 0: what is best */
    struct documents *documents; /* get a passage where a document goes on; NULL: none
                                    does */
};

/* CORPUS_OK, CORPUS_EINVAL, CORPUS_ENOMEM, CORPUS_EBUDGET. */
int lanes_new(struct lanes **out, const struct lanes_options *options,
              struct budget *budget);

/* The threads come to rest first. */
void lanes_free(struct lanes *l);

/* See lane.h; the number is that of the document's first passage. What goes wrong on another thread is told by a later call; malformed text
 * that is an error, by the same call as on one thread. */
int lanes_drop(struct lanes *l, const char *form);
int lanes_begin(struct lanes *l, uint32_t number);
int lanes_text(struct lanes *l, const char *bytes, size_t len, bool final);
int lanes_token(struct lanes *l, const char *bytes, size_t len);
int lanes_boundary(struct lanes *l, enum corpus_break kind);
int lanes_end(struct lanes *l);

/* All text so far is through when this returns: the failure in the first passage that
 * has one, or CORPUS_OK. Between this and the next document the lanes are at rest
 * and may be looked into. */
int lanes_finish(struct lanes *l);

bool lanes_bags(const struct lanes *l);
unsigned lanes_n(const struct lanes *l);
struct lane *lanes_get(const struct lanes *l, unsigned i);

/* For stream_arrange(); the forms are forgotten. The caller frees it; NULL: no memory. */
struct stream_lane *lanes_streams(const struct lanes *l);

/* The lane with the failure that lanes_finish() or another has returned; else NULL. */
const struct lane *lanes_failed(const struct lanes *l);

/* The lane of the open passage; its text may still be on its way unless the lanes are at
 * rest. */
struct lane *lanes_current(const struct lanes *l);

/* Does anything happen on other threads? */
bool lanes_many(const struct lanes *l);

/* lane_words() of all; of lanes at work, what they had at the end of their last batch. */
uint64_t lanes_words(struct lanes *l);

/* Bring all that has come to the streams, and tell the documents where it is. The lanes are
 * at rest. */
void lanes_place(const struct lanes *l, struct documents *d);

#endif
