# Each target is a thin line over cargo, npm or a script.
.PHONY: run dev test check bench soak fuzz-api oracle web setup clean

BIN := target/fast/wenxun

run: web/dist/index.html ## build everything, load the demo city at the first start, serve
	cargo build --profile fast
	$(BIN) serve --demo

dev: ## the server without optimisation; run `npm --prefix web run dev` beside it for the web app
	cargo run -- serve --demo

web: web/dist/index.html

web/node_modules/.package-lock.json: web/package-lock.json
	npm --prefix web ci

web/dist/index.html: web/node_modules/.package-lock.json $(shell find web/src web/public web/index.html web/vite.config.ts web/scripts -type f ! -name '*.gen.ts' 2>/dev/null)
	npm --prefix web run build

setup: ## what the tests need besides Rust, Node, make and a C compiler
	scripts/setup

test: setup web/dist/index.html ## Rust on SQLite and PostgreSQL, web units, budgets, browser
	scripts/test

check: web/node_modules/.package-lock.json ## formats, lints, types, generated files, structure, licences
	scripts/check

bench: ## measured figures beside their goals
	scripts/bench

soak: ## the long runs
	scripts/soak

fuzz-api: ## property fuzzing of the whole API document
	scripts/fuzz-api

oracle: ## questionnaire workbooks and weighted shares judged by public programs too
	scripts/oracle

clean:
	rm -rf target web/dist web/node_modules
