/* Words of ASCII text by what every processor has, and the choice of something better. */
#include "text/ascii.h"

static inline size_t add_edges(uint32_t *edges, size_t n, size_t at, uint64_t bits)
{
    for (; bits; bits &= bits - 1)
        edges[n++] = (uint32_t)at + (uint32_t)__builtin_ctzll(bits);
    return n;
}

#define ASCII_MASKS ascii_masks
#define ASCII_WALK  ascii_words_baseline
#include "text/ascii_walk.h"

ascii_words *ascii_words_best(void)
{
#ifdef ASCII_AVX512
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2") &&
        __builtin_cpu_supports("bmi2"))
        return ascii_words_avx512;
#endif
    return ascii_words_baseline;
}
