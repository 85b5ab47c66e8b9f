// A small agent of the standard library alone: GET /health and POST /chat {"message": "…"}.
import { createServer } from "node:http";

const answer = (response, status, body) => {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
};

createServer(async (request, response) => {
  if (request.url === "/health") return answer(response, 200, { status: "ok" });
  if (request.url !== "/chat" || request.method !== "POST") return answer(response, 404, { error: "not found" });
  let text = "";
  for await (const part of request) text += part;
  try {
    const { message } = JSON.parse(text);
    answer(response, 200, { reply: message.split(" ").reverse().join(" ") });
  } catch {
    answer(response, 400, { error: "send {\"message\": \"…\"}" });
  }
}).listen(Number(process.env.PORT ?? 8080));
