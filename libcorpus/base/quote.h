/* Names of any bytes, made safe for one line of a message. */
#ifndef BASE_QUOTE_H
#define BASE_QUOTE_H

#include "base/mem.h"

/* Append `name` with controls, backslashes, bytes that are not UTF-8 and characters that
 * break lines or turn the writing direction as \n, \t, \\ or \xHH. */
int bytes_quote(struct bytes *out, const void *name, size_t len);

#endif
