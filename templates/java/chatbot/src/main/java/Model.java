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
