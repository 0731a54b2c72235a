/* A file is written under a temporary name in its directory, synced, renamed, and the
 * directory synced: it is complete or absent, at any moment. */
#include "shared/output.h"
#include "shared/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The part of `path` before its last name: "a/b" -> "a/", "b" -> "". */
static size_t folder_len(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? (size_t)(slash - path) + 1 : 0;
}

/* A name of its own: the target's may be as long as a name can be. An old one that was
 * left by a kill is no obstacle. */
static int open_beside(const char *path, char **temp)
{
    struct text t = {0};
    int fd = -1;

    for (unsigned i = 0; i < 1000 && fd < 0; i++) {
        text_clear(&t);
        text_add(&t, path, folder_len(path));
        text_printf(&t, ".corpus-%ld-%u.tmp", (long)getpid(), i);
        fd = open(t.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    *temp = t.data;
    return fd;
}

void output_check(const char *path)
{
    struct text folder = {0};
    struct stat st;

    if (!path || !strcmp(path, "-"))
        return;
    text_add(&folder, path, folder_len(path));
    if (stat(folder.len ? folder.data : ".", &st))
        tool_fail(CORPUS_EIO, path, NULL);
    text_free(&folder);
}

static bool is_link(const char *path)
{
    struct stat st;

    return !lstat(path, &st) && S_ISLNK(st.st_mode);
}

static _Noreturn void leads_nowhere(const char *path)
{
    tool_die("%s: a link to what is not there", tool_quote(path));
}

void output_open(struct output *o, const char *path)
{
    sigset_t all, before;
    struct stat st;
    int fd;

    *o = (struct output){0};
    if (!path || !strcmp(path, "-")) {
        o->file = stdout;
        return;
    }
    if (!*path)
        tool_wrong("--output needs the name of a file");
    if (stat(path, &st)) {
        if (is_link(path))
            leads_nowhere(path);
        o->path = tool_copy(path);
    } else if (S_ISREG(st.st_mode)) { /* a link stays a link */
        if (!(o->path = realpath(path, NULL)))
            tool_fail(CORPUS_EIO, path, NULL);
    } else {
        o->path = tool_copy(path);
        if (!(o->file = fopen(path, "we")))
            tool_fail(CORPUS_EIO, path, NULL);
        return;
    }
    sigfillset(&all); /* no signal between the file and the note of its name */
    sigprocmask(SIG_BLOCK, &all, &before);
    if ((fd = open_beside(o->path, &o->temp)) >= 0)
        tool_remove_later(o->temp);
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (fd < 0)
        tool_fail(CORPUS_EIO, path, NULL);
    if (!(o->file = fdopen(fd, "w")))
        tool_fail(CORPUS_EIO, path, NULL);
}

static int sync_folder(const char *path)
{
    char *folder = strndup(path, folder_len(path));
    int fd, failed;

    if (!folder)
        return -1;
    fd = open(*folder ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(folder);
    if (fd < 0)
        return -1;
    failed = fsync(fd) && errno != EINVAL; /* some file systems cannot */
    close(fd);
    return failed ? -1 : 0;
}

/* By errno, where it says something. */
static _Noreturn void fail(const struct output *o)
{
    if (!o->path)
        tool_die("standard output: %s", strerror(errno ? errno : EIO));
    tool_fail(CORPUS_EIO, o->path, NULL);
}

void output_write(struct output *o, const char *data, size_t len)
{
    if (fwrite(data, 1, len, o->file) < len)
        fail(o);
}

void output_close(struct output *o)
{
    errno = 0;
    if (fflush(o->file) || ferror(o->file))
        fail(o);
    if (!o->path)
        return; /* more may follow; tool_finish() closes it */
    if ((o->temp && fsync(fileno(o->file))) || fclose(o->file) ||
        (o->temp && rename(o->temp, o->path)))
        fail(o);
    if (o->temp) {
        tool_forget(o->temp);
        if (sync_folder(o->path))
            fail(o);
    }
    free(o->temp);
    free(o->path);
    *o = (struct output){0};
}

/* ---- tables ----------------------------------------------------------------------- */

static char *table_temp, *link_target;

/* Where the file system has nameless files there is nothing to remove; elsewhere the
 * library takes this name first, see libcorpus/base/file.c. */
const char *output_table_begin(const char *path)
{
    struct text t = {0};
    struct stat st;

    if (!path || !*path || !strcmp(path, "-"))
        tool_wrong("where to? give the table's file name with -o TABLE");
    if (!stat(path, &st)) {
        if (!S_ISREG(st.st_mode))
            tool_die("%s: not a regular file, which a table would have to replace",
                     tool_quote(path));
        if (is_link(path) && !(link_target = realpath(path, NULL)))
            tool_fail(CORPUS_EIO, path, NULL);
    } else if (is_link(path)) {
        leads_nowhere(path);
    }
    if (link_target)
        path = link_target; /* a link stays a link */
    output_check(path);
    text_add(&t, path, folder_len(path));
    text_printf(&t, ".corpus-%ld-0.tmp", (long)getpid());
    table_temp = t.data;
    tool_remove_later(table_temp);
    return path;
}

void output_table_end(void)
{
    tool_forget(table_temp);
    free(table_temp);
    free(link_target);
    table_temp = link_target = NULL;
}

static struct text private_folder, private_table;

const char *output_temporary_folder(const char *asked)
{
    const char *named = asked ? asked : getenv("TMPDIR");

    return named && *named ? named : "/tmp";
}

const char *output_table_private(const char *folder)
{
    sigset_t all, before;
    bool made;

    folder = output_temporary_folder(folder);
    text_printf(&private_folder, "%s/corpus-XXXXXX", folder);
    sigfillset(&all); /* no signal between the folder and the note of its name */
    sigprocmask(SIG_BLOCK, &all, &before);
    if ((made = mkdtemp(private_folder.data)))
        tool_remove_later(private_folder.data);
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (!made)
        tool_fail(CORPUS_EIO, folder, NULL);
    text_printf(&private_table, "%s/table", private_folder.data);
    tool_remove_later(private_table.data);
    return output_table_begin(private_table.data);
}

void output_table_drop(void)
{
    if (!private_table.len)
        return;
    unlink(private_table.data);
    rmdir(private_folder.data);
    tool_forget(private_table.data);
    tool_forget(private_folder.data);
    text_free(&private_table);
    text_free(&private_folder);
}
