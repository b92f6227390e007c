/// Bounds on what a schema may cost, to compile and to validate against, so that a hostile one costs little.
///
/// A schema beyond a compile limit is refused with a `SchemaError`; a validation beyond one ends, and the value
/// counts as not valid, with a violation that says which limit was reached.
public struct SchemaLimits: Sendable, Hashable {
  /// Subschemas in one schema; the largest published schemas have a few thousand.
  public var maximumSubschemas = 10_000
  /// Subschemas inside one another; more than 20 is rare, and text the parser accepts allows twice this.
  public var maximumDepth = 64
  /// Bytes of `$id` and `$ref` texts, resolved or not, because each is kept and joined to others.
  public var maximumReferenceLength = 4_096
  /// Regular expressions in one schema.
  public var maximumPatterns = 1_000
  /// Instructions of one regular expression with its counted repetitions written out; `^.{1,4096}$` fits.
  public var maximumPatternSize = 10_000
  /// Instructions of all regular expressions of a schema, which bounds their memory to a few megabytes.
  public var maximumTotalPatternSize = 100_000
  /// Subschemas applied to one place of the value, each inside the one before (`$ref`, `allOf`, `if`, …).
  ///
  /// A `$ref` that leads back to itself without moving on in the value ends here.
  public var maximumHops = 100
  /// Subschemas applied inside one another over all places of a value.
  ///
  /// Each takes some 200 bytes of memory and none of the stack. A value as deep as the JSON parser allows by
  /// default (128 levels) can pass seven at each level.
  public var maximumEvaluationDepth = 1_000
  /// Units of work in one validation: a subschema applied, a member or element looked at, eight states of a
  /// regular expression, 64 bytes of text measured.
  ///
  /// Enough for a value of a few megabytes; all of them take some tenths of a second, at worst about one.
  public var maximumSteps = 5_000_000
  /// Violations that `validate` reports, at least 1: more help nobody.
  public var maximumViolations = 20
  /// Whether `format` is checked for the formats that are known here; by default it only describes.
  ///
  /// Known are `date-time date time email uri uri-reference uuid ipv4 ipv6`.
  public var assertsFormat = false

  /// Makes the default limits.
  public init() {}
}
