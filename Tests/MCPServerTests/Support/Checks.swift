import JSON
import MCPSchema
import Testing

/// What a test expects to be answered.
enum Expectation: Sendable {
  /// A result with at least these members.
  case result(JSONObject)
  /// A result with these members and, in the modern era, the envelope.
  case exactly(JSONObject)
  /// An error of that code.
  case error(Int)
  /// A result with `isError` and text that holds this.
  case failure(String)
}

/// Compares an answer with what is expected of it.
func check(
  _ answer: JSONValue, _ expected: Expectation, _ comment: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let what = Comment(rawValue: "\(comment) \(JSONWriter.string(answer).prefix(800))")
  switch expected {
  case .error(let code):
    #expect(answer["error"]?["code"]?.int == code, what, sourceLocation: sourceLocation)
    #expect(
      answer["error"]?["message"]?.string?.isEmpty == false, what, sourceLocation: sourceLocation)
  case .failure(let text):
    #expect(answer["result"]?["isError"] == true, what, sourceLocation: sourceLocation)
    #expect(answer.text?.contains(text) == true, what, sourceLocation: sourceLocation)
  case .result(let members):
    #expect(answer["result"] != nil, what, sourceLocation: sourceLocation)
    for member in members.members {
      #expect(
        answer["result"]?[member.key] == member.value, what, sourceLocation: sourceLocation)
    }
  case .exactly(let members):
    var found = answer["result"]?.object ?? JSONObject()
    if found["resultType"] != nil {
      found["resultType"] = nil
      found["_meta"] = nil
    }
    #expect(
      answer["result"] != nil
        && found.members.sorted { $0.key < $1.key }
          == members.members.sorted { $0.key < $1.key },
      what, sourceLocation: sourceLocation)
  }
}

extension JSONValue {
  /// The text of the first content block of the result of a tool call.
  var text: String? { self["result"]?["content"]?[0]?["text"]?.string }
  /// The code of an error.
  var code: Int? { self["error"]?["code"]?.int }
  /// What kind of result it is, in the modern era.
  var resultType: String? { self["result"]?["resultType"]?.string }
}
