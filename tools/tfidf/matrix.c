#include "tfidf/matrix.h"
#include "shared/number.h"
#include "shared/options.h"
#include "shared/output.h"

#include <math.h>
#include <string.h>

static void open_part(struct output *out, const char *prefix, const char *ending)
{
    struct text path = {0};

    text_printf(&path, "%s%s", prefix, ending);
    output_open(out, path.data);
    text_free(&path);
}

static void put(struct output *out, struct text *line)
{
    fwrite(line->data, 1, line->len, out->file);
    text_clear(line);
    if (ferror(out->file))
        output_close(out); /* dies and says why */
}

static bool is_integer(const corpus_weight_scheme *s)
{
    return s->tf == 'n' && strchr("nx", s->df) && strchr("nx", s->norm);
}

static void write_entries(struct weights *w, const char *prefix)
{
    struct output out;
    struct text line = {0};
    struct vector v = {0};
    struct number_memory weights = {0};

    open_part(&out, prefix, ".mtx");
    text_printf(&line, "%%%%MatrixMarket matrix coordinate %s general\n%zu %zu %llu\n",
                is_integer(&w->scheme) ? "integer" : "real", w->n_units, w->terms.n,
                (unsigned long long)w->begin[w->n_units]);
    for (size_t unit = 0; unit < w->n_units; unit++) {
        weights_vector(w, unit, &v);
        for (size_t i = 0; i < v.n; i++) {
            cell_add_count(&line, unit + 1);
            text_char(&line, ' ');
            cell_add_count(&line, (uint64_t)w->term[w->begin[unit] + i] + 1);
            text_char(&line, ' ');
            if (isnan(v.weight[i]))
                text_put(&line, "nan");
            text_grown(&line, number_recall(text_room(&line, NUMBER_ROOM), v.weight[i],
                                            17, &weights));
            text_char(&line, '\n');
        }
        put(&out, &line);
    }
    put(&out, &line);
    output_close(&out);
    vector_free(&v);
    text_free(&line);
}

static void write_rows(struct weights *w, const char *prefix)
{
    static const column text = {.kind = COLUMN_TEXT};
    struct output out;
    struct text line = {0};
    const char *source, *id;

    open_part(&out, prefix, ".rows.tsv");
    text_put(&line, common.header ? "source\tdoc\n" : "");
    for (size_t unit = 0; unit < w->n_units; unit++) {
        weights_unit(w, unit, &source, &id);
        cell_add_plain(&line, &text, cell_text(source, strlen(source)), 0);
        text_char(&line, '\t');
        cell_add_plain(&line, &text, cell_text(id, strlen(id)), 0);
        text_char(&line, '\n');
        put(&out, &line);
    }
    output_close(&out);
    text_free(&line);
}

static void write_columns(struct weights *w, const char *prefix)
{
    struct output out;
    struct text line = {0}, term = {0};

    open_part(&out, prefix, ".cols.tsv");
    text_put(&line, common.header ? "term\n" : "");
    for (size_t i = 0; i < w->terms.n; i++) {
        terms_text(&w->tables, terms_ids(&w->terms, i), w->order, &term);
        text_printf(&line, "%s\n", term.data);
        put(&out, &line);
    }
    output_close(&out);
    text_free(&line);
    text_free(&term);
}

void matrix_write(struct weights *w, const char *prefix)
{
    write_entries(w, prefix);
    write_rows(w, prefix);
    write_columns(w, prefix);
}
