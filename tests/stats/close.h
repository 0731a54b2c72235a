/* Numbers that should be equal but for rounding. */
#ifndef TESTS_CLOSE_H
#define TESTS_CLOSE_H

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* NaN equals NaN, an infinity itself. */
static inline int is_close(double x, double expected, double relative)
{
    if (isnan(expected) || isinf(expected))
        return isnan(expected) ? isnan(x) : x == expected;
    return fabs(x - expected) <= relative * fabs(expected) + DBL_MIN;
}

static inline void assert_close(const char *what, double x, double expected,
                                double relative)
{
    if (!is_close(x, expected, relative))
        fail_msg("%s: %.17g, not %.17g", what, x, expected);
}

/* Numbers below `below`, the same in every run (Knuth's MMIX generator). */
static inline uint64_t draw(uint64_t *state, uint64_t below)
{
    *state = *state * 6364136223846793005 + 1442695040888963407;
    return (*state >> 16) % below;
}

#endif
