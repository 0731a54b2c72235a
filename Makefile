# libcorpus.  `make deps` installs what is missing, `make` builds, `make demo` shows,
# `make test` and `make asan` check, `make install` installs. Adding a file needs no edit
# here; every flavour of the build has a folder of its own.
VERSION = 0.1.0
SOVER   = 0
BUILD   = build
CFLAGS  = -O2 -g

prefix     = /usr/local
PREFIX     = $(prefix)
bindir     = $(PREFIX)/bin
libdir     = $(PREFIX)/lib
includedir = $(PREFIX)/include

# ---- the machine ---------------------------------------------------------------------

DEBS = gcc make pkg-config zlib1g-dev uthash-dev libgsl-dev libcmocka-dev libutf8proc-dev \
       libstemmer-dev libjson-c-dev libcsv-dev unicode-data bzip2 \
       libzstd-dev libexpat1-dev libicu-dev

# Install the Debian packages that are missing, and say so; elsewhere, name them.
deps:
	@if ! command -v apt-get >/dev/null; then \
	  echo "This is no Debian or Ubuntu. Please install what these packages hold:"; \
	  echo "  $(DEBS)"; exit 1; fi; \
	missing=; for p in $(DEBS); do \
	  dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || \
	    missing="$$missing $$p"; done; \
	if [ -z "$$missing" ]; then echo "deps: nothing is missing"; exit 0; fi; \
	sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	echo "deps: installing$$missing"; \
	$$sudo apt-get update -qq && \
	$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
	  --no-install-recommends $$missing >/dev/null && echo "deps: done"


# `make deps test`: what is installed first decides how the rest is built, so make starts
# anew for the other goals once it is there.
.PHONY: deps
.DEFAULT_GOAL := all

ifneq ($(filter deps,$(MAKECMDGOALS)),)
OTHERS := $(filter-out deps,$(MAKECMDGOALS))
ifneq ($(OTHERS),)
$(firstword $(OTHERS)): deps
	@$(MAKE) --no-print-directory $(OTHERS)
$(wordlist 2,99,$(OTHERS)): $(firstword $(OTHERS))
	@:
.PHONY: $(OTHERS)
endif
else

# ---- what it needs -------------------------------------------------------------------

PKGS     := zlib gsl libutf8proc json-c
OPTIONAL := $(foreach p,libzstd:HAVE_ZSTD expat:HAVE_EXPAT icu-uc:HAVE_ICU,\
              $(if $(shell pkg-config --exists $(firstword $(subst :, ,$p)) 2>&1 && echo y),$p))
PKGS     += $(foreach p,$(OPTIONAL),$(firstword $(subst :, ,$p)))
FEATURES := $(foreach p,$(OPTIONAL),-D$(lastword $(subst :, ,$p)))
INCLUDES := -Iinclude $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
LIBS     := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lcsv -lstemmer -lm -lpthread

ALLFLAGS = -std=c11 -D_GNU_SOURCE -DCORPUS_VERSION='"$(VERSION)"' $(FEATURES) \
           -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion \
           -fPIC -fvisibility=hidden -MMD -MP $(INCLUDES) $(CFLAGS)

# ---- what it makes -------------------------------------------------------------------

SOURCES := $(wildcard libcorpus/*/*.c)
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
SHARED  := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tools/shared/*.c))
TOOLS   := $(patsubst tools/%.c,$(BUILD)/%,$(wildcard tools/corpus-*.c))
TESTS   := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/*/test_*.c))
BENCHES := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/*.c))
STATIC   = $(BUILD)/libcorpus.a
DYNAMIC  = $(BUILD)/libcorpus.so.$(SOVER)

all: $(STATIC) $(DYNAMIC) $(TOOLS)

# The tools see include/ and tools/ alone, so only what the public headers promise.
$(BUILD)/tools/%.o: tools/%.c
	@mkdir -p $(@D)
	$(CC) $(ALLFLAGS) -Itools -c -o $@ $<

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALLFLAGS) -Ilibcorpus -c -o $@ $<

$(STATIC): $(OBJECTS)
	rm -f $@
	ar rcs $@ $^

$(DYNAMIC): $(OBJECTS) libcorpus/libcorpus.map
	$(CC) $(CFLAGS) $(LDFLAGS) -shared -Wl,-soname,$(@F) \
	  -Wl,--version-script=libcorpus/libcorpus.map -Wl,-z,defs -o $@ $(OBJECTS) $(LIBS)
	ln -sf $(@F) $(BUILD)/libcorpus.so

$(TOOLS): $(BUILD)/%: $(BUILD)/tools/%.o $(SHARED) $(DYNAMIC)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) -L$(BUILD) -lcorpus -lm \
	  -Wl,-rpath,'$$ORIGIN:$$ORIGIN/../lib'

# Unit tests and benchmarks link statically: they may look at private functions, too.
$(TESTS) $(BENCHES): $(BUILD)/%: $(BUILD)/%.o $(STATIC)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(STATIC) -lcmocka $(LIBS)

# ---- checks --------------------------------------------------------------------------

test: all $(TESTS)
	@BUILD='$(BUILD)' CFLAGS='$(CFLAGS)' tests/readme
	@BUILD='$(BUILD)' tests/run $(TESTS)

SANITIZE = -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
asan:
	$(MAKE) test BUILD=build/asan CFLAGS='$(SANITIZE)'

# Every allocation and every system call fails once, in turn.
fault: all
	@BUILD='$(BUILD)' tests/fault/run

# Hostile bytes by libFuzzer (clang); FUZZ_SECONDS for each target.
FUZZ_SECONDS = 60
FUZZ_FLAGS = -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
fuzz:
	@mkdir -p build/fuzz
	@for f in tests/fuzz/*.c; do t=$$(basename $$f .c); mkdir -p build/fuzz/$$t.corpus; \
	  clang $(filter-out -M%,$(ALLFLAGS)) $(FUZZ_FLAGS) -w -Ilibcorpus -o build/fuzz/$$t $$f \
	    $(SOURCES) $(LIBS) && build/fuzz/$$t -max_total_time=$(FUZZ_SECONDS) -timeout=5 \
	    -malloc_limit_mb=512 -rss_limit_mb=2048 -max_len=20000 -artifact_prefix=build/fuzz/ \
	    build/fuzz/$$t.corpus tests/fuzz/$$t.seeds || exit 1; done

demo: all
	@BUILD='$(BUILD)' tests/demo

# What each job costs, next to other programs: see tests/bench/run for BENCH_CORPUS=FILE
# and more; how costs grow; how many instructions small jobs take, against a baseline.
bench: all $(BENCHES)
	@BUILD='$(BUILD)' tests/bench/run $(BENCH_JOBS)
bench-growth: all $(BENCHES)
	@BUILD='$(BUILD)' tests/bench/growth
bench-instructions bench-baseline: all $(BENCHES)
	@BUILD='$(BUILD)' tests/bench/instructions $(if $(filter %baseline,$@),--baseline)

# ---- generated -----------------------------------------------------------------------

# The Unicode tables come from the Debian package unicode-data and are committed.
unicode: libcorpus/text/generate/unicode_tables.c
	@mkdir -p $(BUILD)
	$(CC) -O1 -std=c11 -D_GNU_SOURCE -Ilibcorpus -o $(BUILD)/unicode_tables $<
	$(BUILD)/unicode_tables > $(BUILD)/unicode_tables.out
	mv $(BUILD)/unicode_tables.out libcorpus/text/unicode_tables.c

# ---- installing ----------------------------------------------------------------------

install: all
	install -d $(DESTDIR)$(bindir) $(DESTDIR)$(libdir)/pkgconfig $(DESTDIR)$(includedir)/corpus
	install -m 755 $(TOOLS) $(DESTDIR)$(bindir)
	install -m 644 $(STATIC) $(DESTDIR)$(libdir)
	install -m 644 $(DYNAMIC) $(DESTDIR)$(libdir)/libcorpus.so.$(VERSION)
	ln -sf libcorpus.so.$(VERSION) $(DESTDIR)$(libdir)/libcorpus.so.$(SOVER)
	ln -sf libcorpus.so.$(SOVER) $(DESTDIR)$(libdir)/libcorpus.so
	install -m 644 include/corpus.h $(DESTDIR)$(includedir)
	install -m 644 include/corpus/*.h $(DESTDIR)$(includedir)/corpus
	printf '%s\n' 'Name: corpus' 'Description: corpus statistics and n-gram tables' \
	  'Version: $(VERSION)' 'Libs: -L$(libdir) -lcorpus' 'Libs.private: $(LIBS)' \
	  'Cflags: -I$(includedir)' > $(DESTDIR)$(libdir)/pkgconfig/corpus.pc

uninstall:
	cd $(DESTDIR)$(bindir) && rm -f $(notdir $(TOOLS))
	cd $(DESTDIR)$(libdir) && rm -f libcorpus.a libcorpus.so* pkgconfig/corpus.pc
	cd $(DESTDIR)$(includedir) && rm -f corpus.h $(notdir $(wildcard include/corpus/*.h):%=corpus/%)

clean:
	rm -rf build

.PHONY: all test asan fault fuzz demo bench bench-growth bench-instructions \
        bench-baseline unicode install uninstall clean
.SECONDARY:
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
endif
