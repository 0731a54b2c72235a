/* How fast is text cut into spans? Not part of make test.
 *
 * usage: segment [--tsv] [-JOB] FILE...      JOB: part of a name below
 *
 * CPU time, best of three, each line a document; spans alone, nothing is looked up.
 * --tsv: what `make bench` shows, the ways to the same tokens; name, CPU seconds, MB/s,
 * tokens.
 */
#include "text/segment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct job {
    const char *name, *option, *value, *option2, *value2;
    enum segmenter_path path;
    bool whole; /* the file as one document */
    bool shown; /* with --tsv */
};

static const struct job jobs[] = {
    {"boundary document", "boundary", "document", NULL, NULL, PATH_BEST, false, true},
    {"boundary sentence", "boundary", "sentence", NULL, NULL, PATH_BEST, false, true},
    {"boundary punct", "boundary", "punct", NULL, NULL, PATH_BEST, false, false},
    {"boundary line", "boundary", "line", NULL, NULL, PATH_BEST, false, false},
    {"sentence, urls split", "urls", "split", NULL, NULL, PATH_BEST, false, false},
    {"sentence, one document", "boundary", "sentence", NULL, NULL, PATH_BEST, true,
     false},
    {"sentence, hyphens join", "hyphens", "join", NULL, NULL, PATH_BEST, false, false},
    {"sentence, punctuation keep", "punctuation", "keep", NULL, NULL, PATH_BEST, false,
     false},
    {"document, baseline", "boundary", "document", NULL, NULL, PATH_BASELINE, false,
     true},
    {"sentence, baseline", "boundary", "sentence", NULL, NULL, PATH_BASELINE, false,
     true},
    {"document, general", "boundary", "document", NULL, NULL, PATH_GENERAL, false, true},
    {"sentence, general", "boundary", "sentence", NULL, NULL, PATH_GENERAL, false, true},
    {"white space, document", "boundary", "document", "segment", "whitespace", PATH_BEST,
     false, false},
};

struct count {
    size_t tokens, boundaries;
};

static int count_spans(void *user, const char *text, const struct span *spans, size_t n)
{
    struct count *c = user;
    size_t tokens = 0;

    (void)text;
    for (size_t i = 0; i < n; i++)
        tokens += spans[i].start < spans[i].end;
    c->tokens += tokens;
    c->boundaries += n - tokens;
    return 0;
}

static double cpu(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void feed_lines(struct segmenter *s, const char *text, size_t len, bool whole)
{
    for (size_t at = 0; at < len;) {
        const char *end = whole ? NULL : memchr(text + at, '\n', len - at);
        size_t n = end ? (size_t)(end - text) - at : len - at;

        segmenter_begin(s);
        if (segmenter_feed(s, text + at, n, true))
            exit(1);
        at += n + 1;
    }
}

static void time_job(const struct job *job, const char *text, size_t len, bool tsv)
{
    struct count count = {0};
    corpus_token_options o;
    struct segmenter *s;
    double best = 1e9;

    corpus_token_options_default(&o);
    corpus_token_options_set(&o, job->option, job->value);
    if (job->option2)
        corpus_token_options_set(&o, job->option2, job->value2);
    for (int round = 0; round < 3; round++) {
        double t;

        count = (struct count){0};
        if (segmenter_new(&s, &o, count_spans, &count))
            exit(1);
        segmenter_use_path(s, job->path);
        t = cpu();
        feed_lines(s, text, len, job->whole);
        t = cpu() - t;
        segmenter_free(s);
        if (t < best)
            best = t;
    }
    if (tsv)
        printf("%s\t%.4f\t%.0f\t%zu\n", job->name, best, (double)len / 1e6 / best,
               count.tokens);
    else
        printf("  %-28s %7.0f MB/s %6.1f ns/token %9zu tokens %8zu boundaries\n",
               job->name, (double)len / 1e6 / best, best * 1e9 / (double)count.tokens,
               count.tokens, count.boundaries);
}

static char *read_file(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    char *text;
    long size;

    if (!f || fseek(f, 0, SEEK_END) || (size = ftell(f)) < 0)
        return NULL;
    rewind(f);
    *len = (size_t)size;
    if ((text = calloc(1, *len + TEXT_PAD)) && fread(text, 1, *len, f) != *len)
        *text = '\0';
    fclose(f);
    return text;
}

int main(int argc, char **argv)
{
    const char *only = "";
    bool tsv = false;

    for (int i = 1; i < argc; i++) {
        size_t len;
        char *text;

        if (!strcmp(argv[i], "--tsv")) {
            tsv = true;
            continue;
        }
        if (argv[i][0] == '-') {
            only = argv[i] + 1;
            continue;
        }
        text = read_file(argv[i], &len);
        if (!text) {
            perror(argv[i]);
            return 1;
        }
        if (!tsv)
            printf("%s, %.1f MB\n", argv[i], (double)len / 1e6);
        for (size_t k = 0; k < sizeof jobs / sizeof *jobs; k++)
            if (tsv ? jobs[k].shown : strstr(jobs[k].name, only) != NULL)
                time_job(&jobs[k], text, len, tsv);
        free(text);
    }
    return 0;
}
