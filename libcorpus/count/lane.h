/* A lane: all that one thread needs to turn whole documents into ids. Lanes share nothing
 * but the budget, so they run side by side without locks; what they number differently
 * (types, positions) is made one by stream_arrange(). */
#ifndef COUNT_LANE_H
#define COUNT_LANE_H

#include "base/mem.h"
#include "corpus/reader.h"
#include "count/bag.h"
#include "count/lexicon.h"
#include "count/stream.h"
#include "text/normalise.h"

enum { LANE_TOKENS = 256, LANE_TOKEN_BYTES = 1 << 16 };

/* Asked before n more ids come, or after something was refused for want of memory
 * (`refused`; the lane then tries once more): write what there is and forget it. */
typedef int lane_room(void *user, uint64_t n, bool refused);

struct lane {
    const corpus_token_options *options;
    lane_room *room; /* NULL: a refusal is a failure */
    void *room_user;
    bool piecemeal; /* ask before each id: in tests runs are shorter than a batch */
    struct normaliser *normaliser;
    struct segmenter *segmenter;
    struct lexicon *lexicon;
    struct stream stream;
    bool bags;      /* documents go to the stream as bags of types */
    struct bag bag; /* the open one */

    /* its passages: where the ids of each end; a hole follows, then the next one */
    struct lane_passage {
        uint64_t end;
        uint64_t tokens; /* of a bag */
        uint32_t number; /* in documents */
    } *passages;
    uint32_t n_passages;
    size_t passages_cap;
    bool open;  /* the last of them has not ended */
    bool waits; /* it has, but its bag is still here: the next may be the same document's */
    bool goes_on; /* ... and it is */

    /* tokens of a format that comes in tokens, until they are looked up together */
    struct bytes token_text;
    struct span tokens[LANE_TOKENS];
    size_t n_tokens;

    uint64_t n_words;
    corpus_text_stats token_stats; /* what the segmenter has not seen */

    int err;             /* the first failure; nothing is taken after it */
    bool in_token;       /* ... is about a token that came ready */
    uint32_t err_number; /* ... in this passage */
};

/* Options are borrowed. CORPUS_OK, CORPUS_EINVAL, CORPUS_ENOMEM, CORPUS_EBUDGET. */
int lane_new(struct lane **out, const corpus_token_options *options,
             struct budget *budget, bool bags);
void lane_free(struct lane *l);

/* A stop word is taken as a form: `The` leaves out the type `the`, and with a stemmer all
 * that has the stem. Before the first document. */
int lane_drop(struct lane *l, const char *form);

/* Leave out what `like` leaves out. Before the first document. */
int lane_drop_like(struct lane *l, const struct lane *like);

/* The callbacks of a sink for one passage after the other; `number` is the passage's in
 * the order they came. Of a document's passages each but the first is resumed. */
int lane_begin(struct lane *l, uint32_t number);
void lane_go_on(struct lane *l, uint32_t first); /* before the begin of one to be resumed:
                                                    its document's first passage */
int lane_resume(struct lane *l, enum corpus_newline newline);
int lane_text(struct lane *l, const char *bytes, size_t len, bool final);
int lane_token(struct lane *l, const char *bytes, size_t len);
int lane_boundary(struct lane *l, enum corpus_break kind);
int lane_end(struct lane *l);

/* Words in the stream, those that wait in the bag included. */
uint64_t lane_words(const struct lane *l);

/* Bring what has come of the document at hand to the stream. */
void lane_settle(struct lane *l);

/* Forget all passages, and types; the one that is open goes on as the first of those to
 * come. CORPUS_OK, CORPUS_ENOMEM, CORPUS_EBUDGET. */
int lane_forget(struct lane *l);

corpus_text_stats lane_stats(const struct lane *l);

#endif
