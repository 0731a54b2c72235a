/* The dispersion measures by name, in the order of their listing. */
#include "corpus/dispersion.h"

#include <string.h>

#define COLUMN(name, meaning) { #name, meaning, offsetof(corpus_dispersion, name) }

static const corpus_dispersion_column columns[] = {
    COLUMN(range, "parts that contain the term"),
    COLUMN(dp, "deviation of proportions, 0 = even (Gries 2008)"),
    COLUMN(dp_norm, "dp by its largest value, 0 = even (Lijffijt & Gries 2012)"),
    COLUMN(juilland_d, "Juilland's D on rates, 1 = even (Juilland et al. 1970)"),
    COLUMN(carroll_d2, "Carroll's D2 on rates, 1 = even (Carroll 1970)"),
    COLUMN(rosengren_s, "Rosengren's S, 1 = even (Rosengren 1971)"),
    COLUMN(kld_bits, "Kullback-Leibler divergence in bits, 0 = even (Gries 2020)"),
    COLUMN(kld_norm, "kld / (1 + kld), 0 = even (Gries 2024)"),
    COLUMN(da, "mean difference of rates, 1 = even (Burch et al. 2017)"),
    COLUMN(range_share, "share of the parts that contain the term"),
    COLUMN(dp_egbert, "1 - dp by the parts' least share, 1 = even (Egbert et al. 2020)"),
    COLUMN(juilland_d_sample, "juilland_d with the sample's deviation, 1 = even"),
    COLUMN(juilland_d_counts, "juilland_d on counts, parts taken as equal, 1 = even"),
    COLUMN(carroll_d2_counts, "carroll_d2 on counts, parts taken as equal, 1 = even"),
    COLUMN(zhang_dc, "Zhang's DC, parts taken as equal, 1 = even (Zhang 2004)"),
    COLUMN(kld_norm_exp, "1 - e^-kld, 0 = even (Gries 2021)"),
    COLUMN(kld_norm_2, "1 - 2^-kld, 0 = even"),
    COLUMN(lyne_d3, "Lyne's D3, parts taken as equal, 1 = even (Lyne 1985)"),
    COLUMN(idf_bits, "log2 of all parts by those with the term, 0 = in all"),
    COLUMN(sd, "standard deviation of the rates"),
    COLUMN(cv, "sd by the mean rate, 0 = even"),
    COLUMN(juilland_u, "frequency adjusted by juilland_d"),
    COLUMN(carroll_um, "frequency adjusted by carroll_d2"),
    COLUMN(rosengren_kf, "frequency adjusted by rosengren_s"),
    COLUMN(engwall_fm, "frequency adjusted by range"),
    COLUMN(kromer_ur, "frequency with each further one in a part counting less"),
};

enum { N_COLUMNS = sizeof columns / sizeof *columns };

const corpus_dispersion_column *corpus_dispersion_at(size_t i)
{
    return i < N_COLUMNS ? &columns[i] : NULL;
}

const corpus_dispersion_column *corpus_dispersion_find(const char *name)
{
    size_t i;

    for (i = 0; i < N_COLUMNS; i++)
        if (!strcmp(columns[i].name, name))
            return &columns[i];
    return NULL;
}

double corpus_dispersion_value(const corpus_dispersion *dispersion,
                               const corpus_dispersion_column *column)
{
    double x;

    memcpy(&x, (const char *)dispersion + column->offset, sizeof x);
    return x;
}
