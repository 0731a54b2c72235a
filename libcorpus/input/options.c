/* A reader's options: the names of their values, their defaults, what they must be. */
#include "input/options.h"
#include "input/reader.h"

#include <stdlib.h>
#include <string.h>

static int column_of_number(const char *name, size_t *column)
{
    size_t n = 0;

    if (!*name)
        return 0;
    for (; *name; name++) {
        if (*name < '0' || *name > '9' || n > 100000000)
            return 0;
        n = n * 10 + (size_t)(*name - '0');
    }
    *column = n;
    return n > 0;
}

/* The one table of formats; the extensions are those auto goes by. */
static const struct format formats[] = {
    [CORPUS_INPUT_AUTO] = {"auto", {NULL}, NULL},
    [CORPUS_INPUT_TEXT] = {"text", {NULL}, read_text},
    [CORPUS_INPUT_LINES] = {"lines", {NULL}, read_lines},
    [CORPUS_INPUT_PARAGRAPHS] = {"paragraphs", {NULL}, read_paragraphs},
    [CORPUS_INPUT_JSONL] = {"jsonl", {".jsonl", ".ndjson"}, read_jsonl},
    [CORPUS_INPUT_CSV] = {"csv", {".csv"}, read_csv},
    [CORPUS_INPUT_TSV] = {"tsv", {".tsv"}, read_tsv},
    [CORPUS_INPUT_VERTICAL] = {"vertical", {".vrt"}, read_vertical},
    [CORPUS_INPUT_CONLLU] = {"conllu", {".conllu"}, read_conllu},
    [CORPUS_INPUT_TEI] = {"tei", {".xml", ".tei"}, read_tei},
};
#define N_FORMATS ((int)(sizeof formats / sizeof *formats))

static const char *const sources_from[] = {"operand", "dir", "file"};

const char *corpus_input_name(int input)
{
    return input >= 0 && input < N_FORMATS ? formats[input].name : NULL;
}

const char *corpus_source_from_name(int source_from)
{
    return source_from >= 0 && source_from < 3 ? sources_from[source_from] : NULL;
}

int corpus_input_find(const char *name)
{
    for (int i = 0; i < N_FORMATS; i++)
        if (strcmp(name, formats[i].name) == 0)
            return i;
    return -1;
}

int corpus_source_from_find(const char *name)
{
    for (int i = 0; i < 3; i++)
        if (strcmp(name, sources_from[i]) == 0)
            return i;
    return -1;
}

static bool ends_with(const char *name, size_t len, const char *end)
{
    size_t n = strlen(end);

    return len > n && memcmp(name + len - n, end, n) == 0;
}

size_t name_without_packing(const char *path, size_t len)
{
    if (ends_with(path, len, ".gz"))
        return len - 3;
    return ends_with(path, len, ".zst") ? len - 4 : len;
}

const struct format *format_of(enum corpus_input input, const char *path)
{
    size_t len = name_without_packing(path, strlen(path));

    if (input != CORPUS_INPUT_AUTO)
        return &formats[input];
    for (int i = 0; i < N_FORMATS; i++)
        for (int k = 0; k < 2; k++)
            if (formats[i].extensions[k] &&
                ends_with(path, len, formats[i].extensions[k]))
                return &formats[i];
    return &formats[CORPUS_INPUT_TEXT];
}

void corpus_reader_options_default(corpus_reader_options *options)
{
    *options = (corpus_reader_options){
        .input = CORPUS_INPUT_AUTO,
        .source_from = CORPUS_SOURCE_OPERAND,
        .max_record = 1u << 28,
        .buffer_size = 1u << 18,
    };
}

/* `given` or `fallback`; "" means that the field is not wanted. */
static int name_field(struct field *f, const char *given, const char *fallback)
{
    const char *name = given ? given : fallback;

    f->named = given && *given;
    if (!*name)
        return CORPUS_OK;
    if (!(f->name = strdup(name)))
        return CORPUS_ENOMEM;
    column_of_number(name, &f->column);
    return CORPUS_OK;
}

static int name_fields(struct corpus_reader *r, const corpus_reader_options *o)
{
    int err;

    r->n_fields = FIELD_META + o->n_meta_fields;
    if (!(r->fields = calloc(r->n_fields, sizeof *r->fields)) ||
        !(r->meta = calloc(o->n_meta_fields + 1, sizeof *r->meta)))
        return CORPUS_ENOMEM;
    if ((err = name_field(&r->fields[FIELD_TEXT], o->text_field, "text")) ||
        (err = name_field(&r->fields[FIELD_ID], o->id_field, "id")) ||
        (err = name_field(&r->fields[FIELD_SOURCE], o->source_field, "source")))
        return err;
    for (size_t i = 0; i < o->n_meta_fields; i++)
        if ((err = name_field(&r->fields[FIELD_META + i], o->meta_fields[i], "")))
            return err;
    return CORPUS_OK;
}

/* CONLLU columns may be named, vertical ones have no names. */
static int check_column(const corpus_reader_options *o)
{
    size_t n;

    if (!o->column || column_of_number(o->column, &n))
        return CORPUS_OK;
    if (o->input == CORPUS_INPUT_VERTICAL)
        return CORPUS_EINVAL;
    return conllu_column(o->column) ? CORPUS_OK : CORPUS_EINVAL;
}

static int check(const corpus_reader_options *o)
{
    if ((int)o->input < 0 || (int)o->input >= N_FORMATS || (int)o->source_from < 0 ||
        (int)o->source_from > 2)
        return CORPUS_EINVAL;
    if (o->n_shards && (o->shard < 1 || o->shard > o->n_shards))
        return CORPUS_EINVAL;
    if (o->max_record > 1u << 30 || (o->n_meta_fields && !o->meta_fields))
        return CORPUS_EINVAL;
    if (o->text_field && !*o->text_field)
        return CORPUS_EINVAL;
    for (size_t i = 0; i < o->n_meta_fields; i++)
        if (!o->meta_fields[i] || !*o->meta_fields[i])
            return CORPUS_EINVAL;
#ifndef HAVE_EXPAT
    if (o->input == CORPUS_INPUT_TEI)
        return CORPUS_EINVAL;
#endif
    return check_column(o);
}

static int copy_options(struct corpus_reader *r, const corpus_reader_options *o)
{
    int err = name_fields(r, o);

    if (err)
        return err;
    if (o->text_element && !(r->text_element = strdup(o->text_element)))
        return CORPUS_ENOMEM;
    if (o->column && !(r->column = strdup(o->column)))
        return CORPUS_ENOMEM;
    r->options = *o;
    if (!r->options.max_record)
        r->options.max_record = 1u << 28;
    if (!r->options.buffer_size)
        r->options.buffer_size = 1u << 18;
    return CORPUS_OK;
}

int corpus_reader_new(corpus_reader **out, const corpus_reader_options *options)
{
    struct corpus_reader *r;
    int err;

    *out = NULL;
    if ((err = check(options)))
        return err;
    if (!(r = calloc(1, sizeof *r)))
        return CORPUS_ENOMEM;
    if ((err = copy_options(r, options))) {
        corpus_reader_free(r);
        return err;
    }
    *out = r;
    return CORPUS_OK;
}

void corpus_reader_free(corpus_reader *reader)
{
    if (!reader)
        return;
    stream_close(&reader->stream);
    free(reader->stream.raw);
    feed_free(&reader->feed);
    for (size_t i = 0; reader->fields && i < reader->n_fields; i++) {
        free(reader->fields[i].name);
        bytes_free(&reader->fields[i].value);
    }
    for (size_t i = 0; i < reader->n_files; i++) {
        free(reader->files[i].path);
        free(reader->files[i].source);
    }
    for (size_t i = 0; i < reader->n_skips; i++)
        free((char *)reader->skips[i].message);
    bytes_free(&reader->file_source);
    bytes_free(&reader->path);
    bytes_free(&reader->id);
    bytes_free(&reader->error);
    free(reader->left_out);
    free(reader->fields);
    free(reader->meta);
    free(reader->text_element);
    free(reader->column);
    free(reader->files);
    free(reader->inputs);
    free(reader->skips);
    free(reader);
}
