/* Vertical files and CoNLL-U: tokens as the file has them. */
#include "collect.h"

static const char *vertical(const char *text)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_VERTICAL);

    put_text("a.vrt", text);
    return collect(&o, "a.vrt");
}

static void a_document_is_a_text_element(void **state)
{
    const char *const meta[] = {"year", "title"};
    corpus_reader_options o = options_for(CORPUS_INPUT_AUTO);

    (void)state;
    o.meta_fields = meta;
    o.n_meta_fields = 2;
    put_text("a.vrt",
             "<?xml version=\"1.0\"?>\n<corpus>\n"
             "<text id=\"t1\" title='A &amp; B' year=\"1999\" source=\"s\">\n"
             "<p>\n<s n=\"1\">\nDogs\tNNS\tdog\nbark\tVBP\tbark\n</s>\n<s>\nNew York\n"
             "</s>\n</p>\n<p>\n<s>\n.\t.\t.\n</s>\n</p>\n</text>\n"
             "<text>\nx\n</text>\n</corpus>\n");
    assert_string_equal(collect(&o, "a.vrt"),
                        "s t1{1999,A & B} <(Dogs)(bark)/(New York)//(.)>\n"
                        "corpus a.vrt:19{,} <(x)>\n");
}

static void columns_have_numbers(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_VERTICAL);

    (void)state;
    o.column = "3";
    put_text("a.vrt", "<doc id=\"d\">\nDogs\tNNS\tdog\n<unk>\tNN\t<unknown>\n</doc>\n");
    assert_string_equal(collect(&o, "a.vrt"), "corpus d <(dog)(<unknown>)>\n");
    put_text("a.vrt", "a\tb\tc\na\tb\n");
    assert_string_equal(failure(&o, "a.vrt", CORPUS_EINPUT), "a.vrt:2: no column 3");
    put_text("a.vrt", "a\tb\tc\na\tb\t\n");
    assert_string_equal(failure(&o, "a.vrt", CORPUS_EINPUT),
                        "a.vrt:2: column 3 is empty");
    o.skip_bad_records = true;
    assert_string_equal(collect(&o, "a.vrt"), "corpus a.vrt <(c)>\n");
    assert_int_equal(totals().bad_records, 1);
}

static void entities_are_undone_in_tokens(void **state)
{
    (void)state;
    assert_string_equal(
        vertical("&lt;b&gt;\nR&amp;D\n&#233;&#x20AC;&#x1F600;\n&nbsp;\n&\n&#0;\n"),
        "corpus a.vrt <(<b>)(R&D)(\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80)"
        "(&nbsp;)(&)(&#0;)>\n");
}

static void tokens_that_look_like_tags_are_tokens(void **state)
{
    (void)state;
    assert_string_equal(vertical("<\n<3\n<>\na>\n< b >\n"),
                        "corpus a.vrt <(<)(<3)(<>)(a>)(< b >)>\n");
}

static void documents_need_no_closing_tag(void **state)
{
    (void)state;
    assert_string_equal(vertical("a\n<doc id=\"1\">\nb\n<text id=\"x\">\nc\n</text>\nd\n"
                                 "<doc id=\"2\">\n</doc>\ne\n"),
                        "corpus a.vrt <(a)>\ncorpus 1 <(b)//(c)//(d)>\ncorpus 2 <>\n"
                        "corpus a.vrt:10 <(e)>\n");
}

static void empty_lines_end_sentences(void **state)
{
    (void)state;
    assert_string_equal(vertical("\n\na\r\nb\r\n\r\n\r\nc\r\n\r\n"),
                        "corpus a.vrt <(a)(b)/(c)>\n");
}

static void another_element_can_be_the_document(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_VERTICAL);

    (void)state;
    o.text_element = "speech";
    put_text("a.vrt", "<text id=\"t\">\n<speech id=\"s\">\na\n</speech>\n</text>\n");
    assert_string_equal(collect(&o, "a.vrt"), "corpus s <(a)>\n");
}

static void a_named_attribute_has_to_be_there(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_VERTICAL);

    (void)state;
    o.id_field = "key";
    put_text("a.vrt", "<text key=\"k\">\na\n</text>\n<text id=\"x\">\nb\n</text>\n");
    assert_string_equal(failure(&o, "a.vrt", CORPUS_EINPUT),
                        "a.vrt:4: no attribute \"key\"");
    o.skip_bad_records = true;
    assert_string_equal(collect(&o, "a.vrt"), "corpus k <(a)>\n");
    assert_int_equal(totals().bad_records, 1);
}

static const char sentences[] =
    "# newdoc id = d1\n# genre = news\n# newpar\n# sent_id = 1\n# text = I don't.\n"
    "1\tI\tI\tPRON\t_\t_\t_\t_\t_\t_\n"
    "2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_\n"
    "2\tdo\tdo\tAUX\t_\t_\t_\t_\t_\t_\n"
    "3\tn't\tnot\tPART\t_\t_\t_\t_\t_\t_\n"
    "3.1\tghost\tghost\tVERB\t_\t_\t_\t_\t_\t_\n"
    "4\t.\t_\tPUNCT\t_\t_\t_\t_\t_\t_\n\n"
    "# sent_id = 2\n1\ta b\tab\tX\t_\t_\t_\t_\t_\t_\n\n"
    "# newpar id = p\n1\tc\tc\tX\t_\t_\t_\t_\t_\t_\n\n"
    "# newdoc\n1\td\td\tX\t_\t_\t_\t_\t_\t_\n";

static void conllu_counts_what_stands_in_the_text(void **state)
{
    const char *const meta[] = {"genre"};
    corpus_reader_options o = options_for(CORPUS_INPUT_AUTO);

    (void)state;
    o.meta_fields = meta;
    o.n_meta_fields = 1;
    put_text("a.conllu", sentences);
    assert_string_equal(collect(&o, "a.conllu"),
                        "corpus d1{news} <(I)(don't)(.)/(a b)//(c)>\n"
                        "corpus a.conllu:19{} <(d)>\n");
}

static void conllu_lemmas_are_those_of_the_words(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_CONLLU);

    (void)state;
    put_text("a.conllu", sentences);
    o.column = "Lemma";
    assert_string_equal(
        collect(&o, "a.conllu"),
        "corpus d1 <(I)(do)(not)(.)/(ab)//(c)>\ncorpus a.conllu:19 <(d)>\n");
    o.column = "4";
    collect(&o, "a.conllu");
    assert_non_null(strstr((char *)got.log.data, "(PRON)(AUX)(PART)(PUNCT)/(X)"));
}

static void conllu_without_newdoc_is_one_document(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_CONLLU);

    (void)state;
    put_text("b.conllu", "# sent_id = x\n1\ta\n\n1\tb\n");
    assert_string_equal(collect(&o, "b.conllu"), "corpus b.conllu <(a)/(b)>\n");
    put_text("b.conllu", "# newdoc id = e\n");
    assert_string_equal(collect(&o, "b.conllu"), "corpus e <>\n");
}

static void lines_that_are_not_conllu_are_refused(void **state)
{
    static const char *const lines[] = {"word\tNN", "1-x\ta", "1-\ta", "-1\ta",
                                        "1",        "1\t",    "1a\ta"};
    corpus_reader_options o = options_for(CORPUS_INPUT_CONLLU);
    char text[100];

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        snprintf(text, sizeof text, "1\ta\n%s\n2\tb\n", lines[i]);
        put_text("c", text);
        o.skip_bad_records = false;
        assert_int_equal(strncmp(failure(&o, "c", CORPUS_EINPUT), "c:2: ", 5), 0);
        o.skip_bad_records = true;
        assert_string_equal(collect(&o, "c"), "corpus c <(a)(b)>\n");
    }
}

static void every_window_gives_the_same_tokens(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_CONLLU);

    (void)state;
    put_text("w", sentences);
    for (o.buffer_size = 1; o.buffer_size < 500; o.buffer_size += 1 + o.buffer_size / 3)
        assert_string_equal(collect(&o, "w"), "corpus d1 <(I)(don't)(.)/(a b)//(c)>\n"
                                              "corpus w:19 <(d)>\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_is_a_text_element),
        cmocka_unit_test(columns_have_numbers),
        cmocka_unit_test(entities_are_undone_in_tokens),
        cmocka_unit_test(tokens_that_look_like_tags_are_tokens),
        cmocka_unit_test(documents_need_no_closing_tag),
        cmocka_unit_test(empty_lines_end_sentences),
        cmocka_unit_test(another_element_can_be_the_document),
        cmocka_unit_test(a_named_attribute_has_to_be_there),
        cmocka_unit_test(conllu_counts_what_stands_in_the_text),
        cmocka_unit_test(conllu_lemmas_are_those_of_the_words),
        cmocka_unit_test(conllu_without_newdoc_is_one_document),
        cmocka_unit_test(lines_that_are_not_conllu_are_refused),
        cmocka_unit_test(every_window_gives_the_same_tokens),
    };

    return cmocka_run_group_tests(tests, enter_work, leave_work);
}
