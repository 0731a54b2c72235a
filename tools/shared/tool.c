/* One process, one name, one way out. Whatever can end a tool - a message, a signal -
 * goes through here and takes the temporary files along. */
#include "shared/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static const char *program = "corpus";

void (*tool_before_message)(void);

/* ---- leaving nothing behind ------------------------------------------------------- */

static const char *volatile leftovers[16];

/* Newest first, so that a directory is empty when its turn comes. Async-signal-safe. */
static void remove_leftovers(void)
{
    for (size_t i = sizeof leftovers / sizeof *leftovers; i-- > 0;) {
        const char *path = leftovers[i];

        if (path && unlink(path) && (errno == EISDIR || errno == EPERM))
            rmdir(path);
    }
}

static void stopped(int number)
{
    remove_leftovers();
    signal(number, SIG_DFL);
    raise(number);
}

void tool_remove_later(const char *path)
{
    for (size_t i = 0; i < sizeof leftovers / sizeof *leftovers; i++) {
        if (!leftovers[i]) {
            leftovers[i] = path;
            return;
        }
    }
}

void tool_forget(const char *path)
{
    for (size_t i = 0; i < sizeof leftovers / sizeof *leftovers; i++)
        if (leftovers[i] == path)
            leftovers[i] = NULL;
}

/* A signal that was ignored when we came, as by nohup, stays ignored. */
static void watch_signals(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction old, act = {.sa_handler = stopped};

    sigemptyset(&act.sa_mask);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (!sigaction(numbers[i], NULL, &old) && old.sa_handler != SIG_IGN)
            sigaction(numbers[i], &act, NULL);
    sigaction(SIGPIPE, &act, NULL); /* a reader that went away ends us without a word */
    signal(SIGXFSZ, SIG_IGN); /* a file beyond its limit is a write that failed */
}

/* A standard stream that came closed must not become the next file that is opened: give
 * it a descriptor on which the wrong operation fails, so that its use is noticed. */
static void occupy_standard_streams(void)
{
    static const int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY};

    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
            open("/dev/null", modes[fd]) != fd)
            _exit(TOOL_FAILED);
}

void tool_start(const char *name)
{
    program = name;
    occupy_standard_streams();
    watch_signals();
}

const char *tool_name(void)
{
    return program;
}

int tool_finish(void)
{
    if (close(STDOUT_FILENO)) /* only now do some file systems tell what they lost */
        tool_die("standard output: %s", strerror(errno));
    return ferror(stderr) ? TOOL_FAILED : TOOL_DONE;
}

/* ---- messages --------------------------------------------------------------------- */

static void say(const char *format, va_list args, const char *tail)
{
    if (tool_before_message)
        tool_before_message();
    fprintf(stderr, "%s: ", program);
    vfprintf(stderr, format, args);
    fprintf(stderr, "%s\n", tail);
}

void tool_say(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say(format, args, "");
    va_end(args);
}

void tool_die(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say(format, args, "");
    va_end(args);
    tool_stop();
}

void tool_stop(void)
{
    remove_leftovers();
    _exit(TOOL_FAILED);
}

void tool_wrong(const char *format, ...)
{
    char hint[64];
    va_list args;

    snprintf(hint, sizeof hint, " (try %s --help)", program);
    va_start(args, format);
    say(format, args, hint);
    va_end(args);
    remove_leftovers();
    _exit(TOOL_WRONG);
}

void tool_fail(int code, const char *path, const char *place)
{
    const char *what =
        code == CORPUS_EIO && errno ? strerror(errno) : corpus_strerror(code);
    const char *name = *path ? tool_quote(path) : "''";

    if (place && *place)
        tool_die("%s: %s (%s)", name, what, place);
    tool_die("%s: %s", name, what);
}

const char *tool_quote(const char *name)
{
    static char *ring[4];
    static size_t next;
    size_t len = strlen(name), room = 4 * len + 1;
    char **slot = &ring[next++ % 4];

    free(*slot);
    *slot = tool_alloc(room);
    corpus_name_quote(*slot, room, name, len);
    return *slot;
}

/* ---- memory ----------------------------------------------------------------------- */

/* Rows come by the million, and each small page that is touched first is a fault of its
 * own, on virtual machines half the time of a list. So what is LARGE asks for huge ones; a
 * refusal changes nothing. */
enum { HUGE_PAGE = 1 << 21, LARGE = 2 * HUGE_PAGE };

static void wish_huge_pages(char *array, size_t size)
{
    size_t before = -(uintptr_t)array % HUGE_PAGE;

    if (size >= LARGE)
        madvise(array + before, (size - before) / HUGE_PAGE * HUGE_PAGE, MADV_HUGEPAGE);
}

/* realloc() would move it to where no huge page begins. */
static void *grow_large(void *array, size_t old, size_t size)
{
    size_t whole = (size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
    void *grown = whole < size ? NULL : aligned_alloc(HUGE_PAGE, whole);

    if (!grown)
        return NULL;
    wish_huge_pages(grown, whole);
    if (old)
        memcpy(grown, array, old);
    free(array);
    return grown;
}

void *tool_alloc(size_t size)
{
    void *p = calloc(1, size ? size : 1);

    if (!p)
        tool_die("%s", corpus_strerror(CORPUS_ENOMEM));
    wish_huge_pages(p, size);
    return p;
}

char *tool_copy(const char *string)
{
    size_t size = strlen(string) + 1;

    return memcpy(tool_alloc(size), string, size);
}

void *tool_grow(void *array, size_t *cap, size_t need, size_t size)
{
    size_t room = *cap < 8 ? 8 : *cap;

    if (need <= *cap)
        return array;
    while (room < need)
        room = room > SIZE_MAX / 2 ? need : 2 * room;
    if (room <= SIZE_MAX / size)
        array = room * size < LARGE ? realloc(array, room * size)
                                    : grow_large(array, *cap * size, room * size);
    if (room > SIZE_MAX / size || !array)
        tool_die("%s", corpus_strerror(CORPUS_ENOMEM));
    *cap = room;
    return array;
}

char *text_room(struct text *t, size_t len)
{
    if (len >= t->cap - t->len) {
        if (len > SIZE_MAX - t->len - 1)
            tool_die("%s", corpus_strerror(CORPUS_ENOMEM));
        t->data = tool_grow(t->data, &t->cap, t->len + len + 1, 1);
    }
    return t->data + t->len;
}

void text_grown(struct text *t, size_t len)
{
    t->len += len;
    t->data[t->len] = '\0';
}

void text_add(struct text *t, const char *data, size_t len)
{
    char *end = text_room(t, len);

    if (len)
        memcpy(end, data, len);
    text_grown(t, len);
}

void text_put(struct text *t, const char *string)
{
    text_add(t, string, strlen(string));
}

void text_char(struct text *t, char c)
{
    if (t->len + 1 >= t->cap) {
        text_add(t, &c, 1);
        return;
    }
    t->data[t->len++] = c;
    t->data[t->len] = '\0';
}

void text_printf(struct text *t, const char *format, ...)
{
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0)
        tool_die("%s", corpus_strerror(CORPUS_ENOMEM));
    t->data = tool_grow(t->data, &t->cap, t->len + (size_t)len + 1, 1);
    va_start(args, format);
    vsnprintf(t->data + t->len, (size_t)len + 1, format, args);
    va_end(args);
    t->len += (size_t)len;
}

void text_clear(struct text *t)
{
    t->len = 0;
    if (t->data)
        *t->data = '\0';
}

void text_free(struct text *t)
{
    free(t->data);
    *t = (struct text){0};
}

/* ---- small files ------------------------------------------------------------------ */

static void read_all(const char *path, struct text *t)
{
    bool standard = !strcmp(path, "-");
    FILE *file = standard ? stdin : fopen(path, "rb");
    char buffer[1 << 15];
    size_t n;

    if (!file)
        tool_fail(CORPUS_EIO, path, NULL);
    while ((n = fread(buffer, 1, sizeof buffer, file)) > 0)
        text_add(t, buffer, n);
    if (ferror(file))
        tool_fail(CORPUS_EIO, path, NULL);
    if (!standard)
        fclose(file);
}

size_t tool_read_lines(const char *path, char ***lines, char **memory)
{
    struct text t = {0};
    size_t n = 0, cap = 0;
    char *line, *end, *stop, ender;

    text_add(&t, "", 0);
    read_all(path, &t);
    *lines = NULL;
    stop = t.data + t.len;
    ender = memchr(t.data, '\0', t.len) ? '\0' : '\n';
    line = t.len >= 3 && !memcmp(t.data, "\xEF\xBB\xBF", 3) ? t.data + 3 : t.data;
    for (; line < stop; line = end + 1) {
        if (!(end = memchr(line, ender, (size_t)(stop - line))))
            end = stop;
        *end = '\0';
        if (ender && end > line && end[-1] == '\r')
            end[-1] = '\0';
        *lines = tool_grow(*lines, &cap, n + 1, sizeof **lines);
        (*lines)[n++] = line;
    }
    *memory = t.data;
    return n;
}
