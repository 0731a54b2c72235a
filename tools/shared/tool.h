/* What every program does the same: its name, messages, exit status, standard streams,
 * and nothing left behind when it is stopped. A tool is one process with one purpose, so
 * it may keep global state; the library may not. */
#ifndef TOOL_H
#define TOOL_H

#include "corpus.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tool_status {
    TOOL_DONE = 0,
    TOOL_FAILED = 1, /* the data or the system */
    TOOL_WRONG = 2   /* usage */
};

/* First call of main. */
void tool_start(const char *name);
const char *tool_name(void);

/* Last call of main: the exit status, TOOL_FAILED when stderr could not be written; death
 * when standard output could not be closed. */
int tool_finish(void);

/* "corpus-x: MESSAGE" and a line end on stderr; the progress line is wiped before. */
void tool_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, then remove temporary files and exit with TOOL_FAILED. */
_Noreturn void tool_die(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same without a word, because it was said already. */
_Noreturn void tool_stop(void);

/* The same with the way to the help, and TOOL_WRONG. */
_Noreturn void tool_wrong(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "corpus-x: PATH: what `code` means (PLACE)"; place may be NULL or "". For CORPUS_EIO
 * errno says why. */
_Noreturn void tool_fail(int code, const char *path, const char *place);

/* `name` quoted for one line; lives until the fourth call after this one. */
const char *tool_quote(const char *name);

/* Files and empty directories to remove when the tool dies or is stopped by SIGINT,
 * SIGTERM, SIGHUP or SIGPIPE. `path` is borrowed until tool_forget(path). */
void tool_remove_later(const char *path);
void tool_forget(const char *path);

/* Called before anything is written to stderr, to wipe a progress line. */
extern void (*tool_before_message)(void);

/* Memory or death. */
void *tool_alloc(size_t size);
char *tool_copy(const char *string);
/* Room for `need` elements of `size` bytes; at least doubles. */
void *tool_grow(void *array, size_t *cap, size_t need, size_t size);

/* Bytes that grow and end in a NUL that is not counted; zeroed memory is empty. */
struct text {
    char *data;
    size_t len, cap;
};

void text_add(struct text *t, const char *data, size_t len);
void text_put(struct text *t, const char *string);
void text_char(struct text *t, char c);
void text_printf(struct text *t, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The end, with room for `len` bytes; those written there are then counted. */
char *text_room(struct text *t, size_t len);
void text_grown(struct text *t, size_t len);
void text_clear(struct text *t); /* keeps the memory */
void text_free(struct text *t);

/* The file's lines without their ends (LF or CRLF; NUL if there is one) and without a
 * byte order mark, NUL-terminated, in one block of memory. "-" is standard input. Dies on
 * failure. */
size_t tool_read_lines(const char *path, char ***lines, char **memory);

#endif
