internal import Dispatch
internal import Foundation
internal import Glibc

/// The recent commits of a repository, read by running `git log`.
package struct GitHistory: Sendable {
  /// One commit.
  package struct Commit: Sendable, Hashable {
    /// The whole hash.
    package let sha: String
    /// The first line of the message.
    package let message: String
    /// Who wrote it.
    package let author: String
    /// When it was written: UTC, ISO 8601 with milliseconds and `Z`.
    package let date: String
  }

  /// What came of looking: commits, newest first, or the reason why there are none.
  package struct Answer: Sendable, Hashable {
    /// The commits, newest first.
    package var commits: [Commit]
    /// Why there are none, or fewer than there could be.
    package var note: String?

    /// Makes an answer.
    package init(commits: [Commit] = [], note: String? = nil) {
      self.commits = commits
      self.note = note
    }
  }

  /// What a run of git may take.
  package enum Limits {
    /// Bytes of output read; a thousand commits need about 200 kB.
    package static let outputBytes = 1 << 20
    /// Commits in one answer.
    package static let commits = 1...500
  }

  private let directory: String
  private let environment: [String: String]
  private let timeout: Duration

  /// Looks at the repository that contains `directory`. The `PATH` of `environment` says where
  /// `git` is; git sees the rest of it too, except what would point it to another repository.
  package init(
    directory: String, environment: [String: String], timeout: Duration = .seconds(5)
  ) {
    self.directory = directory
    self.environment = environment
    self.timeout = timeout
  }

  /// The newest commits that HEAD can reach. Never throws: the answer's note says what was wrong.
  package func recent(_ limit: Int) async -> Answer {
    guard let git = executable() else {
      return Answer(note: "git is not installed, or not on PATH")
    }
    let command = BoundedCommand(
      executable: git, arguments: arguments(limit), environment: quietEnvironment(),
      outputBytes: Limits.outputBytes, timeout: timeout)
    // Running a child blocks a thread, so it is one of Dispatch's and not of Swift's pool.
    let ending = await withCheckedContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(returning: command.run()) }
    }
    return answer(ending)
  }

  /// A repository's own configuration can name programs for git to run; those options are off.
  private func arguments(_ limit: Int) -> [String] {
    [
      "-C", directory, "--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
      "-c", "log.showSignature=false", "log", "--no-color", "--no-show-signature", "--no-patch",
      "--no-ext-diff", "--no-textconv", "-z", "--max-count=\(limit)",
      "--format=%H%x1f%an%x1f%at%x1f%s", "HEAD", "--",
    ]
  }

  /// English messages, no prompts and no fetches, and nothing inherited that points git elsewhere.
  private func quietEnvironment() -> [String: String] {
    var environment = environment.filter { !$0.key.hasPrefix("GIT_") }
    environment["LC_ALL"] = "C.UTF-8"
    environment["GIT_TERMINAL_PROMPT"] = "0"
    environment["GIT_OPTIONAL_LOCKS"] = "0"
    environment["GIT_NO_LAZY_FETCH"] = "1"
    return environment
  }

  private func executable() -> String? {
    environment["PATH", default: ""].split(separator: ":").lazy.map { "\($0)/git" }
      .first { access($0, X_OK) == 0 }
  }

  private func answer(_ ending: BoundedCommand.Ending) -> Answer {
    switch ending {
    case .exited(0, let output, _): return Answer(commits: Self.commits(output))
    case .exited(_, _, let complaint) where complaint.contains("not a git repository"):
      return Answer(note: "\(directory) is not inside a git repository")
    case .exited(_, _, let complaint) where complaint.contains("bad revision"),
      .exited(_, _, let complaint) where complaint.contains("does not have any commits"):
      return Answer(note: "the repository has no commits yet")
    case .exited(let code, _, let complaint):
      let line = complaint.split(whereSeparator: \.isNewline).first ?? "no message"
      return Answer(note: "git log failed with code \(code): \(line)")
    case .tooMuchOutput(let output):
      return Answer(
        commits: Self.commits(output), note: "git printed too much; older commits are left out")
    case .timedOut:
      return Answer(note: "git did not answer within \(timeout.components.seconds) s")
    case .notStarted(let reason): return Answer(note: "git could not be started: \(reason)")
    }
  }

  /// Reads records that end with NUL, of fields separated by unit separators (0x1F); an author or
  /// subject cannot contain a NUL, and a subject may contain anything else.
  private static func commits(_ output: [UInt8]) -> [Commit] {
    output.split(separator: 0).compactMap { record in
      let fields = record.split(separator: 0x1F, maxSplits: 3, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      guard fields.count == 4, let seconds = Double(fields[2]) else { return nil }
      return Commit(
        sha: fields[0], message: fields[3], author: fields[1],
        date: Timestamp.text(Date(timeIntervalSince1970: seconds)))
    }
  }
}
