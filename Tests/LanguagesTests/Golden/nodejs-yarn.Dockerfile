FROM node:lts AS dependencies
ARG AGENT_SOURCE=.
WORKDIR "/app"
COPY ["${AGENT_SOURCE}/package.json", "${AGENT_SOURCE}/yarn.lock", "./"]
RUN ["yarn", "install", "--frozen-lockfile", "--non-interactive", "--production"]
RUN ["mkdir", "-p", "node_modules"]

FROM docker.io/library/node:lts-slim
COPY --from=dependencies ["/app/node_modules/", "/app/node_modules/"]
ARG AGENT_SOURCE=.
COPY ["${AGENT_SOURCE}", "/app/"]

ENTRYPOINT ["node", "index.js"]
