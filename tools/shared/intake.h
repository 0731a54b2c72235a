/* Text in: what corpus-count and corpus-tokens have in common - the options that say
 * what is read and how it is cut - so that both read the same. */
#ifndef INTAKE_H
#define INTAKE_H

#include "shared/options.h"
#include "shared/tool.h"

struct intake {
    corpus_reader_options reader;
    corpus_token_options tokens;
    struct option_list meta_fields;
    const char *files_from;
    const char *column; /* NULL: the reader's default */
    const char *stopwords;
    const char *shard;
    const char *words[16]; /* token options by index of corpus_token_option_name() */
    const char *stem;
    const char *drop_repeated_lines; /* see passes.h; NULL: 0 */
    void (*operand_done)(void *user, const char *source); /* with the sink's user and
                                           the SOURCE= or ""; may be NULL */
};

extern struct intake intake;

/* To be called before options_parse(): sets the defaults; afterwards, intake_finish()
 * fills `reader` and `tokens`. */
void intake_defaults(void);
void intake_finish(void);

/* Groups for a manual: what is read; what a token is. Filled by intake_defaults(). */
extern const option_spec intake_reader_specs[];
extern option_spec intake_token_specs[];

/* The options by name and value, for the provenance: those of the reader that shape the
 * documents. */
void intake_each(void (*visit)(void *user, const char *name, const char *value),
                 void *user);

/* The operands, then those that files_from lists, in a new array; empty lines of the list
 * are passed over. */
char **intake_gather(char *const operands[], size_t *n);

/* Read all operands ("-": standard input) and those that files_from lists into the sink,
 * with progress. Returns the code of the first failure after it was said on stderr.
 * `fault` says more about a failure that came from the sink; may be NULL. */
int intake_read(corpus_reader *reader, char *const operands[], size_t n,
                const corpus_document_sink *sink, void *user,
                const char *(*fault)(void *user));

/* The reader for the options, or death. */
corpus_reader *intake_open(void);

/* To be called when the library refuses `tokens`: the stemmer or the segmenter that it
 * does not have is wrong usage. */
_Noreturn void intake_refuse_tokens(void);

#endif
