/* One phase at a time; the clock is looked at on each update and decides. */
#include "shared/progress.h"
#include "shared/tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static struct {
    bool on, plain, shown;
    enum progress_mode mode;
    const char *phase, *unit;
    double begin, next;
    int room; /* a line's, so that it never goes on in the next */
} state;

const char *progress_mode_name(int mode)
{
    static const char *const names[] = {"auto", "always", "never"};

    return mode >= 0 && mode < 3 ? names[mode] : NULL;
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int line_room(void)
{
    struct winsize size;

    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) || !size.ws_col || size.ws_col > 80)
        return 79;
    return size.ws_col - 1;
}

static void wipe(void)
{
    if (state.shown && !state.plain)
        fprintf(stderr, "\r%*s\r", state.room, "");
    state.shown = false;
}

void progress_start(enum progress_mode mode, const char *phase, const char *unit)
{
    const char *term = getenv("TERM");
    bool terminal = isatty(STDERR_FILENO);

    progress_end();
    state.mode = mode;
    state.phase = phase;
    state.unit = unit;
    state.plain = !terminal || !term || !strcmp(term, "dumb");
    state.on = mode == PROGRESS_ALWAYS || (mode == PROGRESS_AUTO && terminal);
    state.room = line_room();
    state.begin = now();
    state.next = state.begin + (mode == PROGRESS_AUTO ? 1 : 0);
    tool_before_message = wipe;
}

static void add_amount(struct text *t, uint64_t n)
{
    if (!strcmp(state.unit, "B"))
        text_printf(t, "%.1f MB", (double)n / 1e6);
    else
        text_printf(t, "%llu %s", (unsigned long long)n, state.unit);
}

static void add_rate(struct text *t, double done, double passed, uint64_t total)
{
    double rate, left;

    if (done <= 0 || passed < 0.1)
        return;
    rate = done / passed;
    text_printf(t, !strcmp(state.unit, "B") ? "  %.1f MB/s" : "  %.1f M/s", rate / 1e6);
    if ((double)total > done && passed >= 1) {
        left = ((double)total - done) / rate;
        if (left < 360000)
            text_printf(t, "  %d:%02d:%02d left", (int)left / 3600, (int)left / 60 % 60,
                        (int)left % 60);
    }
}

static void draw(uint64_t done, uint64_t total, double passed)
{
    struct text t = {0};

    text_printf(&t, "%s: %s  ", tool_name(), state.phase);
    if (total)
        text_printf(&t, "%3.0f %%  ", 100.0 * (double)(done < total ? done : total) /
                                          (double)total);
    add_amount(&t, done);
    add_rate(&t, (double)done, passed, total);
    if (state.plain)
        fprintf(stderr, "%s\n", t.data);
    else
        fprintf(stderr, "\r%-*.*s", state.room, state.room, t.data);
    fflush(stderr);
    text_free(&t);
    state.shown = true;
}

void progress_update(uint64_t done, uint64_t total)
{
    double time;

    if (!state.on || (time = now()) < state.next)
        return;
    draw(done, total, time - state.begin);
    state.next = time + (state.plain ? 5 : 0.2);
}

void progress_callback(void *user, uint64_t done, uint64_t total)
{
    (void)user;
    progress_update(done, total);
}

void progress_end(void)
{
    wipe();
    state.on = false;
}
