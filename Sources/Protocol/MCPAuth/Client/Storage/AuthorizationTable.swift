/// Authorizations by issuer and resource: at most one of each pair, and a bounded number.
package struct AuthorizationTable: Sendable, Hashable {
  /// Authorizations kept; the ones changed longest ago go first. A person uses a few dozen servers.
  package static let maximum = 512

  /// The authorizations, in the order they were saved.
  package private(set) var entries: [StoredAuthorization] = []

  /// Makes a table; of two entries for the same issuer and resource the later counts.
  package init(_ entries: [StoredAuthorization] = []) {
    for entry in entries { save(entry) }
  }

  /// Those for a resource, the one changed last first.
  package func authorizations(for resource: String) -> [StoredAuthorization] {
    entries.reversed().filter { $0.resource == resource }.sorted { $0.updatedAt > $1.updatedAt }
  }

  /// Keeps one in place of the one of the same issuer and resource.
  package mutating func save(_ entry: StoredAuthorization) {
    remove(issuer: entry.issuer, resource: entry.resource)
    entries.append(entry)
    if entries.count > Self.maximum { entries.removeFirst() }
  }

  /// Forgets one.
  package mutating func remove(issuer: String, resource: String) {
    entries.removeAll { $0.issuer == issuer && $0.resource == resource }
  }
}
