/* Documents out of plain text: files, lines, paragraphs. */
#include "collect.h"

static void a_text_file_is_one_document(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_TEXT);

    (void)state;
    put_text("a.txt", "One.\n\nTwo.\r\n");
    assert_string_equal(collect(&o, "a.txt"), "corpus a.txt <One.\n\nTwo.\r\n>\n");
    put_text("empty.txt", "");
    assert_string_equal(collect(&o, "empty.txt"), "corpus empty.txt <>\n");
}

static void lines_are_named_by_their_number(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_LINES);

    (void)state;
    put_text("a", "one\n\n  \t\n four \nfive");
    assert_string_equal(collect(&o, "a"), "corpus a:1 <one>\ncorpus a:4 < four >\n"
                                          "corpus a:5 <five>\n");
}

static void crlf_and_bom_change_nothing(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_LINES);

    (void)state;
    put_text("a", "\xef\xbb\xbfone\r\n\r\nth\ree\r\n");
    assert_string_equal(collect(&o, "a"), "corpus a:1 <one>\ncorpus a:3 <th\ree>\n");
    assert_int_equal(totals().boms, 1);
}

static void paragraphs_end_at_blank_lines(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_PARAGRAPHS);

    (void)state;
    put_text("a", "\n\none\ntwo\n\t\n\nsix\r\nseven\r\n\r\nnine");
    assert_string_equal(collect(&o, "a"),
                        "corpus a:3 <one\ntwo>\ncorpus a:7 <six\r\nseven>\n"
                        "corpus a:10 <nine>\n");
}

/* Texts of words, blanks and line ends; blank runs stay shorter than the least window.
 */
static size_t random_text(char *out, size_t len, unsigned dense)
{
    static const char *const ends[] = {"\n",       "\r\n", "\n\n", "\n \t\n",
                                       "\r\n\r\n", "\r",   " "};
    size_t n = 0;

    while (n + 16 < len) {
        const char *end = ends[random_below(7)];

        for (unsigned k = random_below(dense); k && n + 16 < len; k--)
            out[n++] = (char)('a' + random_below(26));
        memcpy(out + n, end, strlen(end));
        n += strlen(end);
    }
    return n;
}

static bool blank(const char *p, size_t len)
{
    return strspn(p, " \t\r") >= len;
}

/* A second way: whole text in memory, lines one by one, paragraphs as runs of them. */
static void naive(struct bytes *log, const char *text, size_t len, bool paragraphs)
{
    size_t at = 0, start = 0, end = 0, line = 0, first = 0;
    bool open = false;

    while (at < len || open) {
        const char *nl = at < len ? memchr(text + at, '\n', len - at) : NULL;
        size_t n = at >= len ? 0 : nl ? (size_t)(nl - text) - at : len - at;
        bool is_end = blank(text + at, n);

        line++;
        if (open && (is_end || !paragraphs)) {
            bytes_printf(log, "corpus f:%zu <%.*s>\n", first, (int)(end - start),
                         text + start);
            open = false;
        }
        if (!is_end) {
            if (!open)
                start = at, first = line, open = true;
            end = at + n - (text[at + n - 1] == '\r');
        }
        at += n + 1;
    }
    bytes_add(log, "", 1);
}

static void every_window_gives_the_same_documents(void **state)
{
    char text[3000];

    (void)state;
    for (unsigned round = 0; round < 300; round++) {
        corpus_reader_options o =
            options_for(round % 2 ? CORPUS_INPUT_LINES : CORPUS_INPUT_PARAGRAPHS);
        size_t len = random_text(text, 20 + random_below(2900), 2 + random_below(80));
        struct bytes expected = {0};

        text[len] = '\0';
        put("f", text, len);
        naive(&expected, text, len, round % 2 == 0);
        for (o.buffer_size = 16; o.buffer_size <= 64;
             o.buffer_size += 1 + random_below(16))
            assert_string_equal(collect(&o, "f"), (char *)expected.data);
        o.buffer_size = 1 << 20;
        assert_string_equal(collect(&o, "f"), (char *)expected.data);
        bytes_free(&expected);
    }
}

static void a_text_of_any_window_is_whole(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_TEXT);
    char text[2000], expected[2100];

    (void)state;
    for (unsigned round = 0; round < 50; round++) {
        size_t len = random_text(text, 20 + random_below(1900), 30);

        put("f", text, len);
        snprintf(expected, sizeof expected, "corpus f <%.*s>\n", (int)len, text);
        for (o.buffer_size = 1; o.buffer_size <= 64; o.buffer_size += 7)
            assert_string_equal(collect(&o, "f"), expected);
    }
}

static void what_fits_the_window_is_one_piece(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_LINES);

    (void)state;
    put_text("a", "one\ntwo\nthree\n");
    collect(&o, "a");
    assert_int_equal(got.pieces, 3);
}

/* A sink that takes pieces of any number and counts their bytes. */
static int count_begin(void *user, const corpus_document *doc)
{
    (void)user, (void)doc;
    return 0;
}

static int count_text(void *user, const char *bytes, size_t len, bool final)
{
    (void)bytes, (void) final;
    assert_true(len <= 4096);
    *(uint64_t *)user += len;
    return 0;
}

static int count_end(void *user)
{
    (void)user;
    return 0;
}

static void a_line_longer_than_any_window_streams(void **state)
{
    static const corpus_document_sink sink = {count_begin, count_text, NULL, NULL,
                                              count_end};
    static const enum corpus_input inputs[] = {CORPUS_INPUT_TEXT, CORPUS_INPUT_LINES,
                                               CORPUS_INPUT_PARAGRAPHS};
    size_t len = 20 << 20;
    char *text = malloc(len);

    (void)state;
    assert_non_null(text);
    memset(text, 'x', len);
    put("long", text, len);
    free(text);
    for (size_t i = 0; i < 3; i++) {
        corpus_reader_options o = options_for(inputs[i]);
        uint64_t n = 0;

        o.buffer_size = 4096;
        open_reader(&o);
        assert_int_equal(corpus_reader_read(reader, NULL, "long", &sink, &n), CORPUS_OK);
        assert_int_equal(n, len);
        assert_int_equal(totals().documents, 1);
    }
}

/* Blanks without end are dropped where they fill the window; the words stay. */
static void a_line_of_blanks_longer_than_the_window_is_blank(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_LINES);
    char text[300];

    (void)state;
    memset(text, ' ', sizeof text);
    memcpy(text, "one\n", 4);
    text[200] = '\n';
    text[299] = 'x';
    put("f", text, sizeof text);
    for (int i = 0; i < 2; i++) {
        o.input = i ? CORPUS_INPUT_PARAGRAPHS : CORPUS_INPUT_LINES;
        o.buffer_size = 16;
        collect(&o, "f");
        assert_int_equal(totals().documents, 2);
        assert_non_null(strstr((char *)got.log.data, "corpus f:1 <one>\ncorpus f:3 <"));
        assert_non_null(strstr((char *)got.log.data, "x>\n"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_file_is_one_document),
        cmocka_unit_test(lines_are_named_by_their_number),
        cmocka_unit_test(crlf_and_bom_change_nothing),
        cmocka_unit_test(paragraphs_end_at_blank_lines),
        cmocka_unit_test(every_window_gives_the_same_documents),
        cmocka_unit_test(a_text_of_any_window_is_whole),
        cmocka_unit_test(what_fits_the_window_is_one_piece),
        cmocka_unit_test(a_line_longer_than_any_window_streams),
        cmocka_unit_test(a_line_of_blanks_longer_than_the_window_is_blank),
    };

    return cmocka_run_group_tests(tests, enter_work, leave_work);
}
