/* The bytes of a table file. Integers are little-endian; varint is LEB128.
 *
 *   file       header  block...  directory block  trailer
 *
 *   header     magic[8]  version u32  flags u32  identity u64  crc u32
 *   block      crc u32  kind u8  order u8  columns u8  family u8  records u32  bytes u32
 *              then, counted by `bytes`: per column varint raw size, varint packed size;
 *              then the packed columns (raw deflate; equal sizes: stored as they are)
 *   trailer    magic[8]  identity u64  directory offset u64  file size u64  records u64
 *              crc u32
 *
 * Every byte belongs to exactly one of these, and each has a CRC-32 over all of it. A
 * block's starts from the file's identity (a hash of all blocks before the n-grams) and the
 * block's offset, so blocks that were swapped, or come from another file, fail.
 *
 * The n-grams form a trie. Order n keeps, per record, its last token; the record's parent
 * at order n - 1 keeps how many children follow, so adding up children gives a record's
 * place. Types are cut into chunks (chunk.h): chunk by chunk, the blocks of every order
 * and the postings stand together, and no block crosses a chunk. The directory tells
 * the blocks in the order of the file.
 *
 * Beside the n-grams, which are family 0, a table can have further families of tries:
 * window pairs (node, collocate) and the skip-grams of each vector of gaps; families.h
 * numbers them. A chunk has its n-grams, then its family 1, and so on. What is counted is
 * the highest order of a family alone; the orders above add it up: order 1 is at the same
 * time the marginals of slot 1. It lacks the types that fill no slot 1.
 *
 *   kind         records        columns
 *   provenance   lines          text
 *   sources      sources        name: shared, length, bytes (front-coded); documents;
 *                               totals: tokens, then what each further order has less
 *   documents    documents      id: shared, length, bytes; source; fields: shared, length,
 *                               bytes; totals
 *   lexicon      types          shared, length, bytes; each LEXICON_RECORDS-th type begins a
 *                               block
 *   ngrams n     n-grams        childless: a bit, 1 where freq is 1 and nothing follows
 *                               children, where freq is not 1: otherwise it is 1, or none
 *                                 of the childless (both columns: not at the highest order)
 *                               last token, in a column of classes and one of bits, see
 *                                 below; its code is the rank of the type by frequency if
 *                                 that is below RANKED, else RANKED + its id. Order 1
 *                                 nothing: it is the record's number; order 1 of further
 *                                 families: gap to its elder sibling, or 0 and the id;
 *                                 order 2: the same with codes, those of siblings that are
 *                                 in the block in ascending order, though the records are
 *                                 in that of ids; from order 3 on the code
 *                               repeated: a bit, 1 where freq is not 1
 *                               freq - 2, where it is not 1
 *                               freq - docs, where freq > 1; nothing, if docs is 1 in all of
 *                                 the block
 *                               and when there are several sources, in four more columns:
 *                               sources - 1, where docs > 1
 *                               the sources: gaps
 *                               freq - 1, and freq - docs where freq > 1, of each
 *                                 source but the last, for which the rest remains
 *   postings n   postings       a column of bits: frames of at most 256 postings of one list
 *                                 (postings.h), each the gamma codes of the postings and of
 *                                 c + 1, between them g in 5 bits if the postings are more
 *                                 than 1; the first document, in as many bits as the last
 *                                 of the table has; count - 1; of each other posting its
 *                                 document less the one before less 1, and count - 1; gaps
 *                                 as Rice codes of parameter g, counts of c
 *   marginals n  types          per slot: freq of the type - how often it fills the slot
 *                               further families: per slot from 2: how often the type fills
 *                                 it - how often it fills slot 1, as 2d, or -2d - 1 if d < 0
 *   directory    blocks         family, kind, order; size; records; children; postings; first
 *                               (see struct table_block); keys: shared, length, bytes
 *
 *   bits       low ones first, with 0s to the end of the last byte; deflated where there is
 *              one for each record, elsewhere never
 *   class      a byte: below 128 the number itself; 128 + 4 (e - 7) + q stands for the
 *              numbers from (4 + q) 2^(e - 2) on, e from 7 to 31, q from 0 to 3, and e - 2
 *              bits tell which of them (classes.h)
 *   gamma code of v: as many 0s as there are bits below its highest, a 1, and those bits
 *   Rice code  of parameter k: the number without its k low bits as so many 0s, a 1, and
 *              those k bits; where that makes 23 or more 0s, 23 of them, a 1, and the number
 *              in 32 bits (base/bits.h)
 */
#ifndef TABLE_FORMAT_H
#define TABLE_FORMAT_H

#include "corpus/table.h"

#include <stdint.h>

enum {
    TABLE_VERSION = 3,
    HEADER_SIZE = 28,
    BLOCK_HEADER_SIZE = 16,
    TRAILER_SIZE = 44,

    /* Larger blocks pack better (8192: 0.4 % larger tables, 4096: 1.3 %), smaller ones are
     * unpacked sooner. */
    BLOCK_RECORDS = 16384,
    LEXICON_RECORDS = 4096,
    /* A column of strings ends its block beyond this, so that memory per block is bounded. */
    COLUMN_SOFT_MAX = 1 << 20,
    /* The columns of a block are never larger, together: a reader refuses before it
     * allocates, whatever the file says. */
    COLUMN_MAX = 1 << 26,
    BLOCK_COLUMNS = 24,
    ALL_COLUMNS = (1 << BLOCK_COLUMNS) - 1,

    CHUNK_TOKENS_LOG2 = 20,

    /* Further families: window pairs, the gaps 1 .. K of two tokens, and those of three
     * that add up to 1 .. K. */
    FAMILY_ORDER_MAX = 3,
    FAMILIES_MAX = 1 + CORPUS_SKIP_MAX + CORPUS_SKIP_MAX * (CORPUS_SKIP_MAX + 3) / 2,

    /* So many types are coded by rank; for those behind them, which are rare, ranks are no
     * shorter than ids, and readers need not hold a permutation of all types. */
    RANKED = 1 << 20,
    TYPES_MAX = INT32_MAX
};

#define TABLE_MAGIC "\x89" "FREQ\r\n\x1a"
#define TABLE_TRAILER_MAGIC "\x89" "QERF\r\n\x1a"

enum table_kind {
    KIND_PROVENANCE = 1,
    KIND_SOURCES,
    KIND_DOCUMENTS,
    KIND_LEXICON,
    KIND_NGRAMS,
    KIND_POSTINGS,
    KIND_MARGINALS,
    KIND_DIRECTORY,
    KIND_END
};

#endif
