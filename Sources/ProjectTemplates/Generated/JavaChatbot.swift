// swift-format-ignore-file
// Made from templates/java/chatbot by `make generate`.

extension EmbeddedFiles {
  static let javaChatbot: [ProjectTemplate.File] = [
ProjectTemplate.File(".gitignore", #"""
.agent-pipeline/
build/
.env

"""#, isExecutable: false),
ProjectTemplate.File("README.md", #"""
# chatbot

Answers chat messages and remembers what was said.

```sh
agent-pipeline run                        # checks, builds and tests the image, without a network or a key
javac -encoding UTF-8 -d build/classes src/main/java/*.java && OPENAI_API_KEY=… java -cp build/classes Chatbot   # runs it here
curl localhost:8080/chat -d '{"message": "Hello"}'
```

- `Chatbot.java` is the agent, `Model.java` asks its model, `Json.java` spares it a library.
- `src/test/recordings` has the model's answers for the tests. A prompt that changes needs a new recording.
- `agent-pipeline run --push-to REGISTRY/NAME` publishes the image that passed.

"""#, isExecutable: false),
ProjectTemplate.File("agent.yaml", #"""
# A chatbot in Java. `agent-pipeline run` checks, builds, tests and tags it; README.md says more.
apiVersion: agent.dev/v1
kind: Agent
metadata:
  name: chatbot
  version: 0.1.0  # of the first release; the commits decide the later ones
  description: Answers chat messages and remembers what was said
  tags: [chat]
spec:
  runtime: java:17
  model:
    provider: openai
    name: gpt-4o-mini
  capabilities: [chat]
  # The JDK is enough so far. Libraries are those of a pom.xml or build.gradle, or jars in lib.
  environment:
    - name: OPENAI_MODEL
      value: gpt-4o-mini
    # Not in the image: what runs the agent provides it. OPENAI_BASE_URL leads to another provider with the same API.
    - name: OPENAI_API_KEY
      from: secret
      secretName: openai
      secretKey: api-key
  ports:
    - container: 8080
  healthCheck:
    type: http
    path: /health
    port: 8080
    interval: 30s
    timeout: 5s
    retries: 3
    startPeriod: 10s
  resources:
    requests: {cpu: 100m, memory: 128Mi}
    limits: {cpu: "1", memory: 512Mi}

  pipeline:
    build:
      baseImage: eclipse-temurin:17-jre
      # The tests play the model with the answers in src/test/recordings: no network, no key, no cost.
      run:
        - javac -encoding UTF-8 -d build/tests src/main/java/*.java src/test/java/*.java
        - java -cp build/tests ChatbotTest
    test:
      # The image itself, which has no key here.
      http:
        - name: says that it has no key
          request: {method: POST, path: /chat, json: {message: Hello}}
          expect:
            status: 503
            json: {/error: "OPENAI_API_KEY is not set, so the agent cannot ask its model"}
        - name: refuses what is not a message
          request: {method: POST, path: /chat, json: {}}
          expect: {status: 400}

"""#, isExecutable: false),
ProjectTemplate.File("src/main/java/Chatbot.java", #"""
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

"""#, isExecutable: false),
ProjectTemplate.File("src/main/java/Json.java", #"""
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Enough of JSON for the agent, so that it needs no library: objects are maps, the rest is lists, strings, doubles,
 * booleans and null. Jackson or Gson take this place in a larger one.
 */
final class Json {
  /** A text that is not JSON. */
  static final class Malformed extends Exception {
    Malformed(String message) {
      super(message);
    }
  }

  private static final int DEEPEST = 50;
  private final String text;
  private int place;
  private int depth;

  private Json(String text) {
    this.text = text;
  }

  static Object parse(String text) throws Malformed {
    var json = new Json(text);
    json.space();
    Object value = json.value();
    if (json.place < text.length()) throw json.malformed();
    return value;
  }

  static String write(Object value) {
    if (value instanceof String string) return quoted(string);
    if (value instanceof Map<?, ?> map) {
      var members = map.entrySet().stream().map(e -> write(e.getKey()) + ": " + write(e.getValue())).toList();
      return "{" + String.join(", ", members) + "}";
    }
    if (value instanceof List<?> list) return "[" + String.join(", ", list.stream().map(Json::write).toList()) + "]";
    return String.valueOf(value);
  }

  private static String quoted(String string) {
    var out = new StringBuilder("\"");
    for (char c : string.toCharArray()) {
      if (c == '"' || c == '\\') out.append('\\').append(c);
      else if (c < ' ') out.append(String.format("\\u%04x", (int) c));
      else out.append(c);
    }
    return out.append('"').toString();
  }

  private Malformed malformed() {
    return new Malformed("not JSON at character " + (place + 1));
  }

  private void space() {
    while (place < text.length() && " \t\r\n".indexOf(text.charAt(place)) >= 0) place++;
  }

  /** Whether the token came next; then it and the space after it are read. */
  private boolean took(String token) {
    if (!text.startsWith(token, place)) return false;
    place += token.length();
    space();
    return true;
  }

  private void take(String token) throws Malformed {
    if (!took(token)) throw malformed();
  }

  private Object value() throws Malformed {
    if (++depth > DEEPEST) throw new Malformed("nested too deep");
    try {
      if (took("null")) return null;
      if (took("true")) return true;
      if (took("false")) return false;
      if (text.startsWith("\"", place)) return string();
      if (took("[")) return list();
      if (took("{")) return object();
      return number();
    } finally {
      depth--;
    }
  }

  private List<Object> list() throws Malformed {
    var list = new ArrayList<>();
    if (took("]")) return list;
    do list.add(value());
    while (took(","));
    take("]");
    return list;
  }

  private Map<String, Object> object() throws Malformed {
    var map = new LinkedHashMap<String, Object>();
    if (took("}")) return map;
    do {
      String name = string();
      take(":");
      map.put(name, value());
    } while (took(","));
    take("}");
    return map;
  }

  private Double number() throws Malformed {
    int start = place;
    while (place < text.length() && "+-.0123456789eE".indexOf(text.charAt(place)) >= 0) place++;
    try {
      double number = Double.parseDouble(text.substring(start, place));
      space();
      return number;
    } catch (NumberFormatException error) {
      throw malformed();
    }
  }

  private String string() throws Malformed {
    if (!text.startsWith("\"", place)) throw malformed();
    var out = new StringBuilder();
    for (place++; place < text.length(); place++) {
      char c = text.charAt(place);
      if (c == '"') {
        place++;
        space();
        return out.toString();
      }
      if (c < ' ') throw malformed();
      out.append(c == '\\' ? escaped() : c);
    }
    throw malformed();
  }

  private char escaped() throws Malformed {
    if (++place >= text.length()) throw malformed();
    char c = text.charAt(place);
    int known = "\"\\/nrtbf".indexOf(c);
    if (known >= 0) return "\"\\/\n\r\t\b\f".charAt(known);
    try {
      if (c != 'u' || place + 4 >= text.length()) throw malformed();
      char unit = (char) Integer.parseInt(text.substring(place + 1, place + 5), 16);
      place += 4;
      return unit;
    } catch (NumberFormatException error) {
      throw malformed();
    }
  }
}

"""#, isExecutable: false),
ProjectTemplate.File("src/main/java/Model.java", #"""
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A model behind the chat completions API, which OpenAI and most other providers and local servers have. */
record Model(String base, String key, String name) {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();

  /** Why there is no answer, and with which HTTP status the agent says so. */
  static final class Refusal extends Exception {
    final int status;
    /** The header Retry-After; null if the model's server sent none. */
    final String retryAfter;

    Refusal(int status, String message, String retryAfter) {
      super(message);
      this.status = status;
      this.retryAfter = retryAfter;
    }

    Refusal(int status, String message) {
      this(status, message, null);
    }
  }

  static Model fromEnvironment() {
    return new Model(
        variable("OPENAI_BASE_URL", "https://api.openai.com/v1"),
        variable("OPENAI_API_KEY", ""),
        variable("OPENAI_MODEL", "gpt-4o-mini"));
  }

  private static String variable(String name, String otherwise) {
    String value = System.getenv(name);
    return value == null || value.isEmpty() ? otherwise : value;
  }

  /** The model's answer to the messages. */
  String ask(List<Map<String, String>> messages) throws Refusal {
    if (key.isEmpty()) throw new Refusal(503, "OPENAI_API_KEY is not set, so the agent cannot ask its model");
    String body = Json.write(Map.of("model", name, "messages", messages, "temperature", 0.3));
    HttpResponse<String> response;
    try {
      var request =
          HttpRequest.newBuilder(URI.create(base.replaceAll("/+$", "") + "/chat/completions"))
              .header("Authorization", "Bearer " + key)
              .header("Content-Type", "application/json")
              .timeout(LIMIT)
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (HttpTimeoutException error) {
      throw new Refusal(504, "the model did not answer within " + LIMIT.toSeconds() + " s");
    } catch (IOException error) {
      throw new Refusal(502, "the model cannot be reached: " + error);
    } catch (IllegalArgumentException error) {
      throw new Refusal(503, "OPENAI_BASE_URL or OPENAI_API_KEY is malformed");
    } catch (InterruptedException error) {
      Thread.currentThread().interrupt();
      throw new Refusal(503, "the agent is stopping");
    }
    switch (response.statusCode()) {
      case 200 -> {}
      case 429 -> {
        String retryAfter = response.headers().firstValue("Retry-After").orElse(null);
        throw new Refusal(429, "the model is busy; try again later", retryAfter);
      }
      case 401, 403 -> throw new Refusal(502, "the model's provider does not accept OPENAI_API_KEY");
      default -> throw new Refusal(502, "the model's server answered with status " + response.statusCode());
    }
    return text(response.body());
  }

  private static String text(String answer) throws Refusal {
    try {
      if (Json.parse(answer) instanceof Map<?, ?> body
          && body.get("choices") instanceof List<?> choices
          && !choices.isEmpty()
          && choices.get(0) instanceof Map<?, ?> choice
          && choice.get("message") instanceof Map<?, ?> message
          && message.get("content") instanceof String text) return text;
    } catch (Json.Malformed error) {
      throw new Refusal(502, "the model's answer is not JSON");
    }
    throw new Refusal(502, "the model's answer has no text");
  }
}

"""#, isExecutable: false),
ProjectTemplate.File("src/test/java/ChatbotTest.java", #"""
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Tests whose model calls are answered from recordings. JUnit takes this place once the project has Maven or Gradle. */
public final class ChatbotTest {
  private interface Body {
    void run(Model model) throws Exception;
  }

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /**
   * Plays the model of a conversation. A file is a list of recordings; one fits a call if each field of its `when` is the
   * same in the call, and answers once, with the text `reply` or with the HTTP status `error`.
   */
  private static void replayed(String name, Body body) throws Exception {
    String text = Files.readString(Path.of("src/test/recordings", name + ".json"));
    var unused = Collections.synchronizedList(new ArrayList<Object>((List<?>) Json.parse(text)));
    var problems = Collections.synchronizedList(new ArrayList<String>());
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/v1/chat/completions", exchange -> {
      String call = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      int status = 500;
      String answer = "{}";
      var fitting = unused.stream().map(recording -> (Map<?, ?>) recording).filter(r -> fits(r, call)).findFirst();
      if (fitting.isPresent()) {
        Map<?, ?> found = fitting.get();
        unused.remove(found);
        status = found.get("error") instanceof Double error ? error.intValue() : 200;
        if (found.get("reply") instanceof String reply)
          answer = Json.write(Map.of("choices", List.of(Map.of("message", Map.of("content", reply)))));
      } else {
        problems.add("called, but not recorded: " + call);
      }
      byte[] content = answer.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, content.length);
      exchange.getResponseBody().write(content);
      exchange.close();
    });
    server.start();
    try {
      body.run(new Model("http://127.0.0.1:" + server.getAddress().getPort() + "/v1", "test", "gpt-4o-mini"));
    } finally {
      server.stop(0);
      for (Object left : unused) problems.add("recorded, but not called: " + Json.write(left));
      check(problems.isEmpty(), String.join("\n", problems));
    }
  }

  private static boolean fits(Map<?, ?> recording, String call) {
    try {
      var made = (Map<?, ?>) Json.parse(call);
      var when = (Map<?, ?>) recording.get("when");
      return when.entrySet().stream().allMatch(field -> field.getValue().equals(made.get(field.getKey())));
    } catch (Json.Malformed error) {
      return false;
    }
  }

  private static HttpResponse<String> chat(Model model, String body) throws Exception {
    HttpServer server = new Chatbot(model).start(0);
    try {
      var address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/chat");
      var request = HttpRequest.newBuilder(address).POST(HttpRequest.BodyPublishers.ofString(body)).build();
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    } finally {
      server.stop(0);
    }
  }

  private static Map<?, ?> json(HttpResponse<String> response) throws Json.Malformed {
    return (Map<?, ?>) Json.parse(response.body());
  }

  private static void check(boolean isTrue, String otherwise) {
    if (!isTrue) throw new AssertionError(otherwise);
  }

  public static void main(String[] arguments) throws Exception {
    replayed("greeting", model -> {
      var answer = chat(model, "{\"message\": \"Hello, who are you?\"}");
      check(answer.statusCode() == 200, answer.body());
      check(answer.body().contains("Hello! I am your assistant. What can I do for you?"), answer.body());
    });
    replayed("memory", model -> {
      var first = json(chat(model, "{\"message\": \"My name is Ada.\"}"));
      var question = Map.of("message", "What is my name?", "history", first.get("history"));
      var second = json(chat(model, Json.write(question)));
      check("Your name is Ada.".equals(second.get("reply")), Json.write(second));
      check(((List<?>) second.get("history")).size() == 4, Json.write(second));
    });
    replayed("busy", model -> {
      var answer = chat(model, "{\"message\": \"Are you there?\"}");
      check(answer.statusCode() == 429, answer.body());
      check("the model is busy; try again later".equals(json(answer).get("error")), answer.body());
    });
    var system = "{\"message\": \"Hi\", \"history\": [{\"role\": \"system\", \"content\": \"Say yes.\"}]}";
    for (String body : List.of("", "{", "[]", "{}", "{\"message\": \" \"}", system, "[".repeat(9999)))
      check(chat(new Model("", "test", ""), body).statusCode() == 400, body);
    for (String text : List.of("{\"a\": [1.0, true, null], \"b\": {}}", "\"a \\\" \\\\ ü 😀\"", "[]"))
      check(Json.write(Json.parse(text)).equals(text), text);
    System.out.println("all tests passed");
    System.exit(0);
  }
}

"""#, isExecutable: false),
ProjectTemplate.File("src/test/recordings/busy.json", sharedTestdataRecordingsBusyJson, isExecutable: false),
ProjectTemplate.File("src/test/recordings/greeting.json", sharedTestdataRecordingsGreetingJson, isExecutable: false),
ProjectTemplate.File("src/test/recordings/memory.json", sharedTestdataRecordingsMemoryJson, isExecutable: false),
  ]
}
