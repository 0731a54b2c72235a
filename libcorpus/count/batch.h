/* A batch: what happens to a lane, kept to be played back on its thread. */
#ifndef COUNT_BATCH_H
#define COUNT_BATCH_H

#include "count/lane.h"

enum batch_kind {
    BATCH_GO_ON,
    BATCH_BEGIN,
    BATCH_RESUME,
    BATCH_TEXT,
    BATCH_LAST_TEXT,
    BATCH_TOKEN,
    BATCH_BOUNDARY,
    BATCH_END
};

struct batch {
    struct batch *next; /* for whoever keeps it in a list */
    struct bytes text;  /* of all events, one after the other, and TEXT_PAD */
    struct batch_event {
        uint32_t kind, value; /* a passage's number, a newline, bytes, a kind of break */
    } *events;
    size_t n, cap;
};

/* Whole documents keep their text in one piece, which a lane reads in place. */
int batch_add(struct batch *b, enum batch_kind kind, uint32_t value);
int batch_add_bytes(struct batch *b, enum batch_kind kind, const char *bytes, size_t len);

/* What the batch takes up: its text, and its events at what they are worth in work. */
size_t batch_size(const struct batch *b);

/* Play it back; what goes wrong stays in the lane. The batch is then empty. */
void batch_run(struct batch *b, struct lane *l);

void batch_free(struct batch *b);

#endif
