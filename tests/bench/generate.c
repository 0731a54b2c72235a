/* Text to measure with: as long as wanted, the same bytes everywhere.
 * usage: generate BYTES [SEED] [mixed]       writes about BYTES, one document a line
 *
 * What costs time in counting is how often words come back, how long they are and how
 * they follow each other, so these are modelled: frequencies by Zipf and Mandelbrot, p(r)
 * ~ 1 / (r + 2.7)^(5/4); every other word is drawn from the few that its predecessor
 * prefers, as in phrases; short words are the frequent ones; sentences, names, numbers,
 * hyphens and apostrophes of both kinds occur at about the rates of news; documents have
 * 10 to 20,000 words. `mixed` spells the same words in twelve scripts, a document each.
 *
 * Integers and correctly rounded operations alone (+ / sqrt): no libm, so no machine
 * writes other bytes. */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TYPES = 1 << 20, GUIDES = 1 << 16, WORD = 48 };

static uint64_t cumulated[TYPES]; /* of 2^53: how likely rank r or a lower one is */
static uint32_t
    guide[GUIDES + 1]; /* first rank that can hold a draw with these high bits */

static uint64_t state;

/* splitmix64: Steele, Lea and Flood, OOPSLA 2014. */
static uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

static uint64_t draw(void)
{
    return mix(state += 0x9e3779b97f4a7c15u);
}

static uint32_t below(uint32_t n)
{
    return (uint32_t)((draw() >> 32) * n >> 32);
}

static bool chance(uint32_t per_10000)
{
    return below(10000) < per_10000;
}

/* ---- ranks ------------------------------------------------------------------------ */

static void set_ranks(void)
{
    double all = 0, sum = 0;
    uint32_t r = 0;

    for (int pass = 0; pass < 2; pass++)
        for (r = 0; r < TYPES; r++) {
            double x = r + 1 + 2.7, weight = 1 / (x * sqrt(sqrt(x)));

            if (!pass)
                all += weight;
            else
                cumulated[r] = (uint64_t)((sum += weight) / all * 0x1p53);
        }
    cumulated[TYPES - 1] = UINT64_MAX;
    r = 0;
    for (uint64_t g = 0; g <= GUIDES; g++) {
        while (cumulated[r] < g << 37)
            r++;
        guide[g] = r;
    }
}

static uint32_t rank_of(uint64_t bits)
{
    uint64_t u = bits >> 11;
    uint32_t low = guide[u >> 37], high = guide[(u >> 37) + 1];

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (cumulated[middle] <= u)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Seven in ten words are one of those their predecessor calls for, the k-th of them with
 * a chance of about 1 / k; both halves have the same distribution of ranks. */
static uint32_t next_rank(uint32_t before)
{
    uint64_t k;

    if (chance(3000))
        return rank_of(draw());
    k = 1ull << below(9);
    k += below((uint32_t)k);
    return rank_of(mix(mix(before + 1ull) + k * 0x9e3779b97f4a7c15u));
}

/* ---- spelling --------------------------------------------------------------------- */

static const char *const frequent[] = {
    "the",    "of",      "and",     "to",      "a",       "in",    "that",  "is",
    "was",    "he",      "for",     "it",      "with",    "as",    "his",   "on",
    "be",     "at",      "by",      "i",       "this",    "had",   "not",   "are",
    "but",    "from",    "or",      "have",    "an",      "they",  "which", "one",
    "you",    "were",    "her",     "all",     "she",     "there", "would", "their",
    "we",     "him",     "been",    "has",     "when",    "who",   "will",  "more",
    "no",     "if",      "out",     "so",      "said",    "what",  "up",    "its",
    "about",  "into",    "than",    "them",    "can",     "only",  "other", "new",
    "some",   "could",   "time",    "these",   "two",     "may",   "then",  "do",
    "first",  "any",     "my",      "now",     "such",    "like",  "our",   "over",
    "man",    "me",      "even",    "most",    "made",    "after", "also",  "did",
    "many",   "before",  "must",    "through", "years",   "where", "much",  "your",
    "way",    "well",    "down",    "should",  "because", "each",  "just",  "those",
    "people", "too",     "how",     "little",  "state",   "good",  "very",  "make",
    "world",  "still",   "see",     "own",     "men",     "work",  "long",  "here",
    "get",    "both",    "between", "life",    "being",   "under", "never", "day",
    "same",   "another", "know",    "while",   "last",    "might", "us",    "great",
};
static const char *const onsets[] = {
    "t",  "s",  "c",  "r",  "m",  "p",  "d",  "b",  "l",  "f",   "n",
    "h",  "w",  "g",  "v",  "st", "pr", "tr", "ch", "k",  "j",   "br",
    "gr", "pl", "cr", "sh", "cl", "fr", "sp", "th", "qu", "str",
};
static const char *const vowels[] = {
    "e", "a", "i", "o", "e", "a", "i", "o", "u", "ea", "ou", "y", "ai", "ee", "io", "oo",
};
static const char *const codas[] = {
    "", "",  "", "n",  "r", "",   "s",  "t", "l", "", "nd", "m", "c", "ll", "st", "nt",
    "", "d", "", "ck", "p", "ss", "rt", "g", "",  "", "n",  "r", "",  "nc", "w",  "b",
};
static const char *const endings[] = {
    "", "", "s", "", "ed", "ing", "", "er", "ly", "", "tion", "", "al", "e", "ment", "s",
};

/* Letters of a script from UTF-8 code point `first` on, `n` of them. */
static const struct script {
    uint32_t first, n;
    bool spaces;
} scripts[] = {
    {0, 0, true},       {0xe0, 24, true},   {0x3b1, 24, true},   {0x430, 32, true},
    {0x561, 38, true},  {0x5d0, 27, true},  {0x628, 19, true},   {0x915, 37, true},
    {0xe01, 46, false}, {0x10d0, 33, true}, {0xac00, 400, true}, {0x4e00, 3000, false},
};

static char *put(char *out, const char *s)
{
    size_t len = strlen(s);

    memcpy(out, s, len);
    return out + len;
}

static char *put_utf8(char *out, uint32_t c)
{
    if (c < 0x800) {
        *out++ = (char)(0xc0 | c >> 6);
    } else {
        *out++ = (char)(0xe0 | c >> 12);
        *out++ = (char)(0x80 | (c >> 6 & 63));
    }
    *out++ = (char)(0x80 | (c & 63));
    return out;
}

/* One or two syllables and an ending: more for rarer words. */
static char *spell_latin(char *out, uint32_t rank, uint64_t h)
{
    unsigned syllables = rank < 1000 ? 1 : rank < 30000 ? 1 + (h & 1) : 2;

    h >>= 1;
    for (unsigned i = 0; i < syllables; i++) {
        if (i || h & 7)
            out = put(out, onsets[h >> 3 & 31]);
        out = put(out, rank > 2000 && (h >> 8 & 127) == 0 ? "é" : vowels[h >> 8 & 15]);
        out = put(out, codas[h >> 15 & 31]);
        h = mix(h);
    }
    return put(out, endings[h >> 40 & 15]);
}

static char *spell_script(char *out, const struct script *s, uint32_t rank, uint64_t h)
{
    unsigned letters = s->n > 100
                           ? 1 + (rank > 200) + (unsigned)(h & 1)
                           : 2 + (rank > 50) + (rank > 1000) * 2 + (unsigned)(h & 3);

    while (letters--) {
        h = mix(h);
        out = put_utf8(out, s->first + (uint32_t)((h & 0xffff) * s->n >> 16));
    }
    return out;
}

static char *spell_number(char *out, uint64_t h)
{
    unsigned a = h >> 8 & 0xff, b = (unsigned)(h >> 16) % 1000;

    switch (h & 3) {
    case 0:
        return out + sprintf(out, "%u", a % 32 + 1);
    case 1:
        return out + sprintf(out, "%u", 1900 + a % 128);
    case 2:
        return out + sprintf(out, "%u,%03u", a + 1, b);
    default:
        return out + sprintf(out, "%u.%u", a, b % 10);
    }
}

/* What is written for a rank, upper case where the word is a name or an acronym. */
static char *spell(char *out, const struct script *script, uint32_t rank, bool begins)
{
    enum { FREQUENT = sizeof frequent / sizeof *frequent };
    uint64_t h = mix(rank + 77);
    unsigned kind = (unsigned)(h >> 56);
    char *start = out;

    if (rank > 300 && kind < 10)
        return spell_number(out, h);
    if (script->n)
        return spell_script(out, script, rank, h);
    out = rank < FREQUENT ? put(out, frequent[rank]) : spell_latin(out, rank, h);
    if (begins || (rank > 200 && kind < 50)) {
        size_t capitals = kind < 14 && rank > 200 ? (size_t)(out - start) : 1;

        for (size_t i = 0; i < capitals; i++)
            if (start[i] >= 'a' && start[i] <= 'z')
                start[i] = (char)(start[i] - 32);
    }
    return out;
}

/* ---- documents -------------------------------------------------------------------- */

/* What stands between this word and the next one. */
static char *punctuate(char *out, const struct script *script, bool ends)
{
    static const char *const stops[] = {".", ".", ".", ".", ".", ".", "?", "!"};

    if (ends)
        return put(put(out, stops[below(8)]), chance(300) ? "\" " : " ");
    if (chance(600))
        out = put(out, ",");
    else if (chance(60))
        out = put(out, chance(5000) ? ";" : " -");
    else if (chance(100) && script->spaces)
        return put(out, "-");
    return script->spaces || chance(500) ? put(out, " ") : out;
}

static char *put_word(char *out, const struct script *script, uint32_t rank, bool begins,
                      const char *apostrophe)
{
    if (chance(80))
        out = put(out, chance(5000) ? "\"" : "(");
    out = spell(out, script, rank, begins);
    if (!script->n && rank > 100 && chance(150))
        out = put(put(out, apostrophe), "s");
    if (chance(3))
        out += sprintf(out, " www.site%u.org/page%u", below(90), below(9000));
    return out;
}

/* A document of 10 to 20,480 words; the many are short, the words are in the long ones.
 */
static size_t write_document(FILE *f, bool mixed)
{
    const struct script *script =
        mixed ? scripts + below(sizeof scripts / sizeof *scripts) : scripts;
    const char *apostrophe = chance(5000) ? "'" : "\xe2\x80\x99";
    uint32_t scale = 10u << below(12), words = scale + below(scale), left = 0, rank = 0;
    size_t bytes = 0;

    if (chance(6000) && words > 1000)
        words = 200 + words % 800;
    for (uint32_t i = 0; i < words; i++) {
        char text[4 * WORD], *out = text;
        bool begins = !left;

        if (begins)
            left = 4 + below(20) + below(20);
        left--;
        rank = next_rank(rank);
        out = put_word(out, script, rank, begins, apostrophe);
        out = punctuate(out, script, !left || i + 1 == words);
        bytes += fwrite(text, 1, (size_t)(out - text), f);
    }
    putc('\n', f);
    return bytes + 1;
}

int main(int argc, char **argv)
{
    uint64_t bytes = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;

    if (!bytes) {
        fprintf(stderr, "usage: generate BYTES [SEED] [mixed]\n");
        return 2;
    }
    state = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    set_ranks();
    for (uint64_t done = 0; done < bytes;)
        done += write_document(stdout, argc > 3 && !strcmp(argv[3], "mixed"));
    return fflush(stdout) || ferror(stdout);
}
