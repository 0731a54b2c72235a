/** @file
 *  Result codes. Every function that can fail returns CORPUS_OK (0) or one negative
 *  code; results leave through pointers. The library never prints, exits or keeps a
 *  last error. */
#ifndef CORPUS_ERROR_H
#define CORPUS_ERROR_H

#if defined(__GNUC__)
#define CORPUS_API __attribute__((visibility("default")))
#else
#define CORPUS_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

enum corpus_error {
    CORPUS_OK = 0,
    CORPUS_ENOMEM = -1,    /**< memory ran out */
    CORPUS_EIO = -2,       /**< reading or writing failed; errno says why */
    CORPUS_EINVAL = -3,    /**< an argument or option is out of its range */
    CORPUS_EFORMAT = -4,   /**< not a table, or of a version this library does not read */
    CORPUS_ECORRUPT = -5,  /**< a checksum or an invariant of the file does not hold */
    CORPUS_EINPUT = -6,    /**< a record or a text of the input is malformed */
    CORPUS_EEXIST = -7,    /**< a second document with the same source and id */
    CORPUS_EBUDGET = -8,   /**< more memory would be needed than was allowed */
    CORPUS_EMISMATCH = -9, /**< tables were counted with different options */
    CORPUS_EOVERFLOW = -10, /**< a count would exceed its 64 bits */
    CORPUS_EABSENT = -11    /**< counts that are to be taken away are not there */
};

/** A short English phrase for `code`, without capital or full stop; never NULL. */
CORPUS_API const char *corpus_strerror(int code);

/** The library's version, "0.1.0". */
CORPUS_API const char *corpus_version(void);

/** The libraries that this one was built with, "zlib 1.2.13, gsl 2.7.1, libcsv";
 *  a version is missing where the library does not tell its own. */
CORPUS_API const char *corpus_libraries(void);

#ifdef __cplusplus
}
#endif

#endif
