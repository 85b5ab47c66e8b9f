// A chatbot: POST /chat answers `{"message": "…", "history": […]}` with `{"reply": "…", "history": […]}`.
//
// The caller keeps the history and sends it with the next message, so any replica of the agent can answer.

import { createServer } from "node:http";
import { ask, ModelError } from "./model.js";

const INSTRUCTIONS =
  "You are a friendly assistant. Answer in at most three sentences. If you are not sure, say so.";
// Older messages are left out, so that a long conversation does not outgrow the model.
const REMEMBERED = 20;
const LARGEST_BODY = 1 << 20; // bytes

class BadRequest extends Error {}

async function chat(body) {
  if (typeof body.message !== "string" || !body.message.trim() || body.message.length > 4000) {
    throw new BadRequest("`message` must be a text of 1 to 4000 characters");
  }
  const message = { role: "user", content: body.message.trim() };
  const past = history(body).slice(-REMEMBERED);
  const messages = [{ role: "system", content: INSTRUCTIONS }, ...past, message];
  const reply = await ask(messages, { temperature: 0.3 });
  return { reply, history: [...past, message, { role: "assistant", content: reply }] };
}

/** The messages before; never a system message, which could replace the instructions. */
function history({ history: messages = [] }) {
  if (!Array.isArray(messages)) throw new BadRequest("`history` must be a list of messages");
  return messages.map((message) => {
    if (!["user", "assistant"].includes(message?.role) || typeof message.content !== "string") {
      throw new BadRequest("a message of `history` has a `role`, user or assistant, and a `content`");
    }
    return { role: message.role, content: message.content };
  });
}

async function read(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new BadRequest(`the body has more than ${LARGEST_BODY} bytes`);
    chunks.push(chunk);
  }
  let body;
  try {
    body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new BadRequest("the body is not JSON");
  }
  if (body === null || typeof body !== "object") throw new BadRequest("the body must be a JSON object");
  return body;
}

async function answer(request) {
  const { pathname } = new URL(request.url, "http://localhost");
  if (pathname === "/health" && request.method === "GET") return [200, { status: "ok" }];
  if (pathname !== "/chat") return [404, { error: `there is no ${pathname}` }];
  if (request.method !== "POST") return [405, { error: "send the message with POST" }];
  try {
    return [200, await chat(await read(request))];
  } catch (error) {
    if (error instanceof BadRequest) return [400, { error: error.message }];
    if (error instanceof ModelError) {
      return [error.status, { error: error.message }, error.retryAfter ? { "Retry-After": error.retryAfter } : {}];
    }
    console.error(error);
    return [500, { error: "the agent failed; its log says more" }];
  }
}

const server = createServer(async (request, response) => {
  const [status, body, headers = {}] = await answer(request);
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(JSON.stringify(body));
});
const port = Number(process.env.PORT ?? 8080);
server.listen(port, "0.0.0.0", () => console.log(`listening on port ${port}`));
// The first process of a container gets no default handler: without this, every stop takes ten seconds.
process.on("SIGTERM", () => process.exit(0));
