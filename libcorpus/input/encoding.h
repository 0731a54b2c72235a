/* What a file's first bytes tell of it. */
#ifndef INPUT_ENCODING_H
#define INPUT_ENCODING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "UTF-16LE" and the like when the bytes begin with its mark or show its pattern of NUL
 * bytes, else NULL. */
const char *encoding_utf16_32(const uint8_t *p, size_t len);

/* "PDF", "ZIP" ... by their first bytes, else NULL. */
const char *encoding_known_binary(const uint8_t *p, size_t len);

static inline bool encoding_has_bom(const uint8_t *p, size_t len)
{
    return len >= 3 && p[0] == 0xef && p[1] == 0xbb && p[2] == 0xbf;
}

#endif
