import JSON
import JSONRPC
import MCPSchema
import MCPServer
import Testing

@Suite("Which methods there are in a revision", .timeLimit(.minutes(1)))
struct MethodTests {
  /// Every method of §1.1 and of the tasks, good params for it, and the revisions that know it.
  struct Method: Sendable, CustomTestStringConvertible {
    let name: String
    let params: JSONObject
    let revisions: [Revision]
    /// What a right answer is; a task that does not exist is −32602.
    var code: Int?
    var testDescription: String { name }
  }

  static let legacy = Revision.legacy
  static let modern = Revision.modern
  static let all = Revision.all
  static let call: JSONObject = ["name": "echo", "arguments": ["message": "x"]]

  static let methods: [Method] = [
    Method(name: "ping", params: [:], revisions: legacy),
    Method(name: "server/discover", params: [:], revisions: modern),
    Method(name: "tools/list", params: [:], revisions: all),
    Method(name: "tools/call", params: call, revisions: all),
    Method(name: "resources/list", params: [:], revisions: all),
    Method(name: "resources/templates/list", params: [:], revisions: all),
    Method(name: "resources/read", params: ["uri": "test://text"], revisions: all),
    Method(name: "resources/subscribe", params: ["uri": "test://text"], revisions: legacy),
    Method(name: "resources/unsubscribe", params: ["uri": "test://text"], revisions: legacy),
    Method(name: "prompts/list", params: [:], revisions: all),
    Method(
      name: "prompts/get", params: ["name": "greet", "arguments": ["name": "x"]], revisions: all),
    Method(
      name: "completion/complete",
      params: [
        "ref": ["type": "ref/prompt", "name": "greet"], "argument": ["name": "a", "value": "b"],
      ], revisions: all),
    Method(name: "logging/setLevel", params: ["level": "info"], revisions: legacy),
    Method(
      name: "tasks/get", params: ["taskId": "x"], revisions: [.v2025_11_25, .v2026_07_28],
      code: -32602),
    Method(
      name: "tasks/cancel", params: ["taskId": "x"], revisions: [.v2025_11_25, .v2026_07_28],
      code: -32602),
    Method(
      name: "tasks/result", params: ["taskId": "x"], revisions: [.v2025_11_25], code: -32602),
    Method(
      name: "tasks/update", params: ["taskId": "x", "inputResponses": [:]], revisions: modern,
      code: -32602),
    // Without authorization there is nobody to list tasks for.
    Method(name: "tasks/list", params: [:], revisions: []),
    Method(name: "sampling/createMessage", params: [:], revisions: []),
    Method(name: "roots/list", params: [:], revisions: []),
    Method(name: "elicitation/create", params: [:], revisions: []),
    Method(name: "unknown/method", params: [:], revisions: []),
    Method(name: "notifications/initialized", params: [:], revisions: []),
    Method(name: "Tools/List", params: [:], revisions: []),
    Method(name: "", params: [:], revisions: []),
  ]

  static let capabilities: JSONObject = ["extensions": [TasksExtension.identifier: [:]]]

  @Test("a method is answered where the revision has it, else unknown", arguments: Revision.all)
  func matrix(revision: Revision) async throws {
    try await connected(to: .sample(), revision, capabilities: Self.capabilities) { peer in
      for method in Self.methods {
        let answer = await peer.ask(method.name, method.params)
        let knows = method.revisions.contains(revision)
        check(
          answer, knows ? method.code.map { .error($0) } ?? .result([:]) : .error(-32601),
          method.name)
      }
    }
  }
}
