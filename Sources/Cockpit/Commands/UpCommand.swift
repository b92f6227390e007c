import ArgumentParser

/// `up`: the dashboard on the servers of the configuration.
struct UpCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "up", abstract: "Start the servers and show the dashboard (the default).",
    discussion: """
      Reads the configuration files it finds, or those given. Without any, it runs the built-in
      servers. Leaving the dashboard stops every server.
      """)

  @OptionGroup var session: SessionOptions
  @OptionGroup var options: DashboardOptions

  func run() throws {
    try DashboardSession.run(try session.serverSet(), options)
  }
}

/// The options of everything that shows the dashboard.
struct DashboardOptions: ParsableArguments {
  @Option(help: "The theme: default, dark, light, mono, or a file in the themes folder.")
  var theme: String?

  @Flag(help: "Record the session to a file from the start.")
  var record = false

  @Flag(help: "Use only ASCII characters.")
  var ascii = false

  @Flag(help: "Print events as lines instead of drawing a screen.")
  var plain = false

  /// The look of a session: its configuration's, with what the command line asks for on top.
  func look(over configured: DashboardLook) -> DashboardLook {
    DashboardLook(
      theme: theme ?? configured.theme, records: record || configured.records,
      isASCII: ascii || configured.isASCII, isPlain: plain || configured.isPlain)
  }
}
