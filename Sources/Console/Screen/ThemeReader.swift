import JSON

/// Reads one theme file, and those it extends, into a ``ThemeSheet``.
struct ThemeReader {
  private let bytes: [UInt8]
  private let file: String
  private var warnings: [String] = []

  private init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// The roles of the file laid over those of the theme it extends.
  static func sheet(
    _ bytes: [UInt8], named name: String, resolve: (String) throws -> [UInt8]
  ) throws(ThemeError) -> ThemeSheet {
    try sheet(bytes, file: name, chain: [], resolve: resolve)
  }

  /// `chain` holds the names that led here by `extends`, to notice a circle.
  private static func sheet(
    _ bytes: [UInt8], file: String, chain: [String], resolve: (String) throws -> [UInt8]
  ) throws(ThemeError) -> ThemeSheet {
    var reader = ThemeReader(bytes, file: file)
    let root = try reader.root()
    var sheet = ThemeSheet.default
    if let base = try reader.text("extends", of: root) {
      if chain.contains(base) {
        let circle = (chain.drop { $0 != base } + [base]).joined(separator: " → ")
        throw reader.error(["extends"], "themes must not extend each other in a circle: \(circle)")
      }
      if let found = try reader.file(of: base, resolve: resolve) {
        sheet = try self.sheet(found, file: base, chain: chain + [base], resolve: resolve)
      } else {
        sheet = base == "mono" ? .mono : .default
      }
    }
    try reader.read(root, into: &sheet)
    return sheet
  }

  /// The file of a theme to extend; nil for a built-in theme that has none.
  private func file(
    of base: String, resolve: (String) throws -> [UInt8]
  ) throws(ThemeError) -> [UInt8]? {
    do {
      return try resolve(base)
    } catch {
      if base == "default" || base == "mono" { return nil }
      throw self.error(["extends"], "cannot read theme '\(base)': \(error)")
    }
  }

  private func root() throws(ThemeError) -> JSONObject {
    let value: JSONValue
    do {
      value = try JSONParser.parseTolerant(bytes)
    } catch {
      let place = error.lineAndColumn(in: bytes)
      throw ThemeError(
        file: file, line: place.line, column: place.column, key: "", message: error.message)
    }
    guard let root = value.object else {
      throw error([], "a theme is a JSON object with the member 'roles'")
    }
    return root
  }

  private mutating func read(_ root: JSONObject, into sheet: inout ThemeSheet) throws(ThemeError) {
    let known = ["$schema", "name", "version", "extends", "background", "roles"]
    for key in root.keys where !known.contains(key) { warn([key], "unknown member, ignored") }
    if let version = root["version"], version.int != 1 {
      throw error(["version"], "this program reads version 1")
    }
    sheet.name = try text("name", of: root) ?? file
    if let background = try text("background", of: root) {
      guard let known = Theme.Background(rawValue: background) else {
        throw error(["background"], "'\(background)' must be dark or light")
      }
      sheet.background = known
    }
    guard let roles = root["roles"] else { return sheet.warnings += warnings }
    guard let members = roles.object?.members else {
      throw error(["roles"], "an object of roles is expected, not \(roles.typeName)")
    }
    for member in members {
      guard let role = Role(rawValue: member.key) else {
        warn(["roles", member.key], "unknown role, ignored")
        continue
      }
      sheet.entries[role] = try entry(member.value, of: member.key)
    }
    sheet.warnings += warnings
  }

  /// A role's value: the name of another role, or a style.
  private mutating func entry(
    _ value: JSONValue, of role: String
  ) throws(ThemeError) -> ThemeSheet.Entry {
    let path = ["roles", role]
    if let name = value.string {
      guard let target = Role(rawValue: name) else {
        throw error(path, "there is no role '\(name)' to follow")
      }
      return .sameAs(target, place(path))
    }
    guard let object = value.object else {
      throw error(path, "a role is an object such as {\"fg\": \"red\"}, or another role's name")
    }
    var style = Style()
    for member in object.members {
      let place = path + [member.key]
      switch member.key {
      case "fg": style.fg = try color(member.value, at: place)
      case "bg": style.bg = try color(member.value, at: place)
      case "fg256": style.fg256 = try color256(member.value, at: place)
      case "bg256": style.bg256 = try color256(member.value, at: place)
      case "fg16": style.fg16 = try color16(member.value, at: place)
      case "bg16": style.bg16 = try color16(member.value, at: place)
      case "attr": style.attributes = try attributes(member.value, at: place)
      default: warn(place, "unknown member, ignored; a role has fg bg fg256 bg256 fg16 bg16 attr")
      }
    }
    return .style(style)
  }
}

extension ThemeReader {
  private func color(_ value: JSONValue, at path: [String]) throws(ThemeError) -> Color {
    guard let color = value.string.flatMap(Color.init(themeName:)) else {
      throw error(
        path, "\(shown(value)) is no colour: give #rrggbb, default or one of the 16 colour names")
    }
    return color
  }

  private func color256(_ value: JSONValue, at path: [String]) throws(ThemeError) -> Color {
    if let index = value.int.flatMap({ UInt8(exactly: $0) }) { return .indexed256(index) }
    throw error(path, "\(shown(value)) is no colour of 256: give a number from 0 to 255")
  }

  private func color16(_ value: JSONValue, at path: [String]) throws(ThemeError) -> Color {
    switch value.string.flatMap(Color.init(themeName:)) {
    case .some(.default): return .default
    case .some(.indexed16(let index)): return .indexed16(index)
    default:
      throw error(path, "\(shown(value)) is no colour of 16: give a name such as brightblack")
    }
  }

  private func attributes(_ value: JSONValue, at path: [String]) throws(ThemeError) -> Emphasis {
    guard let elements = value.array else {
      throw error(path, "an array such as [\"bold\"] is expected, not \(value.typeName)")
    }
    var result: Emphasis = []
    for (index, element) in elements.enumerated() {
      guard let flag = Emphasis.names.first(where: { $0.name == element.string })?.flag else {
        let names = Emphasis.names.map(\.name).joined(separator: " ")
        throw error(path + [String(index)], "\(shown(element)) is no attribute: give \(names)")
      }
      result.formUnion(flag)
    }
    return result
  }

  private func text(_ key: String, of root: JSONObject) throws(ThemeError) -> String? {
    guard let value = root[key] else { return nil }
    guard let text = value.string else {
      throw error([key], "a string is expected, not \(value.typeName)")
    }
    return text
  }

  private func shown(_ value: JSONValue) -> String {
    TextCleaner.line(JSONWriter.string(value), maximumBytes: 60)
  }

  private mutating func warn(_ path: [String], _ message: String) {
    warnings.append(error(path, message).description)
  }

  private func error(_ path: [String], _ message: String) -> ThemeError {
    place(path).error(message)
  }

  private func place(_ path: [String]) -> ThemePlace {
    let place = JSONParser.offset(of: path, in: bytes).map {
      JSONParser.lineAndColumn(of: $0, in: bytes)
    }
    return ThemePlace(
      file: file, line: place?.line, column: place?.column,
      key: TextCleaner.line(path.joined(separator: ".")))
  }
}
