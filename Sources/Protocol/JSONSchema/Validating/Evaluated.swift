/// Which members or elements of one value the keywords of a subschema have looked at.
///
/// `unevaluatedProperties` and `unevaluatedItems` apply to the rest. Kept only where one of them asks.
/// Source: JSON Schema Core 2020-12, section 11 "Applying Subschemas to Unevaluated Locations".
final class Evaluated {
  private var properties = BitSet()
  private var items = BitSet()
  private var itemsBefore = 0
  private var hasAllProperties = false

  /// Notes the member at this place of the object.
  func insert(property index: Int) { properties.insert(index) }

  /// Notes every member.
  func insertAllProperties() { hasAllProperties = true }

  /// Notes every element before `end`.
  func insert(itemsBefore end: Int) { itemsBefore = max(itemsBefore, end) }

  /// Notes one element.
  func insert(item index: Int) { items.insert(index) }

  /// Whether the member at this place has been evaluated.
  func hasProperty(_ index: Int) -> Bool { hasAllProperties || properties.contains(index) }

  /// Whether the element at this place has been evaluated.
  func hasItem(_ index: Int) -> Bool { index < itemsBefore || items.contains(index) }

  /// Takes over what another subschema has evaluated of the same value.
  func merge(_ other: Evaluated) {
    hasAllProperties = hasAllProperties || other.hasAllProperties
    properties.formUnion(other.properties)
    itemsBefore = max(itemsBefore, other.itemsBefore)
    items.formUnion(other.items)
  }
}
