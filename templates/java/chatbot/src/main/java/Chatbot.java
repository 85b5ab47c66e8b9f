import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * A chatbot: POST /chat answers {@code {"message": "…", "history": […]}} with {@code {"reply": "…", "history": […]}}.
 *
 * <p>The caller keeps the history and sends it with the next message, so any replica of the agent can answer.
 */
public final class Chatbot {
  private static final String INSTRUCTIONS =
      "You are a friendly assistant. Answer in at most three sentences. If you are not sure, say so.";
  /** Older messages are left out, so that a long conversation does not outgrow the model. */
  private static final int REMEMBERED = 20;
  private static final int LARGEST_BODY = 1 << 20; // bytes

  /** What the caller has to change in the request. */
  private static final class BadRequest extends Exception {
    BadRequest(String message) {
      super(message);
    }
  }

  private final Model model;

  Chatbot(Model model) {
    this.model = model;
  }

  /** Serves on a port; 0 takes a free one. */
  HttpServer start(int port) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(port), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", exchange -> answer(exchange, 404, error("there is no " + exchange.getRequestURI())));
    server.createContext("/health", exchange -> answer(exchange, 200, Map.of("status", "ok")));
    server.createContext("/chat", this::chat);
    server.start();
    return server;
  }

  private void chat(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      answer(exchange, 405, error("send the message with POST"));
      return;
    }
    byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
    try {
      if (body.length > LARGEST_BODY) throw new BadRequest("the body has more than " + LARGEST_BODY + " bytes");
      answer(exchange, 200, reply(new String(body, StandardCharsets.UTF_8)));
    } catch (BadRequest error) {
      answer(exchange, 400, error(error.getMessage()));
    } catch (Model.Refusal refusal) {
      if (refusal.retryAfter != null) exchange.getResponseHeaders().set("Retry-After", refusal.retryAfter);
      answer(exchange, refusal.status, error(refusal.getMessage()));
    }
  }

  private Map<String, Object> reply(String body) throws BadRequest, Model.Refusal {
    Object asked;
    try {
      asked = Json.parse(body);
    } catch (Json.Malformed error) {
      throw new BadRequest("the body is " + error.getMessage());
    }
    if (!(asked instanceof Map<?, ?> request
        && request.get("message") instanceof String text
        && !text.isBlank()
        && text.length() <= 4000)) throw new BadRequest("`message` must be a text of 1 to 4000 characters");
    var history = history(request.get("history"));
    history.add(message("user", text.strip()));
    var messages = new ArrayList<>(List.of(message("system", INSTRUCTIONS)));
    messages.addAll(history);
    String reply = model.ask(messages);
    history.add(message("assistant", reply));
    return Map.of("reply", reply, "history", history);
  }

  /** The messages before; never a system message, which could replace the instructions. */
  private static List<Map<String, String>> history(Object value) throws BadRequest {
    var found = new ArrayList<Map<String, String>>();
    if (value == null) return found;
    if (!(value instanceof List<?> messages)) throw new BadRequest("`history` must be a list of messages");
    for (Object item : messages) {
      if (!(item instanceof Map<?, ?> message
          && message.get("content") instanceof String content
          && message.get("role") instanceof String role
          && List.of("user", "assistant").contains(role)))
        throw new BadRequest("a message of `history` has a `role`, user or assistant, and a `content`");
      found.add(message(role, content));
    }
    return new ArrayList<>(found.subList(Math.max(0, found.size() - REMEMBERED), found.size()));
  }

  private static Map<String, String> message(String role, String content) {
    return Map.of("role", role, "content", content);
  }

  private static Map<String, String> error(String message) {
    return Map.of("error", message);
  }

  private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] content = Json.write(body).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, content.length);
    try (var out = exchange.getResponseBody()) {
      out.write(content);
    }
  }

  public static void main(String[] arguments) throws IOException {
    String port = System.getenv("PORT");
    int number = port == null || port.isEmpty() ? 8080 : Integer.parseInt(port);
    new Chatbot(Model.fromEnvironment()).start(number);
    System.out.println("listening on port " + number);
  }
}
