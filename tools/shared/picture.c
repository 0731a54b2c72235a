/* A picture keeps of each row it shows two or four numbers and perhaps a label; when all
 * have come it knows the scales, and draws. */
#include "shared/picture.h"
#include "shared/number.h"
#include "shared/output.h"
#include "shared/report_page.h"
#include "shared/scale.h"
#include "shared/svg.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    WIDTH = 720, HEIGHT = 480, MARGIN = 24,
    LEFT = 80, /* of the frame, where values stand */
    INTERVALS = 580, LINE = 20,
    POINTS_MOST = 5000, LABELLED = 40,
    RANKS_ALL = 100, RANKS_A_DECADE = 300 /* ranks that can be told apart on paper */
};

struct mark {
    double x, y, lo, hi;
    char *label; /* or NULL */
    bool taken;
};

struct picture {
    struct picture_plan plan;
    const column *columns;
    struct mark *marks;
    size_t n, cap, list; /* where the list at hand begins */
};

int picture_column(const column columns[], size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(columns[i].name, name))
            return (int)i;
    return -1;
}

int picture_number(const column columns[], size_t by, int other)
{
    return page_is_number(&columns[by]) ? (int)by : other;
}

struct picture *picture_new(const struct picture_plan *plan, const column columns[])
{
    struct picture *p = tool_alloc(sizeof *p);

    *p = (struct picture){.plan = *plan, .columns = columns};
    return p;
}

void picture_free(struct picture *p)
{
    for (size_t i = 0; p && i < p->n; i++)
        free(p->marks[i].label);
    if (p)
        free(p->marks);
    free(p);
}

/* ---- rows ------------------------------------------------------------------------- */

/* The mark that stands for row i and for those that would come to the same place. */
static size_t place_of(size_t i)
{
    if (i < RANKS_ALL)
        return i;
    return RANKS_ALL + (size_t)(RANKS_A_DECADE * log10((double)(i + 1) / (RANKS_ALL + 1)));
}

static bool shows(const struct picture *p, size_t i)
{
    switch (p->plan.kind) {
    case PICTURE_RANKS:
        return !i || place_of(i) != place_of(i - 1);
    case PICTURE_POINTS:
        return i < POINTS_MOST;
    default:
        return i < p->plan.rows;
    }
}

static size_t mark_of(const struct picture *p, size_t i)
{
    return p->list + (p->plan.kind == PICTURE_RANKS ? place_of(i) : i);
}

void picture_list(struct picture *p)
{
    p->list = p->n;
}

void picture_room(struct picture *p, size_t n)
{
    size_t most = p->plan.kind == PICTURE_POINTS      ? POINTS_MOST
                  : p->plan.kind == PICTURE_INTERVALS ? p->plan.rows
                                                      : n;
    size_t need = n ? mark_of(p, (n < most ? n : most) - 1) + 1 : p->n;

    if (need <= p->n)
        return;
    p->marks = tool_grow(p->marks, &p->cap, need, sizeof *p->marks);
    memset(p->marks + p->n, 0, (need - p->n) * sizeof *p->marks);
    p->n = need;
}

static double value_of(const struct picture *p, const cell cells[], int which)
{
    if (which < 0)
        return NAN;
    return p->columns[which].kind == COLUMN_COUNT ? (double)cells[which].count
                                                   : cells[which].real;
}

static char *label_of(const struct picture *p, const cell cells[])
{
    const int which[2] = {p->plan.label, p->plan.more_label};
    struct text t = {0};

    for (unsigned i = 0; i < 2 && which[i] >= 0; i++) {
        text_put(&t, i ? p->plan.between : "");
        cell_add_raw(&t, &p->columns[which[i]], cells[which[i]], common.digits);
    }
    return t.data;
}

void picture_take(struct picture *p, size_t i, const cell cells[])
{
    struct mark *m;

    if (!shows(p, i))
        return;
    m = p->marks + mark_of(p, i);
    m->taken = true;
    m->x = p->plan.kind == PICTURE_RANKS ? (double)(i + 1) : value_of(p, cells, p->plan.x);
    m->y = value_of(p, cells, p->plan.y);
    m->lo = value_of(p, cells, p->plan.lo);
    m->hi = value_of(p, cells, p->plan.hi);
    if (p->plan.kind == PICTURE_INTERVALS || i < LABELLED)
        m->label = label_of(p, cells);
}

/* ---- scales ----------------------------------------------------------------------- */

static bool is_log(const struct picture *p, int which)
{
    return p->plan.kind == PICTURE_RANKS ||
           (p->plan.kind == PICTURE_POINTS && p->columns[which].kind == COLUMN_COUNT);
}

static void widen(double value, bool log, double *low, double *high)
{
    if (!isfinite(value) || (log && value <= 0))
        return;
    *low = value < *low ? value : *low;
    *high = value > *high ? value : *high;
}

static struct scale fit(double low, double high, bool log, double from, double to)
{
    if (low > high) { /* no row at all */
        low = 1;
        high = log ? 10 : 2;
    }
    return scale_make(log, low, high, from, to);
}

static struct scale fit_x(const struct picture *p, double from, double to)
{
    bool log = is_log(p, p->plan.x);
    double low = INFINITY, high = -INFINITY;

    if (p->plan.kind == PICTURE_INTERVALS) /* no difference is always in it */
        low = high = 0;
    for (size_t i = 0; i < p->n; i++) {
        if (!p->marks[i].taken)
            continue;
        widen(p->marks[i].x, log, &low, &high);
        widen(p->marks[i].lo, log, &low, &high);
        widen(p->marks[i].hi, log, &low, &high);
    }
    return fit(low, high, log, from, to);
}

static struct scale fit_y(const struct picture *p, double from, double to)
{
    bool log = is_log(p, p->plan.y);
    double low = INFINITY, high = -INFINITY;

    for (size_t i = 0; i < p->n; i++)
        if (p->marks[i].taken)
            widen(p->marks[i].y, log, &low, &high);
    return fit(low, high, log, from, to);
}

static bool is_on(const struct scale *s, double value)
{
    return isfinite(value) && (!s->log || value > 0);
}

/* ---- the frame -------------------------------------------------------------------- */

static void put_tick(char out[NUMBER_ROOM + 1], double value)
{
    out[number_write(out, value, 6)] = 0;
}

static void draw_x(struct text *t, const struct scale *x, double top, double bottom,
                   const char *name)
{
    char label[NUMBER_ROOM + 1];

    for (size_t i = 0; i < x->n_ticks; i++) {
        double at = scale_at(x, x->ticks[i]);

        svg_line(t, at, top, at, bottom, SVG_GRID);
        put_tick(label, x->ticks[i]);
        svg_words(t, at, bottom + 16, SVG_MIDDLE, label);
    }
    svg_line(t, x->from, bottom, x->to, bottom, SVG_FRAME);
    svg_words(t, (x->from + x->to) / 2, bottom + 36, SVG_MIDDLE, name);
}

static void draw_y(struct text *t, const struct scale *y, double left, double right,
                   const char *name)
{
    char label[NUMBER_ROOM + 1];

    for (size_t i = 0; i < y->n_ticks; i++) {
        double at = scale_at(y, y->ticks[i]);

        svg_line(t, left, at, right, at, SVG_GRID);
        put_tick(label, y->ticks[i]);
        svg_words(t, left - 6, at + 4, SVG_END, label);
    }
    svg_line(t, left, y->from, left, y->to, SVG_FRAME);
    svg_words_upwards(t, 16, (y->from + y->to) / 2, name);
}

/* ---- ranks and points ------------------------------------------------------------- */

/* The place of a label: its lower left corner, and its width. */
struct box {
    double x, y, width;
};

static bool is_free(const struct box placed[], size_t n, const struct box *b)
{
    for (size_t i = 0; i < n; i++)
        if (fabs(placed[i].y - b->y) < 13 && placed[i].x < b->x + b->width + 4 &&
            b->x < placed[i].x + placed[i].width + 4)
            return false;
    return b->x + b->width < WIDTH;
}

/* Beside their dots, those of a curve above it; each where no label of a better row is. */
static void draw_labels(const struct picture *p, struct text *t, const struct scale *x,
                        const struct scale *y)
{
    const double rise = p->plan.kind == PICTURE_RANKS ? -5 : 4;
    struct box placed[LABELLED];
    size_t n = 0;

    for (size_t i = 0; i < p->n && n < LABELLED; i++) {
        const struct mark *m = p->marks + i;
        struct box b;

        if (!m->label || !is_on(x, m->x) || !is_on(y, m->y))
            continue;
        b = (struct box){scale_at(x, m->x) + 5, scale_at(y, m->y) + rise,
                         svg_width(m->label)};
        if (!is_free(placed, n, &b))
            continue;
        svg_words(t, b.x, b.y, SVG_START, m->label);
        placed[n++] = b;
    }
}

static void draw_points(const struct picture *p, struct text *t)
{
    const double bottom = HEIGHT - 2 * MARGIN, right = WIDTH - 2 * MARGIN;
    struct scale x = fit_x(p, LEFT, right), y = fit_y(p, bottom, MARGIN);

    draw_y(t, &y, LEFT, right, p->columns[p->plan.y].name);
    draw_x(t, &x, MARGIN, bottom,
           p->plan.kind == PICTURE_RANKS ? "rank" : p->columns[p->plan.x].name);
    for (size_t i = 0; i < p->n; i++) {
        const struct mark *m = p->marks + i;

        if (m->taken && is_on(&x, m->x) && is_on(&y, m->y))
            svg_dot(t, scale_at(&x, m->x), scale_at(&y, m->y), SVG_MARK);
    }
    draw_labels(p, t, &x, &y);
}

/* ---- intervals -------------------------------------------------------------------- */

static double widest_label(const struct picture *p)
{
    double widest = 0;

    for (size_t i = 0; i < p->n; i++)
        if (p->marks[i].label)
            widest = fmax(widest, svg_width(p->marks[i].label));
    return widest;
}

static double clamp(const struct scale *s, double value)
{
    return scale_at(s, fmin(fmax(value, s->low), s->high));
}

static void draw_intervals(const struct picture *p, struct text *t, double left,
                           double bottom)
{
    struct scale x = fit_x(p, left, left + INTERVALS);
    double y = MARGIN;

    draw_x(t, &x, MARGIN, bottom, p->columns[p->plan.x].name);
    svg_line(t, scale_at(&x, 0), MARGIN, scale_at(&x, 0), bottom, SVG_FRAME);
    for (size_t i = 0; i < p->n; i++) {
        const struct mark *m = p->marks + i;
        enum svg_look look = m->x < 0 ? SVG_OTHER : SVG_MARK;

        if (!m->taken)
            continue;
        y += LINE;
        svg_words(t, left - 8, y - 4, SVG_END, m->label ? m->label : "");
        if (!isnan(m->lo) && !isnan(m->hi))
            svg_line(t, clamp(&x, m->lo), y - 8, clamp(&x, m->hi), y - 8, look);
        if (isfinite(m->x))
            svg_dot(t, scale_at(&x, m->x), y - 8, look);
    }
}

/* ---- */

void picture_write(const struct picture *p, const char *title, const char *about)
{
    struct text t = {0};
    struct output out;

    if (p->plan.kind == PICTURE_INTERVALS) {
        double left = 2 * MARGIN + widest_label(p), bottom = MARGIN;

        for (size_t i = 0; i < p->n; i++)
            bottom += p->marks[i].taken ? LINE : 0;
        svg_begin(&t, left + INTERVALS + MARGIN, bottom + 2 * MARGIN, title, about);
        draw_intervals(p, &t, left, bottom);
    } else {
        svg_begin(&t, WIDTH, HEIGHT, title, about);
        draw_points(p, &t);
    }
    svg_end(&t);
    output_open(&out, common.plot);
    output_write(&out, t.data, t.len);
    output_close(&out);
    text_free(&t);
}
