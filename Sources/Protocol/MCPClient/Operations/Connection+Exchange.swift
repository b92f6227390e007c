public import JSON
import JSONRPC
import MCPSchema

extension Connection {
  /// Makes a request and sees it through: questions of the server are put to the host and the call is made again
  /// with the answers (2026-07-28), addresses are opened first (2025-11-25), and a task is followed to its end.
  public func exchange(
    _ method: String, _ members: JSONObject = JSONObject(), options: CallOptions = .init()
  ) async throws(ClientError) -> CallAnswer {
    var round = Round()
    var rounds = 0
    while true {
      var request = ClientRequest(method, members, options)
      if !round.responses.isEmpty {
        request.members["inputResponses"] = .object(round.responses)
      }
      request.state = round.state
      let raw: RawJSON
      do throws(ClientError) { raw = try await router.send(request) } catch {
        try await visit(error, &rounds)
        round = Round()
        continue
      }
      let value = try Self.parse(raw)
      switch try kind(of: value, method) {
      case .complete: return CallAnswer(raw: raw, value: value, rounds: rounds)
      case .task: return try await follow(value, options, rounds: rounds)
      case .inputRequired:
        try count(&rounds)
        round = try await answers(to: value, raw)
      }
    }
  }

  /// What goes into the next attempt of a call: never into any other request.
  private struct Round {
    var responses = JSONObject()
    /// The server's state, byte for byte; nil when it sent none.
    var state: RawJSON?
  }

  private enum ResultKind { case complete, inputRequired, task }

  /// Requests that a server may answer with questions (mcp-protocol §4.7).
  private static let askingMethods: Set<String> = ["tools/call", "prompts/get", "resources/read"]

  private func kind(of result: JSONValue, _ method: String) throws(ClientError) -> ResultKind {
    guard revision.era == .modern, let type = result["resultType"] else { return .complete }
    switch type.string {
    case "complete": return .complete
    case "input_required" where Self.askingMethods.contains(method): return .inputRequired
    case "task" where method == "tools/call" && router.options.followsTasks: return .task
    default:
      throw .invalid("the answer to \(method) is of the unknown kind \(JSONWriter.string(type))")
    }
  }

  private func count(_ rounds: inout Int) throws(ClientError) {
    let limit = router.options.limits.maximumRounds
    guard rounds < limit else { throw .tooManyRounds(limit) }
    rounds += 1
  }

  // MARK: Questions (2026-07-28)

  private func answers(to result: JSONValue, _ raw: RawJSON) async throws(ClientError) -> Round {
    let state = raw.member("requestState")
    if let value = result["requestState"], value.string == nil {
      throw .invalid("requestState must be a string")
    }
    guard let requests = result["inputRequests"] else {
      guard state != nil else { throw .invalid("the server asks for input but not for what") }
      // The server put the call off: it may be made again, but not at once.
      try await router.pause(router.options.limits.shedPause)
      return Round(state: state)
    }
    guard let questions = requests.object else { throw .invalid("inputRequests must be an object") }
    if questions.isEmpty { try await router.pause(router.options.limits.shedPause) }
    return Round(responses: try await answers(to: questions), state: state)
  }

  /// Puts questions to the host, in the server's order, and gives all the answers.
  func answers(to questions: JSONObject) async throws(ClientError) -> JSONObject {
    guard questions.count <= router.options.limits.maximumQuestions else {
      throw .invalid("the server asks \(questions.count) questions at once")
    }
    var prepared: [(key: String, method: String, question: HostQuestion)] = []
    for member in questions.members {
      let method = member.value["method"]?.string ?? ""
      do throws(JSONRPCError) {
        let question = try HostQuestion(
          method: method, params: member.value["params"], host: router.host, revision: revision)
        prepared.append((member.key, method, question))
      } catch {
        throw .invalid(
          "the server's question \"\(member.key)\" cannot be put to anybody: \(error.message)")
      }
    }
    var responses = JSONObject()
    for (key, method, question) in prepared {
      if Task.isCancelled { throw .cancelled }
      do throws(InputRefusal) {
        responses[key] = .object(try await question.answer(by: router.host).object)
      } catch {
        if Task.isCancelled { throw .cancelled }
        await router.noteFailure(error, method)
        throw .inputRefused(method: method, reason: error.reason)
      }
    }
    return responses
  }

  // MARK: Addresses (2025-11-25)

  /// Has the addresses of error −32042 opened and returns when the call should be made again; throws otherwise.
  private func visit(_ error: ClientError, _ rounds: inout Int) async throws(ClientError) {
    guard case .refused(let refusal) = error, revision == .v2025_11_25,
      refusal.code == JSONRPCError.urlElicitationRequiredCode
    else { throw error }
    let urls = (refusal.data?["elicitations"]?.array ?? []).compactMap { URLElicitation($0) }
    guard !urls.isEmpty, let visit = router.host.visit else { throw .urlsRequired(urls, refusal) }
    try count(&rounds)
    guard await visit(urls) else { throw .urlsRequired(urls, refusal) }
  }
}
