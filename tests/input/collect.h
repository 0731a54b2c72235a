/* A sink that writes down all it is given, one line per document, and files to read. */
#ifndef TESTS_INPUT_COLLECT_H
#define TESTS_INPUT_COLLECT_H

#include "base/mem.h"
#include "corpus/reader.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

struct collected {
    struct bytes log; /* "source id{meta,meta} <text>\n", tokens as (token), / and // */
    size_t pieces;
    bool inside, finished;
    volatile unsigned pad; /* what stands behind the pieces: read, for the sanitizer */
};

static inline void log_bytes(struct collected *c, const void *data, size_t len)
{
    assert_int_equal(bytes_add(&c->log, data, len), CORPUS_OK);
}

static inline void read_pad(struct collected *c, const char *bytes, size_t len)
{
    for (size_t i = 0; i < CORPUS_TEXT_PAD; i++)
        c->pad += (unsigned char)bytes[len + i];
}

static inline int collect_begin(void *user, const corpus_document *doc)
{
    struct collected *c = user;

    assert_false(c->inside);
    c->inside = true;
    c->finished = false;
    log_bytes(c, doc->source.data, doc->source.len);
    log_bytes(c, " ", 1);
    log_bytes(c, doc->id.data, doc->id.len);
    assert_int_equal(doc->source.data[doc->source.len], 0);
    assert_int_equal(doc->id.data[doc->id.len], 0);
    for (size_t i = 0; i < doc->n_fields; i++) {
        log_bytes(c, i ? "," : "{", 1);
        log_bytes(c, doc->fields[i].data, doc->fields[i].len);
        assert_int_equal(doc->fields[i].data[doc->fields[i].len], 0);
    }
    log_bytes(c, doc->n_fields ? "} <" : " <", doc->n_fields ? 3 : 2);
    return 0;
}

static inline int collect_text(void *user, const char *bytes, size_t len, bool final)
{
    struct collected *c = user;

    assert_true(c->inside && !c->finished);
    c->finished = final;
    c->pieces++;
    log_bytes(c, bytes, len);
    read_pad(c, bytes, len);
    return 0;
}

static inline int collect_token(void *user, const char *bytes, size_t len)
{
    struct collected *c = user;

    assert_true(c->inside && !c->finished);
    log_bytes(c, "(", 1);
    log_bytes(c, bytes, len);
    log_bytes(c, ")", 1);
    read_pad(c, bytes, len);
    return 0;
}

static inline int collect_boundary(void *user, enum corpus_break kind)
{
    struct collected *c = user;

    assert_true(c->inside && c->log.len && c->log.data[c->log.len - 1] == ')');
    log_bytes(c, "//", kind == CORPUS_BREAK_BLOCK ? 2 : 1);
    return 0;
}

static inline int collect_end(void *user)
{
    struct collected *c = user;

    assert_true(c->inside);
    c->inside = false;
    log_bytes(c, ">\n", 2);
    return 0;
}

static const corpus_document_sink collect_sink = {
    collect_begin, collect_text, collect_token, collect_boundary, collect_end};

/* The last reader stays open for questions until the next one. */
static corpus_reader *reader;
static struct collected got;

static inline void close_reader(void)
{
    corpus_reader_free(reader);
    reader = NULL;
    bytes_free(&got.log);
    memset(&got, 0, sizeof got);
}

static inline void open_reader(const corpus_reader_options *options)
{
    close_reader();
    assert_int_equal(corpus_reader_new(&reader, options), CORPUS_OK);
}

/* What the documents of `path` are, as one string. */
static inline const char *collect_more(const char *source, const char *path,
                                       int expected)
{
    int err = corpus_reader_read(reader, source, path, &collect_sink, &got);

    if (err != expected)
        print_message("%s: %s\n", path, corpus_reader_error(reader));
    assert_int_equal(err, expected);
    assert_true((err == 0) == (*corpus_reader_error(reader) == 0));
    log_bytes(&got, "", 1);
    got.log.len--;
    return (char *)got.log.data;
}

static inline const char *collect(const corpus_reader_options *options, const char *path)
{
    open_reader(options);
    return collect_more(NULL, path, CORPUS_OK);
}

/* The message with which reading `path` fails. */
static inline const char *failure(const corpus_reader_options *options, const char *path,
                                  int code)
{
    open_reader(options);
    collect_more(NULL, path, code);
    return corpus_reader_error(reader);
}

static inline corpus_reader_options options_for(enum corpus_input input)
{
    corpus_reader_options o;

    corpus_reader_options_default(&o);
    o.input = input;
    return o;
}

static inline corpus_reader_totals totals(void)
{
    corpus_reader_totals t;

    corpus_reader_report(reader, &t);
    return t;
}

static inline void put(const char *path, const void *data, size_t len)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
}

static inline void put_text(const char *path, const char *text)
{
    put(path, text, strlen(text));
}

/* Append a gzip member. */
static inline void put_gz(const char *path, const char *mode, const void *data,
                          size_t len)
{
    gzFile f = gzopen(path, mode);

    assert_non_null(f);
    assert_int_equal(gzwrite(f, data, (unsigned)len), (int)len);
    assert_int_equal(gzclose(f), Z_OK);
}

/* Each test program works in a directory of its own. */
static char work[] = "/tmp/corpus-test-XXXXXX";

static inline int enter_work(void **state)
{
    (void)state;
    return mkdtemp(work) && chdir(work) == 0 ? 0 : -1;
}

/* By its last part alone: the whole path may be longer than the system takes. */
static inline int remove_one(const char *path, const struct stat *st, int type,
                             struct FTW *ftw)
{
    (void)st, (void)type;
    return ftw->level ? remove(path + ftw->base) : 0;
}

static inline int leave_work(void **state)
{
    (void)state;
    close_reader();
    if (chdir("/") || nftw(work, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_CHDIR))
        return -1;
    return chdir("/") || rmdir(work) ? -1 : 0;
}

/* xorshift: the same texts on every run. */
static uint64_t random_state = 88172645463325252u;

static inline unsigned random_below(unsigned n)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (unsigned)(random_state >> 33) % n;
}

#endif
