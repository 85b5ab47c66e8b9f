FROM maven:3-eclipse-temurin-17 AS build
RUN ["mkdir", "-p", "/out/lib", "/out/classes"]
ARG AGENT_SOURCE=.
WORKDIR "/src"
COPY ["${AGENT_SOURCE}/pom.xml", "./"]
RUN ["mvn", "--batch-mode", "--no-transfer-progress", "dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=/out/lib"]
COPY ["${AGENT_SOURCE}", "./"]
RUN ["mvn", "--batch-mode", "--no-transfer-progress", "-Dmaven.test.skip=true", "process-classes"]
RUN ["/bin/sh", "-euc", "if [ -d target/classes ]; then cp -R target/classes/. /out/classes/; fi", "sh"]

FROM docker.io/library/eclipse-temurin:17-jre
COPY --from=build ["/out/lib/", "/app/lib/"]
COPY --from=build ["/out/classes/", "/app/classes/"]

ENTRYPOINT ["java", "-cp", "/app/classes:/app/lib/*", "a.Main"]
