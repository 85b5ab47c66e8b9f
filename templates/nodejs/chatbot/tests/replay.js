// Plays the model: answers the agent's calls from recordings, and remembers the calls that no recording fits.
//
// A file of recordings is a list. A recording fits a call if each field of its `when` is the same in the call, and answers
// once, with the text `reply` or with the HTTP status `error`.

import { deepStrictEqual } from "node:assert";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const recordings = new URL("recordings/", import.meta.url);

export class Replay {
  #unused = [];
  #problems = [];
  #server = createServer((request, response) => this.#receive(request, response));

  /** Listens where the agent looks for its model: see `spec.pipeline.test.environment` in agent.yaml. */
  start() {
    const { hostname, port } = new URL(process.env.OPENAI_BASE_URL);
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject).listen(Number(port), hostname, resolve);
    });
  }

  stop() {
    this.#server.closeAllConnections?.();
    return new Promise((resolve) => this.#server.close(resolve));
  }

  /** Expects the calls of a conversation, and no others. */
  load(name) {
    this.#problems = [];
    this.#unused = JSON.parse(readFileSync(new URL(`${name}.json`, recordings), "utf8"));
  }

  /** What was called without a recording, or recorded without a call; empty if all is as it was recorded. */
  problem() {
    const left = this.#unused.map(({ when }) => `recorded, but not called: ${JSON.stringify(when, null, 2)}`);
    return [...this.#problems, ...left].join("\n");
  }

  async #receive(request, response) {
    let text = "";
    for await (const chunk of request.setEncoding("utf8")) text += chunk;
    const path = `${new URL(process.env.OPENAI_BASE_URL).pathname}/chat/completions`;
    const isChat = request.url === path && request.headers.authorization;
    const found = isChat ? this.#answer(JSON.parse(text)) : { error: 404 };
    response.writeHead(found.error ?? 200, { "Content-Type": "application/json" });
    const message = { role: "assistant", content: found.reply };
    const choices = [{ index: 0, message, finish_reason: "stop" }];
    response.end(JSON.stringify(found.error ? { error: { message: "recorded error" } } : { choices }));
  }

  #answer(call) {
    const index = this.#unused.findIndex(({ when }) => difference(when, call) === null);
    if (index >= 0) return this.#unused.splice(index, 1)[0];
    const nearest = this.#unused.length ? difference(this.#unused[0].when, call) : JSON.stringify(call, null, 2);
    this.#problems.push(`called, but not recorded: ${nearest}`);
    return { error: 500 };
  }
}

/** How a call differs from a recording; null if it fits. */
function difference(when, call) {
  const called = Object.fromEntries(Object.keys(when).map((name) => [name, call[name]]));
  try {
    deepStrictEqual(called, when);
    return null;
  } catch (error) {
    return error.message;
  }
}
