/* CSV and TSV. */
#include "collect.h"

static corpus_reader_options csv(void)
{
    return options_for(CORPUS_INPUT_CSV);
}

static const char *read_csv_text(const corpus_reader_options *o, const char *text)
{
    put_text("a.csv", text);
    return collect(o, "a.csv");
}

static const char *csv_failure(const char *text, int code)
{
    corpus_reader_options o = csv();

    put_text("a.csv", text);
    return failure(&o, "a.csv", code);
}

static void columns_are_found_by_name(void **state)
{
    const char *const meta[] = {"year", "place"};
    corpus_reader_options o = csv();

    (void)state;
    o.meta_fields = meta;
    o.n_meta_fields = 2;
    assert_string_equal(
        read_csv_text(&o, "place,text,source,id,year\r\nB,\"a, \"\"b\"\"\",s,1,1999\r\n"
                          "\"\", c ,,2,\n"),
        "s 1{1999,B} <a, \"b\">\ncorpus 2{,} < c >\n");
}

static void records_know_the_line_they_start_on(void **state)
{
    corpus_reader_options o = csv();

    (void)state;
    assert_string_equal(read_csv_text(&o, "n,text\n1,\"a\nb\r\nc\"\n\n2,d\r\n3,e"),
                        "corpus a.csv:2 <a\nb\r\nc>\ncorpus a.csv:6 <d>\n"
                        "corpus a.csv:7 <e>\n");
    assert_string_equal(read_csv_text(&o, "n,text\r1,a\r2,b\r"),
                        "corpus a.csv:2 <a>\ncorpus a.csv:3 <b>\n");
}

static void a_bom_before_a_quoted_name_is_dropped(void **state)
{
    corpus_reader_options o = csv();

    (void)state;
    assert_string_equal(read_csv_text(&o, "\xef\xbb\xbf\"text\"\n\"a\"\n"),
                        "corpus a.csv:2 <a>\n");
}

static void numbers_mean_a_file_without_header(void **state)
{
    const char *const meta[] = {"1"};
    corpus_reader_options o = csv();

    (void)state;
    o.text_field = "2";
    o.meta_fields = meta;
    o.n_meta_fields = 1;
    assert_string_equal(read_csv_text(&o, "x,a\ny,b,more\n"),
                        "corpus a.csv:1{x} <a>\ncorpus a.csv:2{y} <b>\n");
    put_text("a.csv", "x\n");
    assert_string_equal(failure(&o, "a.csv", CORPUS_EINPUT),
                        "a.csv:1: 1 columns, 2 are needed");
    o.id_field = "name";
    failure(&o, "a.csv", CORPUS_EINVAL);
}

static void a_number_can_pick_a_column_of_a_file_with_header(void **state)
{
    corpus_reader_options o = csv();

    (void)state;
    o.id_field = "2";
    assert_string_equal(read_csv_text(&o, "text,key\na,k\n"), "corpus k <a>\n");
}

static void a_missing_column_is_named(void **state)
{
    (void)state;
    assert_string_equal(csv_failure("id,body\n1,a\n", CORPUS_EINVAL),
                        "a.csv:1: no column is called \"text\"");
    assert_string_equal(csv_failure("text,text\n1,a\n", CORPUS_EINPUT),
                        "a.csv:1: two columns are called \"text\"");
}

static void malformed_records_are_refused(void **state)
{
    (void)state;
    assert_string_equal(
        csv_failure("text\na\n\"b\n\nc\n", CORPUS_EINPUT),
        "a.csv:3: a quoted field is not closed: all that follows in the file "
        "is part of it");
    assert_string_equal(csv_failure("text\na\nb\"c\n", CORPUS_EINPUT),
                        "a.csv:3: quote in a field that is not quoted");
    assert_string_equal(csv_failure("text\n\"a\"b\n", CORPUS_EINPUT),
                        "a.csv:2: bytes follow a closing quote");
    assert_string_equal(csv_failure("text,id\na\n", CORPUS_EINPUT),
                        "a.csv:2: 1 columns, the header has 2");
    assert_string_equal(csv_failure("text\na,b\n", CORPUS_EINPUT),
                        "a.csv:2: 2 columns, the header has 1");
}

static void reading_goes_on_after_a_bad_record(void **state)
{
    corpus_reader_options o = csv();

    (void)state;
    o.skip_bad_records = true;
    assert_string_equal(
        read_csv_text(&o, "text,id\nb\"c,\"x\na,1\n\"a\"b,2\nb,3,4\r\nc\rd,5\n\"\ne\n"),
        "corpus 1 <a>\ncorpus 5 <d>\n");
    assert_int_equal(totals().bad_records, 5);
}

static void a_record_without_end_meets_the_limit(void **state)
{
    corpus_reader_options o = csv();

    (void)state;
    o.max_record = 100;
    o.skip_bad_records = true;
    o.buffer_size = 16;
    assert_string_equal(
        read_csv_text(
            &o, "text\n\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\na\n"),
        "corpus a.csv:3 <a>\n");
    assert_int_equal(totals().bad_records, 1);
}

static void a_hundred_thousand_columns_are_columns(void **state)
{
    corpus_reader_options o = csv();
    struct bytes file = {0};

    (void)state;
    for (int line = 0; line < 2; line++) {
        for (int i = 0; i < 100000; i++)
            bytes_printf(&file, "c%d,", i);
        bytes_printf(&file, line ? "last\n" : "text\n");
    }
    put("wide.csv", file.data, file.len);
    bytes_free(&file);
    assert_string_equal(collect(&o, "wide.csv"), "corpus wide.csv:2 <last>\n");
}

/* Fields of quotes, commas and line ends, written as RFC 4180 says, come back as they
 * were, through windows of all sizes. */
static void what_was_quoted_comes_back(void **state)
{
    static const char letters[] = "ab\",\n\r \t\xc3";
    corpus_reader_options o = csv();

    (void)state;
    o.text_field = "2";
    o.id_field = "3";
    for (int round = 0; round < 300; round++) {
        struct bytes file = {0}, expected = {0};

        for (int rec = 0; rec < 10; rec++) {
            bytes_printf(&expected, "corpus i%d <", rec);
            bytes_printf(&file, rec % 2 ? "x," : "\"\",");
            bytes_add(&file, "\"", 1);
            for (unsigned k = random_below(12); k; k--) {
                const char *c = &letters[random_below(9)];

                bytes_add(&expected, c, 1);
                bytes_add(&file, c, 1);
                if (*c == '"')
                    bytes_add(&file, c, 1);
            }
            bytes_printf(&expected, ">\n");
            bytes_printf(&file, "\",i%d%s", rec, rec % 3 ? "\n" : "\r\n");
        }
        bytes_add(&expected, "", 1);
        put("q.csv", file.data, file.len);
        o.buffer_size = 16 + random_below(80);
        assert_string_equal(collect(&o, "q.csv"), (char *)expected.data);
        bytes_free(&file);
        bytes_free(&expected);
    }
}

static void tsv_has_neither_quotes_nor_escapes(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_TSV);

    (void)state;
    put_text("a.tsv", "\xef\xbb\xbfid\ttext\tsource\r\n1\t\"a\" \\n\ts\r\n\n2\t\"b\t\n");
    assert_string_equal(collect(&o, "a.tsv"), "s 1 <\"a\" \\n>\ncorpus 2 <\"b>\n");
}

static void tsv_columns_are_checked(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_TSV);

    (void)state;
    put_text("a.tsv", "id\ttext\n1\ta\n2\n3\tc\td\n4\td\n");
    assert_string_equal(failure(&o, "a.tsv", CORPUS_EINPUT),
                        "a.tsv:3: 1 columns, the header has 2");
    o.skip_bad_records = true;
    assert_string_equal(collect(&o, "a.tsv"), "corpus 1 <a>\ncorpus 4 <d>\n");
    assert_int_equal(totals().bad_records, 2);
    o.text_field = "3";
    assert_string_equal(collect(&o, "a.tsv"), "corpus a.tsv:4 <d>\n");
}

static void tsv_windows_make_no_difference(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_TSV);

    (void)state;
    put_text("a.tsv",
             "id\ttext\n1\tone two three four five\n2\t\n\n4\tsix seven eight nine");
    for (o.buffer_size = 1; o.buffer_size < 100; o.buffer_size++)
        assert_string_equal(collect(&o, "a.tsv"),
                            "corpus 1 <one two three four five>\ncorpus 2 <>\n"
                            "corpus 4 <six seven eight nine>\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_found_by_name),
        cmocka_unit_test(records_know_the_line_they_start_on),
        cmocka_unit_test(a_bom_before_a_quoted_name_is_dropped),
        cmocka_unit_test(numbers_mean_a_file_without_header),
        cmocka_unit_test(a_number_can_pick_a_column_of_a_file_with_header),
        cmocka_unit_test(a_missing_column_is_named),
        cmocka_unit_test(malformed_records_are_refused),
        cmocka_unit_test(reading_goes_on_after_a_bad_record),
        cmocka_unit_test(a_record_without_end_meets_the_limit),
        cmocka_unit_test(a_hundred_thousand_columns_are_columns),
        cmocka_unit_test(what_was_quoted_comes_back),
        cmocka_unit_test(tsv_has_neither_quotes_nor_escapes),
        cmocka_unit_test(tsv_columns_are_checked),
        cmocka_unit_test(tsv_windows_make_no_difference),
    };

    return cmocka_run_group_tests(tests, enter_work, leave_work);
}
