/** @file
 *  Reading text: files, directories and streams in, documents out.
 *
 *  A reader walks the paths it is given, takes compressed streams apart, cuts each file
 *  into documents as its format says, and hands them one after the other to a sink.
 *  One pass, and memory that does not grow with the size of a file: a line of 1 GB goes
 *  through in pieces. Only a record of JSON Lines, CSV or TSV has to fit
 *  (corpus_reader_options.max_record). One reader serves one thread. */
#ifndef CORPUS_READER_H
#define CORPUS_READER_H

#include "corpus/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What one document is.
 *
 *  | name | document | id, unless the record has one |
 *  | --- | --- | --- |
 *  | text | the file | PATH |
 *  | lines | each line that is not blank | PATH:LINE |
 *  | paragraphs | each run of lines that are not blank | PATH:LINE of the first |
 *  | jsonl | each line, a JSON object | PATH:LINE |
 *  | csv | each record (RFC 4180) | PATH:LINE where the record starts |
 *  | tsv | each line; TAB parts columns; no quotes, no escapes | PATH:LINE |
 *  | vertical | `<text>` or `<doc>`; a token per line, TABs | PATH:LINE of the tag |
 *  | conllu | from `# newdoc` to the next | PATH, later ones PATH:LINE |
 *  | tei | each outermost `<text>` element | PATH, later ones PATH:LINE |
 *
 *  Lines end at \n or \r\n. CSV: a record has as many columns as the header; blanks around
 *  a field belong to it. JSON: RFC 8259 to the letter; of equal keys the last counts.
 *  Vertical: `<s>` or an empty line ends a sentence, `<p>`, `<head>`, `<div>` ... a block,
 *  other tags are passed over; the entities of XML are undone; tokens outside of any
 *  document make one (PATH or PATH:LINE). CoNLL-U: for the form, a range such as 1-2
 *  counts and its words do not; empty nodes never. TEI: teiHeader is left out, white space
 *  folded, and of `<choice>` the corrected, regular, expanded reading taken; entities that
 *  the file itself does not declare are errors.
 *
 *  `auto` goes by the name, less .gz or .zst: .jsonl and .ndjson, .csv, .tsv, .vrt,
 *  .conllu, .xml and .tei; any other name is text. */
enum corpus_input {
    CORPUS_INPUT_AUTO,
    CORPUS_INPUT_TEXT,
    CORPUS_INPUT_LINES,
    CORPUS_INPUT_PARAGRAPHS,
    CORPUS_INPUT_JSONL,
    CORPUS_INPUT_CSV,
    CORPUS_INPUT_TSV,
    CORPUS_INPUT_VERTICAL,
    CORPUS_INPUT_CONLLU,
    CORPUS_INPUT_TEI
};

/** Where a document's source comes from when no SOURCE= was given. */
enum corpus_source_from {
    CORPUS_SOURCE_OPERAND, /**< the record's field `source`, else "corpus" */
    CORPUS_SOURCE_DIR,     /**< the name of the directory the file is in */
    CORPUS_SOURCE_FILE     /**< the file's name without directory and extension */
};

/** The name of a value ("auto", "text" ...; "operand" ...), or NULL when there is none:
 *  counting up from 0 lists them. */
CORPUS_API const char *corpus_input_name(int input);
CORPUS_API const char *corpus_source_from_name(int source_from);

/** The value of a name, or -1. */
CORPUS_API int corpus_input_find(const char *name);
CORPUS_API int corpus_source_from_find(const char *name);

/** Strings are copied by corpus_reader_new(). NULL is the default named in brackets.
 *
 *  A field is a name: in CSV and TSV a column of the header line; in JSON a key, or a
 *  path of keys with dots between (a key that holds the dots itself comes first; a
 *  number picks from an array); in vertical files an attribute of `<text>`; in CoNLL-U
 *  the key of a comment before the first token; in TEI an attribute of the text element
 *  (xml:id stands for id), else of the TEI element, else the first element of that name
 *  in the teiHeader. Or, in CSV and TSV, it is a column's number
 *  from 1: when the text field is a number, the file has no header line and every field
 *  named has to be a number. */
typedef struct corpus_reader_options {
    enum corpus_input input;             /**< [auto] */
    const char *text_field;              /**< [text] */
    const char *id_field;                /**< [id, when there is one]; "": none */
    const char *source_field;            /**< [source, when there is one]; "": none */
    const char *const *meta_fields;      /**< kept as metadata; absent ones are "" */
    size_t n_meta_fields;
    enum corpus_source_from source_from; /**< [operand] */
    const char *column;       /**< vertical: number from 1 [1]; conllu: number or
                                   form, lemma, upos, xpos ... [form] */
    const char *text_element; /**< tei [text]; vertical [text or doc, as comes first] */
    bool skip_bad_records;    /**< bad records, and files that cannot be opened or are
                                   no UTF-8, are counted and left out instead of ending
                                   the reading; a damaged stream ends it in any case */
    uint32_t shard, n_shards; /**< take the shard-th (from 1) of n_shards shares of the
                                   documents, by hash of the id; 0 shards: all */
    uint64_t max_record;      /**< bytes one record of JSON Lines, CSV or TSV, or one line
                                   of tokens, may have; at most 2^30 [2^28] */
    size_t buffer_size;       /**< bytes read at a time, 16 at least [2^18] */
} corpus_reader_options;

CORPUS_API void corpus_reader_options_default(corpus_reader_options *options);

/** Bytes, and a NUL after them that is not counted. Never NULL. */
typedef struct corpus_string {
    const char *data;
    size_t len;
} corpus_string;

/** What is known of a document before its text. Borrowed until begin() returns. */
typedef struct corpus_document {
    corpus_string source, id;
    size_t n_fields;             /**< n_meta_fields of the options */
    const corpus_string *fields; /**< in their order; "" when absent */
} corpus_document;

/** Readable bytes after each piece of text, so that vector loads need no care. */
#define CORPUS_TEXT_PAD 64

/** What stands between two tokens of a format that comes in tokens. */
enum corpus_break {
    CORPUS_BREAK_SENTENCE, /**< a sentence ends here */
    CORPUS_BREAK_BLOCK     /**< a paragraph, heading, line of verse ... ends here */
};

/** Where documents go. Per document: begin, then either text (one call or more) or, in
 *  vertical and CoNLL-U files, token and boundary (any number), then end. Any return
 *  but 0 ends the reading and is what corpus_reader_read() returns; use negative codes
 *  of corpus_error, such as CORPUS_EEXIST. */
typedef struct corpus_document_sink {
    int (*begin)(void *user, const corpus_document *doc);

    /** A piece of the text, cut anywhere, even within a character. The bytes are as they
     *  stand in the file, line ends included, valid UTF-8 or not; those of a TEI file
     *  have one line per block and an empty line between paragraphs. CORPUS_TEXT_PAD
     *  bytes after them can be read. An empty document is one piece of no bytes.
     *  @param final  this piece is the last; most documents are one piece */
    int (*text)(void *user, const char *bytes, size_t len, bool final);

    /** One token, as the file has it; it may hold spaces. PAD as above. */
    int (*token)(void *user, const char *bytes, size_t len);

    /** Never first, never last, never two in a row. */
    int (*boundary)(void *user, enum corpus_break kind);

    int (*end)(void *user);
} corpus_document_sink;

typedef struct corpus_reader corpus_reader;

/** @return CORPUS_OK, CORPUS_ENOMEM, or CORPUS_EINVAL when an option is out of range,
 *          a column is no number, or the format needs a library that was not built in */
CORPUS_API int corpus_reader_new(corpus_reader **out,
                                 const corpus_reader_options *options);
CORPUS_API void corpus_reader_free(corpus_reader *reader);

/** Cut the operand `[SOURCE=]PATH` in two. What exists as a path is a path, whatever it
 *  holds. Else the bytes before the first `=` are a source if there are any and no `/`
 *  is among them.
 *
 *  @param source_len  out; 0 when there is no source
 *  @return the path, within `operand` */
CORPUS_API const char *corpus_operand_split(const char *operand, size_t *source_len);

/** Read the documents at `path`: a file, a FIFO, "-" (standard input, recorded as
 *  "-"), or a directory: all files below it in byte order of their paths. Links are
 *  followed when they are the operand, not within a directory. gzip and zstd streams
 *  are recognised by their first bytes.
 *
 *  @param source  of all documents; or NULL: the record's source field if the options
 *                 name one, else by source_from
 *  @return CORPUS_OK or, with corpus_reader_error() telling more,
 *          CORPUS_EIO     a file or directory cannot be opened or read
 *          CORPUS_EINPUT  a bad record, a damaged stream, an encoding other than UTF-8,
 *                         a directory without readable text
 *          CORPUS_EINVAL  a field the file does not have
 *          CORPUS_ENOMEM
 *          what the sink returned */
CORPUS_API int corpus_reader_read(corpus_reader *reader, const char *source,
                                  const char *path, const corpus_document_sink *sink,
                                  void *user);

/** Read what the file `list` names ("-": standard input): one [SOURCE=]PATH per line, or
 *  ended by NUL bytes if there is one. Empty entries are passed over. */
CORPUS_API int corpus_reader_read_list(corpus_reader *reader, const char *list,
                                       const corpus_document_sink *sink, void *user);

/** What went wrong in the last call, "a.jsonl:812: not a JSON object", on one line and
 *  with file names quoted as by corpus_name_quote(); "" after success. */
CORPUS_API const char *corpus_reader_error(const corpus_reader *reader);

/** The file being read and, in formats of lines, the line the current document, record or
 *  token starts on (0: none). For messages from within the sink. */
CORPUS_API void corpus_reader_place(const corpus_reader *reader, const char **path,
                                    uint64_t *line);

/** What was read, left out and repaired, up to now. */
typedef struct corpus_reader_totals {
    uint64_t files;          /**< read to their end */
    uint64_t stored_bytes;   /**< as they lie on disk */
    uint64_t bytes;          /**< after unpacking */
    uint64_t documents;      /**< given to the sink */
    uint64_t other_shards;   /**< documents left to other shards */
    uint64_t bad_records;    /**< left out with skip_bad_records */
    uint64_t skipped_files;  /**< left out, each for a reason */
    uint64_t boms;           /**< byte order marks dropped */
    uint64_t lone_surrogates; /**< of JSON strings, made U+FFFD */
} corpus_reader_totals;

CORPUS_API void corpus_reader_report(const corpus_reader *reader,
                                     corpus_reader_totals *totals);

/** Why something was left out. */
enum corpus_skip_kind {
    CORPUS_SKIP_RECORD,     /**< a bad record; `line` says where */
    CORPUS_SKIP_SPECIAL,    /**< FIFO, socket, device within a directory: never opened */
    CORPUS_SKIP_LINK,       /**< symbolic link within a directory */
    CORPUS_SKIP_BINARY,     /**< within a directory: NUL bytes, PDF, ZIP, images ... */
    CORPUS_SKIP_UNREADABLE, /**< with skip_bad_records: no permission, gone, ... */
    CORPUS_SKIP_ENCODING,   /**< with skip_bad_records: UTF-16 or UTF-32 */
    CORPUS_SKIP_DAMAGED     /**< with skip_bad_records: the rest of a broken file */
};

/** `message` is "PATH:LINE: reason" or "PATH: reason", quoted for one line. */
typedef struct corpus_skip {
    enum corpus_skip_kind kind;
    uint64_t line;
    const char *message;
} corpus_skip;

/** The things left out, in the order met: the first 10,000 of them (the totals count
 *  all). Borrowed until the next read. */
CORPUS_API const corpus_skip *corpus_reader_skips(const corpus_reader *reader, size_t *n);

/** A file that was read, for the provenance. */
typedef struct corpus_input_file {
    corpus_string path;   /**< as reached from the operand as typed: `dir/` + `a.txt` is
                               "dir/a.txt"; without leading ./ and doubled slashes */
    corpus_string source; /**< the SOURCE= it was read with; "" when none was given */
    uint64_t size;        /**< bytes as stored */
    uint32_t crc;         /**< CRC-32 of these bytes (as in gzip) */
    uint64_t documents;   /**< taken from it, for this shard */
} corpus_input_file;

/** The files read up to now, in byte order of their paths. Borrowed until the next
 *  read. */
CORPUS_API const corpus_input_file *corpus_reader_inputs(corpus_reader *reader,
                                                         size_t *n);

/** Leave out the file at `path`, which the caller is going to write: a walk passes over it
 *  without a word, so that the result of one reading is no part of the next; to read it by
 *  name is an error. What is no file, or not there yet, changes nothing.
 *
 *  @return CORPUS_OK or CORPUS_ENOMEM */
CORPUS_API int corpus_reader_leave_out(corpus_reader *reader, const char *path);

/** Add the sizes of the files at `path` to the total for corpus_reader_progress().
 *  Opens no file. What cannot be reached counts nothing. */
CORPUS_API int corpus_reader_expect(corpus_reader *reader, const char *path);

/** Stored bytes consumed, and the total expected (0: not known). May be asked from within
 *  the sink. */
CORPUS_API void corpus_reader_progress(const corpus_reader *reader, uint64_t *done,
                                       uint64_t *total);

/** `name` on one line: control characters, backslashes, bytes that are not UTF-8, and
 *  characters that end lines or turn the writing direction as \n, \t, \\ or \xHH.
 *
 *  @param out  room for cap bytes; gets what fits and a NUL; NULL if cap is 0
 *  @return the length of the whole, without the NUL (never more than 4 * len) */
CORPUS_API size_t corpus_name_quote(char *out, size_t cap, const char *name, size_t len);

#ifdef __cplusplus
}
#endif

#endif
