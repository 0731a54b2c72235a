/* What all formats share: sources, ids, shares, encodings, errors. */
#include "collect.h"

#include <fcntl.h>
#include <pthread.h>

static void names_and_values_match(void **state)
{
    (void)state;
    for (int i = 0; corpus_input_name(i); i++)
        assert_int_equal(corpus_input_find(corpus_input_name(i)), i);
    assert_int_equal(corpus_input_find("jsonl"), CORPUS_INPUT_JSONL);
    assert_int_equal(corpus_input_find("tei"), CORPUS_INPUT_TEI);
    assert_int_equal(corpus_input_find("word"), -1);
    assert_null(corpus_input_name(-1));
    for (int i = 0; corpus_source_from_name(i); i++)
        assert_int_equal(corpus_source_from_find(corpus_source_from_name(i)), i);
    assert_int_equal(corpus_source_from_find("file"), CORPUS_SOURCE_FILE);
}

static void bad_options_are_refused(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_TEXT);
    const char *const none[] = {""};
    corpus_reader *r;

    (void)state;
    o.shard = 3, o.n_shards = 2;
    assert_int_equal(corpus_reader_new(&r, &o), CORPUS_EINVAL);
    assert_null(r);
    o.shard = 0;
    assert_int_equal(corpus_reader_new(&r, &o), CORPUS_EINVAL);
    o = options_for(CORPUS_INPUT_VERTICAL);
    o.column = "word";
    assert_int_equal(corpus_reader_new(&r, &o), CORPUS_EINVAL);
    o = options_for((enum corpus_input)99);
    assert_int_equal(corpus_reader_new(&r, &o), CORPUS_EINVAL);
    o = options_for(CORPUS_INPUT_TEXT);
    o.max_record = (uint64_t)1 << 31;
    assert_int_equal(corpus_reader_new(&r, &o), CORPUS_EINVAL);
    o = options_for(CORPUS_INPUT_TEXT);
    o.meta_fields = none, o.n_meta_fields = 1;
    assert_int_equal(corpus_reader_new(&r, &o), CORPUS_EINVAL);
    corpus_reader_free(NULL);
}

static void auto_goes_by_the_name(void **state)
{
    static const struct {
        const char *name, *text, *expected;
    } files[] = {
        {"a.jsonl", "{\"text\":\"x\"}", "corpus a.jsonl:1 <x>\n"},
        {"a.ndjson", "{\"text\":\"x\"}", "corpus a.ndjson:1 <x>\n"},
        {"a.csv", "text\n\"x\"", "corpus a.csv:2 <x>\n"},
        {"a.tsv", "text\n\"x\"", "corpus a.tsv:2 <\"x\">\n"},
        {"a.txt", "x\ny", "corpus a.txt <x\ny>\n"},
        {"csv", "x\ny", "corpus csv <x\ny>\n"},
        {".csv", "x\ny", "corpus .csv <x\ny>\n"},
    };
    corpus_reader_options o = options_for(CORPUS_INPUT_AUTO);

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        put_text(files[i].name, files[i].text);
        assert_string_equal(collect(&o, files[i].name), files[i].expected);
    }
}

static void operands_are_split_at_the_first_equals_sign(void **state)
{
    static const struct {
        const char *operand;
        size_t len;
        const char *path;
    } cases[] = {
        {"herald=dir/a", 6, "dir/a"},
        {"a=b=c", 1, "b=c"},
        {"news=-", 4, "-"},
        {"dir/a=b", 0, "dir/a=b"},
        {"=a", 0, "=a"},
        {"plain", 0, "plain"},
        {"x=y", 0, "x=y"},
        {"s=x=y", 1, "x=y"},
    };

    (void)state;
    put_text("x=y", "");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t len;

        assert_string_equal(corpus_operand_split(cases[i].operand, &len), cases[i].path);
        assert_int_equal(len, cases[i].len);
    }
}

static const char *source_of(const corpus_reader_options *o, const char *source,
                             const char *path)
{
    open_reader(o);
    collect_more(source, path, CORPUS_OK);
    *strchr((char *)got.log.data, ' ') = '\0';
    return (char *)got.log.data;
}

static void the_source_comes_from_where_it_was_asked(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_AUTO);

    (void)state;
    mkdir("times", 0777);
    put_text("times/may.tsv.x", "x");
    put_text("times/r.jsonl", "{\"text\":\"x\",\"source\":\"own\",\"paper\":\"p\"}");
    put_gz("times/june.01.jsonl.gz", "wb", "{\"text\":\"x\"}", 12);
    assert_string_equal(source_of(&o, NULL, "times/may.tsv.x"), "corpus");
    assert_string_equal(source_of(&o, NULL, "times/r.jsonl"), "own");
    assert_string_equal(source_of(&o, "given", "times/r.jsonl"), "given");
    o.source_from = CORPUS_SOURCE_DIR;
    assert_string_equal(source_of(&o, NULL, "times/r.jsonl"), "times");
    assert_string_equal(source_of(&o, NULL, "./times//r.jsonl"), "times");
    assert_string_equal(source_of(&o, NULL, "x=y"), "corpus");
    assert_string_equal(source_of(&o, "given", "times"), "given");
    o.source_from = CORPUS_SOURCE_FILE;
    assert_string_equal(source_of(&o, NULL, "times/june.01.jsonl.gz"), "june.01");
    assert_string_equal(source_of(&o, NULL, "times/may.tsv.x"), "may.tsv");
    o.source_field = "paper";
    assert_string_equal(source_of(&o, NULL, "times/r.jsonl"), "p");
    o.source_field = "";
    assert_string_equal(source_of(&o, NULL, "times/r.jsonl"), "r");
}

static void the_shares_are_the_whole(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_LINES);
    uint64_t sum = 0;
    FILE *f = fopen("shares", "w");

    (void)state;
    for (int i = 0; i < 3000; i++)
        fprintf(f, "line %d\n", i);
    fclose(f);
    for (o.shard = 1, o.n_shards = 3; o.shard <= 3; o.shard++) {
        collect(&o, "shares");
        assert_in_range(totals().documents, 900, 1100);
        assert_int_equal(totals().documents + totals().other_shards, 3000);
        sum += totals().documents;
    }
    assert_int_equal(sum, 3000);
}

/* "Hi, \u00e4\n" and more in the encodings that are refused. */
static void other_encodings_are_refused_by_name(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
        const char *name;
    } cases[] = {
        {"\xff\xfeH\0i\0", 6, "UTF-16LE"},
        {"\xfe\xff\0H\0i", 6, "UTF-16BE"},
        {"\xff\xfe\0\0H\0\0\0", 8, "UTF-32LE"},
        {"\0\0\xfe\xff\0\0\0H", 8, "UTF-32BE"},
        {"H\0i\0\n\0", 6, "UTF-16LE"},
        {"\0H\0i\0\n", 6, "UTF-16BE"},
        {"\xe4\0H\0i\0 \0h\0o\0", 12, "UTF-16LE"},
        {"H\0\0\0i\0\0\0", 8, "UTF-32LE"},
        {"\0\0\0H\0\0\0i", 8, "UTF-32BE"},
        {"\x1f\x04@\x04"
         "8\x04"
         "2\x04"
         "5\x04"
         "B\x04 \0"
         "1\x04"
         "8\x04\n\0",
         20, "UTF-16LE"},
        {"\xe5\x65\x2c\x67\x9e\x8a\x6e\x30\x87\x65\xe0\x7a\xe5\x65\n\0", 16, "UTF-16LE"},
        {"s\0o\0 \0=\xd8\x00\xde=\xd8\x00\xde \0o\0k\0\n\0", 22, "UTF-16LE"}, /* emoji */
        {"\0s\0o\0 \xd8=\xde\x00\x27\x64\xfe\x0f\0 \0o\0k\0s\0 \0o\0k\0 \0o\0k\0\n",
         36, "UTF-16BE"},
        {"\x65\xe5\x67\x2c\x8a\x9e\x30\x6e\x65\x87\x7a\xe0\x65\xe5\0\n", 16, "UTF-16BE"},
    };
    corpus_reader_options o = options_for(CORPUS_INPUT_TEXT);
    char expected[100];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        put("enc", cases[i].bytes, cases[i].len);
        snprintf(expected, sizeof expected,
                 "enc: looks like %s; convert it with iconv -f %s "
                 "-t UTF-8",
                 cases[i].name, cases[i].name);
        assert_string_equal(failure(&o, "enc", CORPUS_EINPUT), expected);
        o.skip_bad_records = true;
        assert_string_equal(collect(&o, "enc"), "");
        assert_int_equal(totals().skipped_files, 1);
        o.skip_bad_records = false;
    }
}

static void nul_bytes_in_text_are_handed_on(void **state)
{
    static const char *const texts[] = {"one\0two", "a\0b\0c\0", "\0",
                                        "caf\xc3\xa9\0x\0y\0zz"};
    static const size_t lens[] = {7, 5, 1, 11};
    corpus_reader_options o = options_for(CORPUS_INPUT_TEXT);

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        if (i == 1)
            continue; /* this one looks like UTF-16 to anyone */
        put("nul", texts[i], lens[i]);
        collect(&o, "nul");
        assert_memory_equal(got.log.data + strlen("corpus nul <"), texts[i], lens[i]);
    }
}

static int refuse_second(void *user, const corpus_document *doc)
{
    (void)doc;
    return ++*(int *)user == 2 ? CORPUS_EEXIST : 0;
}

static int take_text(void *user, const char *bytes, size_t len, bool final)
{
    (void)user, (void)bytes, (void)len, (void) final;
    return 0;
}

static int take_end(void *user)
{
    (void)user;
    return 0;
}

/* Also when bad records are left out: it is not a bad record. */
static void what_the_sink_returns_ends_the_reading(void **state)
{
    static const corpus_document_sink sink = {refuse_second, take_text, NULL, NULL,
                                              take_end};
    corpus_reader_options o = options_for(CORPUS_INPUT_LINES);
    const char *path;
    uint64_t line;
    int n = 0;

    (void)state;
    o.skip_bad_records = true;
    put_text("three", "one\n\nthree\nfour\n");
    open_reader(&o);
    assert_int_equal(corpus_reader_read(reader, NULL, "three", &sink, &n),
                     CORPUS_EEXIST);
    assert_int_equal(n, 2);
    assert_string_equal(corpus_reader_error(reader), "three:3: document occurs twice");
    corpus_reader_place(reader, &path, &line);
    assert_string_equal(path, "three");
    assert_int_equal(line, 3);
}

static void inputs_are_sorted_by_path(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_TEXT);
    const corpus_input_file *in;
    size_t n;

    (void)state;
    mkdir("in", 0777);
    put_text("in/b", "123456789");
    put_text("in/a", "");
    open_reader(&o);
    collect_more(NULL, "./in//b", CORPUS_OK);
    collect_more("given", "in/a", CORPUS_OK);
    in = corpus_reader_inputs(reader, &n);
    assert_int_equal(n, 2);
    assert_string_equal(in[0].path.data, "in/a");
    assert_string_equal(in[0].source.data, "given");
    assert_string_equal(in[1].path.data, "in/b");
    assert_string_equal(in[1].source.data, "");
    assert_int_equal(in[1].size, 9);
    assert_int_equal(in[1].crc, 0xcbf43926); /* the check value of CRC-32 */
    assert_int_equal(in[0].crc, 0);
}

struct writer {
    const char *path, *text;
    int fd;
};

/* Dribbles the text into a FIFO or pipe, a few bytes at a time. */
static void *dribble(void *arg)
{
    struct writer *w = arg;
    int fd = w->path ? open(w->path, O_WRONLY) : w->fd;

    for (const char *p = w->text; *p;) {
        size_t n = strlen(p) < 3 ? strlen(p) : 3;

        if (write(fd, p, n) != (ssize_t)n)
            break;
        p += n;
    }
    close(fd);
    return NULL;
}

static void fifos_and_standard_input_give_the_same(void **state)
{
    static const char expected[] = " <the first line>\n";
    corpus_reader_options o = options_for(CORPUS_INPUT_LINES);
    struct writer w = {"fifo", "the first line\r\n", -1};
    int ends[2], kept = dup(0);
    pthread_t thread;

    (void)state;
    assert_int_equal(mkfifo("fifo", 0666), 0);
    assert_int_equal(pthread_create(&thread, NULL, dribble, &w), 0);
    assert_non_null(strstr(collect(&o, "fifo"), expected));
    pthread_join(thread, NULL);

    assert_int_equal(pipe(ends), 0);
    dup2(ends[0], 0);
    close(ends[0]);
    w = (struct writer){NULL, "the first line\r\n", ends[1]};
    assert_int_equal(pthread_create(&thread, NULL, dribble, &w), 0);
    assert_string_equal(collect(&o, "-"), "corpus -:1 <the first line>\n");
    pthread_join(thread, NULL);
    dup2(kept, 0);
    close(kept);
}

static void a_known_binary_operand_is_refused(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_TEXT);

    (void)state;
    put_text("paper.pdf", "%PDF-1.7");
    assert_string_equal(failure(&o, "paper.pdf", CORPUS_EINPUT),
                        "paper.pdf: looks like a PDF file, not text");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_values_match),
        cmocka_unit_test(bad_options_are_refused),
        cmocka_unit_test(auto_goes_by_the_name),
        cmocka_unit_test(operands_are_split_at_the_first_equals_sign),
        cmocka_unit_test(the_source_comes_from_where_it_was_asked),
        cmocka_unit_test(the_shares_are_the_whole),
        cmocka_unit_test(other_encodings_are_refused_by_name),
        cmocka_unit_test(nul_bytes_in_text_are_handed_on),
        cmocka_unit_test(what_the_sink_returns_ends_the_reading),
        cmocka_unit_test(inputs_are_sorted_by_path),
        cmocka_unit_test(fifos_and_standard_input_give_the_same),
        cmocka_unit_test(a_known_binary_operand_is_refused),
    };

    return cmocka_run_group_tests(tests, enter_work, leave_work);
}
