FROM gradle:jdk21 AS build
RUN ["mkdir", "-p", "/out/lib", "/out/classes"]
ARG AGENT_SOURCE=.
WORKDIR "/src"
RUN ["/bin/sh", "-euc", "printf '%s' \"$1\" > /tmp/agent-pipeline.gradle", "sh", "allprojects {\n  tasks.withType(AbstractArchiveTask) {\n    preserveFileTimestamps = false\n    reproducibleFileOrder = true\n  }\n}\nrootProject {\n  afterEvaluate {\n    tasks.create('agentPipelineClasses', Copy) {\n      from sourceSets.main.output\n      into System.getProperty('agent.pipeline.directory')\n    }\n    tasks.create('agentPipelineLibraries', Copy) {\n      from configurations.runtimeClasspath\n      into System.getProperty('agent.pipeline.directory')\n    }\n  }\n}\n"]
COPY ["${AGENT_SOURCE}/build.gradle", "./"]
RUN ["gradle", "--no-daemon", "--console=plain", "--init-script", "/tmp/agent-pipeline.gradle", "-Dagent.pipeline.directory=/out/lib", "agentPipelineLibraries"]
COPY ["${AGENT_SOURCE}", "./"]
RUN ["gradle", "--no-daemon", "--console=plain", "--init-script", "/tmp/agent-pipeline.gradle", "-Dagent.pipeline.directory=/out/classes", "agentPipelineClasses"]

FROM docker.io/library/eclipse-temurin:21-jre
COPY --from=build ["/out/lib/", "/app/lib/"]
COPY --from=build ["/out/classes/", "/app/classes/"]

ENTRYPOINT ["java", "-cp", "/app/classes:/app/lib/*", "a.B"]
