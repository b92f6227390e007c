import JSON
import Screen

/// The tools a server offers, as its last complete listing says.
struct ToolBook: Equatable, Sendable {
  private(set) var tools: [ToolRecord] = []
  /// Whether a listing was ever received.
  private(set) var isListed = false

  /// Takes over one page of a listing; a page asked for without a cursor starts it afresh.
  mutating func take(page: JSONValue, isFirst: Bool) {
    guard let elements = page["tools"]?.array else { return }
    if isFirst { tools = [] }
    isListed = true
    for element in elements.prefix(ToolRecord.limit - tools.count) {
      guard let tool = ToolRecord(element) else { continue }
      if let index = tools.firstIndex(where: { $0.name == tool.name }) {
        tools[index] = tool
      } else {
        tools.append(tool)
      }
    }
  }

  subscript(name: String) -> ToolRecord? { tools.first { $0.name == name } }
}

/// One tool, as its server describes it. Texts are cleaned; the schema is kept as it came.
struct ToolRecord: Equatable, Sendable {
  /// Tools kept of one server at most.
  static let limit = 2000

  let name: String
  let title: String?
  let description: String
  let inputSchema: JSONValue
  let outputSchema: JSONValue?
  let annotations: JSONObject

  init?(_ value: JSONValue) {
    guard let name = value["name"]?.string, !name.isEmpty else { return nil }
    self.name = name
    title = value["title"]?.string.map { TextCleaner.line($0) }
    description = value["description"]?.string ?? ""
    inputSchema = value["inputSchema"] ?? .object([:])
    outputSchema = value["outputSchema"]
    annotations = value["annotations"]?.object ?? [:]
  }

  /// The server says that calls only read. Displayed, not trusted.
  var isReadOnly: Bool { annotations["readOnlyHint"]?.bool == true }

  /// The server says that calls may destroy something. Without a word about it, MCP assumes so
  /// unless the tool only reads; only an explicit hint makes us ask.
  var isDestructive: Bool { !isReadOnly && annotations["destructiveHint"]?.bool == true }

  /// The description's first line, for lists.
  var summary: String {
    let first = description.split(separator: "\n", omittingEmptySubsequences: true).first
    return TextCleaner.line(String(first ?? ""))
  }
}

/// A tool by server and name.
struct ToolID: Hashable, Sendable {
  let server: String
  let tool: String
}
