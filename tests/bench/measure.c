/* What a command costs: CPU and wall seconds and peak memory, children included.
 * usage: measure ROUNDS COMMAND...
 *
 * Prints `cpu<TAB>wall<TAB>MiB<TAB>status` on its own standard output; the command's goes
 * to /dev/null. Of several rounds the one with the least CPU time counts: a shared
 * machine only ever adds. Memory is the largest process's, not the sum over a pipeline.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct cost {
    double cpu, wall, mib;
    int status;
};

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec * 1e-6;
}

static void become(char **command)
{
    int null = open("/dev/null", O_WRONLY);

    if (null >= 0)
        dup2(null, STDOUT_FILENO);
    execvp(*command, command);
    perror(*command);
    _exit(127);
}

static int run(struct cost *cost, char **command)
{
    double start = now();
    struct rusage used;
    int status;
    pid_t child = fork();

    if (child < 0)
        return -1;
    if (!child)
        become(command);
    if (wait4(child, &status, 0, &used) != child)
        return -1;
    cost->wall = now() - start;
    cost->cpu = seconds(used.ru_utime) + seconds(used.ru_stime);
    cost->mib = (double)used.ru_maxrss / 1024;
    cost->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return 0;
}

int main(int argc, char **argv)
{
    int rounds = argc > 2 ? atoi(argv[1]) : 0;
    struct cost best = {0}, cost;

    if (rounds < 1) {
        fprintf(stderr, "usage: measure ROUNDS COMMAND...\n");
        return 2;
    }
    for (int i = 0; i < rounds; i++) {
        if (run(&cost, argv + 2)) {
            perror("measure");
            return 1;
        }
        if (!i || cost.cpu < best.cpu || cost.status)
            best = cost;
        if (cost.status)
            break;
    }
    printf("%.3f\t%.3f\t%.1f\t%d\n", best.cpu, best.wall, best.mib, best.status);
    return 0;
}
