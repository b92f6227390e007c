import JSON
import MCPSchema
import Synchronization

/// A server that shakes hands and leaves the rest to a test.
enum FakeServer {
  /// Everything a server can declare.
  static let everything =
    #"{"tools":{"listChanged":true},"resources":{"subscribe":true,"listChanged":true},"#
    + #""prompts":{"listChanged":true},"completions":{},"logging":{},"#
    + #""tasks":{"list":{},"cancel":{},"requests":{"tools":{"call":{}}}},"#
    + #""extensions":{"io.modelcontextprotocol/tasks":{}}}"#

  /// A server of one revision.
  static func script(
    _ revision: Revision = .v2026_07_28, capabilities: String = everything,
    serve: @escaping Script = { _ in [] }
  ) -> Script {
    { message in
      switch message.method {
      case "server/discover" where revision.era == .modern:
        [.answer(message, discovery([revision.name], capabilities))]
      case "server/discover": [.refuse(message, -32601)]
      case "initialize":
        [
          .answer(
            message,
            #"{"protocolVersion":"\#(revision.name)","capabilities":\#(capabilities),"#
              + #""serverInfo":{"name":"fake","version":"1"}}"#)
        ]
      case "notifications/initialized": []
      default: serve(message)
      }
    }
  }

  /// The result of a discovery.
  static func discovery(_ versions: [String], _ capabilities: String = everything) -> String {
    let list = versions.map { "\"\($0)\"" }.joined(separator: ",")
    return #"{"resultType":"complete","supportedVersions":[\#(list)],"#
      + #""capabilities":\#(capabilities),"ttlMs":0,"cacheScope":"private","#
      + #""_meta":{"io.modelcontextprotocol/serverInfo":{"name":"fake","version":"1"}}}"#
  }

  /// A tool's result of one text.
  static func text(_ text: String, _ more: String = "") -> String {
    #"{"content":[{"type":"text","text":"\#(text)"}]\#(more)}"#
  }

  /// The result of a call that wants input first.
  static func inputRequired(_ requests: String? = nil, state: String? = nil) -> String {
    var members = #""resultType":"input_required""#
    if let requests { members += #","inputRequests":\#(requests)"# }
    if let state { members += #","requestState":\#(state)"# }
    return "{\(members)}"
  }

  /// A form elicitation as it stands in a result that wants input.
  static func form(_ message: String = "Sure?") -> String {
    #"{"method":"elicitation/create","params":{"mode":"form","message":"\#(message)","#
      + #""requestedSchema":{"type":"object","properties":{"ok":{"type":"boolean"}}}}}"#
  }
}

/// A counter that scripts may share.
final class Counter: Sendable {
  private let count: Mutex<Int>
  init() { count = Mutex(0) }
  /// The next number, from 1.
  func next() -> Int {
    count.withLock {
      $0 += 1
      return $0
    }
  }
  var value: Int { count.withLock { $0 } }
}

/// What closures on any thread gathered.
final class Gathered<Element: Sendable>: Sendable {
  private let elements = Mutex<[Element]>([])
  func append(_ element: Element) { elements.withLock { $0.append(element) } }
  var all: [Element] { elements.withLock { $0 } }
}
