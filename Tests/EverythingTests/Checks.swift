import JSON
import JSONRPC
import MCPSchema
import Testing

/// Expects a request to be answered with an error of that code; returns the error.
@discardableResult
func expectError(
  _ code: Int, sourceLocation: SourceLocation = #_sourceLocation,
  from work: () async throws -> JSONValue
) async -> JSONRPCError? {
  do {
    let result = try await work()
    Issue.record("no error but \(JSONWriter.string(result))", sourceLocation: sourceLocation)
  } catch let error as JSONRPCError {
    #expect(error.code == code, "\(error.message)", sourceLocation: sourceLocation)
    return error
  } catch {
    Issue.record(error, sourceLocation: sourceLocation)
  }
  return nil
}

/// Expects a complete result whose only content is this text.
func expect(
  _ result: JSONValue, text: String, isError: Bool = false,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    result["content"] == [["type": "text", "text": .string(text)]], "\(JSONWriter.string(result))",
    sourceLocation: sourceLocation)
  #expect(result["isError"] == (isError ? true : nil), sourceLocation: sourceLocation)
  let type = result["resultType"]
  #expect(type == nil || type == "complete", sourceLocation: sourceLocation)
}

extension [Event] {
  /// The questions among the events, with their params.
  var questions: [(method: String, params: JSONValue)] {
    compactMap { event in
      if case .asked(let method, let params) = event { (method, params) } else { nil }
    }
  }

  /// The params of the notifications of that name that belong to a request.
  func notifications(_ name: String) -> [JSONValue] {
    compactMap { event in
      if case .notified(name, let params) = event { params } else { nil }
    }
  }
}
