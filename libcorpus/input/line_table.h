/* A table of lines by hash. The lines themselves are not kept: 96 bits stand for them, so
 * among a thousand million lines two are taken for one with a chance of 1 to 10^11. */
#ifndef INPUT_LINE_TABLE_H
#define INPUT_LINE_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct line_key {
    uint32_t words[3];
};

struct line_entry {
    struct line_key key;
    uint32_t last; /* document it was last seen in, counted from 1 */
    uint32_t docs; /* documents it was seen in; 0: a free slot */
};

/* Zeroed memory is an empty table. */
struct line_table {
    struct line_entry *slots;
    size_t n, n_slots; /* n_slots: 0 or a power of two */
};

struct line_key line_key(const char *line, size_t len);

/* The entry of a key, or NULL. */
struct line_entry *line_table_find(const struct line_table *t, struct line_key key);

/* Bytes that the table will have taken when one more entry is in. */
size_t line_table_next_size(const struct line_table *t);

/* The entry of a key, which is new when its `docs` is 0; the caller has to count it up.
 * CORPUS_OK or CORPUS_ENOMEM. */
int line_table_add(struct line_table *t, struct line_key key, struct line_entry **entry);

/* Forget the entries with less than min_docs documents. CORPUS_OK or CORPUS_ENOMEM. */
int line_table_prune(struct line_table *t, uint64_t min_docs);

void line_table_free(struct line_table *t);

#endif
