/* How a table was counted, as the sentence that a methods section or a note needs. */
#ifndef CITATION_H
#define CITATION_H

#include "shared/tool.h"

/* "Frequencies were counted with libcorpus 0.1.0 (Unicode 15.0.0) in 10 documents ..." */
void citation_add(struct text *out, const corpus_table *t);

#endif
