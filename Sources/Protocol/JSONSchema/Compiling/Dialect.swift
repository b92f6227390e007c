/// A version of JSON Schema, as far as the versions differ in what we support.
enum Dialect: Int, Sendable, Comparable {
  case draft4
  /// Draft 6 and 7, read by the same rules.
  case draft7
  case draft2019
  case draft2020

  /// The dialect `$schema` names; nil for one that is not supported.
  init?(uri: String) {
    var name = uri[...]
    for scheme in ["https://", "http://"] where name.hasPrefix(scheme) {
      name = name.dropFirst(scheme.count)
    }
    if name.hasSuffix("#") { name = name.dropLast() }
    switch name {
    case "json-schema.org/draft/2020-12/schema": self = .draft2020
    case "json-schema.org/draft/2019-09/schema": self = .draft2019
    case "json-schema.org/draft-07/schema", "json-schema.org/draft-06/schema":
      self = .draft7
    case "json-schema.org/draft-04/schema": self = .draft4
    default: return nil
    }
  }

  static func < (left: Dialect, right: Dialect) -> Bool { left.rawValue < right.rawValue }

  /// Whether a `$ref` makes the keywords beside it count for nothing (draft 7, section 8.3 of Core).
  var referenceHidesSiblings: Bool { self <= .draft7 }

  /// Whether what `contains` matched counts as evaluated (2020-12, section 10.3.1.3 of Core).
  var containsEvaluates: Bool { self == .draft2020 }

  /// What a keyword's value holds.
  enum Holding: Sendable {
    case schema
    case schemas
    case schemaOrSchemas
    /// Schemas by name.
    case map
    /// Schemas or lists of names, by name.
    case mapOfSchemasOrNames
  }

  /// What the value of `keyword` holds in this dialect; nil for keywords without subschemas and unknown ones.
  func holding(_ keyword: String) -> Holding? {
    switch keyword {
    case "properties", "patternProperties", "$defs", "definitions": .map
    case "allOf", "anyOf", "oneOf": .schemas
    case "not", "if", "then", "else", "contains", "additionalProperties", "propertyNames": .schema
    case "items": self == .draft2020 ? .schema : .schemaOrSchemas
    case "prefixItems": self == .draft2020 ? .schemas : nil
    case "additionalItems": self < .draft2020 ? .schema : nil
    case "dependentSchemas": self > .draft7 ? .map : nil
    case "dependencies": self <= .draft7 ? .mapOfSchemasOrNames : nil
    case "unevaluatedItems", "unevaluatedProperties", "contentSchema":
      self > .draft7 ? .schema : nil
    default: nil
    }
  }
}
