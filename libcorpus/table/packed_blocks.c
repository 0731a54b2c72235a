/* Packed blocks, on their way to the writer. */
#include "table/packed_blocks.h"

#include <stdlib.h>

int packed_blocks_add(struct packed_blocks *p, struct block_codec *codec,
                      struct table_block block, const struct column columns[], unsigned n,
                      unsigned stored)
{
    int err = mem_reserve(&p->blocks, &p->cap, p->n + 1, sizeof *p->blocks);

    if (err || (err = block_pack(codec, &block, columns, n, stored, &p->packed)))
        return err;
    p->blocks[p->n++] = block;
    return CORPUS_OK;
}

void packed_blocks_clear(struct packed_blocks *p)
{
    p->n = p->packed.len = p->keys.len = 0;
}

void packed_blocks_free(struct packed_blocks *p)
{
    bytes_free(&p->packed);
    bytes_free(&p->keys);
    free(p->blocks);
}
