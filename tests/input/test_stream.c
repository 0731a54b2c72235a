/* Compressed streams: whole or refused. */
#include "collect.h"

#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

/* Text that packs to some hundred bytes, with more than one deflate block's variety. */
static size_t make_text(char *out, size_t len)
{
    for (size_t i = 0; i < len; i++)
        out[i] = (char)(random_below(6) ? 'a' + (int)random_below(8) : ' ');
    return len;
}

static char *slurp(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    char *data;

    assert_non_null(f);
    fseek(f, 0, SEEK_END);
    *len = (size_t)ftell(f);
    rewind(f);
    data = malloc(*len + 1);
    assert_non_null(data);
    assert_int_equal(fread(data, 1, *len, f), *len);
    fclose(f);
    return data;
}

static void assert_holds(const char *path, const char *name, const char *text,
                         size_t len)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_TEXT);
    struct bytes expected = {0};

    bytes_printf(&expected, "corpus %s <%.*s>\n", name, (int)len, text);
    for (o.buffer_size = 16; o.buffer_size < 100000; o.buffer_size *= 7)
        assert_string_equal(collect(&o, path), (char *)expected.data);
    bytes_free(&expected);
}

static void all_members_are_read(void **state)
{
    char text[30000];
    size_t len = make_text(text, sizeof text);

    (void)state;
    put_gz("m.gz", "wb", text, 10000);
    put_gz("m.gz", "ab", text, 0);
    put_gz("m.gz", "ab9", text + 10000, 1);
    put_gz("m.gz", "ab1", text + 10001, len - 10001);
    assert_holds("m.gz", "m.gz", text, len);
}

static void the_first_bytes_decide_not_the_name(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_TEXT);

    (void)state;
    put_gz("plain.txt", "wb", "packed", 6);
    assert_string_equal(collect(&o, "plain.txt"), "corpus plain.txt <packed>\n");
    put_text("text.gz", "not packed");
    assert_non_null(
        strstr(failure(&o, "text.gz", CORPUS_EINPUT), "neither gzip nor zstd"));
    put_text("empty.gz", "");
    assert_non_null(strstr(failure(&o, "empty.gz", CORPUS_EINPUT), "is empty"));
}

static void the_packed_name_decides_the_format(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_AUTO);

    (void)state;
    put_gz("a.tsv.gz", "wb", "id\ttext\n1\tone\n", 14);
    assert_string_equal(collect(&o, "a.tsv.gz"), "corpus 1 <one>\n");
}

/* A cut between members leaves a whole file; every other cut is an error. */
static void assert_no_cut_accepted(const char *path, const char *cut, size_t boundary)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_LINES);
    size_t len;
    char *packed = slurp(path, &len);

    o.buffer_size = 64;
    for (size_t n = 0; n < len; n++) {
        if (n == boundary)
            continue;
        put(cut, packed, n);
        open_reader(&o);
        collect_more(NULL, cut, CORPUS_EINPUT);
    }
    free(packed);
}

static void every_cut_of_a_gzip_file_is_an_error(void **state)
{
    char text[600];
    size_t first, len = make_text(text, sizeof text);

    (void)state;
    put_gz("c.gz", "wb", text, len);
    free(slurp("c.gz", &first));
    put_gz("c.gz", "ab", text, len);
    assert_no_cut_accepted("c.gz", "cut.gz", first);
}

static void junk_after_the_stream_is_an_error(void **state)
{
    static const char *const junk[] = {"x", "\x1f", "\x1f\x8b", "xy", "\x1fjunk"};
    corpus_reader_options o = options_for(CORPUS_INPUT_TEXT);
    char text[100];
    size_t len;

    (void)state;
    make_text(text, sizeof text);
    for (size_t i = 0; i < 5; i++) {
        FILE *f;

        put_gz("j.gz", "wb", text, sizeof text);
        free(slurp("j.gz", &len));
        f = fopen("j.gz", "ab");
        fputs(junk[i], f);
        fclose(f);
        failure(&o, "j.gz", CORPUS_EINPUT);
    }
    assert_string_equal(corpus_reader_error(reader),
                        "j.gz: bytes that are not gzip follow the gzip stream");
}

/* No changed byte gives other text: an error, or a header field that does not matter. */
static void every_changed_byte_is_an_error_or_harmless(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_TEXT);
    char text[300], *packed;
    struct bytes whole = {0};
    size_t len;

    (void)state;
    put_gz("d", "wb", text, make_text(text, sizeof text));
    bytes_printf(&whole, "corpus d <%.*s>\n", 300, text);
    packed = slurp("d", &len);
    for (size_t i = 2; i < len; i++) {
        packed[i] ^= 0x11;
        put("d", packed, len);
        packed[i] ^= 0x11;
        open_reader(&o);
        if (corpus_reader_read(reader, NULL, "d", &collect_sink, &got) == CORPUS_OK) {
            log_bytes(&got, "", 1);
            assert_string_equal((char *)got.log.data, (char *)whole.data);
        }
    }
    bytes_free(&whole);
    free(packed);
}

#ifdef HAVE_ZSTD
static size_t put_zstd(const char *path, const char *text, size_t len, size_t frames)
{
    char packed[100000];
    size_t n = 0;

    for (size_t i = 0; i < frames; i++)
        n += ZSTD_compress(packed + n, sizeof packed - n, text + len / frames * i,
                           len / frames, 3);
    put(path, packed, n);
    return n;
}

static void zstd_frames_are_read(void **state)
{
    char text[30000];
    size_t len = make_text(text, sizeof text);

    (void)state;
    put_zstd("z.zst", text, len, 3);
    assert_holds("z.zst", "z.zst", text, len);
}

/* pzstd begins with one. */
static void a_zstd_file_may_begin_with_a_frame_to_pass_over(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_TEXT);
    static char all[200] = "\x50\x2a\x4d\x18\4\0\0\0abcd";
    size_t size = put_zstd("z.zst", "text", 4, 1);
    FILE *f = fopen("z.zst", "rb");

    (void)state;
    assert_non_null(f);
    assert_int_equal(fread(all + 12, 1, size, f), size);
    fclose(f);
    put("p.zst", all, 12 + size);
    assert_string_equal(collect(&o, "p.zst"), "corpus p.zst <text>\n");
    put("p", all, 12 + size);
    assert_string_equal(collect(&o, "p"), "corpus p <text>\n");
}

static void every_cut_of_a_zstd_file_is_an_error(void **state)
{
    char text[600];
    size_t first = put_zstd("c.zst", text, make_text(text, sizeof text) / 2, 1);

    (void)state;
    put_zstd("c.zst", text, sizeof text, 2);
    assert_no_cut_accepted("c.zst", "cut.zst", first);
}

static void junk_after_zstd_is_an_error(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_TEXT);
    FILE *f;

    (void)state;
    put_zstd("j.zst", "text", 4, 1);
    f = fopen("j.zst", "ab");
    fputs("junk", f);
    fclose(f);
    assert_non_null(strstr(failure(&o, "j.zst", CORPUS_EINPUT), "not zstd"));
}
#else
static void zstd_is_refused_by_name(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_TEXT);

    (void)state;
    put("z", "\x28\xb5\x2f\xfd....", 8);
    assert_non_null(strstr(failure(&o, "z", CORPUS_EINPUT), "compressed with zstd"));
}
#endif

static void the_provenance_is_of_the_stored_bytes(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_LINES);
    const corpus_input_file *in;
    char *packed;
    size_t n, len;

    (void)state;
    put_gz("p.gz", "wb", "one\ntwo\n", 8);
    packed = slurp("p.gz", &len);
    collect(&o, "p.gz");
    in = corpus_reader_inputs(reader, &n);
    assert_int_equal(n, 1);
    assert_int_equal(in[0].size, len);
    assert_int_equal(in[0].crc, crc32(0, (Bytef *)packed, (uInt)len));
    assert_int_equal(in[0].documents, 2);
    assert_int_equal(totals().stored_bytes, len);
    assert_int_equal(totals().bytes, 8);
    free(packed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_members_are_read),
        cmocka_unit_test(the_first_bytes_decide_not_the_name),
        cmocka_unit_test(the_packed_name_decides_the_format),
        cmocka_unit_test(every_cut_of_a_gzip_file_is_an_error),
        cmocka_unit_test(junk_after_the_stream_is_an_error),
        cmocka_unit_test(every_changed_byte_is_an_error_or_harmless),
#ifdef HAVE_ZSTD
        cmocka_unit_test(zstd_frames_are_read),
        cmocka_unit_test(a_zstd_file_may_begin_with_a_frame_to_pass_over),
        cmocka_unit_test(every_cut_of_a_zstd_file_is_an_error),
        cmocka_unit_test(junk_after_zstd_is_an_error),
#else
        cmocka_unit_test(zstd_is_refused_by_name),
#endif
        cmocka_unit_test(the_provenance_is_of_the_stored_bytes),
    };

    return cmocka_run_group_tests(tests, enter_work, leave_work);
}
