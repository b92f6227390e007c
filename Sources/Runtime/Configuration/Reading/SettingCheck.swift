import JSON

/// Compares a file with the table of keys. What does not fit is reported and taken out, so that the
/// rest can still be read.
struct SettingCheck {
  private(set) var errors: [ConfigurationError] = []
  private(set) var warnings: [ConfigurationError] = []

  /// A whole file, without whatever does not fit.
  ///
  /// Its top level belongs to other programs too: keys there are left alone, unless they look like ours.
  mutating func check(file node: ConfigurationNode) -> ConfigurationNode? {
    let before = errors.count
    let checked = object(node, SettingTable.file, isFile: true)
    let isOurs = node["mcpServers"] != nil || node["cockpit"] != nil
    if errors.count == before, !isOurs {
      return fail(node, "the file has neither mcpServers nor cockpit", "add one of them")
    }
    return checked
  }

  /// `node` without whatever does not fit `kind`; nil when nothing is left of it.
  mutating func check(_ node: ConfigurationNode, _ kind: SettingKind) -> ConfigurationNode? {
    switch kind {
    case .any: return node
    case .object(let settings): return object(node, settings)
    case .map(let kind): return map(node, kind)
    case .list(let kind):
      guard node.isArray else { return reject(node, "a list") }
      var copy = node
      copy.content = .array(node.elements.compactMap { check($0, kind) })
      return copy
    case .dependencies: return dependencies(node)
    case .anyObject: return node.isObject ? node : reject(node, "an object")
    case .text: return node.string != nil ? node : reject(node, "a string")
    case .flag: return node.bool != nil ? node : reject(node, "true or false")
    case .choice(let words):
      guard let word = node.string else { return reject(node, "one of \(Self.list(words))") }
      if words.contains(word) { return node }
      return fail(
        node, "\(Self.shown(node)) is none of \(Self.list(words))", Self.guess(word, words))
    case .whole(let range):
      if let value = node.value.int, range.contains(value) { return node }
      let bounds =
        range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
      return reject(node, "a whole number, \(bounds)")
    case .number(let range):
      if let value = node.value.double, range.contains(value) { return node }
      return reject(node, "a number from \(range.lowerBound) to \(range.upperBound)")
    case .duration:
      if let text = node.string, DurationText.parse(text) != nil { return node }
      return reject(node, "a duration with its unit, such as 500ms, 2s or 5m")
    case .size:
      if let text = node.string, SizeText.parse(text) != nil { return node }
      return reject(node, "a size with its unit, such as 256MiB")
    }
  }

  private mutating func object(
    _ node: ConfigurationNode, _ settings: [Setting], isFile: Bool = false
  ) -> ConfigurationNode? {
    guard node.isObject else { return reject(node, "an object") }
    var kept: [ConfigurationNode.Member] = []
    for member in unique(node) {
      guard let setting = settings.first(where: { $0.key == member.key }) else {
        let known = settings.map(\.key)
        if isFile, NearestName.find(member.key, among: known) == nil { continue }
        errors.append(
          member.node.error("unknown key", remedy: NearestName.hint(member.key, among: known)))
        continue
      }
      let said = warnings.count
      if let node = check(member.node, setting.kind) {
        kept.append(.init(key: member.key, node: node))
      }
      if setting.isPending {
        // Said once for the whole of it.
        warnings.removeSubrange(said...)
        warnings.append(member.node.error("not acted on by this version"))
      }
    }
    var copy = node
    copy.content = .object(kept)
    return copy
  }

  private mutating func dependencies(_ node: ConfigurationNode) -> ConfigurationNode? {
    guard node.isArray else {
      guard node.isObject else {
        return reject(node, "a list of servers, or an object such as {\"context\": \"ready\"}")
      }
      let checked = map(node, .choice(SettingTable.conditions))
      for member in checked?.members ?? [] where member.node.string == "started" {
        warnings.append(member.node.error("this version waits until it is ready"))
      }
      return checked
    }
    var members: [ConfigurationNode.Member] = []
    for element in node.elements {
      guard let checked = check(element, .text), let name = checked.string else { continue }
      var condition = checked
      condition.content = .scalar("ready")
      if !members.contains(where: { $0.key == name }) {
        members.append(.init(key: name, node: condition))
      }
    }
    var copy = node
    copy.content = .object(members)
    return copy
  }

  private mutating func map(_ node: ConfigurationNode, _ kind: SettingKind) -> ConfigurationNode? {
    guard node.isObject else { return reject(node, "an object") }
    var copy = node
    copy.content = .object(
      unique(node).compactMap { member in
        check(member.node, kind).map { .init(key: member.key, node: $0) }
      })
    return copy
  }

  /// The members with every name once; a second one is an error, because one of the two was meant.
  private mutating func unique(_ node: ConfigurationNode) -> [ConfigurationNode.Member] {
    var seen: Set<String> = []
    var kept: [ConfigurationNode.Member] = []
    for member in node.members {
      if seen.insert(member.key).inserted {
        kept.append(member)
      } else {
        errors.append(
          member.node.error("this key stands here twice", remedy: "remove one of the two"))
      }
    }
    return kept
  }

  private mutating func reject(_ node: ConfigurationNode, _ wanted: String) -> ConfigurationNode? {
    let shown = Self.shown(node)
    return fail(node, "expected \(wanted), found \(shown)", "")
  }

  private mutating func fail(
    _ node: ConfigurationNode, _ message: String, _ remedy: String
  ) -> ConfigurationNode? {
    errors.append(node.error(message, remedy: remedy))
    return nil
  }

  /// Short values as they are, long ones by kind, so that a message neither floods nor leaks.
  private static func shown(_ node: ConfigurationNode) -> String {
    switch node.value {
    case .bool, .null, .number: String(JSONWriter.string(node.value).prefix(40))
    case .string(let text) where text.utf8.count <= 20: "'\(text)'"
    case .string: "a longer string"
    case .array: "a list"
    case .object: "an object"
    }
  }

  private static func list(_ words: [String]) -> String { words.joined(separator: ", ") }

  private static func guess(_ word: String, _ words: [String]) -> String {
    NearestName.find(word, among: words).map { "did you mean \($0)?" } ?? ""
  }
}
