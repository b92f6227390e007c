import BenchmarkFloor

/// Echo calls over stdio, beside a C program that echoes lines without reading them.
struct StdioBenchmark {
  let program: String
  let floor: String
  let isQuick: Bool

  func run() {
    startup()
    for (size, window) in [(100, 32), (10_000, 32), (1_000_000, 8)] { compare(size, window) }
  }

  private func compare(_ size: Int, _ window: Int) {
    let line = Calls.line(size: size)
    let alone = 20_000_000 / (size + 1000)
    let floor = measure([floor, "floor"], line, alone: alone, window: window)
    let ours = measure([program, "serve", "everything"], line, alone: alone, window: window)
    report(
      "stdio \(size) B, one at a time, one core: p50 \(decimal(ours.alone.p50)) µs, floor "
        + "\(decimal(floor.alone.p50)) µs, ratio \(decimal(ours.alone.p50 / floor.alone.p50, 2))")
    let share = 100 * ours.many.rate / floor.many.rate
    report(
      "stdio \(size) B, \(window) in flight: \(decimal(ours.many.rate, 0)) calls/s, floor "
        + "\(decimal(floor.many.rate, 0)) calls/s, share \(decimal(share, 0)) %, "
        + "\(decimal(ours.cpu)) µs of processor a call, \(ours.residentKiB / 1024) MB resident")
  }

  private struct Figures {
    var alone: floor_figures
    var many: floor_figures
    var cpu: Double
    var residentKiB: Int
  }

  /// Both on one core one at a time; placed freely with a window of calls open.
  private func measure(
    _ command: [String], _ line: [UInt8], alone: Int, window: Int
  ) -> Figures {
    let alone = max(200, alone / (isQuick ? 10 : 1))
    let many = alone * (line.count > 100_000 ? 1 : 10)
    let rounds = (0..<(isQuick ? 1 : 3)).map { _ in
      floor_pin(0)
      var pinned = Child.onPipes(command, cpu: 0)
      _ = Calls.load(pinned, line, window: 1, calls: alone / 10 + 1)
      let one = Calls.load(pinned, line, window: 1, calls: alone)
      pinned.end()
      floor_pin(-1)
      var child = Child.onPipes(command, cpu: -1)
      _ = Calls.load(child, line, window: window, calls: many / 10 + window)
      let before = child.processorSeconds
      let figures = Calls.load(child, line, window: window, calls: many)
      let cpu = (child.processorSeconds - before) / Double(many) * 1e6
      defer { child.end() }
      return Figures(alone: one, many: figures, cpu: cpu, residentKiB: child.residentKiB)
    }
    return rounds.sorted { $0.many.rate < $1.many.rate }[rounds.count / 2]
  }

  /// From spawning to the answer to the first `tools/list`, and what stays resident then.
  private func startup() {
    let rounds = isQuick ? 5 : 20
    var times: [Double] = []
    var resident = 0
    for _ in 0..<rounds {
      let start = nanoseconds()
      var child = Child.onPipes([program, "serve", "everything"], cpu: -1)
      _ = Calls.load(child, Calls.request("tools/list", "{}") + [10], window: 1, calls: 1)
      times.append(Double(nanoseconds() - start) / 1e6)
      resident = child.residentKiB
      child.end()
    }
    report(
      "stdio, spawn to the answer to tools/list: \(decimal(times.sorted()[rounds / 2])) ms, "
        + "\(decimal(Double(resident) / 1024)) MB resident")
  }
}
