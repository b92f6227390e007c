import BenchmarkFloor
import Glibc

/// Echo calls over Streamable HTTP with JSON answers, beside a raw epoll responder.
struct HTTPBenchmark {
  let program: String
  let floor: String
  let isQuick: Bool

  func run() {
    for size in [100, 10_000, 1_000_000] { compare(size) }
    idleListens()
  }

  private func compare(_ size: Int) {
    let connections = size > 100_000 ? 8 : 32
    let floor = measure(size, connections) { [self.floor, "floor-http", "\($0)"] }
    let ours = measure(size, connections) {
      [program, "serve", "everything", "--http", "127.0.0.1:\($0)"]
    }
    report(
      "http \(size) B, 1 connection: p50 \(decimal(ours.one.p50)) µs, floor "
        + "\(decimal(floor.one.p50)) µs, ratio \(decimal(ours.one.p50 / floor.one.p50, 2))")
    let share = 100 * ours.many.rate / floor.many.rate
    report(
      "http \(size) B, \(connections) connections: \(decimal(ours.many.rate, 0)) calls/s, floor "
        + "\(decimal(floor.many.rate, 0)) calls/s, share \(decimal(share, 0)) %, p99 "
        + "\(decimal(ours.many.p99, 0)) µs")
  }

  private func measure(
    _ size: Int, _ connections: Int, _ command: (Int32) -> [String]
  ) -> (one: floor_figures, many: floor_figures) {
    let port = floor_free_port()
    var child = Child.onPipes(command(port), cpu: -1)
    defer { child.end() }
    waitUntilReachable(port)
    let request = Calls.http(size: size, port: port)
    let calls = max(200, 20_000_000 / (size + 1000) / (isQuick ? 10 : 1))
    let rounds = (0..<(isQuick ? 1 : 3)).map { _ in
      _ = Calls.load(port: port, request, connections: connections, calls: calls / 10 + 1)
      return (
        one: Calls.load(port: port, request, connections: 1, calls: calls),
        many: Calls.load(
          port: port, request, connections: connections, calls: calls * (size > 100_000 ? 1 : 5))
      )
    }
    return (
      rounds.map(\.one).sorted { $0.p50 < $1.p50 }[rounds.count / 2],
      rounds.map(\.many).sorted { $0.rate < $1.rate }[rounds.count / 2]
    )
  }

  private func waitUntilReachable(_ port: Int32) {
    let deadline = nanoseconds() + 10_000_000_000
    while floor_http_reachable(port) == 0 {
      precondition(nanoseconds() < deadline, "nothing listens on port \(port) after 10 s")
      poll(nil, 0, 2)
    }
  }

  /// What a client costs that only listens for changes.
  private func idleListens() {
    let wanted = isQuick ? 1_000 : 10_000
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    let port = floor_free_port()
    var child = Child.onPipes(
      [program, "serve", "everything", "--http", "127.0.0.1:\(port)"], cpu: -1)
    defer { child.end() }
    waitUntilReachable(port)
    let before = child.residentKiB
    let body = Calls.request(
      "subscriptions/listen", #"{"notifications":{"toolsListChanged":true}}"#)
    let head =
      "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nContent-Type: application/json\r\n"
      + "Accept: application/json, text/event-stream\r\nMCP-Protocol-Version: 2026-07-28\r\n"
      + "Mcp-Method: subscriptions/listen\r\nContent-Length: \(body.count)\r\n\r\n"
    let request = Array(head.utf8) + body
    var streams: [Int32] = []
    defer { for stream in streams { close(stream) } }
    for _ in 0..<wanted {
      let stream = request.withUnsafeBytes { bytes in
        bytes.baseAddress.map {
          floor_http_open(port, $0.assumingMemoryBound(to: CChar.self), bytes.count)
        } ?? -1
      }
      guard stream >= 0 else { break }
      streams.append(stream)
    }
    let each = Double(child.residentKiB - before) / Double(max(1, streams.count))
    let busy = child.processorSeconds
    poll(nil, 0, 2000)
    let share = (child.processorSeconds - busy) / 2 * 100
    report(
      "http, \(streams.count) of \(wanted) streams that listen: \(decimal(each)) KiB each, "
        + "\(decimal(share)) % of a processor at rest")
  }
}
