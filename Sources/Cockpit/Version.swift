/// The version of the program.
enum Version {
  /// By semantic versioning; the tag of the release is the same with a `v` in front.
  static let current = "0.1.0"
}
