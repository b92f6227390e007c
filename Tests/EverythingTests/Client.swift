import JSON
import MCPSchema

/// What the clients of the bench are like unless a test says otherwise.
enum Client {
  static let modern = "2026-07-28"
  static let legacy = "2025-11-25"
  static let eras = [modern, legacy]

  static let tasks: JSONObject = ["extensions": [TasksExtension.identifier: [:]]]
  static let capable: JSONObject = [
    "sampling": [:], "elicitation": [:], "roots": ["listChanged": true],
  ]
  static let capableOfTasks = JSONObject(capable.members + tasks.members)

  /// Fills in every form, says something for every model, and works in one folder.
  @Sendable static func answer(_ method: String, _ params: JSONValue) -> JSONValue? {
    switch method {
    case "elicitation/create":
      ["action": "accept", "content": .object(filledIn(params["requestedSchema"]))]
    case "sampling/createMessage":
      [
        "role": "assistant", "model": "test-model", "stopReason": "endTurn",
        "content": ["type": "text", "text": "Paris."],
      ]
    case "roots/list": ["roots": [["uri": "file:///test/root", "name": "Test Root"]]]
    default: nil
    }
  }

  private static let words = ["name": "Alice", "color": "blue", "email": "alice@example.com"]

  private static func filledIn(_ schema: JSONValue?) -> JSONObject {
    JSONObject(
      (schema?["properties"]?.object?.members ?? []).map { ($0.key, value($0.key, $0.value)) })
  }

  private static func value(_ name: String, _ schema: JSONValue) -> JSONValue {
    if let value = schema["default"] ?? schema["enum"]?[0] ?? schema["oneOf"]?[0]?["const"] {
      return value
    }
    switch schema["type"]?.string {
    case "boolean": return true
    case "array":
      let items = schema["items"]
      return .array([items?["enum"]?[1] ?? items?["anyOf"]?[1]?["const"] ?? .null])
    default: return .string(words[name] ?? "some text")
    }
  }
}
