/* Hostile tables: whatever the bytes, a reader answers or refuses, and touches nothing
 * that is not its own. Checksums of blocks are not looked at in this build (see block.c),
 * and header and trailer are mended here, so that mutations get past them. `make fuzz`
 * runs it. */
#include "base/varint.h"
#include "corpus/table.h"
#include "table/block.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask(corpus_table *t)
{
    corpus_table_doc doc;
    corpus_scan *scan;
    corpus_row row;
    const char *term;
    size_t len;

    corpus_table_find(t, "w001 w002 w003", 14, &row);
    corpus_table_document(t, 0, &doc);
    for (unsigned n = 1; n <= corpus_table_order(t); n++) {
        if (corpus_scan_new(&scan, t, n))
            continue;
        if (corpus_scan_next(scan, &row) == 1)
            corpus_scan_term(scan, &term, &len);
        corpus_scan_free(scan);
    }
    for (unsigned f = 1; f <= corpus_table_families(t); f++) {
        corpus_table_family_find(t, f, (uint32_t[3]){0, 1, 2}, &row);
        if (corpus_scan_new_family(&scan, t, f))
            continue;
        if (corpus_scan_next(scan, &row) == 1)
            corpus_scan_term(scan, &term, &len);
        corpus_scan_free(scan);
    }
    corpus_table_verify(t, NULL, NULL);
}

/* Header and trailer as a writer would have made them for this file. */
static void mend(uint8_t *file, size_t size)
{
    uint8_t *e = file + size - TRAILER_SIZE;

    if (size < HEADER_SIZE + TRAILER_SIZE)
        return;
    memcpy(file, TABLE_MAGIC, 8);
    put_u32(file + 8, TABLE_VERSION);
    put_u32(file + 12, 0);
    put_u32(file + 24, block_crc(file, 24));
    memcpy(e, TABLE_TRAILER_MAGIC, 8);
    memcpy(e + 8, file + 16, 8);
    put_u64(e + 24, size);
    put_u32(e + 40, block_crc(e, 40));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int fd = memfd_create("table", MFD_CLOEXEC);
    uint8_t *file = malloc(size + 1);
    corpus_table *table;
    char path[64];

    if (!file)
        abort();
    memcpy(file, data, size);
    mend(file, size);
    if (fd < 0 || write(fd, file, size) != (ssize_t)size)
        abort();
    free(file);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (!corpus_table_open(&table, path, NULL))
        ask(table);
    corpus_table_close(table);
    close(fd);
    return 0;
}
