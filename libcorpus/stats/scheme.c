/* Reading the name of a weighting scheme: "ltc", "sklearn:norm=l1", "bm25:k1=1.5". */
#include "corpus/weight.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char TF[] = "nlabLdsmk", DF[] = "nxtfpzsoyrc", NORM[] = "nxc1ub";

/* A piece of the text; not terminated. */
struct piece {
    const char *at;
    size_t len;
};

static int is(struct piece p, const char *word)
{
    return strlen(word) == p.len && !memcmp(p.at, word, p.len);
}

/* Cut the text before the first of `mark` off; *rest is what follows the mark. */
static struct piece cut(const char *text, char mark, const char **rest)
{
    const char *end = strchr(text, mark);
    struct piece p = {text, end ? (size_t)(end - text) : strlen(text)};

    *rest = end ? end + 1 : text + p.len;
    return p;
}

/* A number of at least `least`, as digits, point, digits in any locale. */
static int read_number(struct piece p, double least, double *out)
{
    double x = 0, place = 0;
    size_t i, digits = 0;

    for (i = 0; i < p.len; i++) {
        if (p.at[i] == '.' && place == 0) {
            place = 1;
        } else if (p.at[i] >= '0' && p.at[i] <= '9') {
            x = x * 10 + (p.at[i] - '0');
            place *= 10;
            digits++;
        } else {
            return CORPUS_EINVAL;
        }
    }
    x /= place > 0 ? place : 1;
    if (digits == 0 || digits > 15 || !(x >= least))
        return CORPUS_EINVAL;
    *out = x;
    return CORPUS_OK;
}

static int read_switch(struct piece p, int *out)
{
    if (is(p, "1") || is(p, "true") || is(p, "True"))
        *out = 1;
    else if (is(p, "0") || is(p, "false") || is(p, "False"))
        *out = 0;
    else
        return CORPUS_EINVAL;
    return CORPUS_OK;
}

static int set_base(corpus_weight_scheme *s, struct piece value)
{
    if (is(value, "e")) {
        s->log_base = M_E;
        return CORPUS_OK;
    }
    if (read_number(value, 1, &s->log_base) || s->log_base == 1)
        return CORPUS_EINVAL;
    return CORPUS_OK;
}

static int set_common(corpus_weight_scheme *s, struct piece key, struct piece value)
{
    if (is(key, "base"))
        return set_base(s, value);
    if (is(key, "slope"))
        return read_number(value, 0, &s->slope);
    if (is(key, "pivot"))
        return read_number(value, 0, &s->pivot);
    if (is(key, "power"))
        return read_number(value, 0, &s->char_power);
    return CORPUS_EINVAL;
}

static int set_sklearn(corpus_weight_scheme *s, struct piece key, struct piece value)
{
    int on, err;

    if (is(key, "norm")) {
        s->norm = is(value, "l2") ? 'c' : is(value, "l1") ? '1' : 'n';
        return s->norm != 'n' || is(value, "none") || is(value, "None") ? CORPUS_OK
                                                                        : CORPUS_EINVAL;
    }
    if (!is(key, "smooth_idf") && !is(key, "sublinear_tf") && !is(key, "use_idf"))
        return set_common(s, key, value);
    if ((err = read_switch(value, &on)))
        return err;
    if (is(key, "sublinear_tf"))
        s->tf = on ? 'l' : 'n';
    else if (is(key, "smooth_idf"))
        s->df = s->df == 'n' ? 'n' : on ? 's' : 'o';
    else if (!on)
        s->df = 'n';
    return CORPUS_OK;
}

static int set_bm25(corpus_weight_scheme *s, struct piece key, struct piece value)
{
    if (is(key, "k1"))
        return read_number(value, 0, &s->k1);
    if (is(key, "b"))
        return read_number(value, 0, &s->b) || s->b > 1 ? CORPUS_EINVAL : CORPUS_OK;
    if (is(key, "delta"))
        return read_number(value, 0, &s->delta);
    if (!is(key, "idf"))
        return set_common(s, key, value);
    if (is(value, "plus") || is(value, "bm25+")) { /* Lv & Zhai 2011 */
        s->df = 'z';
        s->delta = 1;
        return CORPUS_OK;
    }
    s->df = is(value, "lucene") ? 'c' : is(value, "robertson") ? 'r' : 't';
    return s->df != 't' || is(value, "atire") ? CORPUS_OK : CORPUS_EINVAL;
}

static int set_letters(corpus_weight_scheme *s, struct piece p)
{
    if (p.len != 3 || !strchr(TF, p.at[0]) || !strchr(DF, p.at[1]) ||
        !strchr(NORM, p.at[2]))
        return CORPUS_EINVAL;
    s->tf = p.at[0];
    s->df = p.at[1];
    s->norm = p.at[2];
    return CORPUS_OK;
}

/* After gensim: letters; its t is the corrected form, its f the book's t. */
static int set_gensim(corpus_weight_scheme *s, struct piece key, struct piece value)
{
    if (value.len)
        return set_common(s, key, value);
    if (set_letters(s, key))
        return CORPUS_EINVAL;
    s->df = s->df == 't' ? 'z' : s->df;
    return CORPUS_OK;
}

typedef int setter(corpus_weight_scheme *, struct piece, struct piece);

static const struct preset {
    const char *name, *letters;
    double log_base;
    setter *set;
} presets[] = {
    {"sklearn", "nsc", M_E, set_sklearn},
    {"gensim", "nfc", 2, set_gensim},
    {"quanteda", "ntn", 10, set_common},
    {"tidytext", "stn", M_E, set_common},
    {"bm25", "kcn", M_E, set_bm25},
};

void corpus_weight_default(corpus_weight_scheme *scheme)
{
    *scheme = (corpus_weight_scheme){
        .tf = 'n', .df = 'n', .norm = 'n', .log_base = M_E, .k1 = 1.2, .b = .75,
        .slope = .25, .char_power = .5,
    };
}

static int set_all(corpus_weight_scheme *s, const char *settings, setter *set)
{
    struct piece setting, key, value;
    const char *rest;
    int err = CORPUS_OK;

    while (*settings && !err) {
        setting = cut(settings, ',', &settings);
        key = cut(setting.at, '=', &rest);
        if (key.len > setting.len)
            key.len = setting.len; /* that '=' belongs to a later setting, or to none */
        value = (struct piece){key.at + key.len, 0};
        if (key.len < setting.len) {
            value.at++;
            value.len = setting.len - key.len - 1;
        }
        err = set(s, key, value);
    }
    return err;
}

int corpus_weight_parse(corpus_weight_scheme *scheme, const char *text)
{
    corpus_weight_scheme s;
    const char *settings;
    struct piece name = cut(text, ':', &settings);
    setter *set = set_common;
    size_t i;
    int err;

    corpus_weight_default(&s);
    err = set_letters(&s, name);
    for (i = 0; err && i < sizeof presets / sizeof *presets; i++) {
        if (!is(name, presets[i].name))
            continue;
        err = set_letters(&s, (struct piece){presets[i].letters, 3});
        s.log_base = presets[i].log_base;
        set = presets[i].set;
    }
    if (err || (err = set_all(&s, settings, set)))
        return err;
    *scheme = s;
    return CORPUS_OK;
}
