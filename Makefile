# The two commands of the README are `make run` and `make test`; CI calls them and `make lint`.


documents = ProjectDocumentsTests|GeneratedFilesTests|EmbeddedTemplatesTests

.PHONY: run build release release-binary image check-reproducible check-updates try-release test generate lint format clean

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
	@Scripts/build-stamped.sh

## Makes dist/: the program, which needs nothing but glibc, as archive, Debian package and wheel, with SBOM and sums.
release: static
	@Scripts/release.sh

## Builds dist/agent-pipeline alone.
release-binary: static
	@Scripts/release-binary.sh

.PHONY: static
static:
	@Scripts/require-swift.sh
	@Scripts/install-packages.sh static
	@Scripts/static-libraries.sh

## Makes the release of this commit in two clones, and compares. Takes a quarter of an hour.
check-reproducible: static
	@Scripts/check-reproducible.sh

## Says which of Debian's libraries in the program have a newer revision; exit status 1 then.
check-updates:
	@Scripts/security-updates.sh

## Installs the release in dist/ on bare Debian systems, and takes an agent to a registry there.
try-release:
	@Scripts/install-packages.sh test
	@Scripts/try-release.sh dist

## Makes the container images of the tool in dist/, with the tool itself. dist/agent-pipeline has to be there; with
## PUSH_TO=REGISTRY/REPOSITORY, the images are pushed.
image:
	@Scripts/install-packages.sh image
	@Scripts/image.sh

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
