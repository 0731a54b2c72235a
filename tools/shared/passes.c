/* Reading twice. Standard input is kept in a file without a name for the second time;
 * other pipes are refused, for their documents would need names of their own. */
#include "shared/passes.h"
#include "shared/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *check_min_docs(void *where, const char *value);

const option_spec passes_specs[] = {
    {.name = "drop-repeated-lines", .arg = "K", .kind = OPTION_CALL,
     .where = &intake.drop_repeated_lines, .call = check_min_docs, .shown = "0: keep all",
     .help = "leave out lines that K or more documents of a source have, such as the "
             "menus of a site; reads the inputs twice"},
    {0}};

static uint64_t min_docs; /* 0: off */

static const char *check_min_docs(void *where, const char *value)
{
    static char digits[24];
    unsigned long long k;
    char *end;

    errno = 0;
    k = strtoull(value, &end, 10);
    if (*value < '0' || *value > '9' || *end || errno || k == 1)
        return "0 (off) or a number from 2 up";
    snprintf(digits, sizeof digits, "%llu", k); /* "03" and "3" are one in the provenance */
    *(const char **)where = k ? digits : NULL;
    min_docs = k;
    return NULL;
}

void passes_check(void)
{
    int input = (int)intake.reader.input;

    if (!min_docs)
        return;
    if (input == CORPUS_INPUT_LINES || input == CORPUS_INPUT_TSV)
        tool_wrong("--drop-repeated-lines: with --input %s a line is a whole document",
                   corpus_input_name(input));
    if (input == CORPUS_INPUT_VERTICAL || input == CORPUS_INPUT_CONLLU)
        tool_wrong("--drop-repeated-lines: --input %s has tokens and no lines of text",
                   corpus_input_name(input));
}

/* ---- inputs that can be read again ------------------------------------------------ */

static int open_nameless(void)
{
    const char *folder = output_temporary_folder(NULL);
    struct text name = {0};
    int fd;

    fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) {
        text_printf(&name, "%s/corpus-XXXXXX", folder);
        if ((fd = mkstemp(name.data)) >= 0)
            unlink(name.data);
        text_free(&name);
    }
    if (fd < 0)
        tool_die("%s: no temporary file: %s", tool_quote(folder), strerror(errno));
    return fd;
}

static void write_all(int fd, const char *data, size_t len)
{
    while (len) {
        ssize_t n = write(fd, data, len);

        if (n < 0 && errno != EINTR)
            tool_die("temporary file: %s", strerror(errno));
        if (n > 0) {
            data += n;
            len -= (size_t)n;
        }
    }
}

/* From where standard input can be read again; what is no file becomes one. */
static off_t keep_stdin(void)
{
    static char buffer[1 << 16];
    struct stat st;
    ssize_t n;
    int fd;

    if (!fstat(STDIN_FILENO, &st) && S_ISREG(st.st_mode))
        return lseek(STDIN_FILENO, 0, SEEK_CUR);
    fd = open_nameless();
    while ((n = read(STDIN_FILENO, buffer, sizeof buffer))) {
        if (n < 0 && errno != EINTR)
            tool_die("-: %s", strerror(errno));
        if (n > 0)
            write_all(fd, buffer, (size_t)n);
    }
    if (dup2(fd, STDIN_FILENO) < 0 || lseek(STDIN_FILENO, 0, SEEK_SET))
        tool_die("-: %s", strerror(errno));
    close(fd);
    return 0;
}

/* What is missing is left to the reader to tell. */
static void check_operand(const char *path)
{
    struct stat st;

    if (stat(path, &st) || S_ISREG(st.st_mode) || S_ISDIR(st.st_mode))
        return;
    tool_die("%s: cannot be read twice, as --drop-repeated-lines has to; write it to a file "
             "or to standard input", tool_quote(path));
}

static off_t prepare(char *const operands[], size_t n)
{
    off_t start = -1;
    size_t len;

    for (size_t i = 0; i < n; i++) {
        const char *path = corpus_operand_split(operands[i], &len);

        if (strcmp(path, "-"))
            check_operand(path);
        else if (start < 0)
            start = keep_stdin();
    }
    return start;
}

/* ---- two passes ------------------------------------------------------------------- */

static struct {
    corpus_repeats *repeats;
    void *user;
    const char *(*fault)(void *user);
    uint64_t lines, bytes;
} second;

static const char *second_fault(void *user)
{
    (void)user;
    return second.fault ? second.fault(second.user) : "";
}

/* All documents, so that every shard leaves out the same lines. */
static corpus_reader *open_first(void)
{
    uint32_t n_shards = intake.reader.n_shards;
    corpus_reader *reader;

    intake.reader.n_shards = 0;
    reader = intake_open();
    intake.reader.n_shards = n_shards;
    return reader;
}

static void compare_inputs(corpus_reader *first, corpus_reader *again)
{
    size_t n, m;
    const corpus_input_file *a = corpus_reader_inputs(first, &n);
    const corpus_input_file *b = corpus_reader_inputs(again, &m);

    for (size_t i = 0; i < n && i < m; i++)
        if (strcmp(a[i].path.data, b[i].path.data) || a[i].size != b[i].size ||
            a[i].crc != b[i].crc)
            tool_die("%s: changed while it was read twice", tool_quote(a[i].path.data));
    if (n != m)
        tool_die("the inputs changed while they were read twice");
}

static int read_twice(corpus_reader *reader, char *const operands[], size_t n,
                      const corpus_document_sink *sink, void *user, uint64_t memory)
{
    corpus_repeats_options options;
    corpus_reader *first = open_first();
    off_t start = prepare(operands, n);
    int err;

    corpus_repeats_options_default(&options);
    options.memory = memory;
    if ((err = corpus_repeats_new(&second.repeats, &options)))
        tool_die("%s", corpus_strerror(err));
    if ((err = intake_read(first, operands, n, corpus_repeats_count_sink(), second.repeats,
                           NULL)))
        return err;
    if ((err = corpus_repeats_drop(second.repeats, min_docs, sink, user)))
        tool_die("%s", corpus_strerror(err));
    if (start >= 0 && lseek(STDIN_FILENO, start, SEEK_SET) < 0)
        tool_die("-: %s", strerror(errno));
    err = intake_read(reader, operands, n, corpus_repeats_drop_sink(), second.repeats,
                      second_fault);
    if (!err)
        compare_inputs(first, reader);
    corpus_repeats_dropped(second.repeats, &second.lines, &second.bytes);
    corpus_repeats_free(second.repeats);
    corpus_reader_free(first);
    return err;
}

int passes_read(corpus_reader *reader, char *const operands[], size_t n,
                const corpus_document_sink *sink, void *user,
                const char *(*fault)(void *user), uint64_t memory)
{
    const char *list = intake.files_from;
    char **all;
    int err;

    if (!min_docs)
        return intake_read(reader, operands, n, sink, user, fault);
    all = intake_gather(operands, &n);
    intake.files_from = NULL; /* in `all` now */
    second.user = user;
    second.fault = fault;
    err = read_twice(reader, all, n, sink, user, memory);
    intake.files_from = list;
    free(all);
    return err;
}

void passes_dropped(uint64_t *lines, uint64_t *bytes)
{
    *lines = second.lines;
    *bytes = second.bytes;
}
