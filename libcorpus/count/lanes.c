/* Documents on several threads. */
#include "count/lanes.h"
#include "base/threads.h"
#include "corpus/error.h"
#include "count/batch.h"
#include "text/utf8.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
    BATCH_BYTES = 256 << 10, /* small enough for a core's own cache; best of 64 k .. 1 M */
    NEWLINE_BYTES = SLAB_MAX + 3, /* which tell what a line end is */
    QUEUE_MAX = 4 /* batches that wait for a thread: while the reader is at one of its
                     own, none of the others runs dry */
};

/* A lane with a thread of its own, and what waits for it. */
struct worker {
    struct lanes *lanes;
    struct lane *lane;
    pthread_t thread;
    pthread_cond_t todo;
    struct batch *first, **last; /* the first is being worked at */
    unsigned n;
    uint64_t words; /* in its stream, as of its last batch */
};

/* Where a document may be shared out. */
enum breaks {
    BREAKS_UNKNOWN, /* nothing has come of it yet */
    BREAKS_NONE,
    BREAKS_LINE, /* behind each line end */
    BREAKS_BLANK /* behind a blank line */
};

struct lanes {
    const corpus_token_options *options;
    struct budget *budget;
    struct documents *documents; /* NULL: none is shared out */
    size_t batch_bytes;

    struct lane *own;
    struct worker *workers; /* the other lanes */
    unsigned n_workers, max_workers;
    pthread_mutex_t lock;
    pthread_cond_t done; /* some worker has finished a batch */
    struct batch *idle;  /* empty ones */
    bool over, failed;

    /* the reader's thread */
    struct batch *batch;   /* being filled; NULL: all goes straight through our lane */
    struct worker *pinned; /* has the beginning of the open passage */
    bool pinned_own;       /* ... or our own lane has */
    bool in_document;
    enum breaks breaks;          /* of the open document ... */
    enum corpus_newline newline; /* ... in which this is a line end */
    size_t passage;              /* bytes of its open passage */
    bool suspect; /* something about the document may be an error: see at once */
};

/* ---- a worker's thread ------------------------------------------------------------ */

static void *run(void *user)
{
    struct worker *w = user;
    struct lanes *l = w->lanes;

    pthread_mutex_lock(&l->lock);
    for (;;) {
        struct batch *b = w->first;

        if (!b && l->over)
            break;
        if (!b) {
            pthread_cond_wait(&w->todo, &l->lock);
            continue;
        }
        pthread_mutex_unlock(&l->lock);
        batch_run(b, w->lane);
        pthread_mutex_lock(&l->lock);
        if (!(w->first = b->next))
            w->last = &w->first;
        w->n--;
        w->words = lane_words(w->lane);
        l->failed |= w->lane->err != CORPUS_OK;
        b->next = l->idle;
        l->idle = b;
        pthread_cond_signal(&l->done);
    }
    pthread_mutex_unlock(&l->lock);
    return NULL;
}

/* Hire one more. What cannot be had is done without. */
static struct worker *hire(struct lanes *l)
{
    struct worker *w = l->workers + l->n_workers;

    if (lane_new(&w->lane, l->options, l->budget, l->own->bags))
        return NULL;
    w->lanes = l;
    w->last = &w->first;
    pthread_cond_init(&w->todo, NULL);
    if (lane_drop_like(w->lane, l->own) || threads_start(&w->thread, run, w)) {
        pthread_cond_destroy(&w->todo);
        lane_free(w->lane);
        w->lane = NULL;
        l->max_workers = l->n_workers;
        return NULL;
    }
    l->n_workers++;
    return w;
}

/* ---- the reader's thread ---------------------------------------------------------- */

/* Called locked. */
static struct worker *least_busy(struct lanes *l)
{
    struct worker *best = NULL;

    for (unsigned i = 0; i < l->n_workers; i++)
        if (!best || l->workers[i].n < best->n)
            best = l->workers + i;
    if (l->n_workers < l->max_workers && (!best || best->n)) {
        struct worker *hired = hire(l);

        best = hired ? hired : best;
    }
    return best && best->n < QUEUE_MAX ? best : NULL;
}

static struct batch *take_idle(struct lanes *l)
{
    struct batch *b = l->idle;

    if (!b)
        return calloc(1, sizeof *b);
    l->idle = b->next;
    b->next = NULL;
    return b;
}

static int hand_over(struct lanes *l, struct worker *w)
{
    struct batch *next = take_idle(l);

    if (!next)
        return CORPUS_ENOMEM;
    *w->last = l->batch;
    w->last = &l->batch->next;
    w->n++;
    pthread_cond_signal(&w->todo);
    l->batch = next;
    return CORPUS_OK;
}

/* The batch goes to the lane that has the beginning of its first passage, else to one
 * that has time, else to our own. */
static int dispatch(struct lanes *l)
{
    struct worker *w = l->pinned;
    int err = CORPUS_OK;

    pthread_mutex_lock(&l->lock);
    while (w && w->n == QUEUE_MAX)
        pthread_cond_wait(&l->done, &l->lock);
    if (!w && !l->pinned_own)
        w = least_busy(l);
    if (w)
        err = hand_over(l, w);
    pthread_mutex_unlock(&l->lock);
    if (!w)
        batch_run(l->batch, l->own);
    l->pinned = l->in_document ? w : NULL;
    l->pinned_own = l->in_document && !w;
    return err;
}

int lanes_finish(struct lanes *l)
{
    const struct lane *failed;
    int err = CORPUS_OK;

    if (l->batch && l->batch->n)
        err = dispatch(l);
    pthread_mutex_lock(&l->lock);
    for (unsigned i = 0; i < l->n_workers; i++)
        while (l->workers[i].n)
            pthread_cond_wait(&l->done, &l->lock);
    pthread_mutex_unlock(&l->lock);
    failed = lanes_failed(l);
    return failed ? failed->err : err;
}

static int check(struct lanes *l)
{
    bool failed;

    pthread_mutex_lock(&l->lock);
    failed = l->failed;
    pthread_mutex_unlock(&l->lock);
    return failed || l->own->err ? lanes_finish(l) : CORPUS_OK;
}

/* After each addition: is the batch large enough, or is it urgent? A document is not
 * torn apart for being a little longer than a batch. */
static int settle(struct lanes *l)
{
    size_t size = batch_size(l->batch);
    int err;

    if (l->suspect)
        return lanes_finish(l);
    if (size < (l->in_document ? 4 : 1) * l->batch_bytes)
        return CORPUS_OK;
    err = dispatch(l);
    return err ? err : check(l);
}

/* Malformed text that is an error is told at once, as on one thread: the caller knows
 * which line of which file it is at. A piece may also begin or end within a code point;
 * looking at the document piece by piece does no harm. */
static void look_at(struct lanes *l, const char *bytes, size_t len)
{
    struct utf8_check found;

    if (l->options->invalid != CORPUS_INVALID_ERROR || l->suspect)
        return;
    utf8_check(bytes, len, &found);
    l->suspect = found.malformed > 0;
}

static bool is_alone(const struct lanes *l)
{
    return !l->batch;
}

int lanes_drop(struct lanes *l, const char *form)
{
    return lane_drop(l->own, form);
}

int lanes_begin(struct lanes *l, uint32_t number)
{
    int err;

    if (is_alone(l))
        return lane_begin(l->own, number);
    if ((err = batch_add(l->batch, BATCH_BEGIN, number)))
        return err;
    l->in_document = true;
    l->suspect = false;
    l->breaks = BREAKS_UNKNOWN;
    l->passage = 0;
    return CORPUS_OK;
}

/* ---- long documents --------------------------------------------------------------- */

/* By what comes first of a document. An error in its text would have to tell the place in
 * the whole of it; without segments n-grams would go across. */
static enum breaks find_breaks(struct lanes *l, const char *text, size_t len)
{
    const corpus_token_options *o = l->options;
    enum corpus_boundary boundary = o->boundary;

    if (!l->documents || o->invalid == CORPUS_INVALID_ERROR)
        return BREAKS_NONE;
    if (boundary == CORPUS_BOUNDARY_DOCUMENT)
        return l->own->bags ? BREAKS_LINE : BREAKS_NONE;
    if (boundary != CORPUS_BOUNDARY_LINE && o->newline == CORPUS_NEWLINE_AUTO &&
        len < NEWLINE_BYTES)
        return BREAKS_NONE;
    l->newline = segmenter_newline(o, text, len);
    return l->newline == CORPUS_NEWLINE_SPACE ? BREAKS_BLANK : BREAKS_LINE;
}

/* Is the line before the line end at text[at] blank? */
static bool is_blank(const char *text, size_t at)
{
    if (at && text[at - 1] == '\r')
        at--;
    return at && text[at - 1] == '\n';
}

/* The last place in the text where the document may go on in another lane; 0: none. */
static size_t last_break(const struct lanes *l, const char *text, size_t len)
{
    const char *line_end;

    while (len && (line_end = memrchr(text, '\n', len))) {
        len = (size_t)(line_end - text);
        if (l->breaks == BREAKS_LINE || is_blank(text, len))
            return len + 1;
    }
    return 0;
}

/* End the passage with these bytes, and begin the next. */
static int end_passage(struct lanes *l, const char *bytes, size_t len)
{
    const struct documents *d = l->documents;
    int err = documents_go_on(l->documents);

    if (err || (err = batch_add_bytes(l->batch, BATCH_LAST_TEXT, bytes, len)) ||
        (err = batch_add(l->batch, BATCH_END, 0)))
        return err;
    l->in_document = false; /* as far as the batch is concerned */
    err = settle(l);
    l->in_document = true;
    l->passage = 0;
    if (err || (err = batch_add(l->batch, BATCH_GO_ON, d->all[d->n - 1].passage)) ||
        (err = batch_add(l->batch, BATCH_BEGIN, d->n_passages - 1)))
        return err;
    return batch_add(l->batch, BATCH_RESUME, l->newline);
}

/* Of a long document, all but the last passage: *bytes and *len become what is left. */
static int add_passages(struct lanes *l, const char **bytes, size_t *len)
{
    int err = CORPUS_OK;

    if (l->breaks == BREAKS_UNKNOWN)
        l->breaks = find_breaks(l, *bytes, *len);
    while (l->breaks != BREAKS_NONE && !err && l->passage + *len > 2 * l->batch_bytes) {
        size_t most = *len < l->batch_bytes ? *len : l->batch_bytes;
        size_t n = last_break(l, *bytes, most);

        if (!n)
            break;
        if ((err = end_passage(l, *bytes, n)) == CORPUS_EBUDGET)
            return CORPUS_OK; /* it can do without */
        *bytes += n;
        *len -= n;
    }
    return err;
}

int lanes_text(struct lanes *l, const char *bytes, size_t len, bool final)
{
    int err = CORPUS_OK;

    if (is_alone(l))
        return lane_text(l->own, bytes, len, final);
    look_at(l, bytes, len);
    err = add_passages(l, &bytes, &len);
    l->passage += len;
    for (size_t most = 2 * l->batch_bytes; len > most && !err; len -= most) {
        if (!(err = batch_add_bytes(l->batch, BATCH_TEXT, bytes, most)))
            err = settle(l);
        bytes += most;
    }
    if (err || (err = batch_add_bytes(l->batch, final ? BATCH_LAST_TEXT : BATCH_TEXT,
                                      bytes, len)))
        return err;
    return settle(l);
}

int lanes_token(struct lanes *l, const char *bytes, size_t len)
{
    int err;

    if (is_alone(l))
        return lane_token(l->own, bytes, len);
    if (len > UINT32_MAX - TEXT_PAD)
        return CORPUS_EINPUT;
    look_at(l, bytes, len);
    err = batch_add_bytes(l->batch, BATCH_TOKEN, bytes, len);
    return err ? err : settle(l);
}

int lanes_boundary(struct lanes *l, enum corpus_break kind)
{
    int err;

    if (is_alone(l))
        return lane_boundary(l->own, kind);
    err = batch_add(l->batch, BATCH_BOUNDARY, kind);
    return err ? err : settle(l);
}

int lanes_end(struct lanes *l)
{
    int err;

    if (is_alone(l))
        return lane_end(l->own);
    if ((err = batch_add(l->batch, BATCH_END, 0)))
        return err;
    l->in_document = false;
    return settle(l);
}

/* ---- what they have made ---------------------------------------------------------- */

bool lanes_bags(const struct lanes *l)
{
    return l->own->bags;
}

unsigned lanes_n(const struct lanes *l)
{
    return 1 + l->n_workers;
}

struct lane *lanes_get(const struct lanes *l, unsigned i)
{
    return i ? l->workers[i - 1].lane : l->own;
}

struct stream_lane *lanes_streams(const struct lanes *l)
{
    unsigned n = lanes_n(l);
    struct stream_lane *all = calloc(n, sizeof *all);

    for (unsigned i = 0; all && i < n; i++) {
        struct lane *lane = lanes_get(l, i);

        all[i] = (struct stream_lane){&lane->stream, lane->lexicon, lane->bag.torn};
        lexicon_drop_forms(lane->lexicon);
    }
    return all;
}

const struct lane *lanes_failed(const struct lanes *l)
{
    const struct lane *first = NULL;

    for (unsigned i = 0; i < lanes_n(l); i++) {
        const struct lane *lane = lanes_get(l, i);

        if (lane->err && (!first || lane->err_number < first->err_number))
            first = lane;
    }
    return first;
}

struct lane *lanes_current(const struct lanes *l)
{
    return l->pinned ? l->pinned->lane : l->own;
}

bool lanes_many(const struct lanes *l)
{
    return !is_alone(l);
}

uint64_t lanes_words(struct lanes *l)
{
    uint64_t n = lane_words(l->own);

    pthread_mutex_lock(&l->lock);
    for (unsigned i = 0; i < l->n_workers; i++)
        n += l->workers[i].words;
    pthread_mutex_unlock(&l->lock);
    return n;
}

void lanes_place(const struct lanes *l, struct documents *d)
{
    for (unsigned i = 0; i < lanes_n(l); i++) {
        struct lane *lane = lanes_get(l, i);
        uint64_t begin = 0;

        lane_settle(lane);
        for (uint32_t k = 0; k < lane->n_passages; k++) {
            const struct lane_passage *from = lane->passages + k;
            struct passage *to = d->passages + from->number;
            bool open = lane->open && k + 1 == lane->n_passages;

            to->lane = i;
            to->begin = begin;
            to->end = open ? lane->stream.n : from->end;
            to->tokens = open ? lane->bag.tokens : from->tokens;
            begin = to->end + 1;
        }
    }
}

/* ---- life ------------------------------------------------------------------------- */

static int set_up(struct lanes *l, const struct lanes_options *options)
{
    unsigned threads = options->threads;
    int err = lane_new(&l->own, l->options, l->budget, options->bags);

    if (err || threads < 2)
        return err;
    l->workers = calloc(threads - 1, sizeof *l->workers);
    l->batch = calloc(1, sizeof *l->batch);
    if (!l->workers || !l->batch)
        return CORPUS_ENOMEM;
    l->max_workers = threads - 1;
    return CORPUS_OK;
}

int lanes_new(struct lanes **out, const struct lanes_options *options,
              struct budget *budget)
{
    struct lanes *l = calloc(1, sizeof *l);
    int err;

    *out = NULL;
    if (!l)
        return CORPUS_ENOMEM;
    l->options = options->tokens;
    l->documents = options->documents;
    l->budget = budget;
    l->batch_bytes = options->batch ? options->batch : BATCH_BYTES;
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->done, NULL);
    if ((err = set_up(l, options))) {
        lanes_free(l);
        return err;
    }
    *out = l;
    return CORPUS_OK;
}

static void dismiss(struct lanes *l)
{
    pthread_mutex_lock(&l->lock);
    l->over = true;
    for (unsigned i = 0; i < l->n_workers; i++)
        pthread_cond_signal(&l->workers[i].todo);
    pthread_mutex_unlock(&l->lock);
    for (unsigned i = 0; i < l->n_workers; i++) {
        pthread_join(l->workers[i].thread, NULL);
        pthread_cond_destroy(&l->workers[i].todo);
        lane_free(l->workers[i].lane);
    }
}

void lanes_free(struct lanes *l)
{
    if (!l)
        return;
    dismiss(l);
    pthread_cond_destroy(&l->done);
    pthread_mutex_destroy(&l->lock);
    for (struct batch *b = l->idle, *next; b; b = next) {
        next = b->next;
        batch_free(b);
    }
    batch_free(l->batch);
    lane_free(l->own);
    free(l->workers);
    free(l);
}
