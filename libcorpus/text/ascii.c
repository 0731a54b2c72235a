/* Words of ASCII text by what every processor has, and the choice of something better. */
#include "text/ascii.h"
#include "text/special.h"
#include "text/utf8_masks.h"

static inline size_t add_edges(uint32_t *edges, size_t n, size_t at, uint64_t bits)
{
    for (; bits; bits &= bits - 1)
        edges[n++] = (uint32_t)at + (uint32_t)__builtin_ctzll(bits);
    return n;
}

#define ASCII_MASKS ascii_masks
#define ASCII_WALK  ascii_words_baseline
#include "text/ascii_walk.h"

size_t ascii_seek_baseline(const char *text, size_t at, size_t end, uint64_t *bits)
{
    while (at < end && !(*bits = ascii_triggers(text + at)))
        at += 64;
    return at;
}

/* ---- the best that this processor can run ------------------------------------------ */

#ifdef ASCII_AVX512
static bool has_avx512(void)
{
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2") &&
           __builtin_cpu_supports("bmi2");
}

#define BEST(name) (has_avx512() ? name##_avx512 : name##_baseline)
#else
#define BEST(name) name##_baseline
#endif

ascii_words *ascii_words_best(void)
{
    return BEST(ascii_words);
}

ascii_seek *ascii_seek_best(void)
{
    return BEST(ascii_seek);
}

utf8_run *utf8_run_best(void)
{
    return BEST(utf8_run);
}
