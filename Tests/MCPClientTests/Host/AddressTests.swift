import JSON
import JSONRPC
import MCPClient
import MCPSchema
import Testing

/// Error −32042 of 2025-11-25: addresses to open before the call is made again.
@Suite("Addresses to open first", .timeLimit(.minutes(1)))
struct AddressTests {
  private static let data =
    #"{"elicitations":[{"mode":"url","elicitationId":"e","url":"https://x.example/a","message":"Sign in"},"#
    + #"{"mode":"url","elicitationId":"f","url":"ftp://x","message":"no"},7]}"#
  private static let address = URLElicitation(
    message: "Sign in", url: "https://x.example/a", id: "e")

  private static func refusing(_ times: Int) -> Script {
    let counter = Counter()
    return { message in
      counter.next() <= times
        ? [.refuse(message, -32042, data: data)] : [.answer(message, FakeServer.text("in"))]
    }
  }

  @Test("without anybody to open them, the call fails with the addresses")
  func surfaced() async throws {
    let bench = try ClientBench()
    let error = await #expect(throws: ClientError.self) {
      try await bench.meet(.v2025_11_25, serve: Self.refusing(1)) { try await $0.callTool("t") }
    }
    guard case .urlsRequired(let urls, let refusal) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(urls == [Self.address])
    #expect(refusal.code == -32042)
    #expect(error?.message == "no: open https://x.example/a and call again")
  }

  @Test("once they are opened the call is made again, unchanged")
  func visited() async throws {
    let bench = try ClientBench()
    let shown = Gathered<[URLElicitation]>()
    let host = ClientHost(visit: {
      shown.append($0)
      return true
    })
    let result = try await bench.meet(.v2025_11_25, host: host, serve: Self.refusing(2)) {
      try await $0.callTool("t", ["a": 1])
    }
    #expect(result.joinedText == "in")
    #expect(shown.all == [[Self.address], [Self.address]])
    let calls = await bench.heard("tools/call")
    #expect(
      calls.map(\.params) == Array(repeating: ["name": "t", "arguments": ["a": 1]], count: 3))
  }

  @Test("nobody who wants to go on, or a server that never has enough, ends the call")
  func refused() async throws {
    for (answer, calls) in [(false, 1), (true, 11)] {
      let bench = try ClientBench()
      let error = await #expect(throws: ClientError.self) {
        try await bench.meet(
          .v2025_11_25, host: ClientHost(visit: { _ in answer }), serve: Self.refusing(99)
        ) { try await $0.callTool("t") }
      }
      if answer {
        #expect(error == .tooManyRounds(10))
      } else if case .urlsRequired = error {
      } else {
        Issue.record("\(String(describing: error))")
      }
      #expect(await bench.heard("tools/call").count == calls)
    }
  }

  @Test("in other revisions the code means nothing")
  func otherRevisions() async throws {
    for revision in [Revision.v2026_07_28, .v2025_06_18] {
      let bench = try ClientBench()
      let error = await #expect(throws: ClientError.self) {
        try await bench.meet(
          revision, host: ClientHost(visit: { _ in true }), serve: Self.refusing(1)
        ) { try await $0.callTool("t") }
      }
      guard case .refused = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }
}
