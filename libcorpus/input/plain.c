/* Plain text: the file is one document. */
#include "input/reader.h"

int read_text(struct corpus_reader *r)
{
    struct feed *f = &r->feed;
    int err;

    doc_clear(r, 0);
    if ((err = reader_fill(r)) || (err = doc_begin(r, DOC_ID_PATH)))
        return err;
    while (!f->eof) {
        if ((err = doc_text(r, f->data, f->end, false)))
            return err;
        f->pos = f->end;
        if ((err = reader_fill(r)))
            return err;
    }
    if ((err = doc_text(r, f->data, f->end, true)))
        return err;
    return doc_end(r);
}
