/* Files that appear whole or not at all, and reads that come back whole. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A file being made. Where the file system can, it has no name until it is complete, so
 * that not even a killed process leaves anything behind. */
struct new_file {
    int fd;
    char *path; /* the name it will have */
    char *temp; /* the name it has meanwhile; NULL for none */
};

/* CORPUS_OK, CORPUS_EIO (errno), CORPUS_ENOMEM. */
int file_create(struct new_file *f, const char *path);

/* `folder`, or $TMPDIR or else /tmp for NULL. */
const char *file_temporary_folder(const char *folder);

/* A file without a name in that folder, for what is not to
 * outlive its descriptor. CORPUS_OK, CORPUS_EIO (errno), CORPUS_ENOMEM. */
int file_create_temporary(int *fd, const char *folder);

/* Is it a name that files have meanwhile, ours or another process's, of tools, too? What one
 * that was killed has left behind is nobody's text. */
bool file_is_temporary(const char *name);

/* Sync the content, give it its name, sync the directory. */
int file_commit(struct new_file *f);

/* Forget a file that was not committed; zeroed or committed ones are fine. Keeps errno. */
void file_discard(struct new_file *f);

/* Write all of it, however often the system interrupts. */
int file_write(int fd, const void *data, size_t len);

/* The same at `offset`; where the next file_write() goes stays. */
int file_write_at(int fd, const void *data, size_t len, uint64_t offset);

/* Read exactly `len` bytes at `offset`; CORPUS_ECORRUPT when the file ends before. */
int file_read_at(int fd, void *data, size_t len, uint64_t offset);

#endif
