public import Diagnostics
import YAMLTree

public enum UnknownProvider: ManifestRule {
  public static let id = "unknown-provider"
  public static let title = "The model provider is known"
  public static let why = "Agents choose their client by this name, and a typo shows up only at the first request"
  public static let badExample = """
    spec:
      model: {provider: opnai, name: gpt-4o}
    """
  public static let goodExample = """
    spec:
      model: {provider: openai, name: gpt-4o}
    """

  static let known = [
    "ai21", "alibaba", "anthropic", "anyscale", "azure", "azure-openai", "bedrock", "cerebras", "cloudflare", "cohere",
    "custom", "databricks", "deepseek", "fireworks", "github", "google", "groq", "huggingface", "litellm", "llamacpp",
    "lmstudio", "local", "meta", "mistral", "moonshot", "nvidia", "ollama", "openai", "openrouter", "perplexity",
    "replicate", "sagemaker", "together", "vertex", "vllm", "watsonx", "xai",
  ]

  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    let one = manifest.node("spec", "model").map { [$0] } ?? []
    return (one + manifest.items("spec", "models")).flatMap { model -> [Diagnostic] in
      guard let node = model["provider"], let name = node.text, !known.contains(name) else { return [] }
      let hint =
        (otherNames[name.lowercased()] ?? NearestName.to(name, in: known)).map { "did you mean `\($0)`?" }
        ?? "write `custom` for a provider of your own; known: \(known.joined(separator: ", "))"
      return warning("unknown provider `\(name)`", at: node.location, hints: [hint])
    }
  }

  private static let otherNames = [
    "claude": "anthropic", "gpt": "openai", "chatgpt": "openai", "gemini": "google", "google-genai": "google",
    "aws": "bedrock", "amazon": "bedrock", "aws-bedrock": "bedrock", "azureopenai": "azure-openai",
    "azure_openai": "azure-openai", "vertexai": "vertex", "vertex-ai": "vertex", "vertex_ai": "vertex",
    "mistralai": "mistral", "hf": "huggingface", "hugging-face": "huggingface", "llama.cpp": "llamacpp",
    "togetherai": "together", "together-ai": "together", "grok": "xai",
  ]
}
