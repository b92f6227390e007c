/// Draws tasks and their dependencies in the languages of two diagram programs.
///
/// Titles come from anywhere, so everything the languages give a meaning to is escaped.
package enum GraphText {
  /// A mermaid flow chart (mermaid.js.org/syntax/flowchart.html); arrows go from dependency to
  /// task.
  package static func mermaid(_ tasks: [TaskItem]) -> String {
    var lines = ["graph TD"]
    for task in tasks {
      let label = "\(task.id): \(task.title)"
      lines.append("  t\(task.id)[\"\(escapedForMermaid(label))\"]:::\(task.status.rawValue)")
    }
    for task in tasks {
      for dependency in task.dependencies { lines.append("  t\(dependency) --> t\(task.id)") }
    }
    lines += [
      "  classDef pending stroke-width:1px",
      "  classDef in_progress stroke-width:3px",
      "  classDef blocked stroke-dasharray:5 3",
      "  classDef completed opacity:0.6",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// A Graphviz digraph (graphviz.org/doc/info/lang.html); arrows go from dependency to task.
  package static func dot(_ tasks: [TaskItem]) -> String {
    var lines = ["digraph tasks {", "  node [shape=box];"]
    for task in tasks {
      let label = "\(task.id): \(task.title)"
      lines.append(
        "  t\(task.id) [label=\"\(escapedForDot(label))\", class=\"\(task.status.rawValue)\"];")
    }
    for task in tasks {
      for dependency in task.dependencies { lines.append("  t\(dependency) -> t\(task.id);") }
    }
    return lines.joined(separator: "\n") + "\n}\n"
  }

  /// Inside `["…"]` mermaid reads `#name;` entities, HTML, Markdown between backticks, and
  /// `%%{…}%%` directives.
  private static func escapedForMermaid(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "#", "&", "<", ">", "`", "\\", ";", "%":
        escaped += "#\(scalar.value);"
      case _ where isControl(scalar): escaped += " "
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// Inside a double-quoted string dot knows `\"` and escapes such as `\N`.
  private static func escapedForDot(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": escaped += "\\\(scalar)"
      // Labels are HTML-decoded by dot: a literal ampersand has to be spelled as an entity.
      case "&": escaped += "&amp;"
      case _ where isControl(scalar): escaped += " "
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
