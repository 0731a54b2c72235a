/* corpus-tokens: how a text is cut into tokens - what corpus-count counts, in sight. */
#include "shared/intake.h"
#include "shared/meta.h"
#include "shared/options.h"
#include "shared/passes.h"
#include "shared/report.h"
#include "shared/tool.h"

#include <stdlib.h>
#include <string.h>

static bool with_offsets, by_sentence;

static const option_spec tokens_specs[] = {
    {.name = "offsets", .kind = OPTION_FLAG, .where = &with_offsets,
     .help = "add byte offsets in the document, sentence and form as written"},
    {.name = "sentences", .kind = OPTION_FLAG, .where = &by_sentence,
     .help = "one sentence a line, its tokens between spaces"},
    {0}};

static const option_group groups[] = {{"What is printed", tokens_specs},
                                      {"What is read", intake_reader_specs},
                                      {"What is left out", passes_specs},
                                      {"What a token is", intake_token_specs},
                                      {"Output", common_specs},
                                      {0}};

static const tool_manual manual = {
    .operands = "[OPTION]... [SOURCE=]PATH...",
    .purpose = "Print the tokens of texts, as corpus-count with the same options counts them.",
    .groups = groups,
    .notes = "Sentences end where no n-gram goes on, see --boundary. Offsets into a file of\n"
             "tokens (vertical, conllu) are those of its tokens with single spaces between.\n",
    .examples = {"corpus-tokens --offsets letter.txt",
                 "echo 'Don’t panic.' | corpus-tokens --no-header -"}};

static const column token_columns[] = {
    {"token", COLUMN_TOKEN, "type of the token: its form normalised", NULL, NULL, false},
    {"start", COLUMN_COUNT, "offset of its first byte in the document", "bytes", NULL,
     false},
    {"end", COLUMN_COUNT, "offset of the byte after it", "bytes", NULL, false},
    {"sentence", COLUMN_COUNT, "sentences of the document before", NULL, NULL, false},
    {"form", COLUMN_TOKEN, "its bytes as written", NULL, NULL, false},
};

static const column sentence_columns[] = {
    {"sentence", COLUMN_TERM, "types of a sentence, spaces between", NULL, NULL, false},
};

/* ---- words left out --------------------------------------------------------------- */

struct words {
    char **all;
    size_t n, cap;
};

static int compare_words(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int keep_word(void *user, const corpus_token *token)
{
    struct words *w = user;
    char *word = strndup(token->type, token->type_len);

    if (!word)
        return CORPUS_ENOMEM;
    w->all = tool_grow(w->all, &w->cap, w->n + 1, sizeof *w->all);
    w->all[w->n++] = word;
    return CORPUS_OK;
}

static corpus_tokenizer *open_tokenizer(const corpus_token_options *options,
                                        corpus_token_take *take, void *user)
{
    corpus_tokenizer *tokenizer;
    int err = corpus_tokenizer_new(&tokenizer, options, take, user);

    if (err == CORPUS_EINVAL)
        intake_refuse_tokens();
    if (err)
        tool_die("%s", corpus_strerror(err));
    return tokenizer;
}

/* The lines of the file, each one form, as corpus-count has it. */
static void read_stopwords(struct words *w)
{
    corpus_token_options options = intake.tokens;
    corpus_tokenizer *tokenizer;
    char **lines, *memory;
    size_t n = tool_read_lines(intake.stopwords, &lines, &memory);

    options.invalid = CORPUS_INVALID_REPLACE;
    tokenizer = open_tokenizer(&options, keep_word, w);
    for (size_t i = 0; i < n; i++) {
        int err = corpus_tokenizer_token(tokenizer, lines[i], strlen(lines[i]));

        if (err)
            tool_fail(err, intake.stopwords, NULL);
    }
    if (w->n)
        qsort(w->all, w->n, sizeof *w->all, compare_words);
    corpus_tokenizer_free(tokenizer);
    free(lines);
    free(memory);
}

static void free_words(struct words *w)
{
    for (size_t i = 0; i < w->n; i++)
        free(w->all[i]);
    free(w->all);
}

/* ---- printing --------------------------------------------------------------------- */

struct printer {
    report *out;
    corpus_tokenizer *tokenizer;
    struct words stopwords;
    struct text type, line;
    uint64_t sentence; /* the one at hand, as we count: stop words part sentences, too; */
    bool started;      /* a token of it was printed */
    uint64_t told;     /* the tokenizer's number of the last token's sentence */
    struct text fault; /* about the last failure of the tokenizer */
};

static void end_line(struct printer *p)
{
    cell line = cell_text(p->line.data, p->line.len);

    if (p->line.len)
        report_row(p->out, &line);
    text_clear(&p->line);
}

static void end_sentence(struct printer *p)
{
    p->sentence += p->started;
    p->started = false;
    end_line(p);
}

static void add_to_line(struct printer *p, const corpus_token *token)
{
    static const column type = {.kind = COLUMN_TOKEN};

    if (p->line.len)
        text_char(&p->line, ' ');
    cell_add_plain(&p->line, &type, cell_text(token->type, token->type_len), 0);
}

static bool is_stopword(struct printer *p, const corpus_token *token)
{
    if (!p->stopwords.n || memchr(token->type, 0, token->type_len))
        return false;
    text_clear(&p->type);
    text_add(&p->type, token->type, token->type_len);
    return bsearch(&p->type.data, p->stopwords.all, p->stopwords.n,
                   sizeof *p->stopwords.all, compare_words);
}

static int print_token(void *user, const corpus_token *token)
{
    struct printer *p = user;
    bool stopword = is_stopword(p, token);

    if (token->sentence != p->told || stopword)
        end_sentence(p);
    p->told = token->sentence;
    if (stopword)
        return CORPUS_OK;
    p->started = true;
    if (by_sentence)
        add_to_line(p, token);
    else
        report_row(p->out, (cell[]){cell_text(token->type, token->type_len),
                                    cell_count(token->start), cell_count(token->end),
                                    cell_count(p->sentence),
                                    cell_text(token->form, token->form_len)});
    return CORPUS_OK;
}

/* ---- documents in ----------------------------------------------------------------- */

static int begin_document(void *user, const corpus_document *doc)
{
    struct printer *p = user;

    (void)doc;
    p->sentence = p->told = 0;
    p->started = false;
    return CORPUS_OK;
}

static const char *printer_fault(void *user)
{
    const struct printer *p = user;

    return p->fault.len ? p->fault.data : "";
}

static int explain(struct printer *p, int err)
{
    if (err == CORPUS_EINPUT)
        text_printf(&p->fault, "invalid UTF-8 at byte %llu of the document",
                    (unsigned long long)corpus_tokenizer_error_offset(p->tokenizer));
    return err;
}

static int take_text(void *user, const char *bytes, size_t len, bool final)
{
    struct printer *p = user;
    int err = corpus_tokenizer_feed(p->tokenizer, bytes, len);

    if (!err && final)
        err = corpus_tokenizer_end(p->tokenizer);
    return explain(p, err);
}

static int take_token(void *user, const char *bytes, size_t len)
{
    struct printer *p = user;

    return explain(p, corpus_tokenizer_token(p->tokenizer, bytes, len));
}

/* As the counter has it: sentences end where the file says; lines are its blocks. */
static int take_boundary(void *user, enum corpus_break kind)
{
    struct printer *p = user;
    enum corpus_boundary boundary = intake.tokens.boundary;

    if (boundary != CORPUS_BOUNDARY_DOCUMENT &&
        (boundary != CORPUS_BOUNDARY_LINE || kind == CORPUS_BREAK_BLOCK))
        corpus_tokenizer_boundary(p->tokenizer);
    return CORPUS_OK;
}

static int end_document(void *user)
{
    struct printer *p = user;

    end_sentence(p);
    return corpus_tokenizer_end(p->tokenizer); /* after ready tokens; else for nothing */
}

int main(int argc, char **argv)
{
    static const corpus_document_sink sink = {begin_document, take_text, take_token,
                                              take_boundary, end_document};
    struct printer p = {0};
    const column *columns;
    corpus_reader *reader;
    char **operands;
    size_t n, n_columns;

    tool_start("corpus-tokens");
    intake_defaults();
    n = options_parse(&manual, argc, argv, &operands);
    if (!n && !intake.files_from)
        tool_wrong("no PATH given");
    if (by_sentence && with_offsets)
        tool_wrong("--sentences and --offsets do not go together");
    intake_finish();
    passes_check();
    columns = by_sentence ? sentence_columns : token_columns;
    n_columns = with_offsets ? 5 : 1;

    reader = intake_open();
    p.tokenizer = open_tokenizer(&intake.tokens, print_token, &p);
    if (intake.stopwords)
        read_stopwords(&p.stopwords);
    p.out = report_open(columns, n_columns);
    if (passes_read(reader, operands, n, &sink, &p, printer_fault, 0))
        tool_stop();
    report_close(p.out);
    meta_write(&manual, columns, n_columns, NULL, NULL);

    corpus_tokenizer_free(p.tokenizer);
    corpus_reader_free(reader);
    free_words(&p.stopwords);
    text_free(&p.type);
    text_free(&p.line);
    text_free(&p.fault);
    return tool_finish();
}
