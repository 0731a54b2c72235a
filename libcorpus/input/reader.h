/* What the formats share: the reader's state, a document on its way out, errors. */
#ifndef INPUT_READER_H
#define INPUT_READER_H

#include "corpus/reader.h"
#include "input/feed.h"

#include <sys/types.h>

/* The fields a record may have; metadata field i is FIELD_META + i. */
enum { FIELD_TEXT, FIELD_ID, FIELD_SOURCE, FIELD_META };

struct field {
    char *name;    /* owned; NULL: not wanted */
    bool named;    /* the user named it, so it has to be there */
    size_t column; /* its name as a number, 0 if it is none */
    bool set;      /* the current document has it */
    struct bytes value;
};

struct input_file {
    char *path, *source;
    uint64_t size, documents;
    uint32_t crc;
};

struct corpus_reader {
    corpus_reader_options options; /* its strings are not used: */
    struct field *fields;          /* text, id, source, metadata */
    size_t n_fields;
    char *text_element, *column;

    const corpus_document_sink *sink;
    void *user;
    bool stopped; /* the sink has returned an error: not ours to excuse */

    struct left_out {
        dev_t dev;
        ino_t ino;
    } *left_out; /* files that the caller is going to write */
    size_t n_left_out, left_out_cap;

    const char *operand_source; /* SOURCE=, or NULL */
    struct bytes file_source;   /* source of documents that have none of their own */
    struct bytes path;          /* the file being read, as recorded */
    uint64_t line;              /* where the current document, record or token starts */
    bool walking;               /* below a directory */
    bool met_left_out;          /* ... in which was something to be left out */
    struct stream stream;
    struct feed feed;

    struct bytes id;         /* "PATH:" + line, when the record has no id */
    size_t id_prefix;        /* length of "PATH:", 0 when not made yet */
    corpus_string *meta;     /* n_meta_fields, for the sink */
    bool taking;             /* the current document is ours, not another shard's */
    uint64_t file_documents; /* begun in this file, of any shard */
    uint64_t taken;          /* documents of this file given to the sink */

    corpus_reader_totals totals;
    uint64_t expected;
    struct input_file *files;
    size_t n_files, files_cap;
    corpus_input_file *inputs;
    corpus_skip *skips;
    size_t n_skips, skips_cap;
    struct bytes error;
};

/* Formats: read the file in r->feed to its end. */
int read_text(struct corpus_reader *r);
int read_lines(struct corpus_reader *r);
int read_paragraphs(struct corpus_reader *r);
int read_jsonl(struct corpus_reader *r);
int read_csv(struct corpus_reader *r);
int read_tsv(struct corpus_reader *r);
int read_vertical(struct corpus_reader *r);
int read_conllu(struct corpus_reader *r);
int read_tei(struct corpus_reader *r);

/* document.c: a document is cleared, gets its fields, begins, gets its text, ends.
 * All return CORPUS_OK, CORPUS_ENOMEM, or what the sink returned. */
void doc_clear(struct corpus_reader *r, uint64_t line);
int doc_set(struct corpus_reader *r, size_t field, const void *value, size_t len);
enum doc_id { DOC_ID_PATH, DOC_ID_LINE, DOC_ID_FIRST_PATH };
int doc_begin(struct corpus_reader *r, enum doc_id without);
int doc_text(struct corpus_reader *r, const void *bytes, size_t len, bool final);
int doc_token(struct corpus_reader *r, const void *bytes, size_t len);
int doc_boundary(struct corpus_reader *r, enum corpus_break kind);
int doc_end(struct corpus_reader *r);

/* A whole document whose text is at hand, its fields set already. */
int doc_whole(struct corpus_reader *r, const void *bytes, size_t len);

/* report.c. The message becomes r->error as "PATH:LINE: message"; line 0: "PATH: ...".
 */
int reader_fail(struct corpus_reader *r, int code, uint64_t line, const char *format,
                ...) __attribute__((format(printf, 4, 5)));

/* Something can be left out, if the user wants that: noted, and CORPUS_OK; else an error
 * with `code`. */
int reader_skip(struct corpus_reader *r, enum corpus_skip_kind kind, int code,
                uint64_t line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Something is left out in any case. */
int reader_note(struct corpus_reader *r, enum corpus_skip_kind kind, const char *format,
                ...) __attribute__((format(printf, 3, 4)));

#define bad_record(r, line, ...)                                                        \
    reader_skip(r, CORPUS_SKIP_RECORD, CORPUS_EINPUT, line, __VA_ARGS__)

/* feed_line() with a line that is too long reported as a bad record and passed over. */
int reader_line(struct corpus_reader *r, uint8_t **line, size_t *len);

/* feed_fill() and the like have failed: say so. */
int reader_stream_error(struct corpus_reader *r, int err);

int reader_fill(struct corpus_reader *r);

/* Does a record's own source count in this file? */
bool reader_wants_source(const struct corpus_reader *r);

/* Only spaces, tabs and line ends. */
static inline bool is_blank(const uint8_t *p, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (p[i] != ' ' && (p[i] < '\t' || p[i] > '\r'))
            return false;
    return true;
}

#endif
