/* Files that appear whole or not at all: written under no name or a temporary one beside
 * the target, synced, renamed. */
#include "base/file.h"
#include "corpus/error.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The directory a path stands in; the caller frees it. */
static char *directory_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (!slash)
        return strdup(".");
    return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

/* A name of its own, since the target's may be as long as a name can be. Names are tried
 * until one is free, so what a killed process left is no obstacle. Who ends the process
 * on a signal knows the first one (tools/shared/output.c). */
static char *temporary_name(const char *path, unsigned attempt)
{
    const char *slash = strrchr(path, '/');
    int folder = slash ? (int)(slash - path) + 1 : 0;
    char *name;

    if (asprintf(&name, "%.*s.corpus-%ld-%u.tmp", folder, path, (long)getpid(), attempt) < 0)
        return NULL;
    return name;
}

static const char *skip_digits(const char *at)
{
    return at + strspn(at, "0123456789");
}

bool file_is_temporary(const char *name)
{
    static const char begin[] = ".corpus-";
    const char *at = name + sizeof begin - 1, *end;

    if (strncmp(name, begin, sizeof begin - 1) || (end = skip_digits(at)) == at ||
        *end != '-')
        return false;
    at = end + 1;
    return (end = skip_digits(at)) > at && !strcmp(end, ".tmp");
}

enum { ATTEMPTS = 1000 };

static int create_named(struct new_file *f)
{
    for (unsigned i = 0; i < ATTEMPTS; i++) {
        if (!(f->temp = temporary_name(f->path, i)))
            return CORPUS_ENOMEM;
        f->fd = open(f->temp, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (f->fd >= 0)
            return CORPUS_OK;
        free(f->temp);
        f->temp = NULL;
        if (errno != EEXIST)
            break;
    }
    return CORPUS_EIO;
}

static int create_nameless(struct new_file *f)
{
    char *dir = directory_of(f->path), link[64];

    if (!dir)
        return CORPUS_ENOMEM;
    f->fd = open(dir, O_RDWR | O_TMPFILE | O_CLOEXEC, 0666);
    free(dir);
    if (f->fd < 0)
        return CORPUS_EIO;
    snprintf(link, sizeof link, "/proc/self/fd/%d", f->fd);
    if (access(link, F_OK) == 0)
        return CORPUS_OK;
    close(f->fd);
    f->fd = -1;
    return CORPUS_EIO;
}

int file_create(struct new_file *f, const char *path)
{
    int err;

    *f = (struct new_file){.fd = -1};
    if (!(f->path = strdup(path)))
        return CORPUS_ENOMEM;
    if ((err = create_nameless(f)) == CORPUS_EIO)
        err = create_named(f);
    if (err)
        file_discard(f);
    return err;
}

const char *file_temporary_folder(const char *folder)
{
    const char *named = folder ? folder : getenv("TMPDIR");

    return named && *named ? named : "/tmp";
}

int file_create_temporary(int *fd, const char *folder)
{
    struct new_file f = {.fd = -1};
    sigset_t all, before;
    int err;

    folder = file_temporary_folder(folder);
    *fd = open(folder, O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
    if (*fd >= 0)
        return CORPUS_OK;
    if (asprintf(&f.path, "%s/", folder) < 0)
        return CORPUS_ENOMEM;
    sigfillset(&all); /* no signal while it has a name */
    pthread_sigmask(SIG_BLOCK, &all, &before);
    if (!(err = create_named(&f))) {
        unlink(f.temp);
        free(f.temp);
        *fd = f.fd;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    free(f.path);
    return err;
}

static int give_name(struct new_file *f)
{
    char link[64];

    snprintf(link, sizeof link, "/proc/self/fd/%d", f->fd);
    for (unsigned i = 0; !f->temp; i++) {
        char *name = temporary_name(f->path, i);

        if (!name)
            return CORPUS_ENOMEM;
        if (linkat(AT_FDCWD, link, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0) {
            f->temp = name;
        } else {
            free(name);
            if (errno != EEXIST || i == ATTEMPTS)
                return CORPUS_EIO;
        }
    }
    if (rename(f->temp, f->path))
        return CORPUS_EIO;
    free(f->temp);
    f->temp = NULL;
    return CORPUS_OK;
}

static int sync_directory(const char *path)
{
    char *dir = directory_of(path);
    int fd, err = CORPUS_OK;

    if (!dir)
        return CORPUS_ENOMEM;
    fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(dir);
    if (fd < 0)
        return CORPUS_EIO;
    /* Some file systems cannot sync a directory and say EINVAL. */
    if (fsync(fd) && errno != EINVAL)
        err = CORPUS_EIO;
    close(fd);
    return err;
}

int file_commit(struct new_file *f)
{
    sigset_t all, before;
    int err;

    if (fsync(f->fd))
        return CORPUS_EIO;
    /* Between link and rename a temporary name exists: no signal may end us there. */
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    err = give_name(f);
    if (err && f->temp) {
        int why = errno;

        unlink(f->temp);
        free(f->temp);
        f->temp = NULL;
        errno = why;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (err)
        return err;
    if (close(f->fd))
        err = CORPUS_EIO;
    f->fd = -1;
    return err ? err : sync_directory(f->path);
}

void file_discard(struct new_file *f)
{
    int why = errno;

    if (f->temp)
        unlink(f->temp);
    if (f->path && f->fd >= 0)
        close(f->fd);
    free(f->temp);
    free(f->path);
    *f = (struct new_file){.fd = -1};
    errno = why;
}

int file_write(int fd, const void *data, size_t len)
{
    const char *at = data;

    while (len) {
        ssize_t n = write(fd, at, len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return CORPUS_EIO;
        at += n;
        len -= (size_t)n;
    }
    return CORPUS_OK;
}

int file_write_at(int fd, const void *data, size_t len, uint64_t offset)
{
    const char *at = data;

    while (len) {
        ssize_t n = pwrite(fd, at, len, (off_t)offset);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return CORPUS_EIO;
        at += n;
        len -= (size_t)n;
        offset += (uint64_t)n;
    }
    return CORPUS_OK;
}

int file_read_at(int fd, void *data, size_t len, uint64_t offset)
{
    char *at = data;

    while (len) {
        ssize_t n = pread(fd, at, len, (off_t)offset);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return CORPUS_EIO;
        if (n == 0)
            return CORPUS_ECORRUPT;
        at += n;
        len -= (size_t)n;
        offset += (uint64_t)n;
    }
    return CORPUS_OK;
}
