import Foundation
import TaskOrchestrator
import Testing

@Suite("Recent commits", .timeLimit(.minutes(1)))
struct GitHistoryTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  private var environment: [String: String] {
    ["PATH": "/usr/local/bin:/usr/bin:/bin", "GIT_DIR": "/nowhere", "HOME": scratch.path]
  }

  private func git(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["git", "-C", scratch.path, "-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
      + arguments
    process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("GIT_") }
      .merging(["GIT_AUTHOR_DATE": "2026-07-28T14:00:00+0200"]) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  /// Puts a program called `git` into the folder and looks for commits with it.
  private func answer(ofScript script: String, timeout: Duration) async throws -> GitHistory.Answer
  {
    let path = scratch.file("git")
    try "#!/bin/sh\n\(script)\n".write(toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return await GitHistory(
      directory: scratch.path, environment: ["PATH": "\(scratch.path):/bin"], timeout: timeout
    ).recent(10)
  }

  @Test("are listed newest first")
  func listed() async throws {
    try git("init", "-q")
    for subject in ["first", "second\u{1F}odd", "third 🙂"] {
      try git("commit", "-q", "--allow-empty", "-m", subject)
    }
    let history = GitHistory(directory: scratch.path, environment: environment)
    let all = await history.recent(10)
    #expect(all.commits.map(\.message) == ["third 🙂", "second\u{1F}odd", "first"])
    #expect(all.commits.allSatisfy { $0.author == "Ada" && $0.sha.count == 40 })
    #expect(all.commits.first?.date == "2026-07-28T12:00:00.000Z")
    #expect(all.note == nil)
    #expect(await history.recent(1).commits.map(\.message) == ["third 🙂"])
  }

  @Test("are none in a repository without commits, which is said")
  func empty() async throws {
    try git("init", "-q")
    let answer = await GitHistory(directory: scratch.path, environment: environment).recent(10)
    #expect(answer == GitHistory.Answer(note: "the repository has no commits yet"))
  }

  @Test("are none outside a repository, which is said")
  func noRepository() async throws {
    let answer = await GitHistory(directory: "/", environment: environment).recent(10)
    #expect(answer.commits.isEmpty)
    #expect(answer.note == "/ is not inside a git repository")
  }

  @Test("are none without git, which is said")
  func noGit() async throws {
    let answer = await GitHistory(directory: "/", environment: ["PATH": scratch.path]).recent(10)
    #expect(answer == GitHistory.Answer(note: "git is not installed, or not on PATH"))
  }

  @Test("are given up when git hangs, prints without end or fails")
  func misbehaving() async throws {
    let hangs = try await answer(ofScript: "exec sleep 600", timeout: .milliseconds(100))
    #expect(hangs.note?.contains("did not answer") == true)
    let floods = try await answer(ofScript: "exec cat /dev/zero", timeout: .seconds(50))
    #expect(floods.note?.contains("too much") == true)
    let fails = try await answer(ofScript: "echo no luck >&2; exit 3", timeout: .seconds(50))
    #expect(fails.note == "git log failed with code 3: no luck")
  }
}
