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
