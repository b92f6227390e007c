import JSON
import JSONRPC
import MCPClient
import MCPSchema
import Testing

@Suite("Progress and patience", .timeLimit(.minutes(1)))
struct ProgressTests {
  private static func step(_ token: String, _ progress: String, _ more: String = "") -> Reaction {
    .notify(
      "notifications/progress", #"{"progressToken":\#(token),"progress":\#(progress)\#(more)}"#)
  }

  @Test(
    "a call hears of its progress, and nobody else does",
    arguments: [Revision.v2026_07_28, .v2024_11_05])
  func progress(revision: Revision) async throws {
    let bench = try ClientBench()
    let (first, second) = (Gathered<ProgressUpdate>(), Gathered<ProgressUpdate>())
    let held = Gathered<Heard>()
    try await bench.meet(
      revision,
      serve: { message in
        guard message.method == "tools/call" else { return [] }
        held.append(message)
        guard held.all.count == 2 else { return [] }
        let (one, other) = (held.all[0], held.all[1])
        return [
          Self.step(one.token, "0.5", #","total":2,"message":"half""#), Self.step(other.token, "1"),
          Self.step(one.token, "2"), Self.step("\"unknown\"", "1"), Self.step("7", "1"),
          .answer(one, FakeServer.text("a")), .answer(other, FakeServer.text("b")),
        ]
      }
    ) { connection in
      async let one = connection.callTool("t", options: .init(progress: { first.append($0) }))
      async let other = connection.callTool("t", options: .init(progress: { second.append($0) }))
      _ = try await (one, other)
    }
    let tokens = Set(held.all.map(\.token))
    #expect(tokens.count == 2)
    let all = [first.all, second.all].sorted { $0.count > $1.count }
    #expect(
      all == [
        [ProgressUpdate(progress: 0.5, total: 2, message: "half"), ProgressUpdate(progress: 2)],
        [ProgressUpdate(progress: 1)],
      ])
  }

  @Test("progress only grows; what does not is dropped")
  func growing() async throws {
    let bench = try ClientBench()
    let seen = Gathered<Double>()
    let steps = ["1", "1", "0.5", "1.5", "\"2\"", "null", "1.4", "1.50", "3e0"]
    try await bench.meet(serve: { message in
      steps.map { Self.step(message.token, $0) } + [
        .notify("notifications/progress"), .answer(message, FakeServer.text("x")),
      ]
    }) { connection in
      _ = try await connection.callTool("t", options: .init(progress: { seen.append($0.progress) }))
    }
    #expect(seen.all == [1, 1.5, 3])
  }

  @Test("nothing is heard after the answer, even in the same breath")
  func afterAnswer() async throws {
    let bench = try ClientBench()
    let seen = Gathered<Double>()
    try await bench.meet(serve: { message in
      [
        Self.step(message.token, "1"), .answer(message, FakeServer.text("x")),
        Self.step(message.token, "2"),
      ]
    }) { connection in
      _ = try await connection.callTool("t", options: .init(progress: { seen.append($0.progress) }))
      await bench.react(Self.step("\"progress-1\"", "3"))
      await bench.settle()
    }
    #expect(seen.all == [1])
  }

  @Test("a call that does not ask for progress carries no token")
  func noToken() async throws {
    let bench = try ClientBench()
    try await bench.meet(serve: { [.answer($0, FakeServer.text("x"))] }) {
      _ = try await $0.callTool("t")
    }
    #expect(await bench.heard("tools/call").first?.token == "")
  }

  @Test("progress starts the patience anew; silence ends it")
  func patience() async throws {
    let bench = try ClientBench()
    let options = CallOptions(timeout: .seconds(10), maximum: .seconds(3600))
    let error = try await bench.meet { connection in
      async let call = failure { try await connection.callTool("t", options: options) }
      await bench.hears("tools/call")
      for step in 1...4 {
        await bench.advance(by: .seconds(9))
        await bench.react(Self.step("\"progress-1\"", "\(step)"))
        await bench.settle()
      }
      #expect(await bench.heard("notifications/cancelled").isEmpty)
      await bench.advance(by: .seconds(9))
      #expect(await bench.heard("notifications/cancelled").isEmpty)
      await bench.advance(by: .seconds(1))
      return await call
    }
    let text = "no answer to tools/call and no progress in 10.0 seconds"
    #expect(error == .local(SessionError(.deadlineExceeded, text)))
    #expect(await bench.heard("notifications/cancelled").count == 1)
  }

  @Test("steps that do not count do not keep a call alive")
  func stuckProgress() async throws {
    let bench = try ClientBench()
    let options = CallOptions(timeout: .seconds(10), maximum: .seconds(3600))
    let error = try await bench.meet { connection in
      async let call = failure { try await connection.callTool("t", options: options) }
      await bench.hears("tools/call")
      for _ in 0..<3 {
        await bench.react(Self.step("\"progress-1\"", "1"))
        await bench.settle()
        await bench.advance(by: .seconds(5))
      }
      return await call
    }
    #expect(error?.localCode == .deadlineExceeded)
  }

  @Test("the hard maximum ends a call whatever its progress")
  func maximum() async throws {
    let bench = try ClientBench()
    let options = CallOptions(timeout: .seconds(10), maximum: .milliseconds(20))
    let error = try await bench.meet { connection in
      await failure { try await connection.callTool("t", options: options) }
    }
    #expect(error?.localCode == .deadlineExceeded)
    #expect(error?.message.contains("0.02") == true)
  }
}
