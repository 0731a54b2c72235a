#include "shared/terms.h"
#include "shared/cell.h"

#include <stdlib.h>

void terms_add(struct terms *t, const uint32_t ids[], uint64_t freq)
{
    t->ids = tool_grow(t->ids, &t->ids_cap, (t->n + 1) * t->order, sizeof *t->ids);
    t->freq = tool_grow(t->freq, &t->freq_cap, t->n + 1, sizeof *t->freq);
    for (unsigned k = 0; k < t->order; k++)
        t->ids[t->n * t->order + k] = ids[k];
    t->freq[t->n++] = freq;
}

void terms_free(struct terms *t)
{
    free(t->ids);
    free(t->freq);
    *t = (struct terms){0};
}

void terms_text(const tables *t, const uint32_t ids[], unsigned order, struct text *out)
{
    static const column token = {.kind = COLUMN_TOKEN};
    const char *form;
    size_t len;
    int err;

    text_clear(out);
    for (unsigned k = 0; k < order; k++) {
        if ((err = corpus_table_type(t->table, ids[k], &form, &len)))
            tables_fail(t, err);
        if (k)
            text_char(out, ' ');
        cell_add_plain(out, &token, cell_text(form, len), 0);
    }
}
