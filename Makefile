# Thin: meson builds, scripts/ does the rest. `make help` says what there is.

BUILD ?= build
SCENARIO ?= city-points

.PHONY: help demo test bench build clean

help:
	@echo "make demo    build, run $(SCENARIO) with its safeguards, write results.db and report.html"
	@echo "make test    build and run every check there is (under half an hour on two cores)"
	@echo "make bench   build and measure: speed, memory, bytes per person"
	@echo "make build   build/counterscore alone"
	@echo "make clean   remove build folders, results.db and report.html"

build:
	@scripts/install-deps
	@test -e $(BUILD)/build.ninja || meson setup $(BUILD) --buildtype=release -Dtests=false
	@ninja -C $(BUILD) counterscore

demo: build
	$(BUILD)/counterscore compare $(SCENARIO) -o results.db --force
	$(BUILD)/counterscore report results.db -o report.html --force
	@echo
	@echo "Open report.html in a browser: who was penalised, why, for how long, and what changes it."
	@echo "Then: $(BUILD)/counterscore explain results.db     one person's file"
	@echo "      $(BUILD)/counterscore show $(SCENARIO)       the scenario, to change and run again"

test:
	@scripts/install-deps --tests
	@scripts/run-tests

bench:
	@scripts/install-deps
	@test -e $(BUILD)-bench/build.ninja || \
	    meson setup $(BUILD)-bench --buildtype=release -Dtests=false -Dbench=true
	@ninja -C $(BUILD)-bench
	$(BUILD)-bench/bench/bench
	node bench/page.mjs $(BUILD)-bench/counterscore

clean:
	rm -rf $(BUILD) $(BUILD)-bench build-tests results.db results.db-wal results.db-shm report.html
