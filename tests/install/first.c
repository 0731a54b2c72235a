/* A program of somebody else's, as C and as C++: opens a table, prints what is in it and
 * the log-likelihood ratio of four cells. */
#include <corpus.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    const corpus_2x2 cells = {10, 20, 20, 60};
    corpus_table *table;
    int err;

    if (argc < 2)
        return 2;
    if ((err = corpus_table_open(&table, argv[1], NULL))) {
        fprintf(stderr, "%s: %s\n", argv[1], corpus_strerror(err));
        return 1;
    }
    printf("libcorpus %s: %llu tokens, %llu types; g2 = %.4f\n", corpus_version(),
           (unsigned long long)corpus_table_total(table, 1),
           (unsigned long long)corpus_table_ngrams(table, 1),
           corpus_measure_score(corpus_measure_find("g2"), &cells, NULL));
    corpus_table_close(table);
    return 0;
}
