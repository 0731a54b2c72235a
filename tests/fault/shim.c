/* Preloaded into a tool, makes one call fail: FAIL_CALL names the function, FAIL_AT the
 * number of the call, counted from 1; with FAIL_STICKY all later ones fail, too; with
 * FAIL_SIGNAL that signal comes instead. With FAIL_TMPFILE there are no nameless files.
 * When the call was never reached the file FAIL_UNREACHED is made, so that the script that
 * counts up knows when to stop. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long calls;
static long fail_at;
static int sticky, signal_number, no_tmpfile;
static char call[32];

__attribute__((constructor)) static void begin(void)
{
    const char *at = getenv("FAIL_AT"), *name = getenv("FAIL_CALL");
    const char *number = getenv("FAIL_SIGNAL");

    fail_at = at ? atol(at) : 0;
    sticky = getenv("FAIL_STICKY") != NULL;
    signal_number = number ? atoi(number) : 0;
    no_tmpfile = getenv("FAIL_TMPFILE") && *getenv("FAIL_TMPFILE");
    if (name)
        snprintf(call, sizeof call, "%s", name);
    atomic_store(&calls, 0);
}

__attribute__((destructor)) static void end(void)
{
    const char *unreached = getenv("FAIL_UNREACHED");

    if (unreached && fail_at && atomic_load(&calls) < fail_at) {
        call[0] = 0;
        close(open(unreached, O_CREAT | O_WRONLY, 0666));
    }
}

/* Is it this function's turn to fail? */
static int fails(const char *name, int why)
{
    long n;

    if (!fail_at || strcmp(name, call))
        return 0;
    n = atomic_fetch_add(&calls, 1) + 1;
    if (n != fail_at && !(sticky && n > fail_at))
        return 0;
    if (signal_number) {
        raise(signal_number);
        return 0;
    }
    errno = why;
    return 1;
}

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

/* glibc's own names: dlsym() itself allocates. */
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);

void *malloc(size_t size)
{
    return fails("malloc", ENOMEM) ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    return fails("malloc", ENOMEM) ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
    return fails("malloc", ENOMEM) ? NULL : __libc_realloc(old, size);
}

/* Of the tool itself: glibc's malloc and loader call their own. */
void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
    return fails("mmap", ENOMEM) ? MAP_FAILED
                                 : REAL(mmap)(at, size, protection, flags, fd, offset);
}

void *mremap(void *old, size_t size, size_t want, int flags, ...)
{
    va_list args;
    void *to;

    va_start(args, flags);
    to = flags & MREMAP_FIXED ? va_arg(args, void *) : NULL;
    va_end(args);
    return fails("mremap", ENOMEM) ? MAP_FAILED
                                   : REAL(mremap)(old, size, want, flags, to);
}

int open(const char *path, int flags, ...)
{
    va_list args;
    mode_t mode;

    va_start(args, flags);
    mode = flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(args, mode_t) : 0;
    va_end(args);
    if (no_tmpfile && (flags & O_TMPFILE) == O_TMPFILE) {
        errno = EOPNOTSUPP;
        return -1;
    }
    return REAL(open)(path, flags, mode);
}

ssize_t write(int fd, const void *data, size_t len)
{
    return fails("write", ENOSPC) ? -1 : REAL(write)(fd, data, len);
}

ssize_t read(int fd, void *data, size_t len)
{
    return fails("read", EIO) ? -1 : REAL(read)(fd, data, len);
}

ssize_t pread(int fd, void *data, size_t len, off_t at)
{
    return fails("pread", EIO) ? -1 : REAL(pread)(fd, data, len, at);
}

ssize_t pwrite(int fd, const void *data, size_t len, off_t at)
{
    return fails("pwrite", ENOSPC) ? -1 : REAL(pwrite)(fd, data, len, at);
}

int fsync(int fd)
{
    return fails("fsync", EIO) ? -1 : REAL(fsync)(fd);
}

int rename(const char *from, const char *to)
{
    return fails("rename", EACCES) ? -1 : REAL(rename)(from, to);
}

int linkat(int a, const char *from, int b, const char *to, int flags)
{
    return fails("linkat", EPERM) ? -1 : REAL(linkat)(a, from, b, to, flags);
}

int close(int fd)
{
    int failed = fails("close", EIO), err = REAL(close)(fd);

    if (failed)
        errno = EIO;
    return failed ? -1 : err;
}
