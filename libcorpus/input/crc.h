/* The CRC-32 of zlib, gzip and PNG, of all that is read. */
#ifndef INPUT_CRC_H
#define INPUT_CRC_H

#include <stddef.h>
#include <stdint.h>

/* As zlib's crc32(): begin with 0. */
uint32_t crc_update(uint32_t crc, const uint8_t *data, size_t len);

#endif
