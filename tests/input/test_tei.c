/* TEI and other XML: the text, and nothing around it. */
#include "collect.h"

#ifdef HAVE_EXPAT

static const char novel[] =
    "<?xml version=\"1.0\"?>\n"
    "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\" xml:id=\"N1\">\n"
    "<teiHeader><fileDesc><titleStmt><title>The\n  Book</title><author>A. "
    "<hi>B</hi></author>"
    "</titleStmt><p>header text</p></fileDesc></teiHeader>\n"
    "<text><front><head>Chapter\n I</head></front><body>\n"
    "  <p>One  <hi>w</hi>ord,\n   caf&#233; &amp; "
    "<choice><sic>teh</sic><corr>the</corr></choice>"
    "<lb/>rest.</p>\n  <lg><l>Verse one</l><l>Verse two</l></lg><p/>"
    "</body></text></TEI>\n";

static void the_text_comes_without_header_and_markup(void **state)
{
    const char *const meta[] = {"author", "title", "date"};
    corpus_reader_options o = options_for(CORPUS_INPUT_AUTO);

    (void)state;
    o.meta_fields = meta;
    o.n_meta_fields = 3;
    put_text("novel.xml", novel);
    assert_string_equal(
        collect(&o, "novel.xml"),
        "corpus N1{A. B,The Book,} <Chapter I\n\nOne word, caf\xc3\xa9 & the "
        "rest.\n\nVerse one\nVerse two>\n");
}

static void every_window_gives_the_same_text(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_TEI);

    (void)state;
    put_text("w.xml", novel);
    for (o.buffer_size = 1; o.buffer_size < 1000; o.buffer_size += 1 + o.buffer_size / 3)
        assert_string_equal(collect(&o, "w.xml"),
                            "corpus N1 <Chapter I\n\nOne word, caf\xc3\xa9 & the "
                            "rest.\n\nVerse one\nVerse two>\n");
}

static void another_element_can_hold_the_text(void **state)
{
    const char *const meta[] = {"lang"};
    corpus_reader_options o = options_for(CORPUS_INPUT_TEI);

    (void)state;
    o.text_element = "article";
    o.meta_fields = meta;
    o.n_meta_fields = 1;
    put_text("a.xml",
             "<all>none<article lang='en' id='1'>a<article>b</article></article>\n"
             "<article>c</article></all>");
    assert_string_equal(collect(&o, "a.xml"),
                        "corpus 1{en} <a\n\nb>\ncorpus a.xml:2{} <c>\n");
}

static void files_without_the_element_are_refused(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_TEI);

    (void)state;
    put_text("a.xml", "<all>none</all>");
    assert_string_equal(failure(&o, "a.xml", CORPUS_EINPUT), "a.xml: no element <text>");
}

static void broken_xml_is_an_error_with_its_line(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_TEI);

    (void)state;
    put_text("a.xml", "<TEI><text>\n<p>a</q></text></TEI>");
    assert_string_equal(
        failure(&o, "a.xml", CORPUS_EINPUT),
        "a.xml:2: XML: mismatched tag; the rest of the document is lost");
    o.skip_bad_records = true;
    assert_string_equal(collect(&o, "a.xml"), "corpus a.xml <a>\n");
    assert_int_equal(totals().skipped_files, 1);
}

static void every_cut_is_an_error(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_TEI);

    (void)state;
    for (size_t n = 0; n < strlen(novel) - 1; n++) {
        put("cut.xml", novel, n);
        failure(&o, "cut.xml", CORPUS_EINPUT);
    }
}

static void entities_from_elsewhere_are_never_loaded(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_TEI);

    (void)state;
    put_text("a.xml",
             "<!DOCTYPE TEI SYSTEM 'tei.dtd'>\n<TEI><text>caf&eacute;</text></TEI>");
    assert_string_equal(failure(&o, "a.xml", CORPUS_EINPUT),
                        "a.xml:2: entity &eacute; is not declared in the file");
    put_text("secret", "secret");
    put_text(
        "a.xml",
        "<!DOCTYPE TEI [<!ENTITY x SYSTEM 'secret'>]>\n<TEI><text>&x;</text></TEI>");
    assert_non_null(strstr(failure(&o, "a.xml", CORPUS_EINPUT), "external entity"));
}

static void a_bomb_of_entities_is_refused(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_TEI);
    struct bytes file = {0};

    (void)state;
    bytes_printf(&file, "<!DOCTYPE TEI [<!ENTITY a0 'lollollollollollollol'>");
    for (int i = 1; i < 12; i++) {
        bytes_printf(&file, "<!ENTITY a%d '", i);
        for (int k = 0; k < 10; k++)
            bytes_printf(&file, "&a%d;", i - 1);
        bytes_printf(&file, "'>");
    }
    bytes_printf(&file, "]>\n<TEI><text>&a11;</text></TEI>");
    put("bomb.xml", file.data, file.len);
    bytes_free(&file);
    assert_non_null(strstr(failure(&o, "bomb.xml", CORPUS_EINPUT), "amplification"));
}

static void deep_nesting_needs_no_stack(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_TEI);
    size_t n = 200000;
    char *file = malloc(7 * n + 100), *p = file;

    (void)state;
    p += sprintf(p, "<TEI><text>");
    for (size_t i = 0; i < n; i++)
        p += sprintf(p, "<b>");
    *p++ = 'x';
    for (size_t i = 0; i < n; i++)
        p += sprintf(p, "</b>");
    p += sprintf(p, "</text></TEI>");
    put("deep.xml", file, (size_t)(p - file));
    free(file);
    assert_string_equal(collect(&o, "deep.xml"), "corpus deep.xml <x>\n");
}

static void other_declared_encodings_become_utf8(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_TEI);

    (void)state;
    put_text("a.xml",
             "<?xml version='1.0' encoding='ISO-8859-1'?><TEI><text>\xe9</text></TEI>");
    assert_string_equal(collect(&o, "a.xml"), "corpus a.xml <\xc3\xa9>\n");
}

static void a_named_field_has_to_be_there(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_TEI);

    (void)state;
    put_text("novel.xml", novel);
    o.id_field = "idno";
    assert_string_equal(failure(&o, "novel.xml", CORPUS_EINPUT),
                        "novel.xml:5: no attribute or header element \"idno\"");
    o.id_field = "title";
    o.source_field = "author";
    collect(&o, "novel.xml");
    assert_int_equal(strncmp((char *)got.log.data, "A. B The Book <", 15), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_text_comes_without_header_and_markup),
        cmocka_unit_test(every_window_gives_the_same_text),
        cmocka_unit_test(another_element_can_hold_the_text),
        cmocka_unit_test(files_without_the_element_are_refused),
        cmocka_unit_test(broken_xml_is_an_error_with_its_line),
        cmocka_unit_test(every_cut_is_an_error),
        cmocka_unit_test(entities_from_elsewhere_are_never_loaded),
        cmocka_unit_test(a_bomb_of_entities_is_refused),
        cmocka_unit_test(deep_nesting_needs_no_stack),
        cmocka_unit_test(other_declared_encodings_become_utf8),
        cmocka_unit_test(a_named_field_has_to_be_there),
    };

    return cmocka_run_group_tests(tests, enter_work, leave_work);
}

#else

static void xml_is_refused_by_name(void **state)
{
    corpus_reader_options o = options_for(CORPUS_INPUT_AUTO);

    (void)state;
    put_text("a.xml", "<TEI><text/></TEI>");
    assert_non_null(strstr(failure(&o, "a.xml", CORPUS_EINPUT), "is XML"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(xml_is_refused_by_name)};

    return cmocka_run_group_tests(tests, enter_work, leave_work);
}

#endif
