public import JSON

/// A picture for a person to recognize something by (2025-11-25 on). Its source comes from a peer and proves nothing.
public struct Icon: Sendable, Hashable {
  /// An `https`, `http` or `data` URL.
  public var source: String
  /// Its media type.
  public var mimeType: String?
  /// Sizes such as `48x48`, or `any`.
  public var sizes: [String]
  /// `light` or `dark`.
  public var theme: String?

  /// Makes an icon.
  public init(source: String, mimeType: String? = nil, sizes: [String] = [], theme: String? = nil) {
    self.source = source
    self.mimeType = mimeType
    self.sizes = sizes
    self.theme = theme
  }

  /// The wire form.
  public var value: JSONValue {
    var object: JSONObject = ["src": .string(source)]
    object["mimeType"] = mimeType.map { .string($0) }
    if !sizes.isEmpty { object["sizes"] = .array(sizes.map { .string($0) }) }
    object["theme"] = theme.map { .string($0) }
    return .object(object)
  }
}

extension JSONObject {
  /// Adds `icons` when there are some.
  mutating func set(icons: [Icon]) {
    if !icons.isEmpty { self["icons"] = .array(icons.map(\.value)) }
  }
}
