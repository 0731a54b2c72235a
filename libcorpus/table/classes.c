/* The table of classes. */
#include "table/classes.h"

#define SMALL_4(n) {n, 0}, {n + 1, 0}, {n + 2, 0}, {n + 3, 0}
#define SMALL_16(n) SMALL_4(n), SMALL_4(n + 4), SMALL_4(n + 8), SMALL_4(n + 12)
#define SMALL_64(n) SMALL_16(n), SMALL_16(n + 16), SMALL_16(n + 32), SMALL_16(n + 48)
#define OCTAVE(n) {4u << (n - 2), n - 2}, {5u << (n - 2), n - 2}, \
                  {6u << (n - 2), n - 2}, {7u << (n - 2), n - 2}
#define OCTAVES_5(n) OCTAVE(n), OCTAVE(n + 1), OCTAVE(n + 2), OCTAVE(n + 3), OCTAVE(n + 4)
#define NONE {UINT32_MAX, 0}
#define NONE_4 NONE, NONE, NONE, NONE

const struct class classes[256] = {
    SMALL_64(0), SMALL_64(64), OCTAVES_5(7), OCTAVES_5(12), OCTAVES_5(17), OCTAVES_5(22),
    OCTAVES_5(27), NONE_4, NONE_4, NONE_4, NONE_4, NONE_4, NONE_4, NONE_4};

_Static_assert(CLASSES == 228 && CLASS_OCTAVE_LOG2 == 2, "as the table above");
