/* Pieces of a text in, whole lines out, whatever the pieces were. */
#ifndef INPUT_LINE_CUT_H
#define INPUT_LINE_CUT_H

#include "base/mem.h"

#include <stdbool.h>

/* A line of more bytes is running text and no line that one would compare. */
enum { LINE_CUT_MAX = 65536 };

/* Zeroed memory is at the start of a document. */
struct line_cut {
    struct bytes text; /* [0, done) is handed over, what follows waits for its line end */
    size_t done;
    bool within; /* of a line that is too long */
};

/* One line: its bytes, free to be changed, without the white space around them; never
 * empty. */
typedef void line_take(void *user, char *line, size_t len);

/* Add a piece, hand over the lines that are complete now, all that is left when the piece
 * is the final one. Afterwards text.data[0 .. done) are bytes whose lines have all been
 * handed over, with CORPUS_TEXT_PAD readable bytes behind them: from the end of what the
 * last call had done. CORPUS_OK or CORPUS_ENOMEM. */
int line_cut_add(struct line_cut *c, const char *bytes, size_t len, bool final,
                 line_take *take, void *user);

/* Back to the start of a document; keeps its memory. */
void line_cut_reset(struct line_cut *c);
void line_cut_free(struct line_cut *c);

#endif
