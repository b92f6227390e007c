package import Screen

/// The one table of keys. Help, hints and the palette are generated from it; no other code names a
/// key.
package enum KeyMap {
  /// Every binding, in the order of the help and of the hint row.
  package static let bindings: [Binding] =
    servers + calls + tools + tasks + logs + detail + replay + global + movement + forms + editing
    + choosing

  /// What a run of keys means in the first of `contexts` that knows it.
  package enum Lookup: Equatable, Sendable {
    case action(Action)
    /// The start of a sequence.
    case incomplete
    case unknown
  }

  /// Looks up keys; contexts in front win.
  package static func lookup(_ keys: [Key], in contexts: [KeyContext]) -> Lookup {
    var isPrefix = false
    for context in contexts {
      guard let table = tables[context] else { continue }
      if let action = table.actions[keys] { return .action(action) }
      if table.prefixes.contains(keys) { isPrefix = true }
    }
    return isPrefix ? .incomplete : .unknown
  }

  /// The bindings of one context, in order.
  package static func bindings(in context: KeyContext) -> [Binding] {
    bindings.filter { $0.context == context }
  }

  /// What an action does, for the palette.
  package static func title(of action: Action) -> String {
    bindings.first { $0.action == action }?.title ?? action.rawValue
  }

  private struct Table: Sendable {
    var actions: [[Key]: Action] = [:]
    var prefixes: Set<[Key]> = []
  }

  private static let tables: [KeyContext: Table] = {
    var tables: [KeyContext: Table] = [:]
    for binding in bindings {
      for keys in binding.keys {
        tables[binding.context, default: Table()].actions[keys] = binding.action
        for length in 1..<max(keys.count, 1) {
          tables[binding.context, default: Table()].prefixes.insert(Array(keys.prefix(length)))
        }
      }
    }
    return tables
  }()

  /// A sequence as people read it: `g g`, `ctrl-d`.
  package static func label(_ keys: [Key], ascii: Bool) -> String {
    keys.map { label($0, ascii: ascii) }.joined(separator: " ")
  }

  private static func label(_ key: Key, ascii: Bool) -> String {
    switch key {
    case .character(" "): "space"
    case .character(let character): String(character)
    case .control(let letter): "ctrl-\(letter)"
    case .enter: "enter"
    case .escape: "esc"
    case .tab: "tab"
    case .backTab: "shift-tab"
    case .backspace: "backspace"
    case .delete: "del"
    case .up: ascii ? "up" : "↑"
    case .down: ascii ? "down" : "↓"
    case .left: ascii ? "left" : "←"
    case .right: ascii ? "right" : "→"
    case .home: "home"
    case .end: "end"
    case .pageUp: "pgup"
    case .pageDown: "pgdn"
    case .function(let number): "F\(number)"
    case .paste: "paste"
    case .wheelUp: "wheel up"
    case .wheelDown: "wheel down"
    }
  }
}
