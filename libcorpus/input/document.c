/* A document on its way to the sink: fields, id, source, and whose share it is. */
#include "input/reader.h"

#include <string.h>

void doc_clear(struct corpus_reader *r, uint64_t line)
{
    for (size_t i = 0; i < r->n_fields; i++)
        r->fields[i].set = false;
    r->line = line;
}

int doc_set(struct corpus_reader *r, size_t field, const void *value, size_t len)
{
    struct field *f = &r->fields[field];
    int err;

    f->value.len = 0;
    if ((err = bytes_reserve(&f->value, len + 1)))
        return err;
    if (len)
        memcpy(f->value.data, value, len);
    f->value.data[len] = '\0';
    f->value.len = len;
    f->set = true;
    return CORPUS_OK;
}

static corpus_string string_of(const struct bytes *b)
{
    return (corpus_string){(const char *)b->data, b->len};
}

/* "PATH:LINE" in r->id; the path is copied once per file. */
static int make_line_id(struct corpus_reader *r)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t n = r->line;
    int err;

    if (r->id_prefix == 0) {
        r->id.len = 0;
        if ((err = bytes_add(&r->id, r->path.data, r->path.len)) ||
            (err = bytes_add(&r->id, ":", 1)))
            return err;
        r->id_prefix = r->id.len;
    }
    digits[--at] = '\0';
    do
        digits[--at] = (char)('0' + n % 10);
    while (n /= 10);
    r->id.len = r->id_prefix;
    if ((err = bytes_add(&r->id, digits + at, sizeof digits - at)))
        return err;
    r->id.len--;
    return CORPUS_OK;
}

static int choose_id(struct corpus_reader *r, enum doc_id without, corpus_string *id)
{
    const struct field *f = &r->fields[FIELD_ID];
    int err;

    if (f->set && f->value.len)
        *id = string_of(&f->value);
    else if (without == DOC_ID_PATH ||
             (without == DOC_ID_FIRST_PATH && !r->file_documents))
        *id = string_of(&r->path);
    else if ((err = make_line_id(r)))
        return err;
    else
        *id = string_of(&r->id);
    return CORPUS_OK;
}

/* Whose document is it? FNV-1a, and the finaliser of MurmurHash3, because ids that
 * differ in their last digit only have to spread, too. */
static bool is_ours(const struct corpus_reader *r, corpus_string id)
{
    uint64_t h = 0xcbf29ce484222325u;

    if (r->options.n_shards < 2)
        return true;
    for (size_t i = 0; i < id.len; i++)
        h = (h ^ (uint8_t)id.data[i]) * 0x100000001b3u;
    h = (h ^ h >> 33) * 0xff51afd7ed558ccdu;
    h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53u;
    h ^= h >> 33;
    return h % r->options.n_shards + 1 == r->options.shard;
}

/* What the sink returns is final. */
static int told(struct corpus_reader *r, int code)
{
    if (code && !r->stopped) {
        r->stopped = true;
        reader_fail(r, code, r->line, "%s", corpus_strerror(code));
    }
    return code;
}

int doc_begin(struct corpus_reader *r, enum doc_id without)
{
    const struct field *source = &r->fields[FIELD_SOURCE];
    corpus_document doc = {.n_fields = r->n_fields - FIELD_META, .fields = r->meta};
    int err = choose_id(r, without, &doc.id);

    if (err)
        return err;
    r->file_documents++;
    if (!(r->taking = is_ours(r, doc.id))) {
        r->totals.other_shards++;
        return CORPUS_OK;
    }
    doc.source =
        string_of(source->set && source->value.len ? &source->value : &r->file_source);
    for (size_t i = 0; i < doc.n_fields; i++) {
        const struct field *f = &r->fields[FIELD_META + i];

        r->meta[i] = f->set ? string_of(&f->value) : (corpus_string){"", 0};
    }
    r->taken++;
    r->totals.documents++;
    return told(r, r->sink->begin(r->user, &doc));
}

int doc_text(struct corpus_reader *r, const void *bytes, size_t len, bool final)
{
    return r->taking ? told(r, r->sink->text(r->user, bytes, len, final)) : CORPUS_OK;
}

int doc_token(struct corpus_reader *r, const void *bytes, size_t len)
{
    return r->taking ? told(r, r->sink->token(r->user, bytes, len)) : CORPUS_OK;
}

int doc_boundary(struct corpus_reader *r, enum corpus_break kind)
{
    return r->taking ? told(r, r->sink->boundary(r->user, kind)) : CORPUS_OK;
}

int doc_end(struct corpus_reader *r)
{
    return r->taking ? told(r, r->sink->end(r->user)) : CORPUS_OK;
}

int doc_whole(struct corpus_reader *r, const void *bytes, size_t len)
{
    int err;

    if ((err = doc_begin(r, DOC_ID_LINE)) || (err = doc_text(r, bytes, len, true)))
        return err;
    return doc_end(r);
}
