# libcorpus.  `make deps` installs what is missing, `make` builds, `make demo` shows,
# `make test` and `make asan` check, `make install` installs. Adding a file needs no edit
# here; every flavour of the build has a folder of its own.
VERSION = 0.1.0
SOVER   = 0
BUILD   = build
CFLAGS  = -O2 -g

# Where `make install` puts things, by the names of the GNU coding standards; PREFIX is
# prefix, too. DESTDIR stands before all of them while a package is made.
prefix       = /usr/local
PREFIX       = $(prefix)
exec_prefix  = $(PREFIX)
bindir       = $(exec_prefix)/bin
libdir       = $(exec_prefix)/lib
includedir   = $(PREFIX)/include
datarootdir  = $(PREFIX)/share
datadir      = $(datarootdir)
mandir       = $(datarootdir)/man
pkgconfigdir = $(libdir)/pkgconfig
bashcompdir  = $(datadir)/bash-completion/completions
zshcompdir   = $(datadir)/zsh/site-functions
INSTALL      = install

# ---- the machine ---------------------------------------------------------------------

DEBS = gcc g++ make pkg-config zlib1g-dev uthash-dev libgsl-dev libcmocka-dev libutf8proc-dev \
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

# What --version and corpus_libraries() say; libcsv and libstemmer do not tell a version.
LIBRARIES := $(shell for p in $(PKGS); do \
               printf '%s %s, ' "$$p" "$$(pkg-config --modversion $$p 2>/dev/null)"; done)libcsv, libstemmer
$(BUILD)/libcorpus/base/error.o: ALLFLAGS += -DCORPUS_LIBRARIES='"$(LIBRARIES)"'

# ---- what it makes -------------------------------------------------------------------

SOURCES := $(wildcard libcorpus/*/*.c)
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
SHARED  := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tools/shared/*.c))
TOOLS   := $(patsubst tools/%.c,$(BUILD)/%,$(wildcard tools/corpus-*.c))
TESTS   := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/*/test_*.c))
BENCHES := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/*.c))
STATIC   = $(BUILD)/libcorpus.a
DYNAMIC  = $(BUILD)/libcorpus.so.$(SOVER)

# Pages of the manual and completions are made from what the tools say of themselves.
PAGES       = $(patsubst tools/man/%,$(BUILD)/man/%,$(wildcard tools/man/*.[1357]))
COMPLETIONS = $(BUILD)/completion/libcorpus $(BUILD)/completion/_libcorpus

all: $(STATIC) $(DYNAMIC) $(TOOLS) $(PAGES) $(COMPLETIONS)

$(BUILD)/man/%: tools/man/% tools/man/build tools/completion/options $(TOOLS) \
                libcorpus/table/format.h $(wildcard include/corpus/*.h)
	@mkdir -p $(@D)
	BUILD=$(BUILD) tools/man/build $(VERSION) $< > $@.new && mv $@.new $@

$(COMPLETIONS): tools/completion/generate tools/completion/options $(TOOLS)
	@mkdir -p $(@D)
	BUILD=$(BUILD) tools/completion/generate $(if $(findstring _,$(@F)),zsh,bash) \
	  $(notdir $(TOOLS)) > $@.new && mv $@.new $@

# corpus-NAME is tools/corpus-NAME.c, its parts in tools/NAME/ if it has any, and what the
# tools share.
parts = $(patsubst %.c,$(BUILD)/%.o,$(wildcard tools/$(patsubst corpus-%,%,$(notdir $1))/*.c))
$(foreach t,$(TOOLS),$(eval $t: $(call parts,$t)))

# The tools see include/ and tools/ alone, so only what the public headers promise; so do
# the tests of what they share.
$(BUILD)/tools/%.o: tools/%.c
	@mkdir -p $(@D)
	$(CC) $(ALLFLAGS) -Itools -c -o $@ $<

$(BUILD)/tests/shared/%.o: tests/shared/%.c
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

# Unit tests and benchmarks link statically: they may look at private functions, too. Tests
# of what the tools share link as the tools do.
$(filter-out $(BUILD)/tests/shared/%,$(TESTS)) $(BENCHES): $(BUILD)/%: $(BUILD)/%.o $(STATIC)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(STATIC) -lcmocka $(LIBS)

$(filter $(BUILD)/tests/shared/%,$(TESTS)): $(BUILD)/%: $(BUILD)/%.o $(SHARED) $(DYNAMIC)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) -L$(BUILD) -lcorpus -lcmocka -lm \
	  -Wl,-rpath,'$$ORIGIN/../..'

# ---- checks --------------------------------------------------------------------------

test: all $(TESTS)
	@BUILD='$(BUILD)' CFLAGS='$(CFLAGS)' tests/readme
	@BUILD='$(BUILD)' tests/manual/run
	@BUILD='$(BUILD)' tests/run $(TESTS)

SANITIZE = -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
asan:
	$(MAKE) test BUILD=build/asan CFLAGS='$(SANITIZE)'

# Every allocation and every system call fails once, in turn.
fault: all
	@BUILD='$(BUILD)' tests/fault/run

# What is printed, through the programs that people read it with, as far as installed.
formats: all
	@BUILD='$(BUILD)' tests/formats/run

# Our numbers against those of scipy and R, where they are installed.
oracle: all
	@BUILD='$(BUILD)' tests/oracle/run

# Hostile bytes by libFuzzer (clang); FUZZ_SECONDS for each target.
FUZZ_SECONDS = 60
FUZZ_FLAGS = -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
fuzz:
	@$(MAKE) -s BUILD=build/fuzz/plain CFLAGS='-O1 -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION' \
	  build/fuzz/plain/corpus-count
	@PATH="$$PWD/build/fuzz/plain:$$PATH" tests/fuzz/seeds build/fuzz/seeds
	@for f in tests/fuzz/*.c; do t=$$(basename $$f .c); mkdir -p build/fuzz/$$t.corpus; \
	  clang $(filter-out -M%,$(ALLFLAGS)) $(FUZZ_FLAGS) -w -Ilibcorpus -o build/fuzz/$$t $$f \
	    $(SOURCES) $(LIBS) && build/fuzz/$$t -max_total_time=$(FUZZ_SECONDS) -timeout=5 \
	    -malloc_limit_mb=512 -rss_limit_mb=2048 -max_len=20000 -artifact_prefix=build/fuzz/ \
	    build/fuzz/$$t.corpus build/fuzz/seeds || exit 1; done

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

# Tools find the library beside themselves, wherever the tree is moved to; where the
# system looks by itself they need no such hint.
RUNPATH = $(if $(filter /usr/lib% /lib%,$(libdir)),,-Wl$(comma)-rpath$(comma)'$$ORIGIN/$(shell \
            realpath -m --relative-to=$(bindir) $(libdir))')
comma := ,
LIBFILE = libcorpus.so.$(VERSION)
HEADERS = $(wildcard include/corpus/*.h)

define PC_FILE
prefix=$(PREFIX)
exec_prefix=$(exec_prefix)
libdir=$(libdir)
includedir=$(includedir)

Name: corpus
Description: exact n-gram tables of corpora, and statistics from them
Version: $(VERSION)
Requires.private: $(PKGS)
Libs: -L$${libdir} -lcorpus
Libs.private: -lcsv -lstemmer -lm -lpthread
Cflags: -I$${includedir}
endef
export PC_FILE

install: all
	$(INSTALL) -d $(DESTDIR)$(bindir) $(DESTDIR)$(libdir) $(DESTDIR)$(pkgconfigdir) \
	  $(DESTDIR)$(includedir)/corpus
	$(INSTALL) -m 644 $(STATIC) $(DESTDIR)$(libdir)
	$(INSTALL) -m 644 $(DYNAMIC) $(DESTDIR)$(libdir)/$(LIBFILE)
	ln -sf $(LIBFILE) $(DESTDIR)$(libdir)/libcorpus.so.$(SOVER)
	ln -sf libcorpus.so.$(SOVER) $(DESTDIR)$(libdir)/libcorpus.so
	$(INSTALL) -m 644 include/corpus.h $(DESTDIR)$(includedir)
	$(INSTALL) -m 644 $(HEADERS) $(DESTDIR)$(includedir)/corpus
	printenv PC_FILE > $(DESTDIR)$(pkgconfigdir)/corpus.pc
	chmod 644 $(DESTDIR)$(pkgconfigdir)/corpus.pc
	$(foreach t,$(notdir $(TOOLS)),$(CC) $(CFLAGS) $(LDFLAGS) -o $(DESTDIR)$(bindir)/$t \
	  $(BUILD)/tools/$t.o $(call parts,$t) $(SHARED) -L$(BUILD) -lcorpus -lm $(RUNPATH) && \
	  chmod 755 $(DESTDIR)$(bindir)/$t &&) :
	for p in $(PAGES); do to=$(DESTDIR)$(mandir)/man$${p##*.}; \
	  $(INSTALL) -d $$to && $(INSTALL) -m 644 $$p $$to || exit 1; done
	$(INSTALL) -d $(DESTDIR)$(bashcompdir) $(DESTDIR)$(zshcompdir)
	$(INSTALL) -m 644 $(BUILD)/completion/libcorpus $(DESTDIR)$(bashcompdir)
	for t in $(notdir $(TOOLS)); do ln -sf libcorpus $(DESTDIR)$(bashcompdir)/$$t || exit 1; done
	$(INSTALL) -m 644 $(BUILD)/completion/_libcorpus $(DESTDIR)$(zshcompdir)

# Folders that others may share stay; include/corpus is ours.
uninstall:
	rm -f $(addprefix $(DESTDIR)$(bindir)/,$(notdir $(TOOLS)))
	rm -f $(addprefix $(DESTDIR)$(libdir)/,libcorpus.a libcorpus.so libcorpus.so.$(SOVER) $(LIBFILE))
	rm -f $(DESTDIR)$(pkgconfigdir)/corpus.pc $(DESTDIR)$(includedir)/corpus.h
	rm -f $(addprefix $(DESTDIR)$(includedir)/corpus/,$(notdir $(HEADERS)))
	for p in $(notdir $(PAGES)); do rm -f $(DESTDIR)$(mandir)/man$${p##*.}/$$p; done
	rm -f $(addprefix $(DESTDIR)$(bashcompdir)/,libcorpus $(notdir $(TOOLS)))
	rm -f $(DESTDIR)$(zshcompdir)/_libcorpus
	[ ! -d $(DESTDIR)$(includedir)/corpus ] || rmdir $(DESTDIR)$(includedir)/corpus

# Install into a folder of its own, build a program against it, uninstall.
installcheck: all
	@BUILD='$(BUILD)' CFLAGS='$(CFLAGS)' tests/install/run

# The sources of the last commit, the same bytes every time.
DIST = corpus-$(VERSION)
dist:
	@git rev-parse -q --verify HEAD >/dev/null || { \
	  echo "make dist: takes the files of a commit, so it needs a git checkout"; exit 1; }
	@mkdir -p $(BUILD)
	@git archive --format=tar --prefix=$(DIST)/ HEAD > $(BUILD)/$(DIST).tar
	@gzip -9nf $(BUILD)/$(DIST).tar
	@echo $(BUILD)/$(DIST).tar.gz

distcheck:
	@tests/install/dist

# Packages for Debian: libcorpus0, libcorpus-dev, corpus-tools, in build/deb. The files that
# describe them are copied into a tree of their own, as the top level here has no debian/.
# lintian is not asked whether a bug of Debian's calls for them: they are no upload.
DEB_TOOLS = dpkg-buildpackage dh fakeroot
deb:
	@missing=; for t in $(DEB_TOOLS); do \
	  command -v $$t >/dev/null || missing="$$missing $$t"; done; \
	[ -z "$$missing" ] || { echo "make deb needs$$missing: install dpkg-dev debhelper fakeroot"; \
	  exit 1; }
	@grep -q '^libcorpus ($(VERSION)-' tools/packaging/debian/changelog || { \
	  echo "tools/packaging/debian/changelog is not about $(VERSION)"; exit 1; }
	rm -rf build/deb
	mkdir -p build/deb/libcorpus-$(VERSION)
	cp -r Makefile README.md LICENSE include libcorpus tests tools build/deb/libcorpus-$(VERSION)
	cp -r tools/packaging/debian build/deb/libcorpus-$(VERSION)
	cd build/deb/libcorpus-$(VERSION) && \
	  env -u MAKEFLAGS -u MAKELEVEL -u BUILD dpkg-buildpackage -b -us -uc
	@if command -v lintian >/dev/null; then \
	  lintian --fail-on error,warning --suppress-tags initial-upload-closes-no-bugs \
	    --allow-root build/deb/*.changes && echo "lintian: clean"; \
	else echo "lintian is not installed; its checks were left out"; fi
	@ls build/deb/*.deb

clean:
	rm -rf build

.PHONY: all test asan fault oracle formats fuzz demo bench bench-growth bench-instructions \
        bench-baseline unicode install uninstall installcheck dist distcheck deb clean
.SECONDARY:
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
endif
