#include "shared/spelling.h"

#include <string.h>

static int keep_type(void *user, const corpus_token *token)
{
    struct text *type = user;

    text_add(type, token->type, token->type_len);
    return CORPUS_OK;
}

/* Where this build lacks the table's stemmer, words have to be written as types. */
void spelling_open(struct spelling *s, corpus_table *table)
{
    corpus_token_options options;
    const char *name, *value;
    int err;

    *s = (struct spelling){.table = table};
    corpus_token_options_default(&options);
    for (size_t i = 0; (name = corpus_token_option_name(i)); i++)
        if ((value = corpus_table_option(table, name)))
            corpus_token_options_set(&options, name, value);
    options.invalid = CORPUS_INVALID_REPLACE; /* a word that is none is not found */
    err = corpus_tokenizer_new(&s->tokenizer, &options, keep_type, &s->type);
    if (err && err != CORPUS_EINVAL)
        tool_die("%s", corpus_strerror(err));
}

void spelling_close(struct spelling *s)
{
    corpus_tokenizer_free(s->tokenizer);
    text_free(&s->type);
    *s = (struct spelling){0};
}

int spelling_id(struct spelling *s, const char *word, size_t len, uint32_t *id)
{
    int found = corpus_table_id(s->table, word, len, id), err;

    if (found || !s->tokenizer || !len)
        return found;
    text_clear(&s->type);
    if ((err = corpus_tokenizer_token(s->tokenizer, word, len)) ||
        (err = corpus_tokenizer_end(s->tokenizer)))
        return err;
    return s->type.len ? corpus_table_id(s->table, s->type.data, s->type.len, id) : 0;
}

int spelling_ids(struct spelling *s, const char *term, uint32_t ids[], unsigned *order)
{
    size_t len;
    int found;

    for (*order = 0; *term; term += len + (term[len] == ' ')) {
        len = strcspn(term, " ");
        if (*order == CORPUS_ORDER_MAX)
            return 0;
        if ((found = spelling_id(s, term, len, &ids[*order])) <= 0)
            return found;
        ++*order;
    }
    return *order > 0;
}
