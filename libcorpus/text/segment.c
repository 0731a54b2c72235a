/* Documents -> slabs: buffering, what is counted along the way, and the cuts. */
#include "text/segment.h"
#include "base/mem.h"
#include "text/slab.h"
#include "text/utf8.h"
#include "text/wrap.h"

#include <stdlib.h>
#include <string.h>

enum {
    BOM_LEN = 3,
    DECIDABLE = BOM_LEN + SLAB_MAX + 1 + SENTENCE_REACH, /* bytes that decide a slab */
    BUFFER = 4 * SLAB_MAX
};

struct segmenter {
    struct slab slab;
    corpus_token_options options;
    corpus_text_stats stats;
    uint64_t offset, error_offset; /* in the document: of the slab; of what is wrong */
    bool begun;                    /* the first slab has been met */
    int err;
    char *buffer; /* what could not be decided yet, when a document comes in pieces */
    size_t held;
};

int segmenter_new(struct segmenter **out, const corpus_token_options *options,
                  segment_take *take, void *user)
{
    struct segmenter *s;
    int err;

    *out = NULL;
    if (!(s = calloc(1, sizeof *s)))
        return CORPUS_ENOMEM;
    if (options->segment == CORPUS_SEGMENT_ICU && (err = icu_words_new(&s->slab.icu))) {
        free(s);
        return err;
    }
    s->options = *options;
    s->slab.segment = options->segment;
    s->slab.urls = options->urls;
    s->slab.join_hyphens = options->hyphens == CORPUS_HYPHENS_JOIN;
    s->slab.keep_marks = options->punctuation == CORPUS_PUNCTUATION_KEEP;
    s->slab.take = take;
    s->slab.user = user;
    segmenter_use_path(s, PATH_BEST);
    segmenter_begin(s);
    *out = s;
    return CORPUS_OK;
}

void segmenter_free(struct segmenter *s)
{
    if (!s)
        return;
    icu_words_free(s->slab.icu);
    free(s->buffer);
    free(s);
}

void segmenter_begin(struct segmenter *s)
{
    s->slab.n = 0;
    s->slab.err = 0;
    s->slab.next = NO_BOUNDARY;
    s->slab.searched = 0;
    s->offset = 0;
    s->begun = false;
    s->err = CORPUS_OK;
    s->held = 0;
}

/* NUL is among the white space. */
static bool is_ascii_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || !c;
}

/* How much of the text is the next slab. With more than SLAB_MAX bytes at hand that
 * depends on the first SLAB_MAX + 1 alone. */
static size_t slab_length(struct segmenter *s, const char *text, size_t len)
{
    if (len <= SLAB_MAX)
        return len;
    for (size_t at = SLAB_MAX + 1; at > 0; at--)
        if (is_ascii_space(text[at - 1]))
            return at;
    s->stats.overlong++;
    if (((uint8_t)text[SLAB_MAX] & 0xc0) != 0x80)
        return SLAB_MAX;
    return utf8_back(text, 0, SLAB_MAX + 1); /* not within a code point */
}

static size_t bom_length(const char *text, size_t len)
{
    return len >= BOM_LEN && !memcmp(text, "\xef\xbb\xbf", BOM_LEN) ? BOM_LEN : 0;
}

enum corpus_newline segmenter_newline(const corpus_token_options *options,
                                      const char *text, size_t len)
{
    size_t bom = bom_length(text, len);

    if (options->newline != CORPUS_NEWLINE_AUTO ||
        (options->boundary != CORPUS_BOUNDARY_SENTENCE &&
         options->boundary != CORPUS_BOUNDARY_PUNCT))
        return options->newline;
    return is_hard_wrapped(text + bom, len - bom < SLAB_MAX ? len - bom : SLAB_MAX)
               ? CORPUS_NEWLINE_SPACE : CORPUS_NEWLINE_BREAK;
}

static void take_newline(struct segmenter *s, enum corpus_newline newline)
{
    boundaries_set(&s->slab.boundaries, s->options.boundary, newline);
    s->begun = true;
}

void segmenter_resume(struct segmenter *s, enum corpus_newline newline)
{
    segmenter_begin(s);
    take_newline(s, newline);
}

/* What is decided once per document, on its first slab: is there a BOM (its length is
 * returned), and what is a line end? */
static size_t begin_document(struct segmenter *s, const char *text, size_t len)
{
    take_newline(s, segmenter_newline(&s->options, text, len));
    return bom_length(text, len);
}

static int run_slab(struct segmenter *s, const char *text, size_t end, size_t len)
{
    struct utf8_check check;

    utf8_check(text, end, &check);
    if (check.malformed && s->options.invalid == CORPUS_INVALID_ERROR) {
        s->error_offset = s->offset + check.first;
        return CORPUS_EINPUT;
    }
    s->stats.bytes += end;
    s->stats.malformed += check.malformed;
    s->stats.nul += check.nul;
    return slab_run(&s->slab, text, end, len);
}

/* Run what can be decided of the text; *used says how much that was. */
static int run(struct segmenter *s, const char *text, size_t len, bool final,
               size_t *used)
{
    size_t at = 0, n;
    int err = CORPUS_OK;

    while (!err && at < len && (final || len - at >= DECIDABLE)) {
        if (!s->begun) {
            n = begin_document(s, text, len);
            s->stats.bytes += n;
        } else {
            n = slab_length(s, text + at, len - at);
            err = run_slab(s, text + at, n, len - at);
        }
        at += n;
        s->offset += n;
    }
    *used = at;
    return err;
}

static int feed_buffer(struct segmenter *s, const char *text, size_t len, bool final)
{
    int err;

    if (!s->buffer && !(s->buffer = malloc(BUFFER + TEXT_PAD)))
        return CORPUS_ENOMEM;
    do {
        size_t n = len < BUFFER - s->held ? len : BUFFER - s->held, used;

        if (n)
            memcpy(s->buffer + s->held, text, n);
        memset(s->buffer + s->held + n, 0, TEXT_PAD);
        s->held += n;
        text += n;
        len -= n;
        if ((err = run(s, s->buffer, s->held, final && !len, &used)))
            return err;
        s->held -= used;
        memmove(s->buffer, s->buffer + used, s->held);
    } while (len);
    return CORPUS_OK;
}

int segmenter_feed(struct segmenter *s, const char *text, size_t len, bool final)
{
    size_t used;

    if (s->err)
        return s->err;
    s->err = final && !s->held ? run(s, text, len, true, &used)
                               : feed_buffer(s, text, len, final);
    return s->err;
}

uint64_t segmenter_offset(const struct segmenter *s)
{
    return s->offset;
}

const corpus_text_stats *segmenter_stats(const struct segmenter *s)
{
    return &s->stats;
}

uint64_t segmenter_error_offset(const struct segmenter *s)
{
    return s->error_offset;
}

bool segment_check_token(const char *token, size_t *len, corpus_text_stats *stats,
                         size_t *first)
{
    struct utf8_check check;

    utf8_check(token, *len, &check);
    stats->bytes += *len;
    stats->malformed += check.malformed;
    stats->nul += check.nul;
    *first = check.first;
    if (*len > SLAB_MAX) {
        stats->overlong++;
        *len = utf8_back(token, 0, SLAB_MAX + 1);
    }
    return !check.malformed;
}

void segmenter_use_path(struct segmenter *s, enum segmenter_path path)
{
    if (path == PATH_GENERAL || s->slab.keep_marks)
        s->slab.ascii = NULL;
    else
        s->slab.ascii = path == PATH_BEST ? ascii_words_best() : ascii_words_baseline;
}
