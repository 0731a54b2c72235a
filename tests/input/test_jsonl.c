/* JSON Lines: strict, and every refusal names its line. */
#include "collect.h"

static corpus_reader_options jsonl(void)
{
    return options_for(CORPUS_INPUT_JSONL);
}

/* The reason why the line is refused, "a.jsonl:2: " taken off. */
static const char *reason_of(const char *line, size_t len)
{
    static const char first[] = "{\"text\":\"one\"}\n";
    corpus_reader_options o = jsonl();
    struct bytes file = {0};
    const char *message;

    bytes_add(&file, first, sizeof first - 1);
    bytes_add(&file, line, len);
    put("a.jsonl", file.data, file.len);
    bytes_free(&file);
    message = failure(&o, "a.jsonl", CORPUS_EINPUT);
    assert_int_equal(strncmp(message, "a.jsonl:2: ", 11), 0);
    return message + 11;
}

static const char *reason(const char *line)
{
    return reason_of(line, strlen(line));
}

static const char *read_line(const corpus_reader_options *o, const char *line)
{
    put_text("a.jsonl", line);
    return collect(o, "a.jsonl");
}

static void fields_are_found_by_name(void **state)
{
    corpus_reader_options o = jsonl();
    const char *const meta[] = {"year", "party", "none"};

    (void)state;
    o.meta_fields = meta;
    o.n_meta_fields = 3;
    assert_string_equal(
        read_line(&o, "{\"id\":\"d1\",\"source\":\"s\",\"text\":\"a\\nb\",\"year\":1999,"
                      "\"party\":null}\n\n{\"text\":\"\",\"id\":-7,\"party\":true}\n"),
        "s d1{1999,,} <a\nb>\ncorpus -7{,true,} <>\n");
}

static void records_without_an_id_are_named_by_line(void **state)
{
    corpus_reader_options o = jsonl();

    (void)state;
    assert_string_equal(
        read_line(&o, "\r\n{\"text\":\"a\"}\r\n  \n{\"text\":\"b\",\"id\":\"\"}"),
        "corpus a.jsonl:2 <a>\ncorpus a.jsonl:4 <b>\n");
}

static void dotted_paths_lead_into_objects_and_arrays(void **state)
{
    corpus_reader_options o = jsonl();
    const char *const meta[] = {"author.0.name"};

    (void)state;
    o.text_field = "body.plain";
    o.id_field = "meta.id";
    o.meta_fields = meta;
    o.n_meta_fields = 1;
    assert_string_equal(
        read_line(
            &o,
            "{\"body\":{\"plain\":\"a\"},\"meta\":{\"id\":1},"
            "\"author\":[{\"name\":\"N\"}]}\n"
            "{\"body.plain\":\"b\",\"body\":{\"plain\":\"no\"},\"meta\":{\"id\":2}}\n"),
        "corpus 1{N} <a>\ncorpus 2{} <b>\n");
}

static void of_equal_keys_the_last_counts(void **state)
{
    corpus_reader_options o = jsonl();

    (void)state;
    assert_string_equal(read_line(&o, "{\"text\":\"a\",\"text\":\"b\"}"),
                        "corpus a.jsonl:1 <b>\n");
}

static void escapes_are_undone(void **state)
{
    corpus_reader_options o = jsonl();
    static const char expected[] =
        "corpus a.jsonl:1 <\"\\/\b\f\n\r\t\xc3\xa9\xf0\x9f\x98\x80>\n";

    (void)state;
    assert_string_equal(
        read_line(&o, "{\"text\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\"}"),
        expected);
    assert_int_equal(totals().lone_surrogates, 0);
}

/* U+1DA00, U+2D8FF and U+FDFFF: their low halves look like surrogates. */
static void every_pair_of_surrogates_is_its_code_point(void **state)
{
    corpus_reader_options o = jsonl();

    (void)state;
    assert_string_equal(
        read_line(&o, "{\"id\":\"\\ud836\\ude00\",\"text\":\"\\\\ud836\\ude00 \\ud876\\udcff"
                      "\\udbb7\\uDFFF\\ud83d\\ud836\\ude00\"}"),
        "corpus \xf0\x9d\xa8\x80 <\\ud836\xef\xbf\xbd \xf0\xad\xa3\xbf\xf3\xbd\xbf\xbf"
        "\xef\xbf\xbd\xf0\x9d\xa8\x80>\n");
    assert_int_equal(totals().lone_surrogates, 2);
    for (unsigned high = 0xd800; high < 0xdc00; high++) {
        unsigned code = 0x10000 + ((high - 0xd800) << 10) + 0x155;
        char line[64], expected[64];

        snprintf(line, sizeof line, "{\"text\":\"\\u%x\\udd55\"}", high);
        snprintf(expected, sizeof expected, "corpus a.jsonl:1 <%c%c%c%c>\n",
                 0xf0 | code >> 18, 0x80 | (code >> 12 & 0x3f), 0x80 | (code >> 6 & 0x3f),
                 0x80 | (code & 0x3f));
        assert_string_equal(read_line(&o, line), expected);
    }
}

static void lone_surrogates_are_replaced_and_counted(void **state)
{
    static const struct {
        const char *escapes;
        unsigned lone;
    } cases[] = {
        {"\\ud83d", 1},
        {"\\ude00", 1},
        {"\\ud83d\\ud83d\\ude00", 1},
        {"\\ud83dx\\ude00", 2},
        {"\\\\ud83d", 0},
        {"\\ud83d\\n", 1},
        {"\\ude00\\ud83d", 2},
        {"\\ud83d\\ude00\\ude00", 1},
    };
    corpus_reader_options o = jsonl();
    char line[100];

    (void)state;
    for (size_t i = 0; i < 8; i++) {
        size_t replaced = 0;
        const char *p;

        snprintf(line, sizeof line, "{\"text\":\"%s\"}", cases[i].escapes);
        p = read_line(&o, line);
        while ((p = strstr(p, "\xef\xbf\xbd")))
            replaced++, p++;
        assert_int_equal(totals().lone_surrogates, cases[i].lone);
        assert_int_equal(replaced, cases[i].lone);
    }
}

static void a_nul_may_stand_in_the_text_alone(void **state)
{
    corpus_reader_options o = jsonl();

    (void)state;
    read_line(&o, "{\"text\":\"a\\u0000b\"}");
    assert_memory_equal(got.log.data, "corpus a.jsonl:1 <a\0b>\n", 23);
    assert_string_equal(reason("{\"text\":\"a\",\"id\":\"x\\u0000y\"}"),
                        "field \"id\" holds a NUL");
}

static void what_is_not_json_is_refused(void **state)
{
    static const char *const lines[] = {
        "{\"text\":\"a\",}",
        "{'text':'a'}",
        "{\"text\":\"a\"} x",
        "{\"text\":\"a\"}{}",
        "{text:\"a\"}",
        "{\"text\":\"a\" \"b\":1}",
        "{\"text\":\"\\x\"}",
        "{\"text\":\"\\u12g4\"}",
        "{\"text\":\"a\"",
        "{\"text\":\"a",
        "{",
        "}",
        "nul",
        "\"text\"",
        "[]",
        "null",
        "12",
        "tru",
        "{\"text\":\"a\tb\"}",
        "{\"text\":\"a\"}\\",
        "/* */ {\"text\":\"a\"}",
        "{\"text\":\"a\",\"n\":01}",
        "{\"text\":\"a\",\"n\":-01}",
        "{\"text\":\"a\",\"n\":[00]}",
        "{\"text\":\"a\",\"n\":01.5}",
        "{\"text\":\"a\",\"n\":-.5}",
        "{\"text\":\"a\",\"id\":007}",
        "{\"text\":\"a\",\"n\":+1}",
        "{\"text\":\"a\",\"n\":TRUE}",
        "{\"text\":\"a\",\"n\":.5}",
        "{\"text\":\"a\",\"n\":0x1}",
        "{\"text\":\"a\",\"n\":[1,]}",
        "{\"text\":\"a\",\"n\":-}",
        "{\"text\":\"a\",\"n\":}",
        "{,\"text\":\"a\"}",
        "{'text':\"a\"}",
        "{\"text\":\"a\",\"n\":NaN}",
        "{\"text\":\"a\",\"n\":-Infinity}",
        "{\"text\":\"a\",\"n\":1.}",
        "{\"text\":\"a\",\"n\":1.e5}",
        "{\"text\":\"a\",\"n\":1e}",
        "{\"text\":\"a\",\"n\":1e+}",
        "{\"text\\u0000x\":\"a\"}",
        "{\"text\":\"a\"}\f",
        "{\"text\":\"a\",\"n\":--1}",
        "{\"text\":\"a\",\"n\":1-}",
        "{\"text\":\"a\" : 1}",
        "\xef\xbb\xbf{\"text\":\"a\"}",
    };
    static const char nul[] = "{\"text\":\"a\"}\0";

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        reason(lines[i]);
    assert_string_equal(reason("[1]"), "not a JSON object");
    assert_string_equal(reason("{\"text\":\"a"), "JSON object is cut short");
    assert_string_equal(reason("{\"a\":tru}"), "not JSON: boolean expected at byte 9");
    assert_string_equal(reason("{\"\\ud876\\udcff\":tru}"), "not JSON: boolean expected");
    reason_of(nul, sizeof nul);
}

static void what_is_json_is_taken(void **state)
{
    static const char *const lines[] = {
        "{\"text\":\"<>\"}",
        " { \"text\" :\t\"<>\" } \r",
        "{\"n\":[-0,1.5e-7,1E+2,0.25,100,-20.005,1e007,2E-00,0e00,{}],\"text\":\"<>\",\"t\":[true,false,null]}",
        "{\"it's N.I. 1.\":\"'N' 1e \\\\\",\"text\":\"<>\"}",
        "{\"a\\\"\":\"\\\\\\\"\",\"text\":\"<>\"}",
        "{\"\":\"\\u0000\",\"text\":\"<>\"}",
        "{\"\\u0074ext\":\"<>\"}",
    };
    corpus_reader_options o = jsonl();

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_string_equal(read_line(&o, lines[i]), "corpus a.jsonl:1 <<>>\n");
}

static void a_text_has_to_be_there_and_a_string(void **state)
{
    (void)state;
    assert_string_equal(reason("{\"txt\":\"a\"}"), "no field \"text\"");
    assert_string_equal(reason("{\"text\":1}"), "field \"text\" is not a string");
    assert_string_equal(reason("{\"text\":null}"), "field \"text\" is not a string");
    assert_string_equal(reason("{\"text\":[\"a\"]}"), "field \"text\" is not a string");
    assert_string_equal(reason("{\"text\":\"a\",\"id\":{}}"),
                        "field \"id\" is not a string or a number");
    assert_string_equal(reason("{\"text\":\"a\",\"id\":123456789012345678901234567890}"),
                        "field \"id\": number beyond 64 bits");
}

static void deep_nesting_is_refused_not_followed(void **state)
{
    size_t n = 200000;
    char *line = malloc(2 * n + 100);
    int len = sprintf(line, "{\"text\":\"a\",\"x\":");

    (void)state;
    memset(line + len, '[', n);
    memset(line + len + (int)n, ']', n);
    memcpy(line + (size_t)len + 2 * n, "}", 2);
    assert_non_null(strstr(reason(line), "nesting too deep"));
    free(line);
}

static void bad_records_can_be_left_out(void **state)
{
    corpus_reader_options o = jsonl();
    const corpus_skip *skips;
    size_t n;

    (void)state;
    o.skip_bad_records = true;
    assert_string_equal(read_line(&o, "{\"text\":\"a\"}\n{\n[]\n{\"text\":\"d\"}\n{}"),
                        "corpus a.jsonl:1 <a>\ncorpus a.jsonl:4 <d>\n");
    assert_int_equal(totals().bad_records, 3);
    skips = corpus_reader_skips(reader, &n);
    assert_int_equal(n, 3);
    assert_int_equal(skips[0].kind, CORPUS_SKIP_RECORD);
    assert_int_equal(skips[0].line, 2);
    assert_string_equal(skips[0].message, "a.jsonl:2: JSON object is cut short");
    assert_string_equal(skips[2].message, "a.jsonl:5: no field \"text\"");
}

static void a_field_asked_for_by_name_has_to_be_there(void **state)
{
    corpus_reader_options o = jsonl();

    (void)state;
    o.id_field = "key";
    put_text("a.jsonl", "{\"text\":\"a\",\"id\":1}\n");
    assert_string_equal(failure(&o, "a.jsonl", CORPUS_EINPUT),
                        "a.jsonl:1: no field \"key\"");
    o.id_field = "";
    assert_string_equal(collect(&o, "a.jsonl"), "corpus a.jsonl:1 <a>\n");
}

static void a_record_beyond_the_limit_is_refused(void **state)
{
    corpus_reader_options o = jsonl();
    char line[200];

    (void)state;
    memset(line, 'x', sizeof line);
    memcpy(line, "{\"text\":\"", 9);
    memcpy(line + 197, "\"}\n", 3);
    put("a.jsonl", line, sizeof line);
    for (o.buffer_size = 16; o.buffer_size < 1000; o.buffer_size *= 2) {
        o.max_record = 199;
        collect(&o, "a.jsonl");
        o.max_record = 198;
        assert_string_equal(failure(&o, "a.jsonl", CORPUS_EINPUT),
                            "a.jsonl:1: record is longer than 198 bytes");
    }
}

static void every_window_gives_the_same_records(void **state)
{
    corpus_reader_options o = jsonl();
    struct bytes file = {0}, expected = {0};

    (void)state;
    for (int i = 1; i < 200; i++) {
        unsigned len = random_below(100);

        bytes_printf(&file, "{\"text\":\"%0*d\"}%s", (int)len, i, i % 3 ? "\n" : "\r\n");
        bytes_printf(&expected, "corpus f:%d <%0*d>\n", i, (int)len, i);
    }
    put("f", file.data, file.len);
    for (o.buffer_size = 1; o.buffer_size < 3000; o.buffer_size += 1 + o.buffer_size / 2)
        assert_string_equal(collect(&o, "f"), (char *)expected.data);
    bytes_free(&file);
    bytes_free(&expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_found_by_name),
        cmocka_unit_test(records_without_an_id_are_named_by_line),
        cmocka_unit_test(dotted_paths_lead_into_objects_and_arrays),
        cmocka_unit_test(of_equal_keys_the_last_counts),
        cmocka_unit_test(escapes_are_undone),
        cmocka_unit_test(every_pair_of_surrogates_is_its_code_point),
        cmocka_unit_test(lone_surrogates_are_replaced_and_counted),
        cmocka_unit_test(a_nul_may_stand_in_the_text_alone),
        cmocka_unit_test(what_is_not_json_is_refused),
        cmocka_unit_test(what_is_json_is_taken),
        cmocka_unit_test(a_text_has_to_be_there_and_a_string),
        cmocka_unit_test(deep_nesting_is_refused_not_followed),
        cmocka_unit_test(bad_records_can_be_left_out),
        cmocka_unit_test(a_field_asked_for_by_name_has_to_be_there),
        cmocka_unit_test(a_record_beyond_the_limit_is_refused),
        cmocka_unit_test(every_window_gives_the_same_records),
    };

    return cmocka_run_group_tests(tests, enter_work, leave_work);
}
