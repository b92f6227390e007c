/// A resource that changes each time somebody wants it to. An actor, since it is read and changed by calls that
/// run at the same time.
actor WatchedResource {
  static let uri = "test://watched-resource"

  private var count = 0

  /// What reading it gives.
  var text: String { "This resource has been changed \(count) times." }

  /// Changes it; returns how often that has happened.
  func change() -> Int {
    count += 1
    return count
  }
}
