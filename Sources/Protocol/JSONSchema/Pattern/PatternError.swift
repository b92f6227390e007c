/// Why a regular expression cannot be used.
package struct PatternError: Error, Hashable, Sendable {
  /// What is wrong, without the place: `this group never ends`.
  package let message: String
  /// Where, in Unicode scalars from the start of the pattern.
  package let offset: Int

  init(_ message: String, at offset: Int) {
    self.message = message
    self.offset = offset
  }
}
