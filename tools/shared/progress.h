/* How far a tool is, on stderr: a line that rewrites itself on a terminal, plain lines
 * elsewhere. Never a colour. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdint.h>

enum progress_mode {
    PROGRESS_AUTO, /* stderr is a terminal and more than a second has passed */
    PROGRESS_ALWAYS,
    PROGRESS_NEVER
};

const char *progress_mode_name(int mode);

/* A new phase: "reading", "counting". `unit` is "B" for bytes, or a plural like
 * "tokens". */
void progress_start(enum progress_mode mode, const char *phase, const char *unit);

/* Cheap; draws five times a second at most. total 0: not known. */
void progress_update(uint64_t done, uint64_t total);

/* The same, as a callback of the library. */
void progress_callback(void *user, uint64_t done, uint64_t total);

/* Wipes the line. */
void progress_end(void);

#endif
