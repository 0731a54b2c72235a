#include "text/segment.h"
#include "base/mem.h"
#include "text/utf8.h"
#include "text/word.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What a segmenter delivered: tokens joined by spaces, a boundary as |, two in a row as
 * one, none in front or at the end. */
struct got {
    struct bytes text;
    bool boundary;
    size_t tokens, longest;
};

static int collect(void *user, const char *text, const struct span *spans, size_t n)
{
    struct got *g = user;

    for (size_t i = 0; i < n; i++) {
        if (spans[i].start == spans[i].end) {
            g->boundary = true;
            continue;
        }
        if (g->tokens)
            bytes_add(&g->text, g->boundary ? " | " : " ", g->boundary ? 3 : 1);
        bytes_add(&g->text, text + spans[i].start, spans[i].end - spans[i].start);
        g->boundary = false;
        g->tokens++;
        if (spans[i].end - spans[i].start > g->longest)
            g->longest = spans[i].end - spans[i].start;
    }
    return 0;
}

struct way {
    size_t piece; /* 0: one final piece */
    enum segmenter_path path;
};

static corpus_text_stats run(struct got *g, const corpus_token_options *o,
                             const char *text, size_t len, struct way way)
{
    struct segmenter *s;
    corpus_text_stats stats;
    char *padded = malloc(len + TEXT_PAD);

    *g = (struct got){0};
    memcpy(padded, text, len);
    memset(padded + len, 'x', TEXT_PAD);
    assert_int_equal(segmenter_new(&s, o, collect, g), CORPUS_OK);
    segmenter_use_path(s, way.path);
    segmenter_begin(s);
    for (size_t at = 0; way.piece && at < len; at += way.piece)
        assert_int_equal(segmenter_feed(s, text + at,
                                        len - at < way.piece ? len - at : way.piece,
                                        false),
                         CORPUS_OK);
    if (way.piece)
        assert_int_equal(segmenter_feed(s, NULL, 0, true), CORPUS_OK);
    else
        assert_int_equal(segmenter_feed(s, padded, len, true), CORPUS_OK);
    stats = *segmenter_stats(s);
    bytes_add(&g->text, "", 1);
    segmenter_free(s);
    free(padded);
    return stats;
}

/* Options as "name=value name=value". */
static corpus_token_options options(const char *list)
{
    corpus_token_options o;
    char copy[256], *save;

    corpus_token_options_default(&o);
    strcpy(copy, list);
    for (char *word = strtok_r(copy, " ", &save); word;
         word = strtok_r(NULL, " ", &save)) {
        char *value = strchr(word, '=');
        *value++ = '\0';
        assert_int_equal(corpus_token_options_set(&o, word, value), CORPUS_OK);
    }
    return o;
}

/* The tokens of a text, in one piece and in small ones, by both paths. */
static void assert_tokens(const char *list, const char *text, const char *want)
{
    static const struct way ways[] = {{0, PATH_BEST},
                                      {0, PATH_BASELINE},
                                      {0, PATH_GENERAL},
                                      {1, PATH_BEST},
                                      {7, PATH_GENERAL}};
    corpus_token_options o = options(list);
    struct got g;

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        run(&g, &o, text, strlen(text), ways[i]);
        assert_string_equal((char *)g.text.data, want);
        bytes_free(&g.text);
    }
}

static void words_of_several_scripts(void **state)
{
    (void)state;
    assert_tokens("", "Syria's \"well-known\" 3.5 a_b ___ O'Neil's e.g. 1,000.5 a:b",
                  "Syria's well known 3.5 a_b O'Neil's e.g | 1,000.5 a:b");
    assert_tokens("", "Syria\u2019s \u201cquoted\u201d d\u00e9j\u00e0",
                  "Syria\u2019s quoted d\u00e9j\u00e0");
    assert_tokens("", "في سوريا، قال", "في سوريا قال");
    assert_tokens("", "हिन्दी में।", "हिन्दी में");
    assert_tokens("", "צה״ל ארה\"ב ג'ירפה", "צה״ל ארה\"ב ג'ירפה");
    assert_tokens("", "Привет, мир! Как-то", "Привет мир | Как то");
    assert_tokens("", "你好。再见", "你 好 | 再 见");
    assert_tokens("", "ภาษา", "ภ า ษ า");
    assert_tokens("", "カタカナ ひらがな 한국어", "カタカナ ひ ら が な 한국어");
    assert_tokens("", "a 👨‍👩‍👧 b 🇸🇾🇫🇷 c", "a b c");
}

/* They are of class ALetter: U+02D4 (a tone), U+24B6, U+058A. */
static void a_word_may_begin_with_a_symbol_that_joins(void **state)
{
    (void)state;
    assert_tokens("", "\u02d4ke Ⓐbc Ⓐ1 ֊բառ Ⓐ \u02d4", "\u02d4ke Ⓐbc Ⓐ1 ֊բառ");
    assert_tokens("punctuation=keep", "Ⓐ Ⓐb", "Ⓐ Ⓐb");
}

static void punctuation_and_symbols_are_tokens_when_kept(void **state)
{
    (void)state;
    assert_tokens("punctuation=keep",
                  "Hi, \"you\"... 👨‍👩‍👧 🇸🇾🇫🇷 $5_",
                  "Hi , \" you \" . . . | 👨‍👩‍👧 🇸🇾 🇫🇷 $ 5_");
    assert_tokens("punctuation=keep", "He said \"Go!\" She", "He said \" Go ! \" | She");
}

static void hyphens_join_letters_when_asked(void **state)
{
    (void)state;
    assert_tokens("hyphens=join",
                  "well-known -x- co\u2010op a\u2011b a--b covid-19 как-то",
                  "well-known x co\u2010op a\u2011b a b covid 19 как-то");
    assert_tokens("hyphens=split", "well-known co\u2010op", "well known co op");
}

static void urls_are_kept_split_or_dropped(void **state)
{
    const char *text = "see http://x.org/a?b=C. Mail jo@x.org #tag @me now";

    (void)state;
    assert_tokens("", text, "see http://x.org/a?b=C | Mail jo@x.org #tag @me now");
    assert_tokens("urls=split", text,
                  "see http x.org a | b C | Mail jo x.org tag me now");
    assert_tokens("urls=drop", text, "see | Mail | now");
}

static void white_space_alone_cuts_when_asked(void **state)
{
    (void)state;
    assert_tokens("segment=whitespace", " don't  \"stop\"\u3000now.\tHere\u00a0we\ngo ",
                  "don't \"stop\" now. | Here we | go");
}

static void each_kind_of_boundary(void **state)
{
    const char *text = "One two, three. Four\nfive";

    (void)state;
    assert_tokens("boundary=sentence", text, "One two three | Four | five");
    assert_tokens("boundary=sentence newline=space", text, "One two three | Four five");
    assert_tokens("boundary=punct newline=space", text, "One two | three | Four five");
    assert_tokens("boundary=line newline=space", text, "One two three Four | five");
    assert_tokens("boundary=document", text, "One two three Four five");
}

static void hard_wrapped_text_is_recognised(void **state)
{
    const char *wrapped =
        "This is a paragraph that someone has wrapped at some sixty columns\n"
        "so that each of the lines is about as long as the one before it and\n"
        "no line could have taken the first word of the following line, which\n"
        "is the mark of such text and the reason why a line end means little\n"
        "here.\n\nAnother paragraph";
    struct got g;
    corpus_token_options o = options("");

    (void)state;
    run(&g, &o, wrapped, strlen(wrapped), (struct way){0});
    assert_non_null(strstr((char *)g.text.data, "columns so that"));
    assert_non_null(strstr((char *)g.text.data, "here | Another"));
    bytes_free(&g.text);
    assert_tokens("", "roses are red\nviolets are blue\nsugar is sweet\nand so are you\n",
                  "roses are red | violets are blue | sugar is sweet | and so are you");
}

static void line_ends_and_a_byte_order_mark_make_no_difference(void **state)
{
    (void)state;
    assert_tokens("", "one two.\nThree\n\nfour", "one two | Three | four");
    assert_tokens("", "one two.\r\nThree\r\n\r\nfour", "one two | Three | four");
    assert_tokens("", "\ufeffone two.\nThree\n\nfour", "one two | Three | four");
    assert_tokens("segment=whitespace", "\ufeffone\r\ntwo", "one | two");
}

static void malformed_bytes_and_nul_separate_and_are_counted(void **state)
{
    corpus_token_options o = options("");
    corpus_text_stats stats;
    struct got g;

    (void)state;
    stats = run(&g, &o, "a\xff" "b\0c \xe2\x82 d", 10, (struct way){0});
    assert_string_equal((char *)g.text.data, "a b c d");
    assert_int_equal(stats.malformed, 2);
    assert_int_equal(stats.nul, 1);
    assert_int_equal(stats.bytes, 10);
    bytes_free(&g.text);
}

static void malformed_bytes_are_an_error_when_asked(void **state)
{
    corpus_token_options o = options("invalid=error");
    char *text = malloc(200000 + TEXT_PAD);
    struct segmenter *s;
    struct got g = {0};

    (void)state;
    memset(text, ' ', 200000 + TEXT_PAD);
    text[150000] = '\xc0';
    assert_int_equal(segmenter_new(&s, &o, collect, &g), CORPUS_OK);
    assert_int_equal(segmenter_feed(s, text, 200000, true), CORPUS_EINPUT);
    assert_int_equal(segmenter_error_offset(s), 150000);
    segmenter_begin(s);
    assert_int_equal(segmenter_feed(s, text, 100000, true), CORPUS_OK);
    segmenter_free(s);
    free(text);
}

static void long_tokens_are_cut_at_the_limit(void **state)
{
    corpus_token_options o = options("");

    (void)state;
    for (int delta = -1; delta <= 1; delta++)
        for (size_t piece = 0; piece <= 5000; piece += 5000) {
            size_t len = (size_t)(SLAB_MAX + delta);
            char *text = malloc(len + 8);
            corpus_text_stats stats;
            struct got g;

            memset(text, 'a', len + 8);
            memcpy(text, "b c ", 4);
            memcpy(text + 4 + len, " d e", 4);
            stats = run(&g, &o, text, len + 8, (struct way){ piece, PATH_BEST });
            assert_int_equal(stats.overlong, delta > 0);
            assert_int_equal(g.tokens, delta > 0 ? 6 : 5);
            assert_int_equal(g.longest, delta > 0 ? SLAB_MAX : len);
            bytes_free(&g.text);
            free(text);
        }
}

static void ten_megabytes_without_a_space_are_no_problem(void **state)
{
    static const char *const units[] = {"a",
                                        "\xcc\x81",
                                        "\xe2\x80\x8d",
                                        ".",
                                        "a.",
                                        "@a",
                                        "é",
                                        "://",
                                        "\xff",
                                        "1'",
                                        "\xf0\x9f\x91\xa8\xe2\x80\x8d"};
    corpus_token_options o = options("punctuation=keep newline=space");
    size_t len = 2500000;
    char *text = malloc(len);

    (void)state;
    for (size_t k = 0; k < sizeof units / sizeof *units; k++) {
        struct got a, b;
        size_t n = strlen(units[k]);

        for (size_t at = 0; at < len; at++)
            text[at] = units[k][at % n];
        run(&a, &o, text, len, (struct way){0});
        run(&b, &o, text, len, (struct way){ 99991, PATH_GENERAL });
        assert_int_equal(a.text.len, b.text.len);
        assert_memory_equal(a.text.data, b.text.data, a.text.len);
        bytes_free(&a.text);
        bytes_free(&b.text);
    }
    free(text);
}

/* --- the test file of the standard -----------------------------------------------------
 */

static size_t parse_case(char *line, char *text, char *ends)
{
    size_t n = 0;

    line[strcspn(line, "#\n")] = '\0';
    for (char *word = strtok(line, " \t"); word; word = strtok(NULL, " \t")) {
        if (!strcmp(word, "\xc3\xb7"))
            ends[n] = 1;
        else if (strcmp(word, "\xc3\x97"))
            for (size_t len = utf8_encode((uint32_t)strtoul(word, NULL, 16), text + n);
                 len; len--)
                ends[++n] = 0;
    }
    return n;
}

static bool is_word(const char *text, size_t from, size_t to)
{
    while (from < to) {
        uint32_t c;
        enum kind kind;

        from += utf8_decode(text, from, to, &c);
        kind = property_kind(property_of(c));
        if (kind == KIND_LETTER || kind == KIND_NUMBER)
            return true;
    }
    return false;
}

static void assert_case(const char *text, size_t len, const char *ends)
{
    corpus_token_options o = options("urls=split boundary=document");
    struct bytes want = {0};
    unsigned kinds;

    for (size_t from = 0, to; from < len; from = to) {
        for (to = from + 1; !ends[to];)
            to++;
        assert_int_equal(word_next(text, from, len, false, &kinds), to);
        if (is_word(text, from, to))
            bytes_printf(&want, "%s%.*s", want.len ? " " : "", (int)(to - from),
                         text + from);
    }
    bytes_add(&want, "", 1);
    for (size_t piece = 0; piece <= len; piece++) {
        struct got g;

        run(&g, &o, text, len, (struct way){ piece, PATH_BEST });
        assert_string_equal((char *)g.text.data, (char *)want.data);
        bytes_free(&g.text);
    }
    bytes_free(&want);
}

static void all_of_word_break_test_passes(void **state)
{
    FILE *f = fopen("/usr/share/unicode/auxiliary/WordBreakTest.txt", "r");
    char line[8192];
    int cases = 0;

    (void)state;
    if (!f) {
        print_message("skipped: install unicode-data (make deps)\n");
        skip();
    }
    while (fgets(line, sizeof line, f)) {
        char text[1024] = {0}, ends[1025] = {0};
        size_t len = parse_case(line, text, ends);

        if (!len)
            continue;
        assert_case(text, len, ends);
        cases++;
    }
    fclose(f);
    assert_int_equal(cases, 1823);
}

/* --- any text, any way -----------------------------------------------------------------
 */

static unsigned seed = 1;

static unsigned draw(unsigned n)
{
    seed = seed * 1103515245 + 12345;
    return (seed >> 8) % n;
}

static size_t random_text(char *text, size_t len)
{
    static const char *const bits[] = {"a",      "Word",
                                       "the",    "of",
                                       "3",      "1,000",
                                       ".",      ". ",
                                       "? ",     "! ",
                                       "'",      "\"",
                                       ",",      ";",
                                       ":",      "-",
                                       "_",      "\n",
                                       "\r\n",   "\n\n",
                                       "é",      "’",
                                       "“",      "”",
                                       "«",      " ",
                                       " ",      " ",
                                       " ",      " ",
                                       "\u3000", "日本",
                                       "。",     "מילה",
                                       "\"",     "л",
                                       "А",      "؟",
                                       "क्",      "\u0301",
                                       "\u00ad", "\u200d",
                                       "👨",      "🇸",
                                       "@",      "#",
                                       "www.",   "://",
                                       "http",   "a@b.org",
                                       "\xff",   "\xe2\x80",
                                       "(",      ")",
                                       "/",      "\xc2\x85",
                                       "\u2029", "longerwordsthatfillablock",
                                       "Ⅷ",      "U.S.",
                                       "e.g. x", "\t",
                                       "\ufeff", "\u2010",
                                       "アイ"};
    unsigned ascii = draw(3), n_bits = sizeof bits / sizeof *bits;
    size_t n = 0;

    while (n + 32 < len) {
        const char *bit = bits[draw(ascii ? 30 : n_bits)];

        if (ascii == 1 && (uint8_t)*bit >= 0x80)
            continue;
        memcpy(text + n, bit, strlen(bit));
        n += strlen(bit);
    }
    return n;
}

/* Like assert_string_equal, with an excerpt instead of the whole. */
static void assert_same(const struct got *a, const struct got *b)
{
    const char *x = (char *)a->text.data, *y = (char *)b->text.data;
    size_t i = 0;

    while (x[i] && x[i] == y[i])
        i++;
    if (x[i] != y[i])
        fail_msg("at %zu: %.60s <> %.60s", i, x + (i > 20 ? i - 20 : 0),
                 y + (i > 20 ? i - 20 : 0));
}

static void every_way_gives_the_same_tokens(void **state)
{
    static const char *const lists[] = {"",
                                        "boundary=document",
                                        "boundary=punct newline=space",
                                        "boundary=line hyphens=join",
                                        "newline=space urls=split",
                                        "segment=whitespace",
                                        "urls=drop newline=break"};

    (void)state;
    for (int round = 0; round < 3000; round++) {
        char text[1500];
        size_t len = random_text(text, 40 + draw(1400));
        corpus_token_options o = options(lists[round % 7]);
        struct got a, b;

        run(&a, &o, text, len, (struct way){0});
        for (enum segmenter_path path = PATH_BASELINE; path <= PATH_GENERAL; path++) {
            run(&b, &o, text, len, (struct way){ 0, path });
            assert_same(&a, &b);
            bytes_free(&b.text);
        }
        run(&b, &o, text, len, (struct way){ 1 + draw(100), PATH_BEST });
        assert_same(&a, &b);
        bytes_free(&b.text);
        bytes_free(&a.text);
    }
}

static void pieces_of_large_documents_make_no_difference(void **state)
{
    static const size_t pieces[] = { 1000, 65536, 65537, 66561, 300000 };
    size_t cap = 900000, len = 0;
    char *text = malloc(cap);

    (void)state;
    while (len < cap - 2000)
        if (draw(400))
            len += random_text(text + len, 1500);
        else
            for (size_t run_length = draw(100000); run_length && len < cap - 2000;
                 run_length--)
                text[len] = "ab.\xd0\xb6"[len % 5], len++;
    for (enum segmenter_path path = PATH_BEST; path <= PATH_GENERAL; path++)
        for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
            corpus_token_options o = options("");
            struct got a, b;
            corpus_text_stats x = run(&a, &o, text, len, (struct way){0});
            corpus_text_stats y = run(&b, &o, text, len, (struct way){pieces[i], path});

            assert_memory_equal(&x, &y, sizeof x);
            assert_same(&a, &b);
            bytes_free(&a.text);
            bytes_free(&b.text);
        }
    free(text);
}

static int stop_at_once(void *user, const char *text, const struct span *spans, size_t n)
{
    (void)text, (void)spans, (void)n;
    ++*(int *)user;
    return 42;
}

static void what_the_callback_returns_stops(void **state)
{
    corpus_token_options o = options("");
    char text[5000 + TEXT_PAD];
    struct segmenter *s;
    int calls = 0;

    (void)state;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = "a "[i % 2];
    assert_int_equal(segmenter_new(&s, &o, stop_at_once, &calls), CORPUS_OK);
    assert_int_equal(segmenter_feed(s, text, 5000, true), 42);
    assert_int_equal(calls, 1);
    segmenter_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_several_scripts),
        cmocka_unit_test(a_word_may_begin_with_a_symbol_that_joins),
        cmocka_unit_test(punctuation_and_symbols_are_tokens_when_kept),
        cmocka_unit_test(hyphens_join_letters_when_asked),
        cmocka_unit_test(urls_are_kept_split_or_dropped),
        cmocka_unit_test(white_space_alone_cuts_when_asked),
        cmocka_unit_test(each_kind_of_boundary),
        cmocka_unit_test(hard_wrapped_text_is_recognised),
        cmocka_unit_test(line_ends_and_a_byte_order_mark_make_no_difference),
        cmocka_unit_test(malformed_bytes_and_nul_separate_and_are_counted),
        cmocka_unit_test(malformed_bytes_are_an_error_when_asked),
        cmocka_unit_test(long_tokens_are_cut_at_the_limit),
        cmocka_unit_test(ten_megabytes_without_a_space_are_no_problem),
        cmocka_unit_test(all_of_word_break_test_passes),
        cmocka_unit_test(every_way_gives_the_same_tokens),
        cmocka_unit_test(pieces_of_large_documents_make_no_difference),
        cmocka_unit_test(what_the_callback_returns_stops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
