# libcorpus: `make deps`, `make`, `make test`, `make demo`, `make asan`, `make bench`,
# `make install`. Adding a file needs no edit here; every flavour has a build folder.
VERSION  = 0.1.0
SOVER    = 0
BUILD   ?= build
PREFIX  ?= /usr/local
DESTDIR ?=
CFLAGS  ?= -O2 -g
PKGS     = zlib gsl libutf8proc json-c
ALLFLAGS = -std=c11 -D_GNU_SOURCE -DCORPUS_VERSION='"$(VERSION)"' -Wall -Wextra -Wshadow \
           -Wconversion -Wno-sign-conversion -fPIC -fvisibility=hidden -MMD -MP \
           -Iinclude -Ilibcorpus $(shell pkg-config --cflags $(PKGS) 2>/dev/null) $(CFLAGS)
LIBS     = $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lcsv -lstemmer -lm -lpthread

SOURCES := $(wildcard libcorpus/*/*.c)
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
SHARED  := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tools/shared/*.c))
TOOLS   := $(patsubst tools/%.c,$(BUILD)/%,$(wildcard tools/corpus-*.c))
TESTS   := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/*/test_*.c))
STATIC   = $(BUILD)/libcorpus.a
DYNAMIC  = $(BUILD)/libcorpus.so.$(SOVER)

all: $(STATIC) $(DYNAMIC) $(TOOLS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALLFLAGS) -c -o $@ $<

$(STATIC): $(OBJECTS)
	rm -f $@
	ar rcs $@ $^

$(DYNAMIC): $(OBJECTS) libcorpus/libcorpus.map
	$(CC) $(CFLAGS) $(LDFLAGS) -shared -Wl,-soname,libcorpus.so.$(SOVER) \
	  -Wl,--version-script=libcorpus/libcorpus.map -Wl,-z,defs -o $@ $(OBJECTS) $(LIBS)
	ln -sf libcorpus.so.$(SOVER) $(BUILD)/libcorpus.so

# A tool sees the shared library alone, so only what the headers promise.
$(TOOLS): $(BUILD)/%: $(BUILD)/tools/%.o $(SHARED) $(DYNAMIC)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) -L$(BUILD) -lcorpus \
	  -Wl,-rpath,'$$ORIGIN' -Wl,-rpath,'$$ORIGIN/../lib'

# A unit test links statically and may look at private functions, too.
$(TESTS): $(BUILD)/%: $(BUILD)/%.o $(STATIC)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(STATIC) -lcmocka $(LIBS)

test: all $(TESTS)
	@BUILD='$(BUILD)' tests/run $(TESTS)

asan:
	$(MAKE) test BUILD=build/asan \
	  CFLAGS='-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all'

clean:
	rm -rf build

.PHONY: all test asan clean
.SECONDARY:
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
