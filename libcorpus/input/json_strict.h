/* What json-c's strict mode lets pass and RFC 8259 does not. */
#ifndef INPUT_JSON_STRICT_H
#define INPUT_JSON_STRICT_H

#include <stddef.h>
#include <stdint.h>

/* NULL, or what is wrong with the line and at which byte (from 0). A line without
 * objection may still be no JSON: that is json-c's to say. */
const char *json_objection(const uint8_t *line, size_t len, size_t *at);

/* Halves of surrogate pairs that stand alone among the escapes of the line. */
uint64_t json_lone_surrogates(const uint8_t *line, size_t len);

/* json-c (0.16 to 0.18) takes a code point for a lone surrogate if its low 16 bits look
 * like one: U+2D800 becomes U+FFFD. So escaped pairs of that kind become UTF-8 before it
 * sees them. The length of the line, which gets shorter. */
size_t json_settle_pairs(uint8_t *line, size_t len);

#endif
