/* A lane: documents -> ids, on one thread. */
#include "count/lane.h"
#include "corpus/error.h"

#include <stdlib.h>
#include <string.h>

static int fail(struct lane *l, int err)
{
    if (err && !l->err) {
        l->err = err;
        l->err_number = l->passages[l->n_passages - 1].number;
    }
    return err;
}

/* ---- text ------------------------------------------------------------------------- */

static int look_up(struct lane *l, const char *text, const struct span spans[], size_t n)
{
    int err = l->bags ? bag_reserve(&l->bag, &l->stream, n) : stream_reserve(&l->stream, n);

    return err ? err
               : lexicon_look_up(l->lexicon, text, spans, n, l->stream.ids + l->stream.n);
}

/* n ids stand behind the stream: make them part of it. */
static int add_ids(struct lane *l, size_t n)
{
    const uint32_t *ids = l->stream.ids + l->stream.n;
    size_t holes = 0;

    l->stream.n += n;
    for (size_t i = 0; i < n; i++)
        holes += ids[i] == HOLE;
    l->n_words += n - holes;
    return CORPUS_OK;
}

/* Or drop them into the bag. */
static int bag_ids(struct lane *l, size_t n)
{
    uint32_t n_dropped, n_types = lexicon_types(l->lexicon, &n_dropped)->n - n_dropped;
    size_t n_tokens;
    int err = bag_add(&l->bag, l->stream.ids + l->stream.n, n, n_types, &n_tokens);

    l->n_words += n_tokens;
    return err;
}

static int try_spans(struct lane *l, const char *text, const struct span spans[],
                     size_t n)
{
    int err = look_up(l, text, spans, n);

    if (err)
        return err;
    return l->bags ? bag_ids(l, n) : add_ids(l, n);
}

static int add_spans(struct lane *l, const char *text, const struct span spans[],
                     size_t n)
{
    int err;

    if (l->room && (err = l->room(l->room_user, n, false)))
        return err;
    if ((err = try_spans(l, text, spans, n)) == CORPUS_EBUDGET && l->room &&
        !(err = l->room(l->room_user, n, true)))
        err = try_spans(l, text, spans, n);
    return err;
}

static int take_spans(void *user, const char *text, const struct span *spans, size_t n)
{
    struct lane *l = user;
    size_t step = l->piecemeal ? 1 : n;
    int err = CORPUS_OK;

    for (size_t i = 0; i < n && !err; i += step)
        err = add_spans(l, text, spans + i, step);
    return err;
}

static int reserve_end(struct lane *l)
{
    return l->bags ? bag_reserve(&l->bag, &l->stream, 0) : stream_reserve(&l->stream, 1);
}

/* The last passage's place is final. There is room for the hole behind it. */
static void close_passage(struct lane *l)
{
    struct lane_passage *last = l->passages + l->n_passages - 1;

    last->end = l->stream.n;
    stream_add_hole(&l->stream);
    l->waits = false;
}

/* ... with what is in the bag. */
static void close_bag(struct lane *l)
{
    bag_flush(&l->bag, &l->stream);
    l->passages[l->n_passages - 1].tokens = l->bag.tokens;
    l->bag.tokens = 0;
    close_passage(l);
}

/* Numbers ascend, so the last passage is the document's if it is none before its first.
 * What the bag has of it then goes with the next. */
void lane_go_on(struct lane *l, uint32_t first)
{
    l->goes_on = l->waits && l->passages[l->n_passages - 1].number >= first;
}

int lane_begin(struct lane *l, uint32_t number)
{
    int err;

    if (l->err)
        return l->err;
    if (l->goes_on)
        close_passage(l);
    else if (l->waits)
        close_bag(l);
    l->goes_on = false;
    err = budget_reserve(l->stream.budget, &l->passages, &l->passages_cap,
                         l->n_passages + 1ul, sizeof *l->passages);
    if (err && err != CORPUS_EBUDGET) { /* so little is not worth a refusal */
        l->err_number = number;
        return l->err = err;
    }
    l->passages[l->n_passages++] = (struct lane_passage){.number = number};
    l->open = true;
    segmenter_begin(l->segmenter);
    return CORPUS_OK;
}

int lane_resume(struct lane *l, enum corpus_newline newline)
{
    if (!l->err)
        segmenter_resume(l->segmenter, newline);
    return l->err;
}

int lane_text(struct lane *l, const char *bytes, size_t len, bool final)
{
    return l->err ? l->err : fail(l, segmenter_feed(l->segmenter, bytes, len, final));
}

/* ---- tokens that come ready ------------------------------------------------------- */

static int flush_tokens(struct lane *l)
{
    size_t n = l->n_tokens;

    l->n_tokens = 0;
    l->token_text.len = 0;
    return n ? take_spans(l, (char *)l->token_text.data, l->tokens, n) : CORPUS_OK;
}

static int keep_token(struct lane *l, const char *bytes, size_t len)
{
    int err;

    if (l->n_tokens == LANE_TOKENS || l->token_text.len + len > LANE_TOKEN_BYTES)
        if ((err = flush_tokens(l)))
            return err;
    if ((err = bytes_reserve(&l->token_text, len + TEXT_PAD)) ||
        (err = bytes_add(&l->token_text, bytes, len)))
        return err;
    l->tokens[l->n_tokens++] = (struct span){(uint32_t)(l->token_text.len - len),
                                             (uint32_t)l->token_text.len};
    return CORPUS_OK;
}

int lane_token(struct lane *l, const char *bytes, size_t len)
{
    size_t first;

    if (l->err || !len)
        return l->err;
    if (!segment_check_token(bytes, &len, &l->token_stats, &first) &&
        l->options->invalid == CORPUS_INVALID_ERROR) {
        l->in_token = true;
        return fail(l, CORPUS_EINPUT);
    }
    return fail(l, keep_token(l, bytes, len));
}

/* Sentences end where the file says; lines are its blocks. */
int lane_boundary(struct lane *l, enum corpus_break kind)
{
    enum corpus_boundary boundary = l->options->boundary;

    if (l->err || boundary == CORPUS_BOUNDARY_DOCUMENT ||
        (boundary == CORPUS_BOUNDARY_LINE && kind == CORPUS_BREAK_SENTENCE))
        return l->err;
    return fail(l, keep_token(l, "", 0));
}

void lane_settle(struct lane *l)
{
    if (l->waits)
        close_bag(l);
    else if (l->bag.n)
        bag_flush(&l->bag, &l->stream);
}

int lane_end(struct lane *l)
{
    int err = l->err;

    if (err || (err = flush_tokens(l)))
        return fail(l, err);
    if ((err = reserve_end(l)) == CORPUS_EBUDGET && l->room &&
        !(err = l->room(l->room_user, 1, true)))
        err = reserve_end(l);
    if (err)
        return fail(l, err);
    l->open = false;
    l->waits = l->bags;
    if (!l->bags)
        close_passage(l);
    return CORPUS_OK;
}

uint64_t lane_words(const struct lane *l)
{
    return l->stream.n + bag_words(&l->bag);
}

int lane_forget(struct lane *l)
{
    stream_free(&l->stream);
    bag_free(&l->bag);
    l->n_passages = l->open;
    if (l->open)
        l->passages[0] = (struct lane_passage){0};
    return lexicon_renew(&l->lexicon);
}

corpus_text_stats lane_stats(const struct lane *l)
{
    const corpus_text_stats *a = segmenter_stats(l->segmenter), *b = &l->token_stats;

    return (corpus_text_stats){a->bytes + b->bytes, a->malformed + b->malformed,
                               a->nul + b->nul, a->overlong + b->overlong};
}

/* ---- life ------------------------------------------------------------------------- */

static int normalise_form(void *user, const char *form, size_t len, const char **type,
                          size_t *type_len)
{
    return normalise(user, form, len, type, type_len);
}

int lane_drop(struct lane *l, const char *form)
{
    const char *type;
    size_t len;
    int err = normalise(l->normaliser, form, strlen(form), &type, &len);

    return err ? err : lexicon_drop(l->lexicon, type, len);
}

int lane_drop_like(struct lane *l, const struct lane *like)
{
    uint32_t n_dropped;
    const struct string_set *types = lexicon_types(like->lexicon, &n_dropped);
    int err = CORPUS_OK;

    for (uint32_t i = 0; i < n_dropped && !err; i++) {
        size_t len;
        const char *type = string_set_get(types, i, &len);

        err = lexicon_drop(l->lexicon, type, len);
    }
    return err;
}

static int set_up(struct lane *l, struct budget *budget)
{
    bool lower;
    int err;

    if ((err = normaliser_new(&l->normaliser, l->options)) ||
        (err = segmenter_new(&l->segmenter, l->options, take_spans, l)))
        return err;
    lower = normaliser_ascii(l->normaliser) == ASCII_LOWERED;
    return lexicon_new(&l->lexicon, budget, lower, normalise_form, l->normaliser);
}

int lane_new(struct lane **out, const corpus_token_options *options,
             struct budget *budget, bool bags)
{
    struct lane *l = calloc(1, sizeof *l);
    int err;

    *out = NULL;
    if (!l)
        return CORPUS_ENOMEM;
    l->options = options;
    l->bags = bags;
    l->stream.budget = l->bag.budget = budget;
    if ((err = set_up(l, budget))) {
        lane_free(l);
        return err;
    }
    *out = l;
    return CORPUS_OK;
}

void lane_free(struct lane *l)
{
    if (!l)
        return;
    segmenter_free(l->segmenter);
    lexicon_free(l->lexicon);
    normaliser_free(l->normaliser);
    budget_release(l->stream.budget, &l->passages, &l->passages_cap, sizeof *l->passages);
    stream_free(&l->stream);
    bag_free(&l->bag);
    bytes_free(&l->token_text);
    free(l);
}
