/* What a chunk hands to the writer: packed blocks, one after the other. */
#ifndef TABLE_CHUNK_BLOCKS_H
#define TABLE_CHUNK_BLOCKS_H

#include "corpus/error.h"
#include "table/block.h"

struct chunk;

struct chunk_blocks {
    struct bytes packed;
    struct table_block *blocks; /* sizes add up to packed.len */
    size_t n, cap;
};

struct chunk_blocks *chunk_done(struct chunk *c);

#endif
