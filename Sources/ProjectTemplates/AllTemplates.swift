/// The templates in the order in which they are offered; `make generate` embeds their files.
public enum AllTemplates {
  public static let all: [ProjectTemplate] = [
    ProjectTemplate(
      "chatbot", "python", "Answers chat messages and remembers what was said",
      EmbeddedFiles.pythonChatbot),
    ProjectTemplate("summarizer", "python", "Summarizes texts of any length", EmbeddedFiles.pythonSummarizer),
    ProjectTemplate(
      "sentiment", "python", "Rates the sentiment of texts, with a score and a reason",
      EmbeddedFiles.pythonSentiment),
    ProjectTemplate(
      "translator", "python", "Translates texts and keeps their placeholders",
      EmbeddedFiles.pythonTranslator),
    ProjectTemplate(
      "data-analyzer", "python", "Answers questions about tables from computed figures",
      EmbeddedFiles.pythonDataAnalyzer),
    ProjectTemplate("content-gen", "python", "Plans and writes texts for a website", EmbeddedFiles.pythonContentGen),
    ProjectTemplate(
      "workflow", "python", "Takes customers' messages through steps to a reply or to a person",
      EmbeddedFiles.pythonWorkflow),
    ProjectTemplate(
      "mcp-server", "python", "Offers tools to the agents of others over MCP",
      EmbeddedFiles.pythonMcpServer),
    ProjectTemplate(
      "chatbot", "nodejs", "Answers chat messages and remembers what was said",
      EmbeddedFiles.nodejsChatbot),
    ProjectTemplate("chatbot", "go", "Answers chat messages and remembers what was said", EmbeddedFiles.goChatbot),
    ProjectTemplate("chatbot", "rust", "Answers chat messages and remembers what was said", EmbeddedFiles.rustChatbot),
    ProjectTemplate("chatbot", "java", "Answers chat messages and remembers what was said", EmbeddedFiles.javaChatbot),
  ]
}

/// The files of each directory of `templates/`, which `make generate` writes to `Generated/`.
enum EmbeddedFiles {}
