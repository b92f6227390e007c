import EventLoop
import MCPHTTP
import Synchronization
import Testing

@Suite("Streamed answers", .timeLimit(.minutes(1)))
struct HTTPStreamTests {
  /// What a taker heard, and how it reacts.
  private final class Listener: Sendable {
    let heard = Mutex<[String]>([])
    let bytes = Mutex(0)
    let stream = Mutex<LoopBound<HTTPStream>?>(nil)

    var all: [String] { heard.withLock { $0 } }

    func note(_ word: String) { heard.withLock { $0.append(word) } }
  }

  /// Starts a stream whose events become words; `react` may use the stream on each.
  private func start(
    _ server: ScriptedServer, _ client: HTTPClient, _ request: HTTPFetchRequest? = nil,
    react: @escaping @Sendable (String, HTTPStream) -> Void = { _, _ in }
  ) async -> Listener {
    let listener = Listener()
    let request =
      request ?? HTTPFetchRequest("GET", server.url(), timeout: .zero, maximumBodyBytes: .max)
    let loop = server.loop
    await onLoop(loop) {
      let hear: (String) -> Void = { word in
        listener.note(word)
        if let stream = listener.stream.withLock({ $0 })?.value { react(word, stream) }
      }
      let stream = client.stream(
        request, head: { status, _ in hear("head \(status)") },
        body: { bytes in
          listener.bytes.withLock { $0 += bytes.count }
          hear(bytes.count > 99 ? "many" : "body " + String(decoding: bytes, as: UTF8.self))
        },
        end: { result in
          switch result {
          case .success: hear("end")
          case .failure(let error): hear("failed \(error.code)")
          }
        })
      #expect(listener.all.isEmpty, "nothing is called before the stream is returned")
      listener.stream.withLock { $0 = LoopBound(stream, to: loop) }
    }
    return listener
  }

  @Test("head, pieces and end come as they arrive")
  func pieces() async throws {
    let server = try await ScriptedServer { _ in
      [.events("one"), .hold("two"), .send("two"), .hold("end"), .close]
    }
    let client = HTTPClient(loop: server.loop)
    let listener = await start(server, client)
    await server.poll { listener.all == ["head 200", "body one"] }
    await server.release("two")
    await server.poll { listener.all.last == "body two" }
    await server.release("end")
    await server.poll { listener.all.last == "end" }
    #expect(listener.all == ["head 200", "body one", "body two", "end"])
    #expect(await onLoop(server.loop) { client.isIdle })
  }

  @Test(
    "cancelling in the middle of a callback ends it for good", arguments: ["head 200", "body x"])
  func cancel(on word: String) async throws {
    let server = try await ScriptedServer { _ in
      [.events("x"), .after(.milliseconds(1)), .send("y"), .hold("never")]
    }
    let client = HTTPClient(loop: server.loop)
    let listener = await start(server, client) { if $0 == word { $1.cancel() } }
    await server.until { $0.closedByClient == [1] }
    #expect(listener.all.last == word)
    #expect(await onLoop(server.loop) { client.isIdle })
  }

  @Test("a failure known at once is still told later")
  func early() async throws {
    let server = try await ScriptedServer { _ in [.answer()] }
    let listener = await start(
      server, HTTPClient(loop: server.loop), HTTPFetchRequest("GET", "ftp://x/"))
    await server.poll { listener.all == ["failed badURL"] }
  }

  @Test("a paused stream makes the sender wait, and loses nothing")
  func pause() async throws {
    let total = 8 << 20
    let server = try await ScriptedServer { _ in
      [
        .send("HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n"),
        .pieces([UInt8](repeating: 0x61, count: total), size: total),
      ]
    }
    let client = HTTPClient(loop: server.loop)
    let listener = await start(server, client) { if $0 == "head 200" { $1.pause() } }
    await server.poll { !listener.all.isEmpty }
    await server.watch(for: .milliseconds(50))
    let early = listener.bytes.withLock { $0 }
    #expect(early < total / 2, "\(early) bytes came while paused")
    await onLoop(server.loop) { listener.stream.withLock { $0 }?.value.resume() }
    await server.poll { listener.all.last == "end" }
    #expect(listener.bytes.withLock { $0 } == total)
  }
}

extension ScriptedServer {
  /// Waits until `condition` holds, looking again in every turn of the loop.
  nonisolated func poll(_ condition: @Sendable () -> Bool) async {
    while !condition(), !Task.isCancelled { try? await loop.sleep(for: .milliseconds(1)) }
  }
}
