FROM python:3.11 AS dependencies
RUN ["python", "-m", "venv", "--system-site-packages", "--without-pip", "/opt/agent/venv"]
ARG AGENT_SOURCE=.
WORKDIR "/opt/agent/requirements"
COPY ["${AGENT_SOURCE}/requirements.txt", "/opt/agent/requirements/"]
COPY ["${AGENT_SOURCE}/more/other.txt", "/opt/agent/requirements/more/"]
RUN ["python", "-m", "pip", "--python", "/opt/agent/venv/bin/python", "install", "--no-cache-dir", "--no-compile", "--no-warn-script-location", "--no-input", "--disable-pip-version-check", "--progress-bar", "off", "--root-user-action", "ignore", "--requirement", "requirements.txt", "--require-hashes"]
RUN ["python", "-m", "pip", "--python", "/opt/agent/venv/bin/python", "install", "--no-cache-dir", "--no-compile", "--no-warn-script-location", "--no-input", "--disable-pip-version-check", "--progress-bar", "off", "--root-user-action", "ignore", "--upgrade", "--upgrade-strategy", "only-if-needed", "--", "a==1; python_version > '3'"]

FROM docker.io/library/python:3.11-slim
COPY --from=dependencies ["/opt/agent/venv/", "/opt/agent/venv/"]
ARG AGENT_SOURCE=.
COPY ["${AGENT_SOURCE}", "/app/"]

ENV PATH="/opt/agent/venv/bin:$PATH"

ENTRYPOINT ["python", "main.py"]

# tests
FROM python:3.11
RUN ["python", "-m", "pip", "install", "--target", "/opt/agent/venv-tests", "--no-cache-dir", "--no-compile", "--no-warn-script-location", "--no-input", "--disable-pip-version-check", "--progress-bar", "off", "--root-user-action", "ignore", "--", "pytest"]
