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
