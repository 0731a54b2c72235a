/* Hashes for tables in memory. */
#include "base/hash.h"

uint64_t hash_bytes(const void *data, size_t len)
{
    const unsigned char *at = len ? data : (const void *)""; /* memcpy() wants no NULL */
    uint64_t h = len * 0x9E3779B97F4A7C15u, a, b;
    size_t left = len;

    for (; left > 16; left -= 16, at += 16) {
        memcpy(&a, at, 8);
        memcpy(&b, at + 8, 8);
        h = hash_pair(h ^ a, b);
    }
    a = b = 0;
    if (left)
        memcpy(&a, at, left < 8 ? left : 8);
    if (left > 8)
        memcpy(&b, at + 8, left - 8);
    return hash_pair(h ^ a, b);
}

/* Two chains over the same words, in the other order and from another start. */
void hash_wide(const void *data, size_t len, uint64_t out[2])
{
    const unsigned char *at = data;
    uint64_t g = len * 0x9E3779B97F4A7C15u, h = ~len * 0xA0761D6478BD642Fu, a, b;
    size_t left = len;

    for (; left > 16; left -= 16, at += 16) {
        memcpy(&a, at, 8);
        memcpy(&b, at + 8, 8);
        g = hash_pair(g ^ a, b);
        h = hash_pair(b, h ^ a);
    }
    a = b = 0;
    if (left)
        memcpy(&a, at, left < 8 ? left : 8);
    if (left > 8)
        memcpy(&b, at + 8, left - 8);
    out[0] = hash_pair(g ^ a, b);
    out[1] = hash_pair(b, h ^ a);
}
