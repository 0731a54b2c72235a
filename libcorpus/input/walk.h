/* The files below a directory. */
#ifndef INPUT_WALK_H
#define INPUT_WALK_H

#include "base/mem.h"

#include <stdbool.h>

enum walk_kind { WALK_FILE, WALK_DIR, WALK_LINK, WALK_SPECIAL, WALK_ERROR };

/* Called for each thing found but directories, in byte order of the paths. `name` is to
 * be opened relative to dirfd (a path may be longer than the system takes). For
 * WALK_ERROR, a directory that cannot be read, errno tells why. Not 0: stop with it. */
typedef int walk_visit(void *user, enum walk_kind kind, int dirfd, const char *name,
                       const char *path);

/* Walk the directory opened as `fd`, which is closed. `path` is what it is called. */
int walk_directory(int fd, const char *path, walk_visit *visit, void *user);

/* `path` as it is recorded: without "." components, doubled and trailing slashes; "."
 * when nothing is left. */
int path_normalise(struct bytes *out, const char *path);

/* Append `name` to a normalised path and end it with a NUL that is not counted. */
int path_append(struct bytes *path, const char *name);

#endif
