/* Sums of a great many terms that change slowly, as integrals. */
#ifndef STATS_TAIL_H
#define STATS_TAIL_H

/* Terms that are added one by one before the rest is taken as an integral. A rest that
 * matters then changes by less than 1e-5 from term to term, and the integral between the
 * half steps differs from the sum by a 24th of the square of that. */
enum { TAIL_LONG = 200000 };

/* The sum of exp(log_f(of, k)) over whole k from `first` to `last`. The function has one
 * peak of standard deviation `sd` and changes by the factor `ratio` at `first`. */
double tail_integral(double (*log_f)(const void *, double), const void *of, double first,
                     double last, double sd, double ratio);

#endif
