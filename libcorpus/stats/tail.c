/* Sums of a great many terms that change slowly, as integrals. */
#include "stats/tail.h"

#include <math.h>

static const double SMALLEST_PART = 1e-18;

/* Gauss and Legendre's rule of eight points, on [-1, 1]. */
static const struct {
    double at, weight;
} points[] = {
    {.18343464249564980494, .36268378337836198297},
    {.52553240991632898582, .31370664587788728734},
    {.79666647741362673959, .22238103445337447054},
    {.96028985649753623168, .10122853629037625915},
};

static double panel(double (*log_f)(const void *, double), const void *of, double from,
                    double width)
{
    double middle = from + width / 2, half = width / 2, sum = 0;
    int i;

    for (i = 0; i < 4; i++)
        sum += points[i].weight * (exp(log_f(of, middle - half * points[i].at)) +
                                   exp(log_f(of, middle + half * points[i].at)));
    return sum * half;
}

double tail_integral(double (*log_f)(const void *, double), const void *of, double first,
                     double last, double sd, double ratio)
{
    double from = first - .5, to = last + .5, sum = 0, part;
    double width = fmin(sd / 4, 1 / fabs(log(ratio)));

    for (; from < to; from += width) {
        part = panel(log_f, of, from, fmin(width, to - from));
        sum += part;
        if (!(part > sum * SMALLEST_PART))
            break;
    }
    return sum;
}
