/* A number of up to eight digits is an integer times a power of ten: its digits are those
 * of the integer, which fit into one word. Where rounding is in doubt, and for anything
 * out of the ordinary, printf decides. */
#include "shared/number.h"

#include <endian.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The eight digits of x < 10^8, the first in the lowest byte: halves of four, of two, of
 * one digit are parted in all places at once. x / 100 is x * 10486 >> 20 and x / 10 is
 * x * 103 >> 10 as far as these go. */
static uint64_t eight_digits(uint64_t x)
{
    uint64_t fours = x / 10000 | x % 10000 << 32;
    uint64_t hundreds = fours * 10486 >> 20 & 0x0000007F0000007F;
    uint64_t twos = hundreds | (fours - 100 * hundreds) << 16;
    uint64_t tens = twos * 103 >> 10 & 0x000F000F000F000F;

    return tens | (twos - 10 * tens) << 8;
}

static const uint64_t ZEROS = 0x3030303030303030; /* "00000000" */

/* Eight bytes, the lowest first. */
static void put_eight(char *to, uint64_t bytes)
{
    bytes = htole64(bytes);
    memcpy(to, &bytes, sizeof bytes);
}

/* Without the zeros in front. */
static size_t put_short(char *to, uint64_t x)
{
    uint64_t digits = eight_digits(x);
    unsigned zeros = x ? (unsigned)__builtin_ctzll(digits) / 8 : 7;

    put_eight(to, (digits | ZEROS) >> 8 * zeros);
    return 8 - zeros;
}

size_t number_write_count(char out[NUMBER_ROOM], uint64_t count)
{
    const uint64_t e8 = 100000000;
    size_t n;

    if (count < e8)
        return put_short(out, count);
    n = number_write_count(out, count / e8);
    put_eight(out + n, eight_digits(count % e8) | ZEROS);
    return n + 8;
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

enum { MOST_DIGITS = 8 };

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

/* value * 10^shift: one exact power of ten is one rounding. */
static double scale(double value, int shift)
{
    return shift < 0 ? value / powers[-shift] : value * powers[shift];
}

/* The `digits` figures of LEAST <= value < MOST; false if the nearest is not beyond
 * doubt. The one rounding is an error of 10^-8 at most in 10^8: what is further from a
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

/* "d.ddde-05" */
static size_t put_exponent(char *out, uint64_t shown, size_t n, int exponent)
{
    size_t len = n + (n > 1);

    put_eight(out, (shown & 0xFF) | '.' << 8);
    put_eight(out + 2, shown >> 8);
    put_eight(out + len, 'e' | '-' << 8);
    put_eight(out + len + 2, (eight_digits((uint64_t)-exponent) | ZEROS) >> 48);
    return len + 4;
}

static size_t put_fixed(char *out, uint64_t shown, size_t n, int point)
{
    if (point <= 0) {
        put_eight(out, ZEROS ^ ('0' ^ '.') << 8);
        put_eight(out + 2 - point, shown);
        return 2 + n + (size_t)-point;
    }
    put_eight(out, shown);
    if (n <= (size_t)point) {
        put_eight(out + 8, ZEROS);
        return (size_t)point;
    }
    out[point] = '.';
    put_eight(out + point + 1, shown >> 8 * point);
    return n + 1;
}

static bool is_whole(double value, int digits)
{
    return value < powers[digits < 15 ? digits : 15] && value == (double)(uint64_t)value;
}

/* The length, or 0 if it is not a case for this. */
static size_t write_fast(char out[NUMBER_ROOM], double value, int digits)
{
    size_t minus = value < 0, n;
    struct decimal d;
    uint64_t shown;

    *out = '-';
    out += minus;
    value = fabs(value);
    if (is_whole(value, digits))
        return minus + number_write_count(out, (uint64_t)value);
    if (digits > MOST_DIGITS || !(value >= LEAST && value < MOST) ||
        !find_figures(value, digits, &d))
        return 0;
    shown = eight_digits(d.figures * (uint64_t)powers[MOST_DIGITS - digits]);
    n = 8 - (size_t)__builtin_clzll(shown) / 8; /* without the zeros at the end */
    shown |= ZEROS;
    return minus + (d.point < -3 ? put_exponent(out, shown, n, d.point - 1)
                                 : put_fixed(out, shown, n, d.point));
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
                     struct number_memory *last)
{
    if (last->value == value && last->len) {
        memcpy(out, last->text, NUMBER_ROOM);
        return last->len;
    }
    if (isnan(value))
        return 0;
    last->len = number_write(out, value, digits);
    last->value = value;
    memcpy(last->text, out, NUMBER_ROOM);
    return last->len;
}
