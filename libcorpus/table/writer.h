/* Writes a table file from front to back: provenance, sources, documents, lexicon,
 * chunks, marginals; then directory and trailer. Nothing is visible under the target's
 * name before writer_commit(). */
#ifndef TABLE_WRITER_H
#define TABLE_WRITER_H

#include "table/chunk.h"
#include "table/marginals_part.h"

struct packed_blocks;
struct table_writer;

/* Create a temporary file beside `path`. CORPUS_OK, CORPUS_EIO, CORPUS_ENOMEM. */
int writer_new(struct table_writer **out, const char *path);

/* The same without a name, in `folder` (see file_create_temporary); to be ended by
 * writer_finish(). */
int writer_new_temporary(struct table_writer **out, const char *folder);

/* Throw the temporary file away, if writer_commit() has not made it the target. */
void writer_free(struct table_writer *w);

/* 1. Provenance: whole lines. */
int writer_provenance(struct table_writer *w, const char *lines, size_t len);

/* 2. Sources in byte order. `totals` are one number for each order: the n-grams of that
 * order in the source, before any cut. */
int writer_source(struct table_writer *w, const char *name, uint64_t documents,
                  const uint64_t totals[], unsigned order);

/* 3. Documents by source, then id. `fields` are n_fields strings, `totals` one number for
 * each order, as above. */
int writer_document(struct table_writer *w, uint32_t source, const char *id,
                    const char *const fields[], unsigned n_fields,
                    const uint64_t totals[], unsigned order);

/* 4. Types in byte order, which may hold any byte: one by one, or blocks of them. */
int writer_type(struct table_writer *w, const char *type, size_t len);
int writer_add_types(struct table_writer *w, struct packed_blocks *blocks);

/* 5. Chunks in the order of their types, or the blocks of such; unfinished ones, too, whose
 * full blocks are taken, so that no chunk has to be held as a whole. */
int writer_add_chunk(struct table_writer *w, struct chunk *c);
int writer_add_blocks(struct table_writer *w, struct packed_blocks *blocks);

/* 6. For each order from 2 up, then for each further family: how often each type fills each
 * of its slots. By parts that are finished, or type by type. */
int writer_add_marginals(struct table_writer *w, struct marginals_part *part);
int writer_marginal_codes(struct table_writer *w, unsigned family, unsigned order,
                          const uint64_t codes[]);

/* 7. Directory and trailer; sync, rename, sync the directory. */
int writer_commit(struct table_writer *w);

/* ... or for a file without a name: *fd, which the caller closes. */
int writer_finish(struct table_writer *w, int *fd);

#endif
