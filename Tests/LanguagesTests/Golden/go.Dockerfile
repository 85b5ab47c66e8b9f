FROM golang:1.22 AS build
ENV CGO_ENABLED="0"
ARG AGENT_SOURCE=.
ENV GOWORK="off"
WORKDIR "/src"
COPY ["${AGENT_SOURCE}/go.mod", "${AGENT_SOURCE}/go.sum", "./"]
RUN ["go", "mod", "download"]
COPY ["${AGENT_SOURCE}", "./"]
RUN ["go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid=", "-mod=readonly", "-o", "/out/app", "."]

FROM scratch
COPY --from=build ["/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/certs/ca-certificates.crt"]
COPY --from=build ["/out/app", "/app/app"]

ENTRYPOINT ["/app/app"]
