package import Screen

/// One line of the key table: what some keys mean in some context.
package struct Binding: Sendable, Equatable {
  /// What happens.
  package let action: Action
  /// Where the keys mean this.
  package let context: KeyContext
  /// Each a key or a sequence of keys.
  package let keys: [[Key]]
  /// What it does, for the help: `stop the server`.
  package let title: String
  /// The heading in the help.
  package let group: ActionGroup
  /// The word in the hint row (`stop`); nil when it is not hinted.
  package let hint: String?

  init(
    _ action: Action, in context: KeyContext = .global, _ keys: [Key], _ title: String,
    _ group: ActionGroup, hint: String? = nil
  ) {
    self.init(action, in: context, sequences: keys.map { [$0] }, title, group, hint: hint)
  }

  init(
    _ action: Action, in context: KeyContext = .global, sequences: [[Key]], _ title: String,
    _ group: ActionGroup, hint: String? = nil
  ) {
    self.action = action
    self.context = context
    keys = sequences
    self.title = title
    self.group = group
    self.hint = hint
  }

  /// The keys as people read them: `j ↓`.
  package func label(ascii: Bool) -> String {
    keys.map { KeyMap.label($0, ascii: ascii) }.joined(separator: " ")
  }

  /// The first key only, for the hint row.
  package func shortLabel(ascii: Bool) -> String {
    keys.first.map { KeyMap.label($0, ascii: ascii) } ?? ""
  }
}
