import Basics
import EventLoop
import Glibc
import SessionLog
import Supervision
import Testing

@Suite("Child processes", .serialized, .timeLimit(.minutes(1)))
struct ChildProcessTests {
  private func failure(_ change: (inout ChildSpec) -> Void) async throws -> (String, String) {
    var spec = ChildSpec(
      program: "git-mcp", environment: ["PATH": "/usr/bin:/bin"], directory: "/")
    change(&spec)
    let bench = try ProcessBench(spec)
    await bench.feed(.start)
    let change = try #require(await bench.changes.last)
    #expect(change.to == .failed)
    return (change.why, change.remedy ?? "")
  }

  @Test("a command nobody has is told with its PATH and a remedy")
  func unknownCommand() async throws {
    let (why, remedy) = try await failure { _ in }
    #expect(why == "git-mcp: command not found in PATH=/usr/bin:/bin")
    #expect(remedy.hasPrefix("check the spelling or give an absolute path"))
  }

  @Test(
    "a missing file, a directory that is not there, and a file without execute bit have own words")
  func otherFailures() async throws {
    let missing = try await failure { $0.program = "/no/such/program" }
    #expect(
      missing.0
        == "/no/such/program: cannot run /no/such/program: No such file or directory")
    let directory = try await failure {
      $0.program = "/bin/sh"
      $0.directory = "/no/such/folder"
    }
    #expect(directory.0 == "/bin/sh: working directory /no/such/folder: No such file or directory")
    let plain = try await failure {
      $0.program = "passwd"
      $0.environment["PATH"] = "/etc"
    }
    #expect(plain.0 == "passwd: /etc/passwd is not executable")
  }

  @Test("the child leads a group of its own, in its cwd and environment, without stray descriptors")
  func cleanStart() async throws {
    let script = "echo $$; pwd; env | cut -d= -f1 | sort | tr '\\n' ' '; echo; exec cat"
    let bench = try ProcessBench(
      ChildSpec(
        program: "sh", arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin"],
        directory: "/proc"))
    await bench.feed(.start)
    let lines = try await bench.standardOutput(lines: 3)
    let pid = try #require(await bench.pid)
    #expect(lines[0] == "\(pid)")
    #expect(ProcessTable.entry(of: pid)?.group == pid)
    #expect(lines[1] == "/proc")
    let names = Set(lines[2].split(separator: " ").map(String.init))
    // PWD, OLDPWD and _ are the shell's own.
    #expect(names.subtracting(["PWD", "OLDPWD", "_"]) == ["PATH", ChildProcess.markName])
    // Two of the five entries are . and ..
    try await bench.until("three descriptors") { _ in entryCount(of: "/proc/\(pid)/fd") == 5 }
    await bench.feed(.stop(by: "you"))
    try await bench.reach(.stopped)
    #expect(await bench.exits == [ChildExit(code: 0, signal: nil)])
    #expect(await bench.signals == [])
  }

  @Test("the child starts with no signal blocked or ignored, whatever we ignore")
  func cleanSignals() async throws {
    signal(SIGPIPE, SIG_IGN)
    let bench = try ProcessBench(
      ChildSpec(
        program: "grep", arguments: ["-E", "^Sig(Blk|Ign)", "/proc/self/status"],
        environment: [:], directory: "/"))
    await bench.feed(.start)
    let lines = try await bench.standardOutput(lines: 2)
    #expect(lines == ["SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000"])
  }

  @Test("a child that ignores TERM is killed within the budget, and its grandchild with it")
  func ignoresTerm() async throws {
    let bench = try ProcessBench(
      shell: "trap '' TERM; sleep 1000 & echo $!; while :; do sleep 1000; done")
    await bench.feed(.start)
    let grandchild = try #require(Int32(try await bench.standardOutput(lines: 1)[0]))
    let began = MonotonicInstant.now()
    await bench.feed(.stop(by: "you"))
    try await bench.reach(.stopped)
    #expect(MonotonicInstant.now() - began < .seconds(5))
    #expect(await bench.signals.prefix(2) == [15, 9])
    #expect(await bench.exits == [ChildExit(code: nil, signal: 9)])
    #expect(!isRunning(grandchild))
  }

  @Test("a grandchild left in the group by an exit is ended before the server counts as gone")
  func leftBehind() async throws {
    let bench = try ProcessBench(shell: "sleep 1000 >/dev/null 2>&1 & echo $!; read x; exit 3")
    await bench.feed(.start)
    let grandchild = try #require(Int32(try await bench.standardOutput(lines: 1)[0]))
    await bench.feed(.handshakeSucceeded(revision: "2026-07-28"))
    #expect(isRunning(grandchild))
    await bench.feed(.stop(by: "you"))
    try await bench.reach(.stopped)
    #expect(await bench.exits == [ChildExit(code: 3, signal: nil)])
    #expect(!isRunning(grandchild))
  }

  @Test("a grandchild that left the group by setsid is swept up")
  func escaped() async {
    // In a process of its own: adopting orphans is a property of the whole process.
    await #expect(processExitsWith: .success) {
      try ChildProcess.adoptOrphans()
      let bench = try ProcessBench(
        shell: "setsid sh -c 'echo $$; exec sleep 1000 >/dev/null 2>&1' & exec cat >/dev/null")
      await bench.feed(.start)
      let escaped = try #require(Int32(try await bench.standardOutput(lines: 1)[0]))
      #expect(ProcessTable.entry(of: escaped)?.session == escaped)
      await bench.feed(.stop(by: "you"))
      try await bench.reach(.stopped)
      #expect(!isRunning(escaped))
      #expect(ProcessTable.children() == [])
    }
  }

  @Test("a child dies with us, even when we are killed without warning")
  func parentDeath() async throws {
    let result = await #expect(
      processExitsWith: .signal(SIGKILL), observing: [\.standardOutputContent]
    ) {
      let bench = try ProcessBench(shell: "echo up; exec sleep 1000")
      await bench.feed(.start)
      _ = try await bench.standardOutput(lines: 1)
      let words = Array("child=\(await bench.pid ?? 0);".utf8)
      write(STDOUT_FILENO, words, words.count)
      kill(getpid(), SIGKILL)
    }
    let text = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
    let digits = text.split(separator: "child=").last?.prefix { $0 != ";" }
    let child = try #require(digits.flatMap { Int32($0) })
    let waiting = try ProcessBench(shell: "")
    let began = MonotonicInstant.now()
    try await waiting.until("the child to die") { _ in !isRunning(child) }
    #expect(MonotonicInstant.now() - began < .seconds(1))
  }

  @Test("two hundred children leak no descriptor and leave no zombie")
  func manyChildren() async {
    // In a process of its own, where nobody else opens and closes descriptors.
    await #expect(processExitsWith: .success) {
      let bench = try ProcessBench(shell: "exit 0")
      func runOnce() async throws {
        await bench.feed(.start)
        try await bench.reach(.failed)
        try await bench.untilOutputEnds()
        await bench.closePipes()
      }
      try await runOnce()
      let before = childDescriptorCount()
      for _ in 0..<200 { try await runOnce() }
      #expect(await bench.exits.count == 201)
      #expect(childDescriptorCount() == before)
      #expect(ProcessTable.children() == [])
    }
  }

  @Test("failed starts leak nothing either")
  func manyFailures() async {
    await #expect(processExitsWith: .success) {
      let bench = try ProcessBench(
        ChildSpec(program: "/no/such/program", environment: [:], directory: "/"))
      await bench.feed(.start)
      let before = childDescriptorCount()
      for _ in 0..<50 { await bench.feed(.start) }
      #expect(childDescriptorCount() == before)
      #expect(ProcessTable.children() == [])
    }
  }
}
