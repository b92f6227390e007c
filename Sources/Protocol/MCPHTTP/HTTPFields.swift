/// The header fields of an HTTP message in the order they stand; names compare without regard to case (RFC 9110 §5).
public struct HTTPFields: Sendable, Hashable {
  /// One field line.
  public struct Field: Sendable, Hashable {
    /// The name as it was written.
    public var name: String
    /// The value without the spaces and tabs around it.
    public var value: String

    /// Makes a field.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The field lines in order.
  public var fields: [Field]

  /// Makes fields.
  public init(_ fields: [Field] = []) { self.fields = fields }

  /// The value of the first field of that name.
  ///
  /// Setting replaces every field of that name by one, in the place of the first; nil removes them.
  public subscript(_ name: String) -> String? {
    get { fields.first { Self.equal($0.name, name) }?.value }
    set {
      let index = fields.firstIndex { Self.equal($0.name, name) }
      fields.removeAll { Self.equal($0.name, name) }
      guard let newValue else { return }
      fields.insert(Field(name, newValue), at: index ?? fields.count)
    }
  }

  /// The values of every field of that name, in order.
  public func all(_ name: String) -> [String] {
    fields.filter { Self.equal($0.name, name) }.map(\.value)
  }

  /// Adds a field behind the others, whatever their names.
  public mutating func append(_ name: String, _ value: String) { fields.append(Field(name, value)) }

  /// Whether two field names are the same: ASCII letters without regard to case.
  public static func equal(_ left: String, _ right: String) -> Bool {
    let (left, right) = (left.utf8, right.utf8)
    return left.count == right.count && zip(left, right).allSatisfy { lower($0) == lower($1) }
  }

  private static func lower(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
  }
}

extension HTTPFields: ExpressibleByDictionaryLiteral {
  /// Makes fields in the order written.
  public init(dictionaryLiteral elements: (String, String)...) {
    self.init(elements.map { Field($0.0, $0.1) })
  }
}
