import CLinux
import EventLoop

/// What an HTTP client does on its loop. Loop thread only.
final class HTTPClientCore {
  private let loop: EventLoop
  private let policy: HTTPClientPolicy
  private let multi: CurlMulti
  private var streams: [ObjectIdentifier: HTTPStream] = [:]
  private var fetches: [Int: HTTPFetch] = [:]
  private var isClosed = false

  init(loop: EventLoop, policy: HTTPClientPolicy) {
    self.loop = loop
    self.policy = policy
    multi = CurlMulti(loop: loop, policy: policy)
  }

  /// Whether nothing is under way, so that the loop is never woken for this client.
  var isIdle: Bool { streams.isEmpty && multi.isIdle }

  /// Starts a streamed request; what goes wrong at once is told at the end of the turn.
  func stream(
    _ request: HTTPFetchRequest, rule: HTTPRedirectRule, _ handlers: HTTPStreamHandlers
  ) -> HTTPStream {
    let stream = HTTPStream(
      request, rule: rule, policy: policy, multi: multi, handlers: handlers)
    do throws(HTTPFetchError) {
      if isClosed { throw HTTPFetchError(.cancelled, "the HTTP client is closed") }
      guard streams.count < policy.maximumRequests else {
        throw HTTPFetchError(.unreachable, "\(streams.count) requests are under way already")
      }
      try stream.start()
    } catch {
      loop.atEndOfTurn { stream.fail(error) }
      return stream
    }
    streams[ObjectIdentifier(stream)] = stream
    stream.whenOver = { [weak self, unowned stream] in
      self?.streams[ObjectIdentifier(stream)] = nil
    }
    return stream
  }

  /// Makes a request whose answer is read whole.
  func fetch(_ number: Int, _ request: HTTPFetchRequest, _ done: @escaping HTTPFetch.Done) {
    let fetch = HTTPFetch(done: done)
    fetches[number] = fetch
    fetch.stream = stream(
      request, rule: .any,
      HTTPStreamHandlers(
        head: { fetch.response = HTTPFetchResponse(status: $0, fields: $1) },
        body: { fetch.response.body.append(contentsOf: $0) },
        end: { [weak self] result in
          self?.fetches[number] = nil
          fetch.finish(result)
        }))
  }

  /// Gives up a request made with `fetch`.
  func giveUp(_ number: Int) {
    fetches[number]?.stream?.fail(HTTPFetchError(.cancelled, "the request was given up"))
  }

  /// Ends every request and gives everything back.
  func close() {
    guard !isClosed else { return }
    isClosed = true
    for stream in Array(streams.values) {
      stream.fail(HTTPFetchError(.cancelled, "the HTTP client was closed"))
    }
    multi.close()
  }
}

/// A request whose answer is being read whole. Loop thread only.
final class HTTPFetch {
  typealias Done = (Result<HTTPFetchResponse, HTTPFetchError>) -> Void

  var response = HTTPFetchResponse(status: 0)
  var stream: HTTPStream?
  private var done: Done?

  init(done: @escaping Done) { self.done = done }

  func finish(_ result: Result<Void, HTTPFetchError>) {
    let done = done
    self.done = nil
    stream = nil
    done?(result.map { response })
  }
}
