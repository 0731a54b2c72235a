/* The files below a directory, depth first without recursion, so that a hostile tree
 * costs heap and no stack. Only directories are opened here, links are never followed,
 * and names are resolved one component at a time, so a path may be longer than PATH_MAX.
 * The first levels keep their descriptors; deeper ones are left and found again by "..",
 * which must lead back to the same inode. */
#include "input/walk.h"
#include "base/file.h"
#include "corpus/error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEPT_DESCRIPTORS 32

struct entry {
    char *name; /* a directory's ends with a slash, so that paths sort as bytes */
    enum walk_kind kind;
};

struct level {
    struct entry *entries;
    size_t n, cap, next;
    size_t path_len; /* of the directory itself */
    int fd;          /* -1: left; open it again from below */
    dev_t dev;
    ino_t ino;
};

struct walk {
    struct level *levels;
    size_t depth, cap;
    struct bytes path;
    walk_visit *visit;
    void *user;
};

static enum walk_kind kind_of(int dirfd, const struct dirent *d)
{
    struct stat st;

    switch (d->d_type) {
    case DT_REG:
        return WALK_FILE;
    case DT_DIR:
        return WALK_DIR;
    case DT_LNK:
        return WALK_LINK;
    case DT_UNKNOWN:
        break;
    default:
        return WALK_SPECIAL;
    }
    if (fstatat(dirfd, d->d_name, &st, AT_SYMLINK_NOFOLLOW))
        return WALK_FILE; /* opening it will tell what is wrong */
    return S_ISREG(st.st_mode)   ? WALK_FILE
           : S_ISDIR(st.st_mode) ? WALK_DIR
           : S_ISLNK(st.st_mode) ? WALK_LINK
                                 : WALK_SPECIAL;
}

static int compare_entries(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

static int add_entry(struct level *l, const struct dirent *d)
{
    enum walk_kind kind = kind_of(l->fd, d);
    size_t len = strlen(d->d_name);
    char *name;
    int err = mem_reserve(&l->entries, &l->cap, l->n + 1, sizeof *l->entries);

    if (err)
        return err;
    if (!(name = malloc(len + 2)))
        return CORPUS_ENOMEM;
    memcpy(name, d->d_name, len + 1);
    if (kind == WALK_DIR)
        memcpy(name + len, "/", 2);
    l->entries[l->n++] = (struct entry){name, kind};
    return CORPUS_OK;
}

/* All names of the directory l->fd, sorted. */
static int list_entries(struct level *l)
{
    int copy = fcntl(l->fd, F_DUPFD_CLOEXEC, 0), err = CORPUS_OK;
    DIR *dir = copy < 0 ? NULL : fdopendir(copy);
    struct dirent *d;

    if (!dir) {
        if (copy >= 0)
            close(copy);
        return CORPUS_EIO;
    }
    while (!err && (errno = 0, d = readdir(dir)))
        if (strcmp(d->d_name, ".") && strcmp(d->d_name, "..") &&
            !file_is_temporary(d->d_name)) /* it may grow by what is read out of it */
            err = add_entry(l, d);
    if (!err && errno)
        err = CORPUS_EIO;
    closedir(dir);
    if (l->n)
        qsort(l->entries, l->n, sizeof *l->entries, compare_entries);
    return err;
}

static void drop_level(struct walk *w)
{
    struct level *l = &w->levels[--w->depth];

    for (size_t i = 0; i < l->n; i++)
        free(l->entries[i].name);
    free(l->entries);
    if (l->fd >= 0)
        close(l->fd);
}

/* Is it one of the directories we are in? Bind mounts can make such loops. */
static bool is_open(const struct walk *w, const struct stat *st)
{
    for (size_t i = 0; i < w->depth; i++)
        if (w->levels[i].ino == st->st_ino && w->levels[i].dev == st->st_dev)
            return true;
    return false;
}

/* Go into the directory open as fd, whose path w->path is. Takes fd. */
static int push_level(struct walk *w, int fd)
{
    struct level *l;
    struct stat st;
    int err = mem_reserve(&w->levels, &w->cap, w->depth + 1, sizeof *w->levels);

    if (err || fstat(fd, &st)) {
        close(fd);
        return err ? err : CORPUS_EIO;
    }
    if (is_open(w, &st)) {
        close(fd);
        errno = ELOOP;
        return CORPUS_EIO;
    }
    l = &w->levels[w->depth++];
    *l = (struct level){
        .fd = fd, .path_len = w->path.len, .dev = st.st_dev, .ino = st.st_ino};
    if ((err = list_entries(l))) {
        int why = errno;

        drop_level(w);
        errno = why;
    }
    return err;
}

static void leave_descriptor(struct walk *w)
{
    if (w->depth > KEPT_DESCRIPTORS) {
        struct level *above = &w->levels[w->depth - 2];

        close(above->fd);
        above->fd = -1;
    }
}

/* Step up; the level above gets its descriptor back. */
static int pop_level(struct walk *w)
{
    struct level *l = &w->levels[w->depth - 1], *above = l - 1;
    struct stat st;

    if (w->depth > 1 && above->fd < 0) {
        above->fd = openat(l->fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (above->fd < 0 || fstat(above->fd, &st))
            return CORPUS_EIO;
        if (st.st_ino != above->ino || st.st_dev != above->dev) {
            errno = ESTALE;
            return CORPUS_EIO;
        }
    }
    drop_level(w);
    return CORPUS_OK;
}

/* A directory that cannot be read is told to the visitor, who decides. */
static int enter(struct walk *w, int dirfd, const char *name)
{
    int fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int err = fd < 0 ? CORPUS_EIO : push_level(w, fd);

    if (!err)
        leave_descriptor(w);
    if (err == CORPUS_EIO)
        return w->visit(w->user, WALK_ERROR, dirfd, name, (char *)w->path.data);
    return err;
}

static int step(struct walk *w)
{
    struct level *l = &w->levels[w->depth - 1];
    struct entry *e;
    int err;

    if (l->next == l->n)
        return pop_level(w);
    e = &l->entries[l->next++];
    w->path.len = l->path_len;
    if (e->kind == WALK_DIR)
        e->name[strlen(e->name) - 1] = '\0';
    if ((err = path_append(&w->path, e->name)))
        return err;
    if (e->kind == WALK_DIR)
        return enter(w, l->fd, e->name);
    return w->visit(w->user, e->kind, l->fd, e->name, (char *)w->path.data);
}

int walk_directory(int fd, const char *path, walk_visit *visit, void *user)
{
    struct walk w = {.visit = visit, .user = user};
    int err = path_normalise(&w.path, path), why;

    if (err)
        close(fd);
    else if ((err = push_level(&w, fd)) == CORPUS_EIO)
        err = visit(user, WALK_ERROR, -1, path, (char *)w.path.data);
    while (!err && w.depth)
        err = step(&w);
    why = errno;
    while (w.depth)
        drop_level(&w);
    free(w.levels);
    bytes_free(&w.path);
    errno = why;
    return err;
}

int path_append(struct bytes *path, const char *name)
{
    bool here = path->len == 1 && path->data[0] == '.';
    int err;

    if (here)
        path->len = 0;
    if (path->len && path->data[path->len - 1] != '/' && (err = bytes_add(path, "/", 1)))
        return err;
    if ((err = bytes_add(path, name, strlen(name) + 1)))
        return err;
    path->len--;
    return CORPUS_OK;
}

int path_normalise(struct bytes *out, const char *path)
{
    int err = CORPUS_OK;

    out->len = 0;
    if (*path == '/')
        err = bytes_add(out, "/", 1);
    while (*path && !err) {
        size_t len = strcspn(path, "/");

        if (len && !(len == 1 && *path == '.')) {
            if (out->len && out->data[out->len - 1] != '/')
                err = bytes_add(out, "/", 1);
            if (!err)
                err = bytes_add(out, path, len);
        }
        path += len + (path[len] == '/');
    }
    if (!err && out->len == 0)
        err = bytes_add(out, ".", 1);
    if (!err && !(err = bytes_add(out, "", 1)))
        out->len--;
    return err;
}
