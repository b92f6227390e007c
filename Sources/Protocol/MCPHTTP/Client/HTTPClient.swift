import CLinux
public import EventLoop
import Synchronization

/// An HTTP client on an event loop: HTTP/1.1, and HTTP/2 where TLS agrees on it, with connections kept for the next
/// request, certificates verified, proxies from the environment (never for this machine), no cookies.
///
/// `fetch` is for any task; `stream` is for what lives on the loop. Redirects are followed only as far as the request
/// says, and credentials never leave their origin.
public final class HTTPClient: HTTPFetching, Sendable {
  private let loop: EventLoop
  private let core: LoopBound<HTTPClientCore>
  private let numbers = Atomic<Int>(0)

  /// Makes a client; it does nothing until it is used. Any thread.
  public init(loop: EventLoop, policy: HTTPClientPolicy = HTTPClientPolicy()) {
    self.loop = loop
    // TLS writes to its socket in ways that raise the signal when the peer has gone.
    _ = clx_ignore_sigpipe()
    core = LoopBound(HTTPClientCore(loop: loop, policy: policy), to: loop)
  }

  deinit { loop.post { [core] in core.value.close() } }

  /// Makes a request and reads the answer whole; see `HTTPFetching`. Any task.
  public func fetch(
    _ request: HTTPFetchRequest
  ) async throws(HTTPFetchError) -> HTTPFetchResponse {
    let number = numbers.add(1, ordering: .relaxed).newValue
    let isCancelled = CancellationFlag()
    let result: Result<HTTPFetchResponse, HTTPFetchError> = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        loop.post { [core] in
          if isCancelled.isSet {
            let error = HTTPFetchError(.cancelled, "the request was given up")
            return continuation.resume(returning: .failure(error))
          }
          core.value.fetch(number, request) { continuation.resume(returning: $0) }
        }
      }
    } onCancel: {
      isCancelled.set()
      loop.post { [core] in core.value.giveUp(number) }
    }
    return try result.get()
  }

  /// Makes a request and hands the answer on as it arrives. Loop thread only.
  ///
  /// `head` is called once, then `body` any number of times, then `end` once; nothing is called before this returns,
  /// nor after `cancel()`. The `timeout` of the request is for the whole exchange, zero for none.
  public func stream(
    _ request: HTTPFetchRequest, redirects rule: HTTPRedirectRule = .any,
    head: @escaping (Int, HTTPFields) -> Void, body: @escaping ([UInt8]) -> Void,
    end: @escaping (Result<Void, HTTPFetchError>) -> Void
  ) -> HTTPStream {
    core.value.stream(request, rule: rule, HTTPStreamHandlers(head: head, body: body, end: end))
  }

  /// Ends every request under way with `cancelled`, refuses new ones and closes the connections. Any thread.
  public func close() { loop.post { [core] in core.value.close() } }

  /// Whether nothing is under way, so that the loop is never woken for this client. Loop thread only.
  package var isIdle: Bool { core.value.isIdle }

  /// Whether a task was cancelled before its request reached the loop.
  private final class CancellationFlag: Sendable {
    private let flag = Atomic<Bool>(false)

    var isSet: Bool { flag.load(ordering: .acquiring) }

    func set() { flag.store(true, ordering: .releasing) }
  }
}
