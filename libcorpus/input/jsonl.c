/* JSON Lines: an object per line, parsed by json-c in its strict mode, which still lets
 * NaN and Infinity pass, as Python writes them. Of equal keys the last one counts, as
 * everywhere. Lone surrogates become U+FFFD and are counted. */
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

static int hex4(const uint8_t *p)
{
    int n = 0;

    for (int i = 0; i < 4; i++) {
        int c = p[i] | 0x20, d = c >= '0' && c <= '9'   ? c - '0'
                                 : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                                        : -1;

        if (d < 0)
            return -1;
        n = n * 16 + d;
    }
    return n;
}

/* Halves of surrogate pairs that stand alone among the escapes of a line. */
static uint64_t count_lone_surrogates(const uint8_t *p, size_t len)
{
    const uint8_t *end = p + len;
    uint64_t lone = 0;
    bool high = false; /* the escape just before was a first half */

    while ((p = memchr(p, '\\', (size_t)(end - p))) && end - p >= 2) {
        int c = p[1] == 'u' && end - p >= 6 ? hex4(p + 2) : -1;
        const uint8_t *next = p + (c < 0 ? 2 : 6);

        if (high && c >= 0xdc00 && c < 0xe000)
            high = false;
        else
            lone += high + (c >= 0xdc00 && c < 0xe000), high = c >= 0xd800 && c < 0xdc00;
        if (high && (end - next < 2 || next[0] != '\\' || next[1] != 'u'))
            lone++, high = false;
        p = next;
    }
    return lone + high;
}

/* Some byte of the line is below 0x20: looked for in eights. */
static bool any_control(const uint8_t *p, size_t len)
{
    const uint64_t ones = 0x0101010101010101u;
    size_t i = 0;
    uint64_t x;

    for (; i + 8 <= len; i += 8) {
        memcpy(&x, p + i, 8);
        if ((x - ones * 0x20) & ~x & ones * 0x80)
            return true;
    }
    while (i < len && p[i] >= 0x20)
        i++;
    return i < len;
}

/* RFC 8259 wants control characters in strings escaped; json-c lets them pass. Between
 * values a TAB or \r is white space. */
static bool has_bad_control(const uint8_t *p, size_t len)
{
    bool quoted = false;

    if (!any_control(p, len))
        return false;
    for (size_t i = 0; i < len; i++) {
        if (p[i] == '"')
            quoted = !quoted;
        else if (p[i] == '\\' && quoted)
            i++;
        else if (p[i] < 0x20 && (quoted || p[i] == 0))
            return true;
    }
    return false;
}

static int read_record(struct corpus_reader *r, json_tokener *t, const uint8_t *line,
                       size_t len)
{
    enum json_tokener_error why;
    json_object *o;
    bool cut;
    int err;

    if (len > INT_MAX)
        return bad_record(r, r->line, "record is longer than %d bytes", INT_MAX);
    if (has_bad_control(line, len))
        return bad_record(r, r->line, "not JSON: control character in a string");
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
    else if (why != json_tokener_success)
        err =
            bad_record(r, r->line, "not JSON: %s at byte %zu",
                       json_tokener_error_desc(why), json_tokener_get_parse_end(t) + 1);
    else {
        r->totals.lone_surrogates += count_lone_surrogates(line, len);
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
