/* The public tokenizer: segmenter and normaliser, a token at a time. */
#include "corpus/tokenizer.h"
#include "text/normalise.h"
#include "text/segment.h"
#include "text/unicode.h"

#include <stdlib.h>
#include <utf8proc.h>

struct corpus_tokenizer {
    struct segmenter *segmenter;
    struct normaliser *normaliser;
    corpus_token_take *take;
    void *user;
    uint64_t sentence;
    bool started;  /* a token of this sentence has come */
    enum corpus_invalid invalid;
    uint64_t ready; /* offset of the next token that comes ready */
    corpus_text_stats ready_stats; /* of those that came */
    uint64_t error_offset;         /* the place in the last one refused, ... */
    bool ready_error;              /* ... if that is the last error */
};

static void end_sentence(corpus_tokenizer *t)
{
    t->sentence += t->started;
    t->started = false;
}

static int deliver(corpus_tokenizer *t, const char *form, size_t len, uint64_t start)
{
    corpus_token token = {.form = form, .form_len = len, .start = start};
    int err = normalise(t->normaliser, form, len, &token.type, &token.type_len);

    if (err)
        return err;
    if (!token.type_len) {
        end_sentence(t);
        return CORPUS_OK;
    }
    token.end = start + len;
    token.sentence = t->sentence;
    t->started = true;
    return t->take(t->user, &token);
}

static int take_spans(void *user, const char *text, const struct span *spans, size_t n)
{
    corpus_tokenizer *t = user;
    int err = 0;

    for (size_t i = 0; i < n && !err; i++) {
        if (spans[i].start < spans[i].end)
            err = deliver(t, text + spans[i].start, spans[i].end - spans[i].start,
                          segmenter_offset(t->segmenter) + spans[i].start);
        else
            end_sentence(t);
    }
    return err;
}

static void begin(corpus_tokenizer *t)
{
    segmenter_begin(t->segmenter);
    t->sentence = 0;
    t->started = false;
    t->ready = 0;
}

int corpus_tokenizer_new(corpus_tokenizer **out, const corpus_token_options *options,
                         corpus_token_take *take, void *user)
{
    corpus_tokenizer *t;
    int err;

    *out = NULL;
    if (!(t = calloc(1, sizeof *t)))
        return CORPUS_ENOMEM;
    t->take = take;
    t->user = user;
    t->invalid = options->invalid;
    if ((err = segmenter_new(&t->segmenter, options, take_spans, t)) ||
        (err = normaliser_new(&t->normaliser, options))) {
        corpus_tokenizer_free(t);
        return err;
    }
    *out = t;
    return CORPUS_OK;
}

void corpus_tokenizer_free(corpus_tokenizer *t)
{
    if (!t)
        return;
    segmenter_free(t->segmenter);
    normaliser_free(t->normaliser);
    free(t);
}

int corpus_tokenizer_feed(corpus_tokenizer *t, const char *text, size_t len)
{
    t->ready_error = false;
    return segmenter_feed(t->segmenter, text, len, false);
}

int corpus_tokenizer_token(corpus_tokenizer *t, const char *form, size_t len)
{
    uint64_t start = t->ready;
    size_t kept = len, first;
    bool sound = segment_check_token(form, &kept, &t->ready_stats, &first);

    t->ready += len + 1;
    t->ready_error = !sound && t->invalid == CORPUS_INVALID_ERROR;
    if (t->ready_error) {
        t->error_offset = start + first;
        return CORPUS_EINPUT;
    }
    return len ? deliver(t, form, kept, start) : CORPUS_OK;
}

void corpus_tokenizer_boundary(corpus_tokenizer *t)
{
    end_sentence(t);
}

int corpus_tokenizer_end(corpus_tokenizer *t)
{
    int err = segmenter_feed(t->segmenter, NULL, 0, true);

    begin(t);
    return err;
}

corpus_text_stats corpus_tokenizer_stats(const corpus_tokenizer *t)
{
    corpus_text_stats sum = *segmenter_stats(t->segmenter);

    sum.bytes += t->ready_stats.bytes;
    sum.malformed += t->ready_stats.malformed;
    sum.nul += t->ready_stats.nul;
    sum.overlong += t->ready_stats.overlong;
    return sum;
}

uint64_t corpus_tokenizer_error_offset(const corpus_tokenizer *t)
{
    return t->ready_error ? t->error_offset : segmenter_error_offset(t->segmenter);
}

const char *corpus_unicode_version(void)
{
    return unicode_version;
}

const char *corpus_normalization_version(void)
{
    return utf8proc_unicode_version();
}
