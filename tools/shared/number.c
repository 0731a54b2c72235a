/* A number of up to nine digits is an integer times a power of ten: its digits are those
 * of the integer, written two at a time. Where rounding is in doubt, and for anything
 * out of the ordinary, printf decides. */
#include "shared/number.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char pairs[] =
    "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
    "40414243444546474849505152535455565758596061626364656667686970717273747576777879"
    "8081828384858687888990919293949596979899";

/* `n` digits of `x`, with zeros in front. */
static void write_digits(char *out, uint64_t x, int n)
{
    for (; n > 1; n -= 2, x /= 100)
        memcpy(out + n - 2, pairs + 2 * (x % 100), 2);
    if (n)
        *out = (char)('0' + x % 10);
}

size_t number_write_count(char out[NUMBER_ROOM], uint64_t count)
{
    uint64_t power = 10;
    int n = 1;

    while (count >= power && n < 19) {
        power *= 10;
        n++;
    }
    n += n == 19 && count >= power; /* 10^19, the last power that there is */
    write_digits(out, count, n);
    return (size_t)n;
}

/* ---- what needs printf ------------------------------------------------------------ */

/* "9.595e+04" of four digits as "95950": below 10^15 nobody wants an exponent. */
static bool write_whole(char out[NUMBER_ROOM], double value, int digits)
{
    char shown[NUMBER_ROOM];
    const char *exponent;
    long power, places = 0;

    snprintf(shown, sizeof shown, "%.*e", digits - 1, value);
    exponent = strchr(shown, 'e');
    power = strtol(exponent + 1, NULL, 10);
    if (power < digits || power >= 15)
        return false;
    for (const char *s = shown; s < exponent; s++) {
        if (*s != '.')
            *out++ = *s;
        places += *s >= '0' && *s <= '9';
    }
    for (; places <= power; places++)
        *out++ = '0';
    *out = '\0';
    return true;
}

static size_t write_slowly(char out[NUMBER_ROOM], double value, int digits)
{
    if (isinf(value))
        strcpy(out, value < 0 ? "-inf" : "inf");
    else if (fabs(value) < 9 || !write_whole(out, value, digits))
        snprintf(out, NUMBER_ROOM, "%.*g", digits, value);
    return strlen(out);
}

/* ---- what does not ---------------------------------------------------------------- */

enum { MOST_DIGITS = 9, MOST_POINT = 15 }; /* 99999999999999 rounds to 10^14 */

static const double LEAST = 1e-13, MOST = 1e14;

/* All that are exact. */
static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* value = 0.FIGURES * 10^point */
struct decimal {
    uint64_t figures;
    int point;
};

/* value * 10^(digits - point): one exact power of ten is one rounding. */
static double scale(double value, int shift)
{
    return shift < 0 ? value / powers[-shift] : value * powers[shift];
}

/* The `digits` figures of LEAST <= value < MOST; false if the nearest is not beyond
 * doubt. The one rounding is an error of 10^-7 at most in 10^9: what is further from a
 * tie than that is rounded as printf rounds it. */
static bool find_figures(double value, int digits, struct decimal *out)
{
    double scaled, rest;
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    /* 10^(point - 1) <= 2^exponent, and 10^point too small at most once: 1233 / 4096 is
     * log10(2) as far as exponents go here. */
    out->point = (((int)(bits >> 52) - 1023) * 1233 >> 12) + 1;
    scaled = scale(value, digits - out->point);
    if (scaled >= powers[digits])
        scaled = scale(value, digits - ++out->point);
    out->figures = (uint64_t)scaled;
    rest = scaled - (double)out->figures;
    if (fabs(rest - .5) < 1e-6)
        return false;
    out->figures += rest > .5;
    if (out->figures == (uint64_t)powers[digits]) { /* 9.999997 is 10 */
        out->figures /= 10;
        out->point++;
    }
    return out->figures >= (uint64_t)powers[digits - 1];
}

/* "d.ddde-05" of the n figures in `shown`. */
static size_t write_exponent(char *out, const char *shown, size_t n, int exponent)
{
    size_t len = n + (n > 1);

    out[0] = shown[0];
    out[1] = '.';
    memcpy(out + 2, shown + 1, MOST_DIGITS);
    memcpy(out + len, "e-", 2);
    write_digits(out + len + 2, (uint64_t)-exponent, 2);
    return len + 4;
}

/* The n figures in `shown`, which zeros follow, as a fixed number. */
static size_t write_fixed(char *out, const char *shown, size_t n, int point)
{
    size_t before = point > 0 ? (size_t)point : 0,
           zeros = (size_t)(point < 0 ? -point : 0);

    if (point <= 0) {
        memcpy(out, "0.000000", 8);
        memcpy(out + 2 + zeros, shown, MOST_DIGITS);
        return 2 + zeros + n;
    }
    memcpy(out, shown, MOST_POINT);
    if (n <= before)
        return before;
    out[before] = '.';
    memcpy(out + before + 1, shown + before, MOST_DIGITS);
    return n + 1;
}

/* The length, or 0 if it is not a case for this. */
static size_t write_fast(char out[NUMBER_ROOM], double value, int digits)
{
    char shown[MOST_DIGITS + MOST_POINT + 1];
    size_t n = (size_t)digits, minus = value < 0;
    struct decimal d;

    if (value < 0) {
        *out++ = '-';
        value = -value;
    }
    if (digits > MOST_DIGITS || !(value >= LEAST && value < MOST) ||
        !find_figures(value, digits, &d))
        return 0;
    write_digits(shown, d.figures, digits);
    memset(shown + digits, '0', MOST_POINT);
    while (n > 1 && shown[n - 1] == '0')
        n--;
    return minus + (d.point < -3 ? write_exponent(out, shown, n, d.point - 1)
                                 : write_fixed(out, shown, n, d.point));
}

size_t number_write(char out[NUMBER_ROOM], double value, unsigned digits)
{
    size_t len;

    if (isnan(value))
        return 0;
    if (value == 0) {
        *out = '0';
        return 1;
    }
    len = write_fast(out, value, (int)digits);
    return len ? len : write_slowly(out, value, (int)digits);
}

size_t number_recall(char out[NUMBER_ROOM], double value, unsigned digits,
                     struct number_memory *memory)
{
    struct number_known *known;
    uint64_t bits;

    if (isnan(value))
        return 0;
    memcpy(&bits, &value, sizeof bits);
    known = &memory->known[bits * 0x9E3779B97F4A7C15u >> 60];
    if (known->value != value || !known->len) {
        known->len = number_write(known->text, value, digits);
        known->value = value;
    }
    memcpy(out, known->text, NUMBER_ROOM);
    return known->len;
}
