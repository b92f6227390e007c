import Basics
import EventLoop
import JSON
import JSONRPC
import MCPTransport
import Synchronization
import Testing

@Suite("A session: our calls", .timeLimit(.minutes(1)))
struct SessionCallTests {
  /// Answers every request with its own method as the result.
  private static let echo: Script = { line in
    let id = idText(line)
    return id.isEmpty
      ? [] : [.say(#"{"jsonrpc":"2.0","id":\#(id),"result":"\#(methodName(line))"}"#)]
  }

  /// Runs a session while `body` uses it, closes it, and gives the reason of its end.
  @discardableResult
  private func use<Value: Sendable>(
    _ session: Session, _ body: (Session) async throws -> Value
  ) async rethrows -> Value {
    async let end = session.run()
    let value = try await body(session)
    await session.close()
    #expect(await end == nil)
    return value
  }

  @Test("each call gets the answer to its own id")
  func calls() async throws {
    let bench = try SessionBench()
    let session = await bench.session(script: Self.echo)
    await use(session) { session in
      await withTaskGroup(of: Bool.self) { group in
        for number in 0..<50 {
          group.addTask {
            await session.call("m\(number)", timeout: .seconds(30))
              == .result(RawJSON(.string("m\(number)")))
          }
        }
        for await isRight in group { #expect(isRight) }
      }
    }
    #expect(await session.outstanding.isEmpty)
  }

  @Test("an error comes back as the peer sent it")
  func error() async throws {
    let bench = try SessionBench()
    let session = await bench.session(script: { line in
      [
        .say(
          #"{"jsonrpc":"2.0","id":\#(idText(line)),"error":{"code":7,"message":"no","data":[1.0]}}"#
        )
      ]
    })
    let outcome = await use(session) { await $0.call("m", timeout: nil) }
    guard case .error(let error) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(JSONWriter.string(error.value) == #"{"code":7,"message":"no","data":[1.0]}"#)
  }

  @Test("a call without an answer in time fails, and the peer is told")
  func timeout() async throws {
    let bench = try SessionBench()
    let session = await bench.session()
    let outcome = await use(session) { session in
      let outcome = await session.call("slow", timeout: .milliseconds(5))
      _ = await bench.entries(2)
      return outcome
    }
    let message = "no answer to slow in 0.005 seconds"
    #expect(outcome == .failed(SessionError(.deadlineExceeded, message)))
    #expect(
      await bench.journal == [
        #"{"jsonrpc":"2.0","id":1,"method":"slow"}"#,
        #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1,"reason":"no answer in time"}}"#,
      ])
  }

  @Test("cancelling the caller abandons the call, and the peer is told once")
  func cancelled() async throws {
    let bench = try SessionBench()
    let session = await bench.session()
    await use(session) { session in
      await withTaskGroup(of: CallOutcome.self) { group in
        group.addTask { await session.call("m", timeout: .seconds(60)) }
        _ = await bench.entries(1)
        group.cancelAll()
        for await outcome in group {
          guard case .failed(let error) = outcome else {
            Issue.record("\(outcome)")
            continue
          }
          #expect(error.code == .cancelled)
        }
        group.addTask { await session.call("after", timeout: .seconds(60)) }
        for await outcome in group {
          guard case .failed(let error) = outcome else {
            Issue.record("\(outcome)")
            continue
          }
          #expect(error.code == .cancelled, "a cancelled task's call ends at once")
        }
      }
      _ = await bench.entries(4)
    }
    #expect(
      await bench.journal.map(methodName) == [
        "m", "notifications/cancelled", "after", "notifications/cancelled",
      ])
  }

  @Test("the owner can give up one call of several")
  func abandon() async throws {
    let bench = try SessionBench()
    let session = await bench.session(script: { line in
      methodName(line) == "notifications/cancelled"
        ? [.say(#"{"jsonrpc":"2.0","id":2,"result":2}"#)] : []
    })
    await use(session) { session in
      async let first = session.call("a", timeout: nil, id: .number(1))
      async let second = session.call("b", timeout: nil, id: .number(2))
      _ = await bench.entries(2)
      await session.abandon(.number(1), reason: "a person said so")
      #expect(
        await first
          == .failed(SessionError(.cancelled, "the call was cancelled: a person said so")))
      #expect(await second == .result(RawJSON(2)))
    }
  }

  @Test("a close by the peer ends every call and refuses new ones")
  func closed() async throws {
    let bench = try SessionBench()
    let session = await bench.session(script: { methodName($0) == "c" ? [.close] : [] })
    async let end = session.run()
    async let first = session.call("a", timeout: .seconds(60))
    _ = await bench.entries(1)
    async let second = session.call("c", timeout: nil)
    for (outcome, method) in [(await first, "a"), (await second, "c")] {
      let message = "no answer to \(method): the connection ended"
      #expect(outcome == .failed(SessionError(.closed, message)))
    }
    #expect(await end == nil)
    let late = await session.call("late", timeout: nil)
    #expect(late == .failed(SessionError(.closed, "the connection is closed")))
    #expect(await bench.journal.map(methodName) == ["a", "c"])
  }

  @Test("failing the calls keeps the connection for its owner to close")
  func failCalls() async throws {
    let bench = try SessionBench()
    let session = await bench.session()
    await use(session) { session in
      async let call = session.call("m", timeout: .seconds(60))
      _ = await bench.entries(1)
      await session.failCalls(reason: "the process died")
      let message = "no answer to m: the process died"
      #expect(await call == .failed(SessionError(.closed, message)))
    }
  }

  @Test("the caller hears its id before the request is written, and a second use of it is refused")
  func ids() async throws {
    let bench = try SessionBench()
    let session = await bench.session()
    await use(session) { session in
      async let first = session.call("m", timeout: nil, id: .string("x")) { id in
        bench.note("started \(id.json)")
      }
      #expect(await bench.entries(2)[0] == #"started "x""#)
      guard case .failed(let error) = await session.call("n", timeout: nil, id: .string("x")) else {
        Issue.record("two calls of one id")
        return
      }
      #expect(error.code == .overloaded)
      await session.abandon(.string("x"), reason: "")
      _ = await first
    }
  }

  @Test("stray input and notifications are reported, and the tap sees every message")
  func reports() async throws {
    let bench = try SessionBench()
    let session = await bench.session(
      handlers: SessionHandlers(
        notified: { method, _ in bench.note("notified \(method)") },
        stray: { problem, bytes in
          bench.note("stray \(problem.prefix(8)) \(String(decoding: bytes, as: UTF8.self))")
        },
        tap: { direction, bytes in
          bench.note("\(direction) \(String(decoding: bytes, as: UTF8.self))")
        }),
      opening: ["junk", #"{"jsonrpc":"2.0","method":"hello"}"#])
    await use(session) { session in
      _ = await bench.entries(4)
      await session.notify("bye", params: RawJSON([:]))
      _ = await bench.entries(6)
    }
    #expect(
      await bench.journal == [
        "received junk", "stray not JSON junk",
        #"received {"jsonrpc":"2.0","method":"hello"}"#, "notified hello",
        #"sent {"jsonrpc":"2.0","method":"bye","params":{}}"#,
        #"{"jsonrpc":"2.0","method":"bye","params":{}}"#,
      ])
  }
}

@Suite("A session: requests of the peer", .timeLimit(.minutes(1)))
struct SessionServingTests {
  private func request(_ id: Int, _ method: String) -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)"}"#
  }

  private func cancel(_ id: Int) -> String {
    #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":\#(id)}}"#
  }

  private func result(_ id: Int, _ text: String) -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"result":"\#(text)"}"#
  }

  @Test("immediate answers keep their order, later ones come when they are ready")
  func replies() async throws {
    let bench = try SessionBench()
    let loop = bench.loop
    let session = await bench.session(
      handlers: SessionHandlers(serve: { request in
        let outcome = Outcome.result(RawJSON(.string(request.method)))
        guard request.method == "later" else { return .now(outcome) }
        return .later {
          try? await loop.sleep(for: .milliseconds(5))
          return outcome
        }
      }),
      opening: [request(1, "later"), request(2, "now"), request(3, "now")])
    async let end = session.run()
    let answers = await bench.entries(3)
    #expect(answers == [result(2, "now"), result(3, "now"), result(1, "later")])
    await session.close()
    #expect(await end == nil)
  }

  @Test("by default every request is refused")
  func refused() async throws {
    let bench = try SessionBench()
    let session = await bench.session(opening: [request(1, "m")])
    async let end = session.run()
    #expect(
      await bench.entries(1) == [
        #"{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no method named m"}}"#
      ])
    await session.close()
    _ = await end
  }

  @Test("a cancelled handler is told, and its outcome is not sent")
  func cancelled() async throws {
    let bench = try SessionBench()
    let loop = bench.loop
    let session = await bench.session(
      handlers: SessionHandlers(serve: { request in
        guard request.method == "wait" else { return .now(.result(RawJSON(.string("pong")))) }
        return .later {
          do { try await loop.sleep(for: .seconds(3600)) } catch { await bench.later("cancelled") }
          return .result(RawJSON("too late"))
        }
      }),
      opening: [request(1, "wait"), cancel(1)])
    async let end = session.run()
    #expect(await bench.entries(1) == ["cancelled"])
    await session.close()
    #expect(await end == nil)
    #expect(await bench.journal == ["cancelled"])
  }

  @Test("an id used again after its cancel is answered by its own handler only")
  func idUsedAgain() async throws {
    let bench = try SessionBench()
    let loop = bench.loop
    let first = Atomic<Bool>(true)
    let session = await bench.session(
      handlers: SessionHandlers(serve: { request in
        let isFirst = first.exchange(false, ordering: .sequentiallyConsistent)
        return .later {
          guard isFirst else {
            try? await loop.sleep(for: .milliseconds(10))
            return .result(RawJSON("second"))
          }
          try? await loop.sleep(for: .seconds(3600))
          return .result(RawJSON("first"))
        }
      }),
      opening: [request(1, "m"), cancel(1), request(1, "m")])
    async let end = session.run()
    #expect(await bench.entries(1) == [result(1, "second")])
    await session.close()
    _ = await end
    #expect(await bench.journal == [result(1, "second")])
  }

  @Test("a close cancels the handlers, and run() returns after the last of them")
  func closeAwaitsHandlers() async throws {
    let bench = try SessionBench()
    let loop = bench.loop
    let session = await bench.session(
      handlers: SessionHandlers(serve: { request in
        .later {
          do { try await loop.sleep(for: .seconds(3600)) } catch {
            for _ in 0..<20 { await Task.yield() }
            await bench.later("\(request.id.json) wound up")
          }
          return .result(RawJSON(nil))
        }
      }),
      opening: (1...5).map { request($0, "m") })
    async let end = session.run()
    await bench.turn()
    await session.close()
    _ = await end
    #expect(Set(await bench.journal) == Set((1...5).map { "\($0) wound up" }))
  }

  @Test("unreadable input is answered where the session is a server's")
  func answersStray() async throws {
    let bench = try SessionBench()
    let session = await bench.session(answersStray: true, opening: ["[]", "nonsense"])
    async let end = session.run()
    let answers = await bench.entries(2)
    #expect(answers[0].contains("-32600"))
    #expect(answers[1].contains("-32700"))
    await session.close()
    _ = await end
  }

  @Test("after the end of input the answers still owed go out, and then the session ends")
  func endOfInput() async throws {
    let bench = try SessionBench()
    let loop = bench.loop
    let lines = [request(1, "later"), request(2, "now")]
    let session = await bench.session(
      hearing: lines,
      handlers: SessionHandlers(serve: { request in
        guard request.method == "later" else { return .now(.result(RawJSON("now"))) }
        return .later {
          try? await loop.sleep(for: .milliseconds(5))
          return .result(RawJSON("later"))
        }
      }))
    let start = MonotonicInstant.now()
    #expect(await session.run() == nil)
    #expect(MonotonicInstant.now() - start < TransportLimits().lingering)
    #expect(await bench.journal == [result(2, "now"), result(1, "later"), "closed"])
  }

  @Test("work that takes too long after the end of input is cancelled")
  func lingersNoLonger() async throws {
    let bench = try SessionBench()
    let loop = bench.loop
    let session = await bench.session(
      hearing: [request(1, "m")],
      handlers: SessionHandlers(serve: { _ in
        .later {
          do { try await loop.sleep(for: .seconds(3600)) } catch { await bench.later("cancelled") }
          return .result(RawJSON(nil))
        }
      }))
    #expect(await session.run() == nil)
    #expect(await bench.journal == ["closed", "cancelled"])
  }
}
