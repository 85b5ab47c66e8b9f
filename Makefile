# The two commands of the README are `make run` and `make test`; CI calls them and `make lint`.


.PHONY: run build release-binary test lint format clean

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

## The format check of CI.
lint:
	swift format lint --strict --recursive Sources Tests Package.swift

format:
	swift format --in-place --recursive Sources Tests Package.swift

clean:
	rm -rf .build .tools dist
