import EventLoop
import JSON
import JSONRPC
import MCPTransport

/// The way back to the client of a session while one of its requests is served.
final class SessionRoute: RequestRoute {
  private let loop: EventLoop
  private let session: Session
  private let transport: LoopBound<HTTPSessionTransport>

  init(loop: EventLoop, session: Session, transport: LoopBound<HTTPSessionTransport>) {
    self.loop = loop
    self.session = session
    self.transport = transport
  }

  func notify(_ method: String, _ params: RawJSON?, for request: RequestID) async {
    await session.notify(method, params, for: request)
  }

  func call(
    _ method: String, _ params: RawJSON?, timeout: Duration, for request: RequestID
  ) async -> CallOutcome {
    await session.call(method, params, timeout: timeout, for: request)
  }

  func closeStream(of request: RequestID, retry: Duration) async {
    await loop.perform { self.transport.value.closeStream(of: request, retry: retry) }
  }
}
