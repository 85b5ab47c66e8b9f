import Diagnostics
import PipelineCore
import Testing

@Suite("Stage selection") struct StageSelectionTests {
  private static let all: [StageID] = [.validate, .build, .test, .tag, .push]

  struct Row: Sendable, CustomTestStringConvertible {
    var only: [String]?
    var from: String?
    var until: String?
    var skip: [String]?
    var selected: [StageID]

    var testDescription: String { "\(selected)" }
  }

  @Test(
    "options choose the stages",
    arguments: [
      Row(selected: all),
      Row(from: "test", selected: [.test, .tag, .push]),
      Row(until: "test", selected: [.validate, .build, .test]),
      Row(from: "build", until: "test", selected: [.build, .test]),
      Row(from: "tag", until: "tag", selected: [.tag]),
      Row(only: ["tag", "build"], selected: [.build, .tag]),
      Row(skip: ["test", "tag"], selected: [.validate, .build, .push]),
      Row(until: "test", skip: ["validate"], selected: [.build, .test]),
    ])
  func selects(_ row: Row) throws {
    let selection = try StageSelection(
      all: Self.all, only: row.only, from: row.from, until: row.until, skip: row.skip)
    #expect(selection.selected == Set(row.selected))
  }

  @Test(
    "a name that is no stage is a usage failure that names the nearest",
    arguments: [
      (Row(only: ["biuld"], selected: []), "`--only biuld`", "did you mean `build`? "),
      (Row(from: "tset", selected: []), "`--from tset`", "did you mean `test`? "),
      (Row(until: "deploy", selected: []), "`--until deploy`", ""),
      (Row(skip: ["Push"], selected: []), "`--skip Push`", "did you mean `push`? "),
    ])
  func refuses(_ row: Row, option: String, nearest: String) throws {
    let failure = try #require(throws: Failure.self) {
      try StageSelection(all: Self.all, only: row.only, from: row.from, until: row.until, skip: row.skip)
    }
    #expect(failure.failureKind == .usage)
    #expect(failure.diagnostic.message == "\(option): unknown stage")
    #expect(failure.diagnostic.hints == ["\(nearest)the stages are validate, build, test, tag, push"])
  }

  @Test(
    "options that contradict one another are refused",
    arguments: [
      Row(only: ["build"], from: "test", selected: []), Row(only: ["build"], until: "test", selected: []),
      Row(from: "push", until: "build", selected: []),
    ])
  func contradictions(_ row: Row) throws {
    let failure = try #require(throws: Failure.self) {
      try StageSelection(all: Self.all, only: row.only, from: row.from, until: row.until, skip: row.skip)
    }
    #expect(failure.diagnostic.code == "contradicting-options")
  }
}
