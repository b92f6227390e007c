import Glibc

/// The dashboard on a terminal: how soon it shows itself, and what it costs when nothing happens.
struct DashboardBenchmark {
  let program: String
  let isQuick: Bool

  func run() {
    firstFrame()
    atRest(servers: 20)
  }

  /// From start to the first frame, told by its row of views.
  private func firstFrame() {
    var times: [Double] = []
    for _ in 0..<(isQuick ? 3 : 10) {
      let start = nanoseconds()
      var child = Child.onTerminal([program, "demo"], columns: 120, rows: 40)
      var seen: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 64 << 10)
      while !contains(seen, "[1]Servers"), let count = child.receive(&buffer, within: 5_000) {
        seen += buffer[..<count]
      }
      times.append(Double(nanoseconds() - start) / 1e6)
      child.end()
    }
    report("dashboard: first frame after \(decimal(times.sorted()[times.count / 2])) ms (median)")
  }

  /// Processor time, memory and bytes written while `count` servers idle.
  private func atRest(servers count: Int) {
    let entries = (1...count).map { number in
      "\"idle-\(number)\": {\"command\": \"\(program)\", \"args\": [\"serve\", \"everything\"]}"
    }
    let path = "/tmp/mcp-cockpit-benchmark-\(getpid()).json"
    guard let file = fopen(path, "w") else { return }
    fputs("{\"mcpServers\": {\(entries.joined(separator: ", "))}}", file)
    fclose(file)
    defer { unlink(path) }
    var child = Child.onTerminal([program, "--config", path], columns: 120, rows: 40)
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    let settled = nanoseconds() + 70_000_000_000
    // Ages tick by the second in the first minute; at rest means after that.
    let wait = isQuick ? nanoseconds() + 3_000_000_000 : settled
    while nanoseconds() < wait { _ = child.receive(&buffer, within: 200) }
    let before = child.processorSeconds
    let start = nanoseconds()
    let end = start + (isQuick ? 3 : 20) * 1_000_000_000
    var written = 0
    while nanoseconds() < end { written += child.receive(&buffer, within: 200) ?? 0 }
    let elapsed = Double(nanoseconds() - start) / 1e9
    let share = 100 * (child.processorSeconds - before) / elapsed
    report(
      "dashboard with \(count) servers at rest: \(decimal(share, 2)) % CPU, "
        + "\(decimal(Double(written) / elapsed)) bytes/s written, "
        + "\(decimal(Double(child.residentKiB) / 1024)) MB resident")
    child.end()
  }

  private func contains(_ bytes: [UInt8], _ word: String) -> Bool {
    let needle = Array(word.utf8)
    guard bytes.count >= needle.count else { return false }
    return (0...(bytes.count - needle.count)).contains { bytes[$0...].starts(with: needle) }
  }
}
