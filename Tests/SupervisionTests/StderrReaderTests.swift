import Basics
import EventLoop
import Glibc
import Supervision
import Testing

@Suite("Reading stderr", .serialized, .timeLimit(.minutes(1)))
struct StderrReaderTests {
  private func lines(_ output: [StderrReader.Output]) -> [String] {
    output.compactMap {
      if case .line(let line) = $0 { String(decoding: line.bytes, as: UTF8.self) } else { nil }
    }
  }

  @Test("lines arrive in order, the last without an end, then the end")
  func inOrder() async throws {
    let bench = try ProcessBench(shell: "printf 'one\\ntwo\\r\\nthree' >&2")
    await bench.feed(.start)
    try await bench.untilOutputEnds()
    #expect(lines(await bench.output) == ["one", "two", "three"])
    #expect(await bench.recent.count == 3)
  }

  @Test("bytes that are no UTF-8 are handed on as they are")
  func rawBytes() async throws {
    let bench = try ProcessBench(shell: "printf '\\377\\376\\n' >&2")
    await bench.feed(.start)
    try await bench.untilOutputEnds()
    #expect(await bench.output.first == .line(RawLine(bytes: [0xFF, 0xFE])))
  }

  @Test("a flood is thinned and counted, the last lines are kept, and the loop stays awake")
  func flood() async throws {
    let total = 200_000
    let bench = try ProcessBench(shell: "seq \(total) >&2")
    await bench.feed(.start)
    let began = MonotonicInstant.now()
    try await bench.untilOutputEnds()
    let elapsed = MonotonicInstant.now() - began
    let output = await bench.output
    let passed = lines(output)
    let dropped = output.reduce(0) { if case .dropped(let count) = $1 { $0 + count } else { $0 } }
    #expect(passed.count + dropped == total)
    #expect(Double(passed.count) <= 1000 + 200 * (elapsed.seconds + 1))
    #expect(passed.first == "1")
    #expect(await bench.recent.last.map { String(decoding: $0.bytes, as: UTF8.self) } == "\(total)")
    #expect(await bench.recent.count == 50)
    #expect(await bench.looks > 1)
  }

  @Test("one endless line neither grows in memory nor is lost: its start and its length remain")
  func endlessLine() async {
    // In a process of its own, where nobody else uses memory.
    await #expect(processExitsWith: .success) {
      let bench = try ProcessBench(shell: "head -c 20000000 /dev/zero >&2")
      let before = residentPages()
      await bench.feed(.start)
      try await bench.untilOutputEnds()
      #expect(residentPages() - before < 5 << 10)
      let output = await bench.output
      guard case .line(let line) = try #require(output.first) else { return }
      #expect(output.count == 2)
      #expect(line.bytes.count == 64 << 10)
      #expect(line.cutBytes == 20_000_000 - (64 << 10))
      #expect(await bench.recent.first?.bytes.count == 4 << 10)
    }
  }
}

/// Pages of memory in use, from /proc/self/statm.
private func residentPages() -> Int {
  guard let file = fopen("/proc/self/statm", "r") else { return 0 }
  defer { fclose(file) }
  var total = 0
  var resident = 0
  return withUnsafeMutablePointer(to: &total) { total in
    withUnsafeMutablePointer(to: &resident) { resident in
      withVaList([total, resident]) { vfscanf(file, "%ld %ld", $0) == 2 ? resident.pointee : 0 }
    }
  }
}
