public import JSON

/// Why the `x-mcp-header` annotations of a tool cannot be used; such a tool is dropped from the list.
public struct HeaderParameterError: Error, Sendable, Hashable {
  /// What is wrong and where, for a person: `/properties/region: x-mcp-header is empty`.
  public let message: String

  /// Makes an error.
  public init(_ message: String) { self.message = message }
}

/// An argument of a tool that is repeated in a header field of the request (`x-mcp-header`, revision 2026-07-28).
public struct HeaderParameter: Sendable, Hashable {
  /// What stands behind `Mcp-Param-` in the field's name: `Region`.
  public let header: String
  /// The member names that lead from the arguments to the value: `["where", "region"]`.
  public let path: [String]

  /// Makes a parameter.
  public init(header: String, path: [String]) {
    self.header = header
    self.path = path
  }

  /// The name of the field: `Mcp-Param-Region`.
  public var fieldName: String { "Mcp-Param-\(header)" }

  /// The value in a call's arguments; nil when it is missing or null.
  public func value(in arguments: JSONValue) -> JSONValue? {
    var value = arguments
    for name in path {
      guard let next = value[name] else { return nil }
      value = next
    }
    return value.isNull ? Optional.none : .some(value)
  }

  /// Finds the annotated parameters of a tool, in the order they stand in its input schema.
  ///
  /// Throws for an annotation that is not a non-empty field-name token (RFC 9110 §5.6.2), that two parameters share
  /// (without regard to case), that stands on another type than `integer`, `string` or `boolean`, or anywhere but
  /// under a chain of `properties`.
  public static func extract(
    from inputSchema: JSONValue
  ) throws(HeaderParameterError) -> [HeaderParameter] {
    var search = HeaderParameterSearch()
    try search.visit(inputSchema, path: [], place: "", isReachable: true)
    return search.found
  }
}

/// A walk through an input schema that gathers the annotations.
private struct HeaderParameterSearch {
  var found: [HeaderParameter] = []
  private var names: Set<String> = []

  private static let keyword = "x-mcp-header"
  /// Types whose values have one spelling in a field; `number` has not.
  private static let types: Set<String> = ["integer", "string", "boolean"]
  /// Keywords that hold one schema, or a list of them.
  private static let schemas: Set<String> = [
    "items", "prefixItems", "additionalItems", "contains", "unevaluatedItems",
    "additionalProperties", "unevaluatedProperties", "propertyNames", "oneOf", "anyOf", "allOf",
    "not", "if", "then", "else", "contentSchema",
  ]
  /// Keywords that hold schemas by name.
  private static let schemasByName: Set<String> = [
    "$defs", "definitions", "patternProperties", "dependentSchemas", "dependencies",
  ]

  mutating func visit(
    _ schema: JSONValue, path: [String], place: String, isReachable: Bool
  ) throws(HeaderParameterError) {
    guard let schema = schema.object else { return }
    for member in schema.members {
      let inside = "\(place)/\(member.key)"
      if member.key == Self.keyword {
        try add(member.value, schema, path: path, place: place, isReachable: isReachable)
      } else if member.key == "properties" {
        for property in member.value.object?.members ?? [] {
          try visit(
            property.value, path: path + [property.key], place: "\(inside)/\(property.key)",
            isReachable: isReachable)
        }
      } else if Self.schemasByName.contains(member.key) {
        for named in member.value.object?.members ?? [] {
          try visit(
            named.value, path: path, place: "\(inside)/\(named.key)", isReachable: false)
        }
      } else if Self.schemas.contains(member.key) {
        for part in member.value.array ?? [member.value] {
          try visit(part, path: path, place: inside, isReachable: false)
        }
      }
    }
  }

  private mutating func add(
    _ annotation: JSONValue, _ schema: JSONObject, path: [String], place: String, isReachable: Bool
  ) throws(HeaderParameterError) {
    func refuse(_ problem: String) -> HeaderParameterError {
      HeaderParameterError("\(place.isEmpty ? "/" : place): \(Self.keyword) \(problem)")
    }
    guard let name = annotation.string else {
      throw refuse("must be a string, not \(annotation.typeName)")
    }
    guard !name.isEmpty else { throw refuse("is empty") }
    guard name.utf8.allSatisfy(HTTPFields.isTokenByte) else {
      throw refuse("may only have letters, digits and !#$%&'*+-.^_`|~")
    }
    guard isReachable, !path.isEmpty else {
      throw refuse("may only stand on a property reached through properties alone")
    }
    guard let type = schema["type"]?.string, Self.types.contains(type) else {
      throw refuse("may only stand on a property of type integer, string or boolean")
    }
    guard names.insert(name.lowercased()).inserted else {
      throw refuse("repeats a name that another property has: \(name)")
    }
    found.append(HeaderParameter(header: name, path: path))
  }
}
