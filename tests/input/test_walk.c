/* Directories: all files, in byte order, and nothing that hangs. */
#include "collect.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

static corpus_reader_options text(void)
{
    return options_for(CORPUS_INPUT_TEXT);
}

static void files_come_in_byte_order_of_their_paths(void **state)
{
    corpus_reader_options o = text();

    (void)state;
    mkdir("d", 0777);
    mkdir("d/a", 0777);
    put_text("d/a/x", "3");
    put_text("d/a-b", "1");
    put_text("d/a.txt", "2");
    put_text("d/B", "0");
    put_text("d/\xc3\xa9", "4");
    assert_string_equal(collect(&o, ".//d/"),
                        "corpus d/B <0>\ncorpus d/a-b <1>\ncorpus d/a.txt <2>\n"
                        "corpus d/a/x <3>\ncorpus d/\xc3\xa9 <4>\n");
}

static void the_current_directory_has_no_name(void **state)
{
    corpus_reader_options o = text();

    (void)state;
    mkdir("here", 0777);
    assert_int_equal(chdir("here"), 0);
    put_text("a", "x");
    assert_string_equal(collect(&o, "."), "corpus a <x>\n");
    assert_string_equal(collect(&o, "./"), "corpus a <x>\n");
    assert_string_equal(collect(&o, "../here"), "corpus ../here/a <x>\n");
    assert_int_equal(chdir(".."), 0);
}

static void make_socket(const char *path)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    strcpy(at.sun_path, path);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    close(fd);
}

static void what_is_no_file_is_named_and_never_opened(void **state)
{
    corpus_reader_options o = text();
    const corpus_skip *skips;
    size_t n;

    (void)state;
    mkdir("s", 0777);
    put_text("s/text", "x");
    put("s/binary", "a\0\1\2\3\4\5", 7);
    put_text("s/paper.pdf", "%PDF-1.4 ...");
    mkfifo("s/fifo", 0666);
    make_socket("s/socket");
    assert_int_equal(symlink(".", "s/loop"), 0);
    assert_int_equal(symlink("text", "s/link\n"), 0);
    assert_string_equal(collect(&o, "s"), "corpus s/text <x>\n");
    skips = corpus_reader_skips(reader, &n);
    assert_int_equal(n, 6);
    assert_int_equal(totals().skipped_files, 6);
    assert_string_equal(skips[0].message, "s/binary: binary file (NUL bytes)");
    assert_string_equal(skips[1].message, "s/fifo: neither a file nor a directory");
    assert_string_equal(skips[2].message, "s/link\\n: symbolic link, not followed");
    assert_string_equal(skips[3].message, "s/loop: symbolic link, not followed");
    assert_string_equal(skips[4].message, "s/paper.pdf: binary file (PDF)");
    assert_string_equal(skips[5].message, "s/socket: neither a file nor a directory");
    assert_int_equal(skips[0].kind, CORPUS_SKIP_BINARY);
    assert_int_equal(skips[1].kind, CORPUS_SKIP_SPECIAL);
    assert_int_equal(skips[3].kind, CORPUS_SKIP_LINK);
}

static void a_link_as_operand_is_followed(void **state)
{
    corpus_reader_options o = text();

    (void)state;
    mkdir("l", 0777);
    put_text("l/a", "x");
    assert_int_equal(symlink("l", "to-l"), 0);
    assert_int_equal(symlink("l/a", "to-a"), 0);
    assert_string_equal(collect(&o, "to-l"), "corpus to-l/a <x>\n");
    assert_string_equal(collect(&o, "to-a"), "corpus to-a <x>\n");
    assert_int_equal(symlink("itself", "itself"), 0);
    assert_non_null(strstr(failure(&o, "itself", CORPUS_EIO), "symbolic links"));
}

static void a_directory_without_text_says_so(void **state)
{
    corpus_reader_options o = text();

    (void)state;
    mkdir("none", 0777);
    mkdir("none/deep", 0777);
    assert_string_equal(failure(&o, "none/", CORPUS_EINPUT),
                        "none: directory without files");
    put("none/deep/b", "\0", 1);
    assert_string_equal(failure(&o, "none/", CORPUS_EINPUT),
                        "none: directory without readable text (1 left out)");
}

static void what_does_not_exist_is_named(void **state)
{
    corpus_reader_options o = text();

    (void)state;
    assert_string_equal(failure(&o, "no\nfile", CORPUS_EIO),
                        "no\\nfile: No such file or directory");
    o.skip_bad_records = true;
    assert_string_equal(collect(&o, "no\nfile"), "");
    assert_int_equal(totals().skipped_files, 1);
}

static void devices_are_refused_but_the_null_device(void **state)
{
    corpus_reader_options o = text();

    (void)state;
    assert_string_equal(collect(&o, "/dev/null"), "corpus /dev/null <>\n");
    assert_string_equal(failure(&o, "/dev/zero", CORPUS_EIO), "/dev/zero: is a device");
}

/* Deeper than PATH_MAX, and deeper than the descriptors that are kept. */
static void a_path_beyond_path_max_is_read(void **state)
{
    corpus_reader_options o = text();
    char name[101] = {0};

    (void)state;
    memset(name, 'n', 100);
    mkdir("deep", 0777);
    int fd = open("deep", O_RDONLY | O_DIRECTORY);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(mkdirat(fd, name, 0777), 0);
        int next = openat(fd, name, O_RDONLY | O_DIRECTORY);
        int file = openat(fd, "z", O_WRONLY | O_CREAT, 0666);

        assert_int_equal(write(file, "x", 1), 1);
        close(file);
        close(fd);
        fd = next;
    }
    close(fd);
    collect(&o, "deep");
    assert_int_equal(totals().documents, 100);
}

static void thousands_of_files_need_no_descriptors(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_LINES);
    char name[32];

    (void)state;
    mkdir("many", 0777);
    for (int i = 0; i < 3000; i++) {
        snprintf(name, sizeof name, "many/%d", i);
        put_text(name, "one\ntwo\n");
    }
    collect(&o, "many");
    assert_int_equal(totals().documents, 6000);
    assert_int_equal(totals().files, 3000);
}

static void names_are_bytes(void **state)
{
    static const char *const names[] = {"-rf",      "$(touch x)", "%n%s", "a\nb",
                                        "\xff\xfe", "a=b",        " "};
    corpus_reader_options o = text();
    char name[256];

    (void)state;
    mkdir("n", 0777);
    assert_int_equal(chdir("n"), 0);
    for (size_t i = 0; i < 7; i++)
        put_text(names[i], "x");
    memset(name, 'y', 255);
    name[255] = '\0';
    put_text(name, "x");
    collect(&o, ".");
    assert_int_equal(totals().documents, 8);
    assert_string_equal(collect(&o, "-rf"), "corpus -rf <x>\n");
    assert_int_equal(chdir(".."), 0);
}

static void sizes_can_be_asked_before(void **state)
{
    corpus_reader_options o = text();
    uint64_t done, total;

    (void)state;
    mkdir("e", 0777);
    mkdir("e/f", 0777);
    put_text("e/f/1", "12345");
    put_text("e/2", "123");
    open_reader(&o);
    assert_int_equal(corpus_reader_expect(reader, "e"), CORPUS_OK);
    assert_int_equal(corpus_reader_expect(reader, "e/2"), CORPUS_OK);
    assert_int_equal(corpus_reader_expect(reader, "missing"), CORPUS_OK);
    corpus_reader_progress(reader, &done, &total);
    assert_int_equal(total, 11);
    collect_more(NULL, "e", CORPUS_OK);
    corpus_reader_progress(reader, &done, &total);
    assert_int_equal(done, 8);
}

static void a_list_names_operands(void **state)
{
    static const char with_nul[] = "e2/a\0S=e2/b";
    corpus_reader_options o = text();

    (void)state;
    mkdir("e2", 0777);
    put_text("e2/a", "1");
    put_text("e2/b", "2");
    put_text("list", "e2/b\r\n\nnews=e2/a\n");
    open_reader(&o);
    assert_int_equal(corpus_reader_read_list(reader, "list", &collect_sink, &got),
                     CORPUS_OK);
    put("list0", with_nul, sizeof with_nul);
    assert_int_equal(corpus_reader_read_list(reader, "list0", &collect_sink, &got),
                     CORPUS_OK);
    log_bytes(&got, "", 1);
    assert_string_equal((char *)got.log.data, "corpus e2/b <2>\nnews e2/a <1>\n"
                                              "corpus e2/a <1>\nS e2/b <2>\n");
    assert_int_equal(corpus_reader_read_list(reader, "nolist", &collect_sink, &got),
                     CORPUS_EIO);
    assert_string_equal(corpus_reader_error(reader),
                        "nolist: No such file or directory");
}

static void unreadable_things_are_errors_or_skipped(void **state)
{
    corpus_reader_options o = text();

    (void)state;
    if (geteuid() == 0)
        skip();
    mkdir("u", 0777);
    put_text("u/a", "x");
    put_text("u/b", "x");
    mkdir("u/c", 0);
    chmod("u/b", 0);
    assert_string_equal(failure(&o, "u", CORPUS_EIO), "u/b: Permission denied");
    o.skip_bad_records = true;
    assert_string_equal(collect(&o, "u"), "corpus u/a <x>\n");
    assert_int_equal(totals().skipped_files, 2);
    chmod("u/c", 0777);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_come_in_byte_order_of_their_paths),
        cmocka_unit_test(the_current_directory_has_no_name),
        cmocka_unit_test(what_is_no_file_is_named_and_never_opened),
        cmocka_unit_test(a_link_as_operand_is_followed),
        cmocka_unit_test(a_directory_without_text_says_so),
        cmocka_unit_test(what_does_not_exist_is_named),
        cmocka_unit_test(devices_are_refused_but_the_null_device),
        cmocka_unit_test(a_path_beyond_path_max_is_read),
        cmocka_unit_test(thousands_of_files_need_no_descriptors),
        cmocka_unit_test(names_are_bytes),
        cmocka_unit_test(sizes_can_be_asked_before),
        cmocka_unit_test(a_list_names_operands),
        cmocka_unit_test(unreadable_things_are_errors_or_skipped),
    };

    return cmocka_run_group_tests(tests, enter_work, leave_work);
}
