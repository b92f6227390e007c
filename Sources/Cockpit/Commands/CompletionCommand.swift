import ArgumentParser

/// `completion SHELL`: the script that completes this program's commands.
struct CompletionCommand: ParsableCommand {
  /// The shells there are scripts for.
  enum Shell: String, ExpressibleByArgument, CaseIterable { case bash, zsh, fish }

  static let configuration = CommandConfiguration(
    commandName: "completion", abstract: "Print the completion script for a shell.",
    discussion: """
      bash: source <(mcp-cockpit completion bash)
      zsh:  mcp-cockpit completion zsh > "${fpath[1]}/_mcp-cockpit"
      fish: mcp-cockpit completion fish > ~/.config/fish/completions/mcp-cockpit.fish
      """)

  @Argument(help: "bash, zsh or fish.")
  var shell: Shell

  func run() {
    let kind: CompletionShell =
      switch shell {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    Output.line(MCPCockpit.completionScript(for: kind))
  }
}
