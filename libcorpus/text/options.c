/* The options of tokenizing and their names: one table for tools and provenance. */
#include "corpus/tokenizer.h"
#include "text/icu.h"

#include <string.h>

/* Every enum option is an int of the struct; its values are numbered in this order. */
static const struct option {
    const char *name;
    size_t offset;
    const char *values[5];
} options[] = {
#define OPTION(name, member, ...) \
    { name, offsetof(corpus_token_options, member), { __VA_ARGS__ } }
    OPTION("segment", segment, "unicode", "whitespace", "icu"),
    OPTION("case", letter_case, "lower", "fold", "keep"),
    OPTION("quotes", quotes, "fold", "keep"),
    OPTION("normalize", normalize, "nfc", "nfkc", "none"),
    OPTION("diacritics", diacritics, "keep", "strip"),
    OPTION("hyphens", hyphens, "split", "join"),
    OPTION("urls", urls, "keep", "split", "drop"),
    OPTION("numbers", numbers, "keep", "drop", "mask"),
    OPTION("punctuation", punctuation, "drop", "keep"),
    OPTION("stem", stem, NULL),
    OPTION("boundary", boundary, "sentence", "punct", "line", "document"),
    OPTION("newline", newline, "auto", "space", "break"),
    OPTION("invalid", invalid, "replace", "error"),
#undef OPTION
};

enum { N_OPTIONS = sizeof options / sizeof *options };

static const struct option *find(const char *name)
{
    for (size_t i = 0; i < N_OPTIONS; i++)
        if (!strcmp(options[i].name, name))
            return &options[i];
    return NULL;
}

/* An enum may be signed or not, but it is as wide as an int here; memcpy keeps the
 * compiler's view of types out of it. */
static void store(corpus_token_options *o, const struct option *option, int value)
{
    memcpy((char *)o + option->offset, &value, sizeof value);
}

static int load(const corpus_token_options *o, const struct option *option)
{
    int value;

    memcpy(&value, (const char *)o + option->offset, sizeof value);
    return value;
}

_Static_assert(sizeof(enum corpus_segment) == sizeof(int), "enums are stored as int");

void corpus_token_options_default(corpus_token_options *o)
{
    memset(o, 0, sizeof *o);
    o->stem = NULL;
}

int corpus_token_options_set(corpus_token_options *o, const char *name, const char *value)
{
    const struct option *option = find(name);

    if (!option)
        return CORPUS_EINVAL;
    if (!option->values[0]) {
        o->stem = *value && strcmp(value, "off") ? value : NULL;
        return CORPUS_OK;
    }
    for (int i = 0; option->values[i]; i++)
        if (!strcmp(option->values[i], value)) {
            store(o, option, i);
            return CORPUS_OK;
        }
    return CORPUS_EINVAL;
}

const char *corpus_token_options_get(const corpus_token_options *o, const char *name)
{
    const struct option *option = find(name);

    if (!option)
        return NULL;
    if (!option->values[0])
        return o->stem ? o->stem : "off";
    return option->values[load(o, option)];
}

const char *corpus_token_option_name(size_t i)
{
    return i < N_OPTIONS ? options[i].name : NULL;
}

const char *corpus_token_option_value(const char *name, size_t i)
{
    const struct option *option = find(name);

    return option && i < sizeof option->values / sizeof *option->values
               ? option->values[i] : NULL;
}

const char *corpus_tokenizer_version(const corpus_token_options *o)
{
    switch (o->segment) {
    case CORPUS_SEGMENT_WHITESPACE: return "whitespace-2";
    case CORPUS_SEGMENT_ICU:        return icu_words_version();
    default:                        return "unicode-2";
    }
}
