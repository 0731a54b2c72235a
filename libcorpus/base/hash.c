/* Hashes for tables in memory. */
#include "base/hash.h"

uint64_t hash_bytes(const void *data, size_t len)
{
    const unsigned char *at = data;
    uint64_t h = len * 0x9E3779B97F4A7C15u, a, b;
    size_t left = len;

    for (; left > 16; left -= 16, at += 16) {
        memcpy(&a, at, 8);
        memcpy(&b, at + 8, 8);
        h = hash_pair(h ^ a, b);
    }
    a = b = 0;
    memcpy(&a, at, left < 8 ? left : 8);
    if (left > 8)
        memcpy(&b, at + 8, left - 8);
    return hash_pair(h ^ a, b);
}
