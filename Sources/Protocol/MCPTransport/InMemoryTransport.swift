public import EventLoop
public import JSONRPC

/// One end of a connection that never leaves the process: what one end sends, the other receives on the next
/// turn of the loop. For tests, and for a client and a server that share a process.
public final class InMemoryTransport: Transport {
  private let loop: EventLoop
  private weak var peer: InMemoryTransport?
  private var receive: ((TransportEvent) -> Void)?
  private var waiting: [TransportEvent] = []
  private var isScheduled = false
  private var isClosed = false

  private init(loop: EventLoop) { self.loop = loop }

  /// Makes two connected ends on one loop. Loop thread only.
  public static func pair(
    loop: EventLoop
  ) -> (client: InMemoryTransport, server: InMemoryTransport) {
    let client = InMemoryTransport(loop: loop)
    let server = InMemoryTransport(loop: loop)
    client.peer = server
    server.peer = client
    return (client, server)
  }

  /// Begins receiving; see `Transport`.
  public func start(_ receive: @escaping (TransportEvent) -> Void) {
    self.receive = receive
    schedule()
  }

  /// Hands a message to the other end; see `Transport`.
  public func send(_ message: OutgoingMessage, relatedTo request: RequestID?) {
    var line: [UInt8] = []
    message.append(to: &line)
    send(line: line, relatedTo: nil)
  }

  /// Hands a line to the other end; see `Transport`.
  public func send(line: [UInt8], relatedTo request: RequestID?) {
    guard !isClosed else { return }
    peer?.enqueue(.line(Array(line.dropLast())))
  }

  /// Closes both ends; see `Transport`.
  public func close() {
    guard !isClosed else { return }
    isClosed = true
    peer?.enqueue(.closed(nil))
    enqueue(.closed(nil))
  }

  private func enqueue(_ event: TransportEvent) {
    waiting.append(event)
    schedule()
  }

  private func schedule() {
    guard receive != nil, !waiting.isEmpty, !isScheduled else { return }
    isScheduled = true
    loop.atEndOfTurn { self.deliver() }
  }

  private func deliver() {
    isScheduled = false
    let events = waiting
    waiting = []
    for event in events {
      guard let receive else { return }
      if case .closed = event {
        isClosed = true
        self.receive = nil
      }
      receive(event)
    }
  }
}
