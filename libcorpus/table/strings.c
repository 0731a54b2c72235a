/* Front coding of strings that resemble their neighbours. */
#include "table/strings.h"
#include "corpus/error.h"

int strings_put(struct string_coder *s, const char *string, size_t len)
{
    size_t shared = 0, most = s->previous.len < len ? s->previous.len : len;
    int err;

    while (shared < most && s->previous.data[shared] == (uint8_t)string[shared])
        shared++;
    if ((err = column_put(&s->shared, shared)) ||
        (err = column_put(&s->length, len - shared)) ||
        (err = bytes_add(&s->rest, string + shared, len - shared)))
        return err;
    s->previous.len = shared;
    return bytes_add(&s->previous, string + shared, len - shared);
}

void strings_clear(struct string_coder *s)
{
    s->shared.len = s->length.len = s->rest.len = s->previous.len = 0;
}

void strings_free(struct string_coder *s)
{
    bytes_free(&s->shared);
    bytes_free(&s->length);
    bytes_free(&s->rest);
    bytes_free(&s->previous);
}

int strings_next(struct string_reader *s)
{
    uint64_t shared, length;
    int err;

    if (!column_next(&s->shared, &shared) || !column_next(&s->length, &length) ||
        shared > s->previous.len || length > (uint64_t)(s->rest.end - s->rest.at))
        return CORPUS_ECORRUPT;
    s->previous.len = shared;
    if ((err = bytes_reserve(&s->previous, length + 1)) ||
        (err = bytes_add(&s->previous, s->rest.at, length)))
        return err;
    s->previous.data[s->previous.len] = 0;
    s->rest.at += length;
    return CORPUS_OK;
}
