import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;

/** A small agent of the JDK alone: GET /health and POST /chat with the message as its body. */
public final class Agent {
  public static void main(String[] arguments) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
    server.createContext("/health", exchange -> answer(exchange, 200, "ok"));
    server.createContext("/chat", exchange -> {
      if (!exchange.getRequestMethod().equals("POST")) {
        answer(exchange, 405, "send the message with POST");
        return;
      }
      String message = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var words = Arrays.asList(message.trim().split("\\s+"));
      Collections.reverse(words);
      answer(exchange, 200, String.join(" ", words));
    });
    server.start();
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }
}
