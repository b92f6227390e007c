import Glibc

/// Keeps stray output of libraries off the screen.
enum StandardStreams {
  /// Points stdout and stderr at `$XDG_STATE_HOME/cockpit/cockpit.log`, or at nothing where that fails. The
  /// terminal has a descriptor of its own.
  static func toProgramLog() {
    let state = Surroundings.variable("XDG_STATE_HOME") ?? Surroundings.userHome + "/.local/state"
    let folder = state + "/cockpit"
    for path in [state, folder] { mkdir(path, 0o700) }
    let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW
    var descriptor = open(folder + "/cockpit.log", flags, 0o600)
    if descriptor < 0 { descriptor = open("/dev/null", O_WRONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { return }
    dup2(descriptor, 1)
    dup2(descriptor, 2)
    if descriptor > 2 { close(descriptor) }
  }
}
