import Testing

@testable import Forges

@Suite("Notes that are too long") struct NotesTests {
  private func release(_ notes: String) -> ForgeRelease {
    ForgeRelease(tag: "v1", name: "v1", notes: notes, isPrerelease: false, isLatest: false, commit: "")
  }

  private let ending = "\n\nThese notes are shortened: a release takes at most 200 characters.\n"

  @Test func `are kept if they fit`() {
    let notes = String(repeating: "0123456789", count: 20)
    #expect(release(notes).notes(limit: 200) == notes)
    #expect(release("").notes(limit: 200) == "")
  }

  @Test func `are cut after a whole line, and say so`() {
    let notes = String(repeating: "- line\n", count: 100)
    #expect(release(notes).notes(limit: 200) == String(repeating: "- line\n", count: 17) + "- line" + ending)
  }

  @Test(arguments: [0, 1]) func `are cut between characters in a line without end`(offset: Int) {
    let notes = String(repeating: "a", count: offset) + String(repeating: "🚀", count: 200)
    let cut = release(notes).notes(limit: 200)
    #expect(cut.hasSuffix("🚀" + ending))
    #expect(cut.utf16.count <= 200 && cut.utf16.count > 190)
    #expect(!cut.contains("\u{FFFD}"))
  }

  @Test func `have the limit of the forge`() {
    #expect(GitHubForge().notesLimit == 125_000)
    #expect(GitLabForge().notesLimit == 1_000_000)
  }
}
