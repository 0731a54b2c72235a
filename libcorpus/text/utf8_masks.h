/* Is text well-formed? 64 bytes at a time, as bit masks: bit i says something of byte i. */
#ifndef TEXT_UTF8_MASKS_H
#define TEXT_UTF8_MASKS_H

#include <stddef.h>
#include <stdint.h>

struct utf8_masks {
    uint64_t ascii;
    uint64_t trail; /* 80 to BF */
    uint64_t lead3; /* E0 on */
    uint64_t lead4; /* F0 on */
    uint64_t none;  /* NUL, C0, C1, F5 on */
    uint64_t e0, ed, f0, f4;
    uint64_t from_a0, from_90; /* of 80 to BF those from there on; whatever of others */
};

/* Are the 64 bytes, which begin a code point, well-formed and without NUL? Then how many of
 * them are whole code points, else 0. Each lead byte says where continuation bytes must
 * be: they must be there and nowhere else. */
static inline size_t utf8_whole(const struct utf8_masks *m)
{
    uint64_t lead = ~(m->ascii | m->trail), cut;

    if (m->none || (m->trail ^ (lead << 1 | m->lead3 << 2 | m->lead4 << 3)) ||
        (m->e0 << 1 & ~m->from_a0) || (m->ed << 1 & m->from_a0) ||
        (m->f0 << 1 & ~m->from_90) || (m->f4 << 1 & m->from_90))
        return 0;
    cut = (lead >> 63 << 63) | (m->lead3 >> 62 << 62) | (m->lead4 >> 61 << 61);
    return cut ? (size_t)__builtin_ctzll(cut) : 64;
}

/* From p, the start of a code point, on as far as whole blocks are well-formed and without
 * NUL: where they end, again the start of a code point, or less than 64 bytes are left. */
typedef const uint8_t *utf8_run(const uint8_t *p, const uint8_t *end);

utf8_run utf8_run_baseline, utf8_run_avx512; /* where there is AVX-512 */
utf8_run *utf8_run_best(void); /* that this processor can run */

#endif
