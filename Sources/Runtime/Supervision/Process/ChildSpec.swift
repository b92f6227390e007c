/// What to start as a child process, with nothing left to guess: no shell, no interpolation, no inheritance.
package struct ChildSpec: Sendable, Equatable {
  /// A name to search in the PATH of `environment`, or a path; a relative one counts from `directory`.
  package var program: String
  /// The arguments after the program's own name.
  package var arguments: [String]
  /// The whole environment of the child.
  package var environment: [String: String]
  /// The working directory, absolute.
  package var directory: String

  /// Makes a specification.
  package init(
    program: String, arguments: [String] = [], environment: [String: String], directory: String
  ) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
  }
}

/// How a child process ended: by itself with a code, or by a signal.
package struct ChildExit: Sendable, Equatable {
  /// The exit code, when it ended by itself.
  package let code: Int32?
  /// The signal that ended it, otherwise.
  package let signal: Int32?

  /// Makes an end by code or by signal.
  package init(code: Int32?, signal: Int32?) {
    self.code = code
    self.signal = signal
  }
}
