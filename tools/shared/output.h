/* Where a result goes: standard output, or a file that appears under its name when it is
 * complete. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdio.h>

struct output {
    FILE *file;
    char *path; /* NULL: standard output */
    char *temp; /* NULL: written in place, as for /dev/null or a FIFO */
};

/* Death where there is no folder for a file of this name: now, not after hours of work. NULL
 * and "-" are always right. */
void output_check(const char *path);

/* `path` NULL or "-" is standard output. Dies on failure, like the next. */
void output_open(struct output *o, const char *path);

/* What cannot be written ends the tool, which says why. */
void output_write(struct output *o, const char *data, size_t len);

/* Everything written is in its place, or the tool dies and says why. Standard output stays
 * open for what follows. */
void output_close(struct output *o);

/* The path that the library is to write a table to: `path`, or the file that it is a link
 * to, until output_table_end(). Wrong usage when there is no path or it is -, death when
 * the table would replace a device or a directory. Until then a signal takes the library's
 * temporary file along. */
const char *output_table_begin(const char *path);
void output_table_end(void);

/* The same for a table that is not kept: it stands in a folder of its own among temporary
 * files, and goes with output_table_drop(), which an open table survives. */
const char *output_table_private(const char *folder);
void output_table_drop(void);

/* Where temporary files go: `asked`, or else the system's place for them. */
const char *output_temporary_folder(const char *asked);

#endif
