// Asks a model through the chat completions API, which OpenAI and most other providers and local servers have.
//
// OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL say which model. `fetch` is enough for that; the `openai` package reads
// the same variables, should you need more of the API.

const TIMEOUT = Number(process.env.MODEL_TIMEOUT ?? 60); // seconds

/** Why there is no answer, and with which HTTP status the agent says so. */
export class ModelError extends Error {
  constructor(status, message, retryAfter) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** The model's answer to the messages. Options are further fields of the request, such as `temperature`. */
export async function ask(messages, options = {}) {
  const { OPENAI_API_KEY: key, OPENAI_BASE_URL: base, OPENAI_MODEL: model } = process.env;
  if (!key) throw new ModelError(503, "OPENAI_API_KEY is not set, so the agent cannot ask its model");
  let answer;
  try {
    const response = await fetch(`${(base || "https://api.openai.com/v1").replace(/\/+$/, "")}/chat/completions`, {
      method: "POST",
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
      body: JSON.stringify({ model: model || "gpt-4o-mini", messages, ...options }),
      signal: AbortSignal.timeout(TIMEOUT * 1000),
    });
    if (!response.ok) throw refusal(response);
    answer = await response.json();
  } catch (error) {
    if (error instanceof ModelError) throw error;
    if (error.name === "TimeoutError") throw new ModelError(504, `the model did not answer within ${TIMEOUT} s`);
    if (error instanceof SyntaxError) throw new ModelError(502, "the model's answer is not JSON");
    throw new ModelError(502, `the model cannot be reached: ${error.cause?.message ?? error.message}`);
  }
  const text = answer?.choices?.[0]?.message?.content;
  if (typeof text !== "string") throw new ModelError(502, "the model's answer has no text");
  return text;
}

/** What an error of the model's server means for the caller of the agent. */
function refusal(response) {
  if (response.status === 429) {
    return new ModelError(429, "the model is busy; try again later", response.headers.get("retry-after"));
  }
  if (response.status === 401 || response.status === 403) {
    return new ModelError(502, "the model's provider does not accept OPENAI_API_KEY");
  }
  return new ModelError(502, `the model's server answered with status ${response.status}`);
}
