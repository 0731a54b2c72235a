/* How a table was made: lines of TAB-separated fields, a record that merges.
 *
 *   libcorpus  VERSION                            of each that took part
 *   option     NAME  VALUE                        what shaped the counts
 *   field      NUMBER  NAME                       metadata fields, from 001
 *   input      SOURCE  PATH  SIZE  CRC32  DOCUMENTS
 *   note       NAME  COUNT                        what was skipped or repaired
 *
 * Options and fields must agree for tables to merge; the last number of inputs and notes
 * is added up where everything before it is the same. Values are escaped (\t \n \r \\). No
 * clock, no host, no path above the given ones. */
#ifndef TABLE_PROVENANCE_H
#define TABLE_PROVENANCE_H

#include "base/mem.h"
#include "corpus/table.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct provenance; /* NULL-safe to free */

int provenance_new(struct provenance **out);
void provenance_free(struct provenance *p);

/* Each: CORPUS_OK, CORPUS_ENOMEM; an option given twice keeps the last value. */
int provenance_version(struct provenance *p, const char *version);
int provenance_option(struct provenance *p, const char *name, const char *value);
int provenance_number(struct provenance *p, const char *name, uint64_t value);

/* The options that families_parse() reads. Only where they are used, so that tables without
 * them are what they always were. */
int provenance_families(struct provenance *p, unsigned before, unsigned after,
                        unsigned skip);
int provenance_field(struct provenance *p, const char *name);
int provenance_input(struct provenance *p, const char *source, const char *path,
                     uint64_t size, uint32_t crc32, uint64_t documents);
int provenance_note(struct provenance *p, const char *name, uint64_t count);

/* Add what the lines of a table say. From the second time on options and fields must
 * agree: CORPUS_EMISMATCH names those that differ in fault. CORPUS_ECORRUPT when the
 * lines are no provenance, CORPUS_EOVERFLOW, CORPUS_ENOMEM. */
int provenance_add(struct provenance *p, const char *lines, size_t len,
                   corpus_fault *fault);

/* Take away what the lines of a table say: numbers are subtracted, and lines that reach 0
 * are gone. CORPUS_EABSENT names a line that is not there; else as provenance_add(). */
int provenance_subtract(struct provenance *p, const char *lines, size_t len,
                        corpus_fault *fault);

/* The lines, in an order that does not depend on how they came in. */
int provenance_write(const struct provenance *p, struct bytes *out);

/* The value of an option in written lines, still escaped; NULL when there is none. */
const char *provenance_find(const char *lines, size_t len, const char *name,
                            size_t *value_len);

#endif
