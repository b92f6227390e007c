import JSON
import JSONRPC
import MCPSchema

extension Connection {
  /// An answer to a question whose answers may be kept, and whether it was kept from before.
  struct Fetched {
    let value: JSONValue
    let wasKept: Bool
  }

  /// Asks for something that may be kept, or takes what was kept, as the options say (mcp-protocol §4.9).
  func fetch(
    _ method: String, _ members: JSONObject, _ options: CallOptions
  ) async throws(ClientError) -> Fetched {
    let policy = options.cachePolicy ?? router.options.cachePolicy
    guard policy != .off, revision.era == .modern, ResponseCache.methods.contains(method) else {
      return Fetched(
        value: try await exchange(method, members, options: options).value, wasKept: false)
    }
    let question = ResponseCache.Question(method, members)
    if policy != .reload, let raw = await router.kept(question, evenStale: false) {
      return Fetched(value: try Self.parse(raw), wasKept: true)
    }
    let ticket = await router.ticket(for: question)
    do throws(ClientError) {
      let answer = try await exchange(method, members, options: options)
      // An answer that took questions belongs to those questions.
      if answer.rounds == 0 { await router.keep(answer.raw, parsed: answer.value, for: ticket) }
      return Fetched(value: answer.value, wasKept: false)
    } catch {
      guard policy == .freshOrStale, error.meansNoAnswer,
        let raw = await router.kept(question, evenStale: true)
      else { throw error }
      return Fetched(value: try Self.parse(raw), wasKept: true)
    }
  }
}

extension ClientError {
  /// Whether the server could not be asked, so that an old answer is better than none.
  fileprivate var meansNoAnswer: Bool {
    guard case .local(let error) = self else { return false }
    return error.code != .cancelled && error.code != .overloaded
  }
}
