/* How a table was made: sorted lines of TAB-separated fields, a mergeable record.
 *
 *   libcorpus   version
 *   option      name  value            what shaped the counts; must agree to merge
 *   field       name                   metadata fields, in order; must agree to merge
 *   input       source  path  size  crc32  documents    added up by all but documents
 *   note        name  count            what was skipped or repaired; added up
 *
 * Values are escaped (\t \n \r \\). No clock, no host, no path above the given ones. */
#ifndef TABLE_PROVENANCE_H
#define TABLE_PROVENANCE_H

#include "base/mem.h"
#include "corpus/table.h"

#include <stddef.h>
#include <stdint.h>

struct provenance; /* NULL-safe to free */

int provenance_new(struct provenance **out);
void provenance_free(struct provenance *p);

int provenance_option(struct provenance *p, const char *name, const char *value);
int provenance_field(struct provenance *p, const char *name);
int provenance_input(struct provenance *p, const char *source, const char *path,
                     uint64_t size, uint32_t crc32, uint64_t documents);
int provenance_note(struct provenance *p, const char *name, uint64_t count);

/* Add what `lines` say. CORPUS_EMISMATCH when an option or field differs, with the
 * names of those in fault; CORPUS_ECORRUPT when they are no provenance. */
int provenance_add(struct provenance *p, const char *lines, size_t len,
                   corpus_fault *fault);

/* The lines, in an order that does not depend on how they came in. */
int provenance_write(const struct provenance *p, struct bytes *out);

#endif
