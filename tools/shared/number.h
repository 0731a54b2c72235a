/* Numbers as text: the bytes of printf("%.*g"), but with "inf" and "-inf", no minus zero,
 * and no exponent for whole numbers below 10^15. In a fraction of printf's time, as
 * lists consist of numbers. The tools never call setlocale(), so the point is one. */
#ifndef NUMBER_H
#define NUMBER_H

#include <stddef.h>
#include <stdint.h>

/* Every number fits; writers may use all of it, whatever the length they return. There
 * is no NUL at the end. */
enum { NUMBER_ROOM = 32 };

/* `digits` significant ones, 1 to 17. NaN is empty. */
size_t number_write(char out[NUMBER_ROOM], double value, unsigned digits);
size_t number_write_count(char out[NUMBER_ROOM], uint64_t count);

/* Lists in order repeat their numbers, and copying one is quicker still: the last number
 * written, always with the same `digits`. Zeroed memory is empty. */
struct number_memory {
    double value;
    size_t len; /* 0: nothing is known */
    char text[NUMBER_ROOM];
};

size_t number_recall(char out[NUMBER_ROOM], double value, unsigned digits,
                     struct number_memory *last);

#endif
