/* The directory: one entry for each block, in the order of the file. */
#ifndef TABLE_DIRECTORY_H
#define TABLE_DIRECTORY_H

#include "table/block.h"

struct directory {
    struct table_block *blocks;
    size_t n, cap;
    struct bytes keys; /* the strings that table_block.key points to, while reading */
};

/* Append the packed directory block, not yet sealed, to `out`. */
int directory_pack(const struct directory *d, struct block_codec *codec,
                   struct bytes *out, struct table_block *self);

/* Take the unpacked columns of a directory block apart. The blocks must follow each
 * other without a gap from HEADER_SIZE to `end`, in the order of kinds that a writer
 * keeps. CORPUS_OK, CORPUS_ECORRUPT, CORPUS_ENOMEM. */
int directory_unpack(struct directory *d, const struct column columns[], unsigned n_columns,
                     uint32_t records, uint64_t end);

void directory_free(struct directory *d);

#endif
