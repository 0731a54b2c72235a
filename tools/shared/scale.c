#include "shared/scale.h"

#include <math.h>

/* 1, 2 or 5 times a power of ten, so that there are some five to ten steps. */
static double step_of(double range)
{
    double rough = range / 7, power = pow(10, floor(log10(rough)));
    double times = rough / power;

    return power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
}

static void mark_decades(struct scale *s, double low, double high)
{
    int first = (int)floor(log10(low) + 1e-9), last = (int)ceil(log10(high) - 1e-9);
    int by;

    if (last <= first)
        last = first + 1;
    by = (last - first + SCALE_TICKS - 2) / (SCALE_TICKS - 1);
    last += (by - (last - first) % by) % by;
    for (int i = first; i <= last; i += by)
        s->ticks[s->n_ticks++] = pow(10, i);
}

static void mark_steps(struct scale *s, double low, double high)
{
    double step, first;

    if (!(high > low)) {
        low -= 1;
        high = low + 2;
    }
    step = step_of(high - low);
    first = floor(low / step + 1e-9);
    while (s->n_ticks < SCALE_TICKS) {
        double at = (first + (double)s->n_ticks) * step;

        s->ticks[s->n_ticks++] = at;
        if (at >= high - step * 1e-9)
            break;
    }
}

struct scale scale_make(bool log, double low, double high, double from, double to)
{
    struct scale s = {.log = log, .from = from, .to = to};

    if (log)
        mark_decades(&s, low, high);
    else
        mark_steps(&s, low, high);
    s.low = s.ticks[0];
    s.high = s.ticks[s.n_ticks - 1];
    return s;
}

double scale_at(const struct scale *s, double value)
{
    double low = s->low, high = s->high;

    if (s->log) {
        value = log10(value);
        low = log10(low);
        high = log10(high);
    }
    return s->from + (value - low) / (high - low) * (s->to - s->from);
}
