/* Hashes for tables in memory. Nothing of them reaches a file. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Multiply two words to 128 bits and fold: every bit of the result hangs on every bit of
 * both. */
static inline uint64_t hash_fold(uint64_t a, uint64_t b)
{
    unsigned __int128 m = (unsigned __int128)a * b;

    return (uint64_t)m ^ (uint64_t)(m >> 64);
}

/* Two words. The odd terms keep keys apart that make one factor zero. */
static inline uint64_t hash_pair(uint64_t a, uint64_t b)
{
    uint64_t h = hash_fold(a ^ 0x9E3779B97F4A7C15u, b ^ 0xD1B54A32D192ED03u);

    return h + (a ^ (b << 32 | b >> 32)) * 0x2545F4914F6CDD1Du;
}

/* Any bytes. */
uint64_t hash_bytes(const void *data, size_t len);

/* Any bytes to 128 bits: enough to stand for them, unless someone seeks a clash. */
void hash_wide(const void *data, size_t len, uint64_t out[2]);

#endif
