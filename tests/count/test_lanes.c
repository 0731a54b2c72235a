/* Whatever the lanes and the batches: one thread's result. */
#include "count/lanes.h"
#include "corpus/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { DOCS = 300, TEXT_MAX = 4000 };

struct crew {
    corpus_token_options options;
    struct budget budget;
    struct documents documents;
    struct lanes *lanes;
    struct text_body text;
};

static corpus_token_options with_invalid(enum corpus_invalid invalid)
{
    corpus_token_options o;

    corpus_token_options_default(&o);
    o.invalid = invalid;
    return o;
}

static void crew_new(struct crew *c, unsigned threads, size_t batch,
                     corpus_token_options options)
{
    const struct lanes_options lanes = {&c->options, threads, false, batch,
                                        &c->documents};

    *c = (struct crew){.budget.limit = UINT64_MAX / 2, .options = options};
    c->documents =
        (struct documents){.budget = &c->budget, .sources.budget = &c->budget};
    assert_int_equal(lanes_new(&c->lanes, &lanes, &c->budget), CORPUS_OK);
}

static void crew_free(struct crew *c)
{
    text_body_free(&c->text);
    lanes_free(c->lanes);
    documents_free(&c->documents);
    assert_int_equal(c->budget.used, 0);
}

static int begin(struct crew *c, uint32_t number)
{
    char id[16], source[2] = {(char)('a' + number % 3), 0};
    corpus_document doc = {.source = {source, 1}, .id = {id, 0}};

    doc.id.len = (size_t)snprintf(id, sizeof id, "%u", number);
    assert_int_equal(documents_add(&c->documents, &doc), CORPUS_OK);
    return lanes_begin(c->lanes, c->documents.n_passages - 1);
}

static uint64_t draw(uint64_t *seed, uint64_t below)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (*seed >> 33) % below;
}

/* Words, sentences, quotes that are no ASCII, broken bytes. */
static size_t make_text(char text[TEXT_MAX], uint64_t *seed)
{
    static const char *const parts[] = {"The ", "cat", "s", " ", ". ", "\xe2\x80\x99s ",
                                        "\xff", "! ", "ni\xc3\xb1o ", "\n\n", "a-b ", "\r\n",
                                        "anticonstitutionnellement "};
    size_t len = 0, most = draw(seed, 5) ? draw(seed, 200) : draw(seed, TEXT_MAX - 32);

    while (len < most) {
        const char *part = parts[draw(seed, sizeof parts / sizeof *parts)];

        memcpy(text + len, part, strlen(part));
        len += strlen(part);
        if (!draw(seed, 3))
            len += (size_t)snprintf(text + len, 8, "x%u ", (unsigned)draw(seed, 5000));
    }
    memset(text + len, 0, TEXT_PAD);
    return len;
}

static void feed_text(struct crew *c, const char *text, size_t len, uint64_t *seed)
{
    size_t at = 0, piece = draw(seed, 2) ? len : 1 + draw(seed, 300);

    for (; len - at > piece; at += piece)
        assert_int_equal(lanes_text(c->lanes, text + at, piece, false), CORPUS_OK);
    assert_int_equal(lanes_text(c->lanes, text + at, len - at, true), CORPUS_OK);
}

static void feed_tokens(struct crew *c, const char *text, size_t len)
{
    for (size_t at = 0; at + 4 <= len; at += 4) {
        assert_int_equal(lanes_token(c->lanes, text + at, at % 3 + 1), CORPUS_OK);
        if (at % 7 == 0)
            assert_int_equal(lanes_boundary(c->lanes, CORPUS_BREAK_SENTENCE), CORPUS_OK);
    }
}

static void feed(struct crew *c)
{
    uint64_t seed = 11;
    char text[TEXT_MAX + TEXT_PAD];
    uint32_t same[2];
    struct stream_lane lanes[8];

    assert_int_equal(lanes_drop(c->lanes, "Cat"), CORPUS_OK);
    for (uint32_t i = 0; i < DOCS; i++) {
        size_t len = make_text(text, &seed);

        assert_int_equal(begin(c, i), CORPUS_OK);
        if (draw(&seed, 4))
            feed_text(c, text, len, &seed);
        else
            feed_tokens(c, text, len);
        assert_int_equal(lanes_end(c->lanes), CORPUS_OK);
    }
    assert_int_equal(lanes_finish(c->lanes), CORPUS_OK);
    lanes_place(c->lanes, &c->documents);
    for (unsigned i = 0; i < lanes_n(c->lanes); i++) {
        struct lane *lane = lanes_get(c->lanes, i);

        lanes[i] = (struct stream_lane){&lane->stream, lane->lexicon, false};
    }
    assert_int_equal(stream_arrange(&c->text, lanes, lanes_n(c->lanes), &c->documents,
                                    lanes_n(c->lanes), same),
                     CORPUS_OK);
}

static const char *type(const struct crew *c, uint32_t rank)
{
    uint32_t n_dropped;
    size_t len;

    return string_set_get(lexicon_types(lanes_get(c->lanes, 0)->lexicon, &n_dropped),
                          c->text.type_order[rank], &len);
}

/* The ids of a document, holes in a row as one, and none at its ends: how many there are
 * depends on what stands behind the text, and counts nothing. */
static size_t squeeze(const struct text_body *t, uint32_t doc, uint32_t out[TEXT_MAX])
{
    size_t n = 0;

    for (uint32_t i = t->doc_begin[doc]; i < t->doc_begin[doc + 1]; i++)
        if (t->ids[i] != HOLE || (n && out[n - 1] != HOLE))
            out[n++] = t->ids[i];
    return n;
}

static void assert_same_document(const struct text_body *a, const struct text_body *b,
                                 uint32_t doc)
{
    uint32_t x[TEXT_MAX], y[TEXT_MAX];
    size_t n = squeeze(a, doc, x);

    assert_int_equal(n, squeeze(b, doc, y));
    assert_memory_equal(x, y, n * sizeof *x);
}

static void assert_same_text(const struct crew *a, const struct crew *b)
{
    assert_int_equal(a->text.n_types, b->text.n_types);
    assert_int_equal(a->text.tokens, b->text.tokens);
    for (uint32_t i = 0; i < a->text.n_types; i++) {
        assert_string_equal(type(a, i), type(b, i));
        assert_int_equal(a->text.freq[i], b->text.freq[i]);
    }
    for (uint32_t doc = 0; doc < DOCS; doc++)
        assert_same_document(&a->text, &b->text, doc);
    assert_memory_equal(a->text.doc_order, b->text.doc_order,
                        DOCS * sizeof *a->text.doc_order);
}

static corpus_text_stats stats(const struct crew *c)
{
    corpus_text_stats sum = {0};

    for (unsigned i = 0; i < lanes_n(c->lanes); i++) {
        corpus_text_stats s = lane_stats(lanes_get(c->lanes, i));

        sum.bytes += s.bytes;
        sum.malformed += s.malformed;
    }
    return sum;
}

static void lanes_and_batches_change_nothing(void **state)
{
    static const unsigned threads[] = {2, 3, 8};
    static const size_t batches[] = {1, 300, 20000, 0};
    struct crew one, many;

    (void)state;
    crew_new(&one, 1, 0, with_invalid(CORPUS_INVALID_REPLACE));
    feed(&one);
    assert_true(one.text.tokens > 10000);
    for (unsigned t = 0; t < 3; t++)
        for (unsigned b = 0; b < 4; b++) {
            crew_new(&many, threads[t], batches[b], with_invalid(CORPUS_INVALID_REPLACE));
            feed(&many);
            assert_same_text(&one, &many);
            assert_int_equal(stats(&one).bytes, stats(&many).bytes);
            assert_int_equal(stats(&one).malformed, stats(&many).malformed);
            crew_free(&many);
        }
    crew_free(&one);
}

/* n-grams go from passage to passage in no kind of segment but a document. */
static void long_documents_are_shared_out_where_segments_end(void **state)
{
    static const enum corpus_boundary kinds[] = {
        CORPUS_BOUNDARY_SENTENCE, CORPUS_BOUNDARY_PUNCT, CORPUS_BOUNDARY_LINE,
        CORPUS_BOUNDARY_DOCUMENT};
    static const enum corpus_newline newlines[] = {CORPUS_NEWLINE_BREAK,
                                                   CORPUS_NEWLINE_SPACE};
    corpus_token_options o = with_invalid(CORPUS_INVALID_REPLACE);
    struct crew one, many;

    (void)state;
    for (unsigned k = 0; k < 8; k++) {
        o.boundary = kinds[k % 4];
        o.newline = newlines[k / 4];
        crew_new(&one, 1, 0, o);
        feed(&one);
        crew_new(&many, 2 + k % 3, 200, o);
        feed(&many);
        assert_same_text(&one, &many);
        assert_int_equal(stats(&one).bytes, stats(&many).bytes);
        assert_int_equal(stats(&one).malformed, stats(&many).malformed);
        assert_int_equal(one.documents.n_passages, DOCS);
        if (o.boundary == CORPUS_BOUNDARY_DOCUMENT)
            assert_int_equal(many.documents.n_passages, DOCS);
        else
            assert_true(many.documents.n_passages > DOCS * 3 / 2);
        crew_free(&one);
        crew_free(&many);
    }
}

/* Text is good up to one document; the very call that brings the bad piece says so. */
static void malformed_text_is_told_by_its_own_call(void **state)
{
    static const char good[] = "a good text with an \xc3\xa9 in it, and then some more";

    (void)state;
    for (unsigned threads = 1; threads < 5; threads++)
        for (size_t batch = 1; batch < 100000; batch *= 10) {
            char text[256] = {0};
            struct crew c;

            crew_new(&c, threads, batch, with_invalid(CORPUS_INVALID_ERROR));
            strcpy(text, good);
            for (uint32_t i = 0; i < 100; i++) {
                assert_int_equal(begin(&c, i), CORPUS_OK); /* cut within a code point */
                assert_int_equal(lanes_text(c.lanes, text, 21, false), CORPUS_OK);
                assert_int_equal(lanes_text(c.lanes, text + 21, sizeof good - 22, true),
                                 CORPUS_OK);
                assert_int_equal(lanes_end(c.lanes), CORPUS_OK);
            }
            text[40] = (char)0xff;
            assert_int_equal(begin(&c, 100), CORPUS_OK);
            assert_int_equal(lanes_text(c.lanes, text, sizeof good - 1, true),
                             CORPUS_EINPUT);
            assert_int_equal(lanes_failed(c.lanes)->err_number, 100);
            assert_int_equal(segmenter_error_offset(lanes_failed(c.lanes)->segmenter),
                             40);
            crew_free(&c);
        }
}

/* Ids need memory: refused on whatever lane, the reader's thread learns of it. */
static void a_failure_on_any_lane_is_told(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads < 5; threads++) {
        char text[TEXT_MAX + TEXT_PAD];
        uint64_t seed = 3;
        struct budget ample = {.limit = UINT64_MAX / 2};
        struct crew c;
        int err = CORPUS_OK;

        crew_new(&c, threads, 5000, with_invalid(CORPUS_INVALID_REPLACE));
        c.documents.budget = c.documents.sources.budget = &ample;
        c.budget.limit = 12 << 20;
        for (uint32_t i = 0; i < 100000 && !err; i++) {
            size_t len = make_text(text, &seed);

            if (!(err = begin(&c, i)) && !(err = lanes_text(c.lanes, text, len, true)))
                err = lanes_end(c.lanes);
        }
        assert_int_equal(err, CORPUS_EBUDGET);
        assert_non_null(lanes_failed(c.lanes));
        assert_int_equal(lanes_finish(c.lanes), CORPUS_EBUDGET);
        crew_free(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lanes_and_batches_change_nothing),
        cmocka_unit_test(long_documents_are_shared_out_where_segments_end),
        cmocka_unit_test(malformed_text_is_told_by_its_own_call),
        cmocka_unit_test(a_failure_on_any_lane_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
