import Testing

/// A project of a usual layout, without agent.yaml.
struct Layout: Sendable, CustomTestStringConvertible {
  var name: String
  /// The agent's directory in the repository.
  var place = ""
  var files: [String: String]

  var testDescription: String { name }

  static let all = python + compiled
}

extension Layout {
  static let python: [Layout] = [
    Layout(
      name: "fastapi-uv",
      files: [
        "pyproject.toml": """
        [project]
        name = "Order_Desk"
        version = "1.4.2"
        description = "Takes orders: by chat"
        authors = [{name = "Ada Lovelace", email = "ada@example.com"}]
        requires-python = ">=3.11,<4"
        dependencies = ["fastapi>=0.115", "uvicorn[standard]", "openai>=1.40"]

        [dependency-groups]
        dev = ["pytest>=8", "ruff"]

        [build-system]
        requires = ["hatchling"]
        build-backend = "hatchling.build"
        """,
        "uv.lock": """
        version = 1
        requires-python = ">=3.11, <4"

        [[package]]
        name = "order-desk"
        version = "1.4.2"
        source = { editable = "." }
        dependencies = [{ name = "fastapi" }, { name = "uvicorn", extra = ["standard"] }, { name = "openai" }]

        [package.dev-dependencies]
        dev = [{ name = "pytest" }, { name = "ruff" }]

        [package.metadata]
        requires-dist = [
          { name = "fastapi", specifier = ">=0.115" },
          { name = "uvicorn", extras = ["standard"] },
          { name = "openai", specifier = ">=1.40" },
        ]

        [package.metadata.requires-dev]
        dev = [{ name = "pytest", specifier = ">=8" }, { name = "ruff" }]

        [[package]]
        name = "fastapi"
        version = "0.115.12"
        source = { registry = "https://pypi.org/simple" }

        [[package]]
        name = "uvicorn"
        version = "0.34.2"
        source = { registry = "https://pypi.org/simple" }

        [[package]]
        name = "openai"
        version = "1.51.0"
        source = { registry = "https://pypi.org/simple" }

        [[package]]
        name = "pytest"
        version = "8.3.5"
        source = { registry = "https://pypi.org/simple" }

        [[package]]
        name = "ruff"
        version = "0.6.9"
        source = { registry = "https://pypi.org/simple" }
        """,
        "src/order_desk/__init__.py": "",
        "src/order_desk/main.py": """
        import os
        from fastapi import FastAPI
        from openai import OpenAI
        from order_desk.routes import router

        app = FastAPI(title="desk")
        app.include_router(router, prefix="/api")
        client = OpenAI()
        model = os.getenv("MODEL", "gpt-4o-mini")
        database = os.environ["DATABASE_URL"]
        """,
        "src/order_desk/routes.py": """
        from fastapi import APIRouter
        router = APIRouter()

        @router.get("/health")
        def health(): return {}
        """,
        "tests/test_desk.py": "def test_desk(): pass\n", "README.md": "# Desk\n",
      ]),
    Layout(
      name: "flask-requirements",
      files: [
        "requirements.txt": "flask==3.0.3\ngunicorn==22.0.0\nanthropic==0.34.0  # the model\n",
        ".python-version": "3.11.9\n", ".env": "SECRET=1\n", ".env.example": "PORT=9000\n",
        "app.py": """
        import os
        from flask import Flask
        import anthropic

        app = Flask(__name__)
        # @app.route("/healthz")
        MODEL = "claude-3-5-sonnet-latest"
        app.secret_key = os.environ["FLASK_SECRET_KEY"]

        @app.route("/ping")
        def ping(): return "pong"

        if __name__ == "__main__":
            app.run(port=int(os.environ.get("PORT", 5001)), debug=True)
        """,
      ]),
    Layout(name: "plain-script", files: ["bot.py": "import sys\nfor line in sys.stdin:\n    print(line)\n"]),
    Layout(
      name: "mcp-stdio",
      files: [
        "pyproject.toml": """
        [project]
        name = "mcp-clock"
        version = "0.3"
        requires-python = ">=3.10"
        dependencies = ["mcp>=1.2"]

        [project.scripts]
        mcp-clock = "mcp_clock:main"

        [build-system]
        requires = ["setuptools"]
        """,
        "src/mcp_clock/__init__.py": """
        from mcp.server.fastmcp import FastMCP
        mcp = FastMCP("clock")

        def main():
            mcp.run(transport="stdio")
        """,
      ]),
    Layout(
      name: "poetry",
      files: [
        "pyproject.toml": """
        [tool.poetry]
        name = "notes"
        version = "2.0.0"
        description = "Keeps notes"
        authors = ["Grace Hopper <grace@example.com>"]
        package-mode = false

        [tool.poetry.dependencies]
        python = "^3.12"
        starlette = "*"
        uvicorn = "^0.30"
        litellm = "^1.0"

        [tool.poetry.group.dev.dependencies]
        pytest = "^8.0"
        """,
        "poetry.lock": """
        [[package]]
        name = "litellm"
        version = "1.48.0"
        optional = false
        python-versions = ">=3.8"
        files = []

        [[package]]
        name = "pytest"
        version = "8.2.0"
        optional = false
        python-versions = ">=3.8"
        files = []

        [[package]]
        name = "starlette"
        version = "0.38.0"
        optional = false
        python-versions = ">=3.8"
        files = []

        [[package]]
        name = "uvicorn"
        version = "0.30.6"
        optional = false
        python-versions = ">=3.8"
        files = []

        [metadata]
        lock-version = "2.0"
        python-versions = "^3.12"
        content-hash = "36c30908bafb438a8650df5cd9b7a3032d37a88d94ead31a32cb927de01c03e8"
        """,
        "Dockerfile": """
        FROM python:3.12-slim AS base
        WORKDIR /app
        COPY . .
        EXPOSE 9100
        USER 1000
        HEALTHCHECK CMD curl -f http://localhost:9100/live || exit 1
        CMD ["poetry", "run", "uvicorn", "notes.web:app", "--host", "0.0.0.0", "--port", "9100", "--reload"]
        """,
        "notes/__init__.py": "",
        "notes/web.py": """
        from starlette.applications import Starlette
        from litellm import completion
        app = Starlette()
        def ask(): return completion(model="ollama/llama3.1", messages=[])
        """,
        "tests/test_notes.py": "def test_notes(): pass\n",
      ]),
    Layout(
      name: "monorepo", place: "services/greeter",
      files: [
        "services/greeter/requirements.txt": "fastapi[standard]\n",
        "services/other/package.json": "{\"main\": \"index.js\"}",
        "services/greeter/app/__init__.py": "",
        "services/greeter/app/main.py": """
        from fastapi import FastAPI
        def create_app():
            app = FastAPI()
            @app.get("/health")
            def health(): return {}
            return app
        """,
      ]),
  ]

  static let compiled: [Layout] = [
    Layout(
      name: "express",
      files: [
        "package.json": """
        {"name": "@shop/assistant", "version": "3.1.0", "description": "Answers customers", "author": "Ann <ann@example.com>",
         "main": "server.js", "scripts": {"start": "node server.js", "test": "node --test"},
         "engines": {"node": ">=18"}, "dependencies": {"express": "4.19.2", "@anthropic-ai/sdk": "0.27.0"}}
        """,
        "package-lock.json": "{\"lockfileVersion\": 3, \"packages\": {}}",
        "server.js": """
        const express = require('express')
        const app = express()
        const port = process.env.PORT || 3000
        const { LOG_LEVEL } = process.env
        app.use('/api', require('./routes/health'))
        const key = process.env.ANTHROPIC_API_KEY
        const model = process.env.MODEL ?? 'claude-3-haiku-20240307'
        app.listen(port, () => console.log(`listens on ${port}`))
        """,
        "routes/health.js": """
        const router = require('express').Router()
        router.get('/health', (req, res) => res.json({}))
        module.exports = router
        """,
        "test/server.test.js": "require('node:test')('runs', () => {})\n",
      ]),
    Layout(
      name: "typescript",
      files: [
        "package.json": """
        {"name": "translator", "version": "0.2.0", "scripts": {"build": "tsc", "start": "node dist/index.js"},
         "dependencies": {"fastify": "4.28.0", "openai": "4.56.0"}, "devDependencies": {"typescript": "5.5.4"}}
        """,
        "package-lock.json": "{\"lockfileVersion\": 3, \"packages\": {}}", ".nvmrc": "lts/jod\n",
        "src/index.ts": """
        import Fastify from 'fastify'
        const app: FastifyInstance = Fastify()
        app.get('/healthz', async () => ({}))
        await app.listen({ port: Number(process.env.HTTP_PORT ?? 8081), host: '0.0.0.0' })
        """,
      ]),
    Layout(
      name: "go-cmd",
      files: [
        "go.mod": "module example.com/team/router/v2\n\ngo 1.19\n",
        "cmd/router/main.go": """
        package main

        import ("net/http"; "os"; "example.com/team/router/v2/internal")

        func main() {
        	addr := os.Getenv("LISTEN_ADDR")
        	if addr == "" { addr = ":8090" }
        	http.HandleFunc("GET /healthz", internal.Health)
        	http.ListenAndServe(":8090", nil)
        }
        """,
        "cmd/migrate/main.go": "package main\n\nfunc main() {}\n", "internal/health.go": "package internal\n",
        "internal/health_test.go": "package internal\n",
      ]),
    Layout(
      name: "rust",
      files: [
        "Cargo.toml": """
        [package]
        name = "ranker"
        version = "0.4.0"
        description = "Ranks answers"
        rust-version = "1.63"
        edition = "2021"
        """,
        "Cargo.lock": "version = 3\n",
        "src/main.rs": """
        use std::net::TcpListener;
        fn main() {
            let port = std::env::var("PORT").unwrap_or_else(|_| "7070".to_string());
            let listener = TcpListener::bind(format!("0.0.0.0:{}", port)).unwrap();
            match path { "/health" => ok(), _ => missing() }
        }
        """,
      ]),
    Layout(
      name: "spring",
      files: [
        "pom.xml": """
        <project>
          <parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId>
            <version>3.3.2</version></parent>
          <groupId>com.example</groupId><artifactId>claims</artifactId><version>1.0.0-SNAPSHOT</version>
          <description>Checks claims</description>
          <properties><java.version>17</java.version></properties>
          <dependencies>
            <dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency>
            <dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-actuator</artifactId></dependency>
            <dependency><groupId>dev.langchain4j</groupId><artifactId>langchain4j-open-ai</artifactId></dependency>
          </dependencies>
          <build><plugins><plugin><artifactId>spring-boot-maven-plugin</artifactId></plugin></plugins></build>
        </project>
        """,
        "src/main/resources/application.yml": "server:\n  port: ${PORT:9090}\n",
        "src/main/java/com/example/claims/ClaimsApplication.java": """
        package com.example.claims;
        public class ClaimsApplication { public static void main(String[] args) { } }
        """,
      ]),
    Layout(
      name: "java-single",
      files: [
        "Agent.java": """
        import com.sun.net.httpserver.HttpServer;
        import java.net.InetSocketAddress;
        public class Agent {
          static final int PORT = Integer.parseInt(System.getenv().getOrDefault("AGENT_PORT", "8085"));
          public static void main(String[] args) throws Exception {
            var server = HttpServer.create(new InetSocketAddress(PORT), 0);
            server.createContext("/health", exchange -> exchange.close());
            server.start();
          }
        }
        """
      ]),
  ]
}
