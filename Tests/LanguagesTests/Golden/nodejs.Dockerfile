FROM mine:1 AS dependencies
ARG AGENT_SOURCE=.
WORKDIR "/app"
COPY ["${AGENT_SOURCE}/package.json", "${AGENT_SOURCE}/package-lock.json", "${AGENT_SOURCE}/.npmrc", "./"]
RUN ["npm", "ci", "--no-audit", "--no-fund", "--no-update-notifier", "--omit=dev"]
RUN ["mkdir", "-p", "node_modules"]

FROM mine:1
COPY --from=dependencies ["/app/node_modules/", "/app/node_modules/"]
ARG AGENT_SOURCE=.
COPY ["${AGENT_SOURCE}", "/app/"]

ENTRYPOINT ["node", "s.js"]

# tests
FROM mine:1
ARG AGENT_SOURCE=.
WORKDIR "/app"
COPY ["${AGENT_SOURCE}/package.json", "${AGENT_SOURCE}/package-lock.json", "${AGENT_SOURCE}/.npmrc", "./"]
RUN ["npm", "ci", "--no-audit", "--no-fund", "--no-update-notifier"]
RUN ["mkdir", "-p", "node_modules"]
RUN ["mv", "/app/node_modules", "/node_modules"]
