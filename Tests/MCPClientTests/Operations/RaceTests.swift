import Basics
import JSON
import JSONRPC
import MCPClient
import MCPSchema
import Testing

/// Whatever happens at the same time, every call ends once.
@Suite("Cancelling, giving up and closing all at once", .timeLimit(.minutes(1)))
struct RaceTests {
  private static let host = ClientHost(form: { _ in
    await Task.yield()
    return .elicitation(.accept, content: ["ok": true])
  })

  private static var options: ClientOptions {
    var options = ClientOptions()
    options.followsTasks = true
    options.limits.maximumRounds = 3
    return options
  }

  /// A server that answers in one of many ways, or not at all.
  private static func server(_ seed: UInt64) -> Script {
    let counter = Counter()
    return { message in
      guard !message.id.isEmpty, !message.method.isEmpty else { return [] }
      var random = SeededRandom(seed: seed &* 1000 &+ UInt64(counter.next()))
      let progress = Reaction.notify(
        "notifications/progress", #"{"progressToken":\#(message.token),"progress":1}"#)
      let tag = #""_meta":{"io.modelcontextprotocol/subscriptionId":\#(message.id)}"#
      let acknowledged = Reaction.notify("notifications/subscriptions/acknowledged", "{\(tag)}")
      let task =
        #"{"resultType":"task","taskId":"t","status":"working","createdAt":"","lastUpdatedAt":""}"#
      switch Int.random(in: 0..<10, using: &random) {
      case 0, 1: return []
      case 2: return [.answer(message, #"{"resultType":"complete"}"#)]
      case 3: return [.refuse(message, -32603)]
      case 4: return [progress, .answer(message, FakeServer.text("x")), progress]
      case 5: return [.answer(message, FakeServer.inputRequired(#"{"k":\#(FakeServer.form())}"#))]
      case 6: return [.answer(message, FakeServer.inputRequired(state: #""s""#))]
      case 7: return [.answer(message, task)]
      case 8: return [acknowledged, .notify("notifications/tools/list_changed", "{\(tag)}")]
      default:
        return [
          acknowledged, .answer(message, FakeServer.text("x")),
          .answer(message, FakeServer.text("y")),
        ]
      }
    }
  }

  private static func use(_ connection: Connection, _ kind: Int) async -> ClientError? {
    await failure {
      switch kind {
      case 0: _ = try await connection.callTool("t", options: .init(progress: { _ in }))
      case 1:
        _ = try await connection.callTool(
          "t", options: .init(timeout: .seconds(5), maximum: .seconds(50)))
      case 2: try await connection.watch(.init(toolsListChanged: true, resources: ["a:b"])) { _ in }
      case 3: _ = try await connection.callTool("t", options: .init(timeout: .milliseconds(2)))
      default: _ = try await connection.listTools()
      }
    }
  }

  @Test("every call ends, exactly once, and nothing is left behind", arguments: 0..<40)
  func everyCallEnds(seed: UInt64) async throws {
    let bench = try ClientBench()
    let revision = seed % 2 == 0 ? Revision.v2026_07_28 : .v2025_11_25
    let ended = Counter()
    try await bench.meet(revision, host: Self.host, options: Self.options, serve: Self.server(seed))
    {
      connection in
      var random = SeededRandom(seed: seed)
      await withTaskGroup(of: Void.self) { calls in
        for number in 0..<24 {
          let cancelsAfter = Int.random(in: 0..<12, using: &random)
          calls.addTask {
            await withTaskGroup(of: Void.self) { group in
              group.addTask { _ = await Self.use(connection, number % 5) }
              if cancelsAfter < 8 {
                for _ in 0..<cancelsAfter { await Task.yield() }
                group.cancelAll()
              }
            }
            _ = ended.next()
          }
        }
        for _ in 0..<Int.random(in: 0..<30, using: &random) { await Task.yield() }
        await bench.advance(by: .seconds(Int.random(in: 0..<40, using: &random)))
        for _ in 0..<Int.random(in: 0..<30, using: &random) { await Task.yield() }
        await bench.react(.close)
      }
    }
    #expect(ended.value == 24)
  }

  @Test("an answer and a cancellation in the same breath give one or the other", arguments: 0..<20)
  func answerOrCancel(turns: Int) async throws {
    let bench = try ClientBench()
    let error = try await bench.meet(serve: { [.answer($0, FakeServer.text("x"))] }) { connection in
      await withTaskGroup(of: ClientError?.self) { group in
        group.addTask { await failure { try await connection.callTool("t") } }
        for _ in 0..<turns { await Task.yield() }
        group.cancelAll()
        return await group.next() ?? nil
      }
    }
    #expect(error == nil || error?.localCode == .cancelled)
  }
}
