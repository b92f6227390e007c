/// The roles of a theme before those that follow another role are looked up, so that a theme laid
/// over it can still change what they follow.
struct ThemeSheet {
  /// What a theme says about one role.
  enum Entry {
    case style(Style)
    /// Looks like another role; the place is for messages.
    case sameAs(Role, ThemePlace)
  }

  var name: String
  var background: Theme.Background?
  var warnings: [String] = []
  var entries: [Role: Entry]

  /// The theme with every role's style found.
  func theme() throws(ThemeError) -> Theme {
    var styles: [Role: Style] = [:]
    for role in Role.allCases { styles[role] = try style(of: role) }
    return Theme(name: name, background: background, warnings: warnings, styles: styles)
  }

  private func style(of role: Role) throws(ThemeError) -> Style? {
    var current = role
    var followed: [Role] = []
    while case .sameAs(let next, let place) = entries[current] {
      followed.append(current)
      if followed.contains(next) {
        let circle = (followed + [next]).map(\.rawValue).joined(separator: " → ")
        throw place.error("roles must not follow each other in a circle: \(circle)")
      }
      current = next
    }
    if case .style(let style) = entries[current] { return style }
    return nil
  }
}
