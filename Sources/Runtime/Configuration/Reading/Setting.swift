/// What a key may hold. One value of this type describes a whole file.
indirect enum SettingKind: Sendable {
  case text
  case flag
  case whole(ClosedRange<Int>)
  case number(ClosedRange<Double>)
  case duration
  case size
  case choice([String])
  case list(SettingKind)
  /// What a server waits for: `{"context": "ready"}`, or `["context"]`, which means the same.
  case dependencies
  /// Known keys only.
  case object([Setting])
  /// Any keys, values of one kind.
  case map(SettingKind)
  /// An object, not looked into.
  case anyObject
  /// Anything.
  case any
}

/// One key and what it may hold.
struct Setting: Sendable {
  let key: String
  let kind: SettingKind
  /// Accepted, but this version does nothing with it: said in a warning.
  var isPending = false

  init(_ key: String, _ kind: SettingKind, isPending: Bool = false) {
    self.key = key
    self.kind = kind
    self.isPending = isPending
  }
}
