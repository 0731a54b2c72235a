/* UTF-8: decode, encode, check, repair. Malformed bytes count by maximal subparts
 * (Unicode 15, section 3.9, table 3-8), which is also what Python's decoder replaces. */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include "base/mem.h"

#include <stdbool.h>

enum { UTF8_REPLACEMENT = 0xFFFD };

/* The length of the sequence at text[at], at < end: a whole code point (*valid), or a
 * maximal subpart of one. */
unsigned utf8_sequence(const char *text, size_t at, size_t end, bool *valid);

/* What utf8_decode() leaves over: four bytes, unusual lead bytes, malformed text. */
unsigned utf8_decode_rare(const char *text, size_t at, size_t end, uint32_t *code);

/* One byte or more from text[at], at < end, as *code; U+FFFD where it is malformed. */
static inline unsigned utf8_decode(const char *text, size_t at, size_t end,
                                   uint32_t *code)
{
    const uint8_t *p = (const uint8_t *)text + at;

    if (*p < 0x80) {
        *code = *p;
        return 1;
    }
    if ((uint8_t)(p[0] - 0xc2) < 0x1e && end - at > 1 && (p[1] & 0xc0) == 0x80) {
        *code = (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu);
        return 2;
    }
    if ((uint8_t)(p[0] - 0xe1) < 0xc && end - at > 2 && (p[1] & 0xc0) == 0x80 &&
        (p[2] & 0xc0) == 0x80) {
        *code = (p[0] & 0xfu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
        return 3;
    }
    return utf8_decode_rare(text, at, end, code);
}

/* The start of the code point (or maximal subpart) that ends before text[at], at > from.
 */
size_t utf8_back(const char *text, size_t from, size_t at);

/* Write `code`, a scalar value, and return its length, 1 to 4. */
unsigned utf8_encode(uint32_t code, char out[4]);

struct utf8_check {
    uint64_t malformed, nul; /* maximal subparts; NUL bytes */
    size_t first;            /* where the first malformed one stands, if there is one */
};

/* Look at every byte of the text; `check` is filled anew. */
void utf8_check(const char *text, size_t len, struct utf8_check *check);

/* Append the text with U+FFFD for what is malformed. CORPUS_OK or CORPUS_ENOMEM. */
int utf8_repair(struct bytes *out, const char *text, size_t len);

#endif
