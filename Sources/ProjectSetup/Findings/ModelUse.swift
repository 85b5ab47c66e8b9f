import TextFormats

/// The language model that the code calls.
struct ModelUse: Sendable, Equatable {
  var provider: Found<String>?
  var name: Found<String>?

  /// Beginnings of model names, and whose they are.
  private static let names: [(prefix: String, provider: String)] = [
    ("gpt-", "openai"), ("chatgpt-", "openai"), ("o1-", "openai"), ("o3-", "openai"), ("o4-", "openai"),
    ("text-davinci", "openai"), ("claude-", "anthropic"), ("gemini-", "google"), ("mistral-", "mistral"),
    ("open-mistral", "mistral"), ("codestral", "mistral"), ("command-r", "cohere"), ("deepseek-", "deepseek"),
    ("grok-", "xai"), ("sonar", "perplexity"), ("llama", "ollama"), ("qwen", "ollama"), ("phi3", "ollama"),
    ("gemma", "ollama"), ("mixtral", "ollama"),
  ]

  /// What packages are called that call a provider; the more special ones first.
  private static let packages: [(mark: String, provider: String)] = [
    ("langchain-anthropic", "anthropic"), ("anthropic", "anthropic"), ("google-genai", "google"),
    ("google-generativeai", "google"), ("@google/genai", "google"), ("@google/generative-ai", "google"),
    ("langchain-google", "google"), ("@ai-sdk/google", "google"), ("generative-ai-go", "google"),
    ("mistralai", "mistral"), ("groq", "groq"), ("cohere", "cohere"), ("ollama", "ollama"), ("litellm", "litellm"),
    ("bedrock", "bedrock"), ("together", "together"), ("replicate", "replicate"), ("huggingface", "huggingface"),
    ("openai", "openai"), ("open-ai", "openai"),
  ]

  /// - Parameter dependencies: the names of the packages that the project asks for.
  static func find(in files: SourceFiles, dependencies: Found<[String]>?, extra: [(text: String, place: String)])
    -> ModelUse
  {
    var use = ModelUse()
    use.provider = dependencies.flatMap { found in
      let used = packages.first { package in found.value.contains { Self.isPackage($0, package.mark) } }
      return used.map { Found($0.provider, in: found.place) }
    }
    let candidates =
      extra
      + files.all.flatMap { file in
        file.tokens.indices.lazy.filter { file.tokens[$0].kind == .text }.map { (file.tokens[$0].text, file.place($0)) }
      }
    let models = candidates.compactMap { text, place in Self.model(text).map { ($0.provider, $0.name, place, text) } }
    // The library that the project uses decides between several.
    guard let chosen = models.first(where: { $0.0 == use.provider?.value }) ?? models.first else { return use }
    use.name = Found(use.provider?.value == "litellm" ? chosen.3 : chosen.1, in: chosen.2)
    if use.provider == nil { use.provider = Found(chosen.0, in: chosen.2) }
    return use
  }

  private static func isPackage(_ name: String, _ mark: String) -> Bool {
    let parts = name.lowercased().split { "/@-_.:".contains($0) }.map(String.init)
    return name.lowercased() == mark
      || parts.joined(separator: "-").contains(mark.replacing("@", with: "").replacing("/", with: "-"))
  }

  /// `gpt-4o-mini`, also as LiteLLM writes it: `openai/gpt-4o-mini`.
  private static func model(_ text: String) -> (provider: String, name: String)? {
    guard text.utf8.count < 80, ASCII.isWord(text, and: "-._/:") else { return nil }
    let parts = text.split(separator: "/", maxSplits: 1)
    let name = String(parts.last ?? "")
    guard let found = names.first(where: { name.hasPrefix($0.prefix) }), name.utf8.contains(where: ASCII.isDigit) else {
      return nil
    }
    // A model, not a file or a package with such a name.
    guard ![".py", ".js", ".ts", ".json", ".gguf", ".txt"].contains(where: name.hasSuffix) else { return nil }
    return (found.provider, name)
  }
}
