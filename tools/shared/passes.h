/* Reading the inputs, twice where --drop-repeated-lines asks for it: once to see which
 * lines the documents of a source share, once without them. */
#ifndef PASSES_H
#define PASSES_H

#include "shared/intake.h"

/* A group for a manual. */
extern const option_spec passes_specs[];

/* To be called after intake_finish(): wrong usage where the format has no lines to drop. */
void passes_check(void);

/* As intake_read(), which it is without the option. `memory`: bytes the lines may take, 0
 * for the library's default. */
int passes_read(corpus_reader *reader, char *const operands[], size_t n,
                const corpus_document_sink *sink, void *user,
                const char *(*fault)(void *user), uint64_t memory);

/* What was left out. */
void passes_dropped(uint64_t *lines, uint64_t *bytes);

#endif
