/* A batch: what happens to a lane, kept to be played back on its thread. */
#include "count/batch.h"

#include <stdlib.h>

int batch_add(struct batch *b, enum batch_kind kind, uint32_t value)
{
    int err = mem_reserve(&b->events, &b->cap, b->n + 1, sizeof *b->events);

    if (!err)
        b->events[b->n++] = (struct batch_event){kind, value};
    return err;
}

/* The caller cuts batches long before 4 GB. */
int batch_add_bytes(struct batch *b, enum batch_kind kind, const char *bytes, size_t len)
{
    struct batch_event *last = b->n ? b->events + b->n - 1 : NULL;
    int err = bytes_reserve(&b->text, len + TEXT_PAD);

    if (err || (err = bytes_add(&b->text, bytes, len)))
        return err;
    if (kind > BATCH_LAST_TEXT || !last || last->kind != BATCH_TEXT)
        return batch_add(b, kind, (uint32_t)len);
    last->kind = kind;
    last->value += (uint32_t)len;
    return CORPUS_OK;
}

size_t batch_size(const struct batch *b)
{
    return b->text.len + b->n * sizeof *b->events;
}

static int play(const struct batch_event *e, struct lane *l, const char *text)
{
    switch (e->kind) {
    case BATCH_GO_ON:
        lane_go_on(l, e->value);
        return CORPUS_OK;
    case BATCH_BEGIN:
        return lane_begin(l, e->value);
    case BATCH_RESUME:
        return lane_resume(l, (enum corpus_newline)e->value);
    case BATCH_TEXT:
    case BATCH_LAST_TEXT:
        return lane_text(l, text, e->value, e->kind == BATCH_LAST_TEXT);
    case BATCH_TOKEN:
        return lane_token(l, text, e->value);
    case BATCH_BOUNDARY:
        return lane_boundary(l, (enum corpus_break)e->value);
    default:
        return lane_end(l);
    }
}

void batch_run(struct batch *b, struct lane *l)
{
    const char *text = (char *)b->text.data;

    for (size_t i = 0; i < b->n && !l->err; i++) {
        const struct batch_event *e = b->events + i;

        play(e, l, text);
        if (e->kind >= BATCH_TEXT && e->kind <= BATCH_TOKEN)
            text += e->value;
    }
    b->n = 0;
    b->text.len = 0;
}

void batch_free(struct batch *b)
{
    if (!b)
        return;
    bytes_free(&b->text);
    free(b->events);
    free(b);
}
