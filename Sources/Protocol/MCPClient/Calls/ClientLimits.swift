/// Bounds of one connection, each with its reason.
public struct ClientLimits: Sendable, Hashable {
  /// Pages of one list: a server that never ends its list is at fault.
  public var maximumPages = 1000
  /// Items of one list, all pages together: what a person or a model can choose from is far less.
  public var maximumItems = 100_000
  /// Times a server may ask for input before it answers one call (SDK practice).
  public var maximumRounds = 10
  /// Questions in one round, or keys over the life of one task: each one may bother a person.
  public var maximumQuestions = 100
  /// How long to wait before a call is made again that the server put off without a question.
  public var shedPause = Duration.milliseconds(250)
  /// Subscriptions open at once (SDK practice).
  public var maximumWatches = 1024
  /// How long a server may take to acknowledge a subscription.
  public var acknowledgement = Duration.seconds(30)
  /// How long to wait for the result of a subscription that the server has cancelled.
  public var subscriptionGrace = Duration.seconds(1)
  /// The first wait before listening again; each further one is half as long again.
  public var firstBackoff = Duration.seconds(1)
  /// The longest wait before listening again.
  public var longestBackoff = Duration.seconds(30)
  /// The shortest wait between two looks at a task, whatever the server says.
  public var shortestPoll = Duration.milliseconds(50)
  /// The wait between two looks at a task when the server does not say.
  public var usualPoll = Duration.seconds(1)
  /// The longest wait between two looks at a task, whatever the server says.
  public var longestPoll = Duration.seconds(60)
  /// Looks at a task that may fail in a row before it is given up.
  public var failedPolls = 3
  /// How long a request may take that nobody waits for any more, such as ending a subscription.
  public var farewell = Duration.seconds(5)
  /// Requests of that kind at once; further ones are left out, and the server's own limits end what they were for.
  public var maximumFarewells = 64

  /// Makes the default limits.
  public init() {}
}
