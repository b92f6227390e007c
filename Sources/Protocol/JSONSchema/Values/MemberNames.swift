import JSON

/// The names of an object's members, for many questions whether there is one of some name.
struct MemberNames {
  private let members: [JSONObject.Member]
  /// Where the next search starts: members mostly come in the order in which a schema names them.
  private var next = 0
  /// Comparisons that may still be made before the names are hashed.
  private var patience: Int
  private var hashed: Set<ExactText>?
  /// Names looked at so far.
  private(set) var work = 0

  init(_ object: JSONObject) {
    members = object.members
    patience = 64 + 4 * members.count
  }

  /// Whether there is a member of this name.
  mutating func contains(_ name: String) -> Bool {
    if let hashed { return hashed.contains(ExactText(name)) }
    var distance = 0
    var isFound = false
    while distance < members.count, !isFound {
      let index =
        next + distance < members.count ? next + distance : next + distance - members.count
      isFound = ExactText.same(members[index].key, name)
      distance += 1
      if isFound { next = index + 1 == members.count ? 0 : index + 1 }
    }
    work += distance
    patience -= distance
    if patience < 0 { hash() }
    return isFound
  }

  /// How many names there are; a name used twice counts once.
  mutating func distinctCount() -> Int {
    if hashed == nil { hash() }
    return hashed?.count ?? 0
  }

  private mutating func hash() {
    work += 4 * members.count
    hashed = Set(members.map { ExactText($0.key) })
  }
}
