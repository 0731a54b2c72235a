/* From a path to the bytes of its files: what is opened, what is passed over, and what
 * the provenance says of it. A file is judged by its first bytes before any document of
 * it begins, so that leaving it out takes nothing back. */
#include "input/reader.h"
#include "input/encoding.h"
#include "input/options.h"
#include "input/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* The last part of a path, or the part before it, into r->file_source. */
static int set_source_from_path(struct corpus_reader *r)
{
    const char *path = (char *)r->path.data, *name = strrchr(path, '/'), *dot;
    size_t len, dir = 0;
    int err;

    if (r->options.source_from == CORPUS_SOURCE_FILE && strcmp(path, "-") != 0) {
        name = name ? name + 1 : path;
        len = name_without_packing(name, strlen(name));
        dot = memrchr(name, '.', len);
        if (dot && dot > name)
            len = (size_t)(dot - name);
    } else if (r->options.source_from == CORPUS_SOURCE_DIR && name && name > path) {
        for (len = (size_t)(name - path);
             len > dir + 1 && memchr(path + dir, '/', len - dir);)
            dir++;
        name = path + dir;
        len -= dir;
    } else {
        name = "corpus";
        len = strlen(name);
    }
    r->file_source.len = 0;
    if ((err = bytes_add(&r->file_source, name, len)) ||
        (err = bytes_add(&r->file_source, "", 1)))
        return err;
    r->file_source.len--;
    return CORPUS_OK;
}

static int set_source(struct corpus_reader *r)
{
    int err;

    if (!r->operand_source)
        return set_source_from_path(r);
    r->file_source.len = 0;
    err = bytes_add(&r->file_source, r->operand_source, strlen(r->operand_source) + 1);
    if (!err)
        r->file_source.len--;
    return err;
}

/* A record's own source counts unless the user has said otherwise, by SOURCE= or by
 * asking for directories or files. */
bool reader_wants_source(const struct corpus_reader *r)
{
    const struct field *f = &r->fields[FIELD_SOURCE];

    return f->name && !r->operand_source &&
           (f->named || r->options.source_from == CORPUS_SOURCE_OPERAND);
}

static int keep_input(struct corpus_reader *r)
{
    size_t cap = r->files_cap;
    char *path, *source;
    void *inputs;
    int err = mem_reserve(&r->files, &r->files_cap, r->n_files + 1, sizeof *r->files);

    if (err)
        return err;
    if (r->files_cap != cap) {
        if (!(inputs = realloc(r->inputs, r->files_cap * sizeof *r->inputs)))
            return r->files_cap = cap, CORPUS_ENOMEM;
        r->inputs = inputs;
    }
    path = strdup((char *)r->path.data);
    source = strdup(r->operand_source ? r->operand_source : "");
    if (!path || !source) {
        free(path);
        free(source);
        return CORPUS_ENOMEM;
    }
    r->files[r->n_files++] = (struct input_file){
        .path = path,
        .source = source,
        .size = r->stream.stored,
        .documents = r->taken,
        .crc = r->stream.crc,
    };
    return CORPUS_OK;
}

enum verdict { READ, LEAVE_OUT };

/* Look at the first bytes. CORPUS_OK with *v, or an error. */
static int judge(struct corpus_reader *r, enum verdict *v)
{
    struct stream *s = &r->stream;
    const char *what;

    *v = LEAVE_OUT;
    if ((what = encoding_known_binary(s->head, s->head_end))) {
        if (r->walking)
            return reader_note(r, CORPUS_SKIP_BINARY, "binary file (%s)", what);
        return reader_skip(r, CORPUS_SKIP_BINARY, CORPUS_EINPUT, 0,
                           "looks like a %s file, not text", what);
    }
    if ((what = encoding_utf16_32(s->head, s->head_end)))
        return reader_skip(r, CORPUS_SKIP_ENCODING, CORPUS_EINPUT, 0,
                           "looks like %s; convert it with iconv -f %s -t UTF-8", what,
                           what);
    if (r->walking && memchr(s->head, 0, s->head_end))
        return reader_note(r, CORPUS_SKIP_BINARY, "binary file (NUL bytes)");
    if (encoding_has_bom(s->head, s->head_end)) {
        s->head_pos = 3;
        r->totals.boms++;
    }
    *v = READ;
    return CORPUS_OK;
}

static int read_documents(struct corpus_reader *r)
{
    const char *path = (char *)r->path.data;
    int err;

    r->id_prefix = 0;
    r->file_documents = r->taken = 0;
    if ((err = set_source(r)) ||
        (err = feed_start(&r->feed, &r->stream, r->options.buffer_size)) ||
        (err = format_of(r->options.input, path)->read(r)))
        return err;
    r->line = 0;
    r->totals.files++;
    return keep_input(r);
}

/* The file is open as fd and recorded as r->path. */
static int read_descriptor(struct corpus_reader *r, int fd, bool own)
{
    const char *path = (char *)r->path.data;
    size_t len = strlen(path), chunk = r->options.buffer_size;
    bool packed = name_without_packing(path, len) != len;
    enum verdict verdict;
    int err;

    r->line = 0;
    err = stream_open(&r->stream, fd, own, packed, chunk < 65536 ? chunk : 65536);
    if (err)
        err = reader_stream_error(r, err);
    else if (!(err = judge(r, &verdict)) && verdict == READ)
        err = read_documents(r);
    r->totals.stored_bytes += r->stream.stored;
    r->totals.bytes += r->stream.unpacked;
    stream_close(&r->stream);
    return err;
}

/* Devices are endless or worse; a terminal and the null device are what people mean. */
static bool is_readable_kind(int fd, const struct stat *st)
{
    if (S_ISREG(st->st_mode) || S_ISFIFO(st->st_mode) || S_ISSOCK(st->st_mode))
        return true;
    return S_ISCHR(st->st_mode) && (isatty(fd) || st->st_rdev == makedev(1, 3));
}

int corpus_reader_leave_out(corpus_reader *r, const char *path)
{
    struct stat st;
    int err;

    if (stat(path, &st) || !S_ISREG(st.st_mode))
        return CORPUS_OK;
    if ((err = mem_reserve(&r->left_out, &r->left_out_cap, r->n_left_out + 1,
                           sizeof *r->left_out)))
        return err;
    r->left_out[r->n_left_out++] = (struct left_out){st.st_dev, st.st_ino};
    return CORPUS_OK;
}

static bool is_left_out(const struct corpus_reader *r, const struct stat *st)
{
    for (size_t i = 0; i < r->n_left_out; i++)
        if (r->left_out[i].dev == st->st_dev && r->left_out[i].ino == st->st_ino)
            return true;
    return false;
}

/* A file is left out for its own faults, not because we are short of something. */
static int unreadable(struct corpus_reader *r)
{
    if (errno == ENOMEM)
        return CORPUS_ENOMEM;
    if (errno == EMFILE || errno == ENFILE)
        return reader_fail(r, CORPUS_EIO, 0, "%s", strerror(errno));
    return reader_skip(r, CORPUS_SKIP_UNREADABLE, CORPUS_EIO, 0, "%s", strerror(errno));
}

/* One thing met on a walk. The kind came from the directory and may be stale, so what is
 * opened is looked at again, and opening cannot block on a FIFO. */
static int visit(void *user, enum walk_kind kind, int dirfd, const char *name,
                 const char *path)
{
    struct corpus_reader *r = user;
    struct stat st;
    int fd, err;

    r->path.len = 0;
    r->line = 0;
    if ((err = bytes_add(&r->path, path, strlen(path) + 1)))
        return err;
    r->path.len--;
    if (kind == WALK_LINK)
        return reader_note(r, CORPUS_SKIP_LINK, "symbolic link, not followed");
    if (kind == WALK_SPECIAL)
        return reader_note(r, CORPUS_SKIP_SPECIAL, "neither a file nor a directory");
    if (kind == WALK_ERROR)
        return unreadable(r);
    fd = openat(dirfd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return unreadable(r);
    if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
        close(fd);
        return reader_note(r, CORPUS_SKIP_SPECIAL, "neither a file nor a directory");
    }
    if (is_left_out(r, &st)) {
        r->met_left_out = true;
        close(fd);
        return CORPUS_OK;
    }
    return read_descriptor(r, fd, true);
}

static int set_path(struct corpus_reader *r, const char *path)
{
    return path_normalise(&r->path, path);
}

static int read_directory(struct corpus_reader *r, int fd, const char *path)
{
    uint64_t files = r->totals.files, skipped = r->totals.skipped_files;
    int err;

    r->walking = true;
    r->met_left_out = false;
    err = walk_directory(fd, path, visit, r);
    r->walking = false;
    if (err == CORPUS_EIO && !*corpus_reader_error(r))
        return reader_fail(r, err, 0, "%s", strerror(errno));
    if (err || r->totals.files > files)
        return err;
    skipped = r->totals.skipped_files - skipped;
    if ((err = set_path(r, path)))
        return err;
    if (skipped)
        return reader_fail(r, CORPUS_EINPUT, 0,
                           "directory without readable text (%llu left out)",
                           (unsigned long long)skipped);
    return reader_fail(r, CORPUS_EINPUT, 0,
                       r->met_left_out ? "directory without files but the output"
                                       : "directory without files");
}

static int read_path(struct corpus_reader *r, const char *path)
{
    struct stat st;
    int fd, err;

    if ((err = set_path(r, path)))
        return err;
    if (strcmp(path, "-") == 0)
        return read_descriptor(r, STDIN_FILENO, false);
    if (stat(path, &st))
        return unreadable(r);
    if (S_ISBLK(st.st_mode))
        return reader_fail(r, CORPUS_EIO, 0, "is a device");
    if (is_left_out(r, &st))
        return reader_fail(r, CORPUS_EINPUT, 0, "the output would take its place");
    if ((fd = open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC)) < 0)
        return unreadable(r);
    if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
        return read_directory(r, fd, path);
    if (!is_readable_kind(fd, &st)) {
        close(fd);
        return reader_fail(r, CORPUS_EIO, 0, "is a device");
    }
    return read_descriptor(r, fd, true);
}

int corpus_reader_read(corpus_reader *reader, const char *source, const char *path,
                       const corpus_document_sink *sink, void *user)
{
    int err;

    reader->sink = sink;
    reader->user = user;
    reader->stopped = false;
    reader->error.len = 0;
    reader->operand_source = source;
    err = read_path(reader, path);
    reader->operand_source = NULL;
    if (err && !*corpus_reader_error(reader))
        reader_fail(reader, err, reader->line, "%s", corpus_strerror(err));
    return err;
}

const char *corpus_operand_split(const char *operand, size_t *source_len)
{
    const char *equals = strchr(operand, '=');
    struct stat st;

    *source_len = 0;
    if (!equals || equals == operand ||
        memchr(operand, '/', (size_t)(equals - operand)) || lstat(operand, &st) == 0)
        return operand;
    *source_len = (size_t)(equals - operand);
    return equals + 1;
}

static int add_size(void *user, enum walk_kind kind, int dirfd, const char *name,
                    const char *path)
{
    struct corpus_reader *r = user;
    struct stat st;

    (void)path;
    if (kind == WALK_FILE && fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
        r->expected += (uint64_t)st.st_size;
    return CORPUS_OK;
}

int corpus_reader_expect(corpus_reader *reader, const char *path)
{
    struct stat st;
    int fd, err;

    if (strcmp(path, "-") == 0 || stat(path, &st))
        return CORPUS_OK;
    if (S_ISREG(st.st_mode))
        reader->expected += (uint64_t)st.st_size;
    if (!S_ISDIR(st.st_mode) ||
        (fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
        return CORPUS_OK;
    err = walk_directory(fd, path, add_size, reader);
    return err == CORPUS_EIO ? CORPUS_OK : err;
}
