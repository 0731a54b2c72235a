/* JSON Lines: an object per line, parsed by json-c, strictly. Of equal keys the last one
 * counts, as everywhere. Lone surrogates become U+FFFD and are counted. */
#include "input/json_strict.h"
#include "input/reader.h"

#include <errno.h>
#include <json-c/json.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Containers within containers; json-c keeps a state for each. */
#define DEPTH 128

/* The member of an object called by the first `len` bytes of `key`, or the element of an
 * array with that number; NULL when there is none. */
static json_object *member(json_object *o, const char *key, size_t len)
{
    json_object *value = NULL;
    char name[256];

    if (len == 0 || len >= sizeof name)
        return NULL;
    memcpy(name, key, len);
    name[len] = '\0';
    if (json_object_is_type(o, json_type_object))
        json_object_object_get_ex(o, name, &value);
    else if (json_object_is_type(o, json_type_array) && len < 10 &&
             strspn(name, "0123456789") == len)
        value = json_object_array_get_idx(o, (size_t)atol(name));
    return value;
}

/* The value at a dotted path: at each step the whole rest as a key comes first. A null
 * is found and NULL. */
static bool find(json_object *o, const char *path, json_object **value)
{
    const char *dot;

    for (; o; path = dot + 1) {
        if (json_object_is_type(o, json_type_object) &&
            json_object_object_get_ex(o, path, value))
            return true;
        if (!(dot = strchr(path, '.')))
            return (*value = member(o, path, strlen(path))) != NULL;
        o = member(o, path, (size_t)(dot - path));
    }
    return false;
}

/* json-c keeps integers in 64 bits and clips what is larger; such an id would be wrong.
 */
static bool is_clipped(json_object *v)
{
    int64_t n = json_object_get_int64(v);

    return json_object_is_type(v, json_type_int) &&
           (n == INT64_MIN ||
            (n == INT64_MAX && json_object_get_uint64(v) == UINT64_MAX));
}

/* An id, a source or a metadata field: a string, or a number or truth value as written.
 */
static int set_value(struct corpus_reader *r, size_t i, json_object *v)
{
    const struct field *f = &r->fields[i];
    const char *text = json_object_get_string(v);
    size_t len;

    if (!text)
        return CORPUS_ENOMEM;
    if (json_object_is_type(v, json_type_object) ||
        json_object_is_type(v, json_type_array))
        return bad_record(r, r->line, "field \"%s\" is not a string or a number",
                          f->name);
    if (is_clipped(v))
        return bad_record(r, r->line, "field \"%s\": number beyond 64 bits", f->name);
    len = json_object_is_type(v, json_type_string)
              ? (size_t)json_object_get_string_len(v)
              : strlen(text);
    if (memchr(text, 0, len))
        return bad_record(r, r->line, "field \"%s\" holds a NUL", f->name);
    return doc_set(r, i, text, len);
}

/* Everything but the text. After a bad record that is left out, *bad. */
static int set_fields(struct corpus_reader *r, json_object *o, bool *bad)
{
    uint64_t before = r->totals.bad_records;
    json_object *v;
    int err = CORPUS_OK;

    for (size_t i = FIELD_ID; i < r->n_fields && !err && !*bad; i++) {
        const struct field *f = &r->fields[i];

        if (!f->name || (i == FIELD_SOURCE && !reader_wants_source(r)))
            continue;
        if (find(o, f->name, &v) && v)
            err = set_value(r, i, v);
        else if (i < FIELD_META && f->named)
            err = bad_record(r, r->line, "no field \"%s\"", f->name);
        *bad = r->totals.bad_records != before;
    }
    return err;
}

static int read_object(struct corpus_reader *r, json_object *o)
{
    const char *name = r->fields[FIELD_TEXT].name;
    bool bad = false;
    json_object *v;
    int err;

    if (!json_object_is_type(o, json_type_object))
        return bad_record(r, r->line, "not a JSON object");
    if (!find(o, name, &v))
        return bad_record(r, r->line, "no field \"%s\"", name);
    if (!json_object_is_type(v, json_type_string))
        return bad_record(r, r->line, "field \"%s\" is not a string", name);
    if ((err = set_fields(r, o, &bad)) || bad)
        return err;
    /* Through the reader's own memory, for the pad behind it. */
    if ((err = doc_set(r, FIELD_TEXT, json_object_get_string(v),
                       (size_t)json_object_get_string_len(v))) ||
        (err = bytes_reserve(&r->fields[FIELD_TEXT].value, CORPUS_TEXT_PAD)))
        return err;
    return doc_whole(r, r->fields[FIELD_TEXT].value.data,
                     r->fields[FIELD_TEXT].value.len);
}

static int read_record(struct corpus_reader *r, json_tokener *t, uint8_t *line,
                       size_t len)
{
    enum json_tokener_error why;
    const char *objection;
    json_object *o;
    size_t at, whole = len;
    bool cut;
    int err;

    if (len > INT_MAX)
        return bad_record(r, r->line, "record is longer than %d bytes", INT_MAX);
    if ((objection = json_objection(line, len, &at)))
        return bad_record(r, r->line, "not JSON: %s at byte %zu", objection, at + 1);
    len = json_settle_pairs(line, len);
    errno = 0;
    json_tokener_reset(t);
    o = json_tokener_parse_ex(t, (const char *)line, (int)len);
    why = json_tokener_get_error(t);
    if ((cut = why == json_tokener_continue)) {
        /* A number or a word might go on; a NUL ends it. */
        o = json_tokener_parse_ex(t, "", 1);
        why = json_tokener_get_error(t);
    }
    if (!o && errno == ENOMEM)
        err = CORPUS_ENOMEM;
    else if (cut && why != json_tokener_success)
        err = bad_record(r, r->line, "JSON object is cut short");
    else if (why != json_tokener_success && len < whole) /* its places are others now */
        err = bad_record(r, r->line, "not JSON: %s", json_tokener_error_desc(why));
    else if (why != json_tokener_success)
        err =
            bad_record(r, r->line, "not JSON: %s at byte %zu",
                       json_tokener_error_desc(why), json_tokener_get_parse_end(t) + 1);
    else {
        r->totals.lone_surrogates += json_lone_surrogates(line, len);
        err = read_object(r, o);
    }
    json_object_put(o);
    return err;
}

int read_jsonl(struct corpus_reader *r)
{
    json_tokener *t = json_tokener_new_ex(DEPTH);
    uint8_t *line;
    size_t len;
    int err;

    if (!t)
        return CORPUS_ENOMEM;
    json_tokener_set_flags(t, JSON_TOKENER_STRICT);
    while ((err = reader_line(r, &line, &len)) > 0) {
        doc_clear(r, r->feed.line);
        if (!is_blank(line, len) && (err = read_record(r, t, line, len)))
            break;
    }
    json_tokener_free(t);
    return err;
}
