import Basics
import EventLoop
import JSON
import MCPHTTP
import MCPTransport
import Synchronization

/// An endpoint on a loop of its own, driven by exchanges that have no socket.
actor EndpointBench {
  nonisolated let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
  nonisolated let service: FakeService
  /// How far the endpoint's clock is ahead, in seconds.
  nonisolated let clock = Clock()

  private let endpoint: StreamableHTTPEndpoint
  private var exchanges: [FakeExchange] = []

  final class Clock: Sendable {
    private let seconds = Atomic<Int>(0)
    func advance(_ count: Int) { seconds.add(count, ordering: .relaxed) }
    var now: MonotonicInstant { .now() + .seconds(seconds.load(ordering: .relaxed)) }
  }

  init(
    _ service: FakeService = FakeService(), options: EndpointOptions = .init(serverName: "fake"),
    limits: EndpointLimits = .init(), authorizer: (any HTTPAuthorizer)? = nil,
    serverCounters: @escaping @Sendable () -> [(name: String, help: String, value: Int)] = { [] }
  ) throws {
    loop = try EventLoop.startThread(named: "endpoint test")
    self.service = service
    let clock = clock
    endpoint = StreamableHTTPEndpoint(
      loop: loop, service: service, options: options, limits: limits, authorizer: authorizer,
      serverCounters: serverCounters, now: { clock.now })
  }

  deinit { loop.stop() }

  /// Hands in a request; returns the number of its exchange.
  func send(_ request: HTTPRequest) -> Int {
    let exchange = FakeExchange()
    exchanges.append(exchange)
    endpoint.handle(request, exchange)
    return exchanges.count - 1
  }

  /// Hands in a request whose client goes away at once.
  func sendAndLeave(_ request: HTTPRequest) { disconnect(send(request)) }

  /// Hands in a request and waits for the end of its answer.
  func ask(_ request: HTTPRequest) async -> Answer {
    let number = send(request)
    return await answer(number) { $0.isEnded }
  }

  /// What was answered, once it is enough.
  func answer(
    _ number: Int, until isEnough: @escaping @Sendable (Answer) -> Bool
  ) async -> Answer {
    let exchange = exchanges[number]
    await withCheckedContinuation { continuation in
      exchange.wait(for: isEnough) { continuation.resume() }
    }
    return exchange.answer
  }

  /// What was answered so far.
  func answer(_ number: Int) -> Answer { exchanges[number].answer }

  /// The client of an exchange goes away.
  func disconnect(_ number: Int) { exchanges[number].disconnect() }

  /// The client of an exchange has so much unread.
  func leaveUnread(_ bytes: Int, in number: Int) { exchanges[number].queuedBytes = bytes }

  func stop(draining: Duration = .seconds(5)) async { await endpoint.stop(draining: draining) }

  /// Lets the loop go round, so that what is under way on it has happened.
  func turn() async {
    for _ in 0..<4 {
      await withCheckedContinuation { continuation in loop.post { continuation.resume() } }
    }
  }
}

/// What an exchange was answered.
struct Answer: Sendable {
  var status: Int?
  var fields = HTTPFields()
  var bytes: [UInt8] = []
  var isStream = false
  var isEnded = false
  var wasAborted = false

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The body of a JSON answer, or what the events of a stream carry.
  var messages: [JSONValue] {
    let texts = isStream ? events.map(\.data).filter { !$0.isEmpty } : [text]
    return texts.compactMap { try? JSONParser.parse($0) }
  }

  var json: JSONValue? { messages.last }
  var code: Int? { json?["error"]?["code"]?.int }
  var message: String? { json?["error"]?["message"]?.string }
  var methods: [String] { messages.compactMap { $0["method"]?.string } }

  /// The events of a stream; comments and fields of their own left out.
  var events: [(id: String?, data: String)] {
    text.parts(between: "\n\n").compactMap { block in
      var id: String?
      var data: String?
      for line in block.parts(between: "\n") {
        if line.hasPrefix("id: ") { id = String(line.dropFirst(4)) }
        if line.hasPrefix("data: ") { data = String(line.dropFirst(6)) }
      }
      return data.map { (id, $0) }
    }
  }

  var lastEventID: String? { events.last { $0.id != nil }?.id }
  var comments: Int { text.parts(between: ": keep-alive\n\n").count - 1 }
}

extension String {
  func parts(between separator: String) -> [String] {
    var parts: [String] = []
    var rest = self[...]
    while let range = rest.firstRange(of: separator) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }
}

/// An exchange without a socket. On the loop only.
final class FakeExchange: HTTPExchange {
  private(set) var answer = Answer()
  private(set) var isOpen = true
  var queuedBytes = 0
  var whenGone: (() -> Void)?
  private var waiting: [(isEnough: (Answer) -> Bool, then: () -> Void)] = []

  func respond(status: Int, fields: HTTPFields, body: [UInt8]) {
    precondition(answer.status == nil, "answered twice")
    guard isOpen else { return }
    answer.status = status
    answer.fields = fields
    answer.bytes = body
    answer.isEnded = true
    isOpen = false
    changed()
  }

  func begin(status: Int, fields: HTTPFields) {
    precondition(answer.status == nil, "answered twice")
    guard isOpen else { return }
    answer.status = status
    answer.fields = fields
    answer.isStream = true
    changed()
  }

  func write(_ bytes: [UInt8]) {
    precondition(answer.isStream && !answer.isEnded, "written outside a stream")
    guard isOpen else { return }
    answer.bytes += bytes
    changed()
  }

  func end() {
    precondition(answer.isStream && !answer.isEnded, "ended outside a stream")
    answer.isEnded = true
    isOpen = false
    changed()
  }

  func abort() {
    answer.wasAborted = true
    answer.isEnded = true
    isOpen = false
    changed()
  }

  func disconnect() {
    isOpen = false
    let whenGone = whenGone
    self.whenGone = nil
    whenGone?()
  }

  func wait(for isEnough: @escaping (Answer) -> Bool, then: @escaping () -> Void) {
    if isEnough(answer) { return then() }
    waiting.append((isEnough, then))
  }

  private func changed() {
    let ready = waiting.filter { $0.isEnough(answer) }
    waiting.removeAll { $0.isEnough(answer) }
    for waiter in ready { waiter.then() }
  }
}
