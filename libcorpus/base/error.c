/* Result codes as words. */
#include "corpus/error.h"

const char *corpus_strerror(int code)
{
    switch (code) {
    case CORPUS_OK:        return "no error";
    case CORPUS_ENOMEM:    return "out of memory";
    case CORPUS_EIO:       return "input/output error";
    case CORPUS_EINVAL:    return "invalid argument";
    case CORPUS_EFORMAT:   return "not a frequency table of a version known here";
    case CORPUS_ECORRUPT:  return "file is damaged";
    case CORPUS_EINPUT:    return "malformed input";
    case CORPUS_EEXIST:    return "document occurs twice";
    case CORPUS_EBUDGET:   return "memory budget exceeded";
    case CORPUS_EMISMATCH: return "tables were counted with different options";
    case CORPUS_EOVERFLOW: return "count exceeds 64 bits";
    case CORPUS_EABSENT:   return "what is to be taken away is not in the tables";
    default:               return "unknown error";
    }
}

const char *corpus_version(void)
{
    return CORPUS_VERSION;
}

/* Only the Makefile knows what pkg-config found. */
#ifndef CORPUS_LIBRARIES
#define CORPUS_LIBRARIES "unknown"
#endif

const char *corpus_libraries(void)
{
    return CORPUS_LIBRARIES;
}
