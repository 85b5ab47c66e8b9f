extension Explanation {
  /// The codes of `init`.
  static let initTexts = """
    file-exists
      A file that `init` would write is there already, and it overwrites none.
      → Move the file away, or choose another directory.
    language-unknown
      The project's files are of several languages, or `--language` names none that `init` reads. A guess could make an
      image of the wrong program.
      → Name the agent's language with `--language`.
    malformed-model
      `--model` does not name a provider and a model.
      → Write `PROVIDER/NAME`.
    no-answer
      A question on the terminal was not answered.
      → Answer it with the option that the hint names, or take the defaults with `--yes`.
    no-project
      The directory is missing or empty, or holds no project of a language that `init` reads.
      → Name the directory of a project, or write a new agent with `--template`.
    port-unknown
      The code opens a port whose number is not written out: it comes from a file or a service that only runs know.
      → Name it with `--port`.
    project-file-unreadable
      A file that says what the project is, such as requirements.txt, exists and cannot be read as text.
      → Replace it with a text file, or remove it.
    project-invalid
      The agent.yaml for the project would have errors, which `validate` would report, so it was not written.
      → Correct the project's files as the findings say.
    server-missing
      The project has a web service and installs no server that could run it, so its image would not start.
      → Add the server that the hint names to the project's dependencies.
    template-unknown
      There is no template of the name, or not in the language.
      → `agent-pipeline init --template list` lists the templates.
    """
}
