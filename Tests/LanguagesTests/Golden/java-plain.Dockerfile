FROM eclipse-temurin:17-jdk AS build
RUN ["mkdir", "-p", "/out/lib", "/out/classes"]
ARG AGENT_SOURCE=.
WORKDIR "/src"
COPY ["${AGENT_SOURCE}/lib/x.jar", "/out/lib/"]
COPY ["${AGENT_SOURCE}", "./"]
RUN ["javac", "-d", "/out/classes", "-encoding", "UTF-8", "-proc:none", "-g", "-cp", "/out/lib/*", "Main.java"]
RUN ["/bin/sh", "-euc", "if [ -d src/main/resources ]; then cp -R src/main/resources/. /out/classes/; fi", "sh"]

FROM docker.io/library/eclipse-temurin:17-jre
COPY --from=build ["/out/lib/", "/app/lib/"]
COPY --from=build ["/out/classes/", "/app/classes/"]

ENTRYPOINT ["java", "-cp", "/app/classes:/app/lib/*", "Main"]
