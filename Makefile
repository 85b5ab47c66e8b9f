# The two commands of the README are `make run` and `make test`; CI calls them and `make lint`.


documents = ProjectDocumentsTests|GeneratedFilesTests|EmbeddedTemplatesTests

.PHONY: run build release-binary test generate lint format clean

## Builds everything and takes examples/echo-agent through all stages, with a registry of its own on loopback.
run:
	@Scripts/require-swift.sh
	@Scripts/install-packages.sh run
	@Scripts/build-release.sh
	@Scripts/run-example.sh

## Builds the release binary; installs the C libraries it needs.
build:
	@Scripts/require-swift.sh
	@Scripts/install-packages.sh build
	@Scripts/build-release.sh

## Builds dist/agent-pipeline, one file that needs nothing but glibc.
release-binary:
	@Scripts/require-swift.sh
	@Scripts/install-packages.sh static
	@Scripts/static-libraries.sh
	@Scripts/release-binary.sh

## Sets up what the tests need and runs every test.
test:
	@Scripts/require-swift.sh
	@Scripts/install-packages.sh test
	@Scripts/test.sh

## Writes what is made from the tables of settings and rules: docs/, and the inputs of action.yml. The recording run fails
## by design; the second one compares.
generate:
	@RECORD_GOLDEN=1 swift test --filter '$(documents)' >/dev/null 2>&1 || true
	@swift test --filter '$(documents)'

## The format check of CI.
lint:
	swift format lint --strict --recursive Sources Tests Package.swift

format:
	swift format --in-place --recursive Sources Tests Package.swift

clean:
	rm -rf .build .tools dist
