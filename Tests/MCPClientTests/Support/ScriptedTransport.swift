import EventLoop
import JSONRPC
import MCPTransport

/// A connection to a server that follows a script; its reactions arrive at the end of the turn.
final class ScriptedTransport: Transport {
  private let loop: EventLoop
  private let script: Script
  private let heard: (Heard) -> Void
  private var receive: ((TransportEvent) -> Void)?
  private var waiting: [TransportEvent] = []
  private var isScheduled = false
  private var isClosed = false

  init(loop: EventLoop, script: @escaping Script, heard: @escaping (Heard) -> Void) {
    self.loop = loop
    self.script = script
    self.heard = heard
  }

  func start(_ receive: @escaping (TransportEvent) -> Void) {
    self.receive = receive
    schedule()
  }

  func send(_ message: OutgoingMessage, relatedTo request: RequestID?) {
    var line: [UInt8] = []
    message.append(to: &line)
    send(line: line, relatedTo: nil)
  }

  func send(line: [UInt8], relatedTo request: RequestID?) {
    guard !isClosed else { return }
    let message = Heard(String(decoding: line.dropLast(), as: UTF8.self))
    heard(message)
    for reaction in script(message) { perform(reaction) }
  }

  func perform(_ reaction: Reaction) {
    switch reaction {
    case .say(let line): enqueue(.line(Array(line.utf8)))
    case .fail(let request, let code):
      guard let id = request.requestID else { return }
      enqueue(.requestFailed(id, TransportFailure(code, "failed: \(code)")))
    case .close: close()
    }
  }

  func close() {
    guard !isClosed else { return }
    isClosed = true
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
      if case .closed = event { self.receive = nil }
      receive(event)
    }
  }
}
