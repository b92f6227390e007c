/// The variables every child gets; whatever else it needs stands in its configuration.
enum BaseEnvironment {
  private static let names: Set<String> = [
    "HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER", "LANG", "LANGUAGE", "TMPDIR", "TZ",
    "MCP_HOME", "SSL_CERT_FILE", "SSL_CERT_DIR", "VIRTUAL_ENV",
  ]

  /// The allowed variables of this process; values that look like exported shell functions are left out.
  static var variables: [String: String] {
    Surroundings.environment.filter { name, value in
      let isAllowed = names.contains(name) || name.hasPrefix("LC_") || name.hasPrefix("XDG_")
      return isAllowed && !value.hasPrefix("()")
    }
  }
}
