import BenchmarkFloor

/// Echo calls over stdio, beside a C program that echoes lines without reading them.
struct StdioBenchmark {
  let program: String
  let floor: String
  let isQuick: Bool

  func run() {
    for size in [100, 10_000] {
      let floor = measure([floor, "floor"], size: size)
      let ours = measure([program, "serve", "everything"], size: size)
      report(
        "stdio \(size) B, one at a time, one core: p50 \(decimal(ours.p50)) µs, floor "
          + "\(decimal(floor.p50)) µs, ratio \(decimal(ours.p50 / floor.p50, 2))")
      report(
        "stdio \(size) B, \(window(size)) in flight: \(decimal(ours.rate, 0)) calls/s, floor "
          + "\(decimal(floor.rate, 0)) calls/s, share \(decimal(100 * ours.rate / floor.rate, 0)) %"
      )
    }
  }

  private func measure(_ command: [String], size: Int) -> (p50: Double, rate: Double) {
    let rounds = isQuick ? 1 : 3
    let results = (0..<rounds).map { _ in (latency(command, size), throughput(command, size)) }
    let middle = rounds / 2
    return (results.map(\.0).sorted()[middle], results.map(\.1).sorted()[middle])
  }

  private func request(_ number: Int, size: Int) -> [UInt8] {
    let text = String(repeating: "x", count: size)
    let meta =
      #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","#
      + #""io.modelcontextprotocol/clientCapabilities":{}}"#
    let params = #"{"name":"echo","arguments":{"message":"\#(text)"},\#(meta)}"#
    return Array(
      #"{"jsonrpc":"2.0","id":\#(number),"method":"tools/call","params":\#(params)}"#.utf8)
      + [10]
  }

  /// Median round trip in microseconds, both processes on one core.
  private func latency(_ command: [String], _ size: Int) -> Double {
    floor_pin(0)
    var child = Child.onPipes(command, cpu: 0)
    defer {
      child.end()
      floor_pin(-1)
    }
    let line = request(1, size: size)
    let count = isQuick ? 2_000 : 20_000
    var times: [Int] = []
    for round in 0..<(count + count / 10) {
      let start = nanoseconds()
      child.send(line)
      waitForLines(1, from: child)
      if round >= count / 10 { times.append(nanoseconds() - start) }
    }
    return Double(times.sorted()[times.count / 2]) / 1000
  }

  /// How many calls are open at once: what fits into the pipes, since a peer that writes before it reads would
  /// block us and be blocked by us.
  private func window(_ size: Int) -> Int { size > 1000 ? 4 : 32 }

  /// Calls a second with a window of them open, the processes placed freely.
  private func throughput(_ command: [String], _ size: Int) -> Double {
    var child = Child.onPipes(command, cpu: -1)
    defer { child.end() }
    let line = request(1, size: size)
    let calls = (isQuick ? 20_000 : 200_000) / (size > 1000 ? 10 : 1)
    for _ in 0..<window(size) { child.send(line) }
    let start = nanoseconds()
    var answered = 0
    while answered < calls {
      let got = waitForLines(1, from: child)
      answered += got
      // One write a call, as independent callers make them.
      for _ in 0..<got { child.send(line) }
    }
    let elapsed = Double(nanoseconds() - start) / 1e9
    waitForLines(window(size), from: child)
    return Double(answered) / elapsed
  }

  /// Reads until at least `count` lines have come; returns how many came.
  @discardableResult
  private func waitForLines(_ count: Int, from child: Child) -> Int {
    var lines = 0
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while lines < count {
      guard let bytes = child.receive(&buffer, within: 10_000) else {
        preconditionFailure("no answer within 10 s")
      }
      for index in 0..<bytes where buffer[index] == 10 { lines += 1 }
    }
    return lines
  }
}
