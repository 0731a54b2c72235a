/* Write libcorpus/text/unicode_tables.c to stdout from the files of the Unicode Character
 * Database (Debian: unicode-data). The same files give the same bytes.
 *
 *     cc -Ilibcorpus libcorpus/text/generate/unicode_tables.c -o tables
 *     ./tables [/usr/share/unicode] */
#include "text/unicode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CODE_POINTS = 0x110000,
    PAGE = 1 << UNICODE_PAGE_SHIFT,
    PAGES = CODE_POINTS / PAGE
};

static const char *directory = "/usr/share/unicode";
static uint16_t property[CODE_POINTS];

/* In the order of the enums in unicode.h. */
static const char *const word_breaks[] = {
    "Other", "CR", "LF", "Newline", "Extend", "ZWJ", "Format", "Regional_Indicator",
    "Katakana", "Hebrew_Letter", "ALetter", "Single_Quote", "Double_Quote", "MidNumLet",
    "MidLetter", "MidNum", "Numeric", "ExtendNumLet", "WSegSpace", NULL
};
static const char *const sentence_breaks[] = {
    "Other", "CR", "LF", "Sep", "Extend", "Format", "Sp", "Lower", "Upper", "OLetter",
    "Numeric", "ATerm", "SContinue", "STerm", "Close", NULL
};
static const char kinds[] = { '?', 'L', 'N', 'M', 'P', 'S' };

static void die(const char *what, const char *where)
{
    fprintf(stderr, "unicode_tables: %s: %s\n", where, what);
    exit(1);
}

static FILE *open_file(const char *name)
{
    char path[4096];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", directory, name);
    if (!(f = fopen(path, "r")))
        die("cannot be opened", path);
    return f;
}

static unsigned index_of(const char *const *names, const char *name)
{
    for (unsigned i = 0; names[i]; i++)
        if (!strcmp(names[i], name))
            return i;
    die("a value of a later Unicode version", name);
    return 0;
}

/* What a line of a property file says about the code points it names. */
typedef void apply_fn(uint16_t *p, const char *value);

static void read_properties(const char *name, apply_fn *apply)
{
    FILE *f = open_file(name);
    char line[1024], value[256];
    unsigned from, to;

    while (fgets(line, sizeof line, f)) {
        if (sscanf(line, "%x..%x ; %255[A-Za-z_]", &from, &to, value) != 3) {
            if (sscanf(line, "%x ; %255[A-Za-z_]", &from, value) != 2)
                continue;
            to = from;
        }
        if (from > to || to >= CODE_POINTS)
            die("a range that is none", name);
        for (unsigned c = from; c <= to; c++)
            apply(&property[c], value);
    }
    if (ferror(f))
        die("cannot be read", name);
    fclose(f);
}

static void apply_word_break(uint16_t *p, const char *value)
{
    *p = (uint16_t)((*p & ~PROPERTY_WB) | index_of(word_breaks, value));
}

static void apply_sentence_break(uint16_t *p, const char *value)
{
    *p = (uint16_t)((*p & ~(PROPERTY_SB << PROPERTY_SB_SHIFT)) |
                    index_of(sentence_breaks, value) << PROPERTY_SB_SHIFT);
}

static void set_kind(uint16_t *p, unsigned kind)
{
    *p = (uint16_t)((*p & ~(PROPERTY_KIND << PROPERTY_KIND_SHIFT)) |
                    kind << PROPERTY_KIND_SHIFT);
}

static void apply_category(uint16_t *p, const char *value)
{
    const char *kind = memchr(kinds, value[0], sizeof kinds);

    if (kind)
        set_kind(p, (unsigned)(kind - kinds));
}

static void apply_white_space(uint16_t *p, const char *value)
{
    if (!strcmp(value, "White_Space"))
        set_kind(p, KIND_SPACE);
}

static void apply_pictographic(uint16_t *p, const char *value)
{
    if (!strcmp(value, "Extended_Pictographic"))
        *p |= PROPERTY_PICTOGRAPHIC;
}

/* The first line of a file is "# WordBreakProperty-15.0.0.txt". */
static void write_version(void)
{
    FILE *f = open_file("auxiliary/WordBreakProperty.txt");
    char version[32];

    if (fscanf(f, "# WordBreakProperty-%31[0-9.]", version) != 1)
        die("no version in the first line", "auxiliary/WordBreakProperty.txt");
    version[strlen(version) - 1] = '\0'; /* the dot before txt */
    fclose(f);
    printf("const char unicode_version[] = \"%s\";\n\n", version);
}

/* Pages that are alike are stored once. */
static unsigned share_pages(uint16_t page[PAGES], unsigned first[PAGES])
{
    unsigned n = 0, k;

    for (unsigned i = 0; i < PAGES; i++) {
        const uint16_t *here = property + i * PAGE;

        for (k = 0; k < n; k++)
            if (!memcmp(here, property + first[k], PAGE * sizeof *here))
                break;
        if (k == n)
            first[n++] = i * PAGE;
        page[i] = (uint16_t)k;
    }
    return n;
}

static unsigned lead_byte(unsigned c)
{
    return c < 0x80 ? c : c < 0x800 ? 0xc0 | c >> 6 : c < 0x10000 ? 0xe0 | c >> 12
                                                                  : 0xf0 | c >> 18;
}

static unsigned lead_flags(unsigned c)
{
    enum sentence_break sb = property_sb(property[c]);
    enum kind kind = property_kind(property[c]);

    return (sb == SB_ATERM || sb == SB_STERM ? LEAD_SENTENCE : 0) |
           (sb == SB_CR || sb == SB_LF || sb == SB_SEP ? LEAD_LINE : 0) |
           (kind == KIND_PUNCTUATION ? LEAD_PUNCTUATION : 0) |
           (kind == KIND_SPACE || !c ? LEAD_SPACE : 0);
}

static void write_leads(void)
{
    uint8_t lead[256] = {0};

    for (unsigned c = 0; c < CODE_POINTS; c++)
        lead[lead_byte(c)] |= (uint8_t)lead_flags(c);
    printf("const uint8_t unicode_lead[256] = {");
    for (unsigned i = 0; i < 256; i++)
        printf("%s%u,", i % 20 ? "" : "\n    ", lead[i]);
    printf("\n};\n\n");
}

static void write_tables(void)
{
    static uint16_t page[PAGES];
    static unsigned first[PAGES];
    unsigned n = share_pages(page, first);

    printf("const uint16_t unicode_page[0x110000 >> UNICODE_PAGE_SHIFT] = {");
    for (unsigned i = 0; i < PAGES; i++)
        printf("%s%u,", i % 20 ? "" : "\n    ", page[i]);
    printf("\n};\n\nconst uint16_t unicode_property[][1 << UNICODE_PAGE_SHIFT] = {\n");
    for (unsigned k = 0; k < n; k++) {
        printf("    {");
        for (unsigned i = 0; i < PAGE; i++)
            printf("%s%u,", i % 16 ? "" : "\n     ", property[first[k] + i]);
        printf("\n    },\n");
    }
    printf("};\n");
}

int main(int argc, char **argv)
{
    if (argc > 1)
        directory = argv[1];
    read_properties("auxiliary/WordBreakProperty.txt", apply_word_break);
    read_properties("auxiliary/SentenceBreakProperty.txt", apply_sentence_break);
    read_properties("extracted/DerivedGeneralCategory.txt", apply_category);
    read_properties("PropList.txt", apply_white_space);
    read_properties("emoji/emoji-data.txt", apply_pictographic);

    printf("/* Written by generate/unicode_tables.c from the Unicode Character "
           "Database:\n * do not edit; make unicode. */\n"
           "#include \"text/unicode.h\"\n\n");
    write_version();
    write_leads();
    write_tables();
    if (fflush(stdout) || ferror(stdout))
        die("cannot be written", "stdout");
    return 0;
}
