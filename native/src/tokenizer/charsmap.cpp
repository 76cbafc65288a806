#include "tokenizer/charsmap.h"

#include <algorithm>

#include "text/utf8.h"

namespace tg {
namespace {

constexpr std::size_t kUnitSize = 4;
// Bytes. Published rules have 30 at most; a trie that leads back into itself would have rules without an end.
constexpr std::size_t kLongestRule = 1024;

std::uint32_t read_unit(std::string_view bytes, std::size_t at) {
  std::uint32_t unit = 0;
  for (std::size_t i = kUnitSize; i-- > 0;) unit = unit << 8 | static_cast<unsigned char>(bytes[at + i]);
  return unit;
}

// The fields of a unit, as the double-array library that wrote it lays them out.
bool has_leaf(std::uint32_t unit) {
  return (unit >> 8 & 1) != 0;
}

std::uint32_t value_of(std::uint32_t unit) {
  return unit & 0x7FFFFFFF;
}

std::uint32_t label_of(std::uint32_t unit) {
  return unit & 0x800000FF;
}

std::size_t offset_of(std::uint32_t unit) {
  return static_cast<std::size_t>(unit >> 10) << ((unit & 0x200) >> 6);
}

Status refuse(const std::string& where, const std::string& what) {
  return Status::error(Code::bad_file, where + ": " + what);
}

}  // namespace

Result<Charsmap> Charsmap::read(std::string_view bytes, const std::string& where) {
  if (bytes.size() < kUnitSize) return refuse(where, "no room for the size of the trie");
  const std::size_t size = read_unit(bytes, 0);
  bytes.remove_prefix(kUnitSize);
  if (size < kUnitSize) return refuse(where, "the trie is empty");
  if (size > bytes.size()) {
    return refuse(where, "a trie of " + std::to_string(size) + " bytes is announced, but " +
                             std::to_string(bytes.size()) + " follow");
  }
  Charsmap map;
  const std::size_t units = size / kUnitSize;
  map.units_.reserve(units);
  for (std::size_t i = 0; i < units; ++i) map.units_.push_back(read_unit(bytes, i * kUnitSize));
  map.replacements_ = bytes.substr(units * kUnitSize);
  if (!is_valid_utf8(map.replacements_)) return refuse(where, "the replacements are not UTF-8");
  return map;
}

bool Charsmap::step(std::size_t& node, unsigned char byte, bool& ends_rule) const {
  node ^= byte;
  if (byte == 0 || node >= units_.size()) return false;
  const std::uint32_t unit = units_[node];
  if (label_of(unit) != byte) return false;
  node ^= offset_of(unit);
  ends_rule = has_leaf(unit);
  return true;
}

std::optional<std::string_view> Charsmap::find(std::string_view chunk) const {
  std::size_t node = offset_of(units_[0]);
  bool ends_rule = false;
  for (const char c : chunk) {
    if (!step(node, static_cast<unsigned char>(c), ends_rule)) return std::nullopt;
    if (ends_rule) return replacement_of(node);
  }
  return std::nullopt;
}

std::optional<Charsmap::Rule> Charsmap::find_longest(std::string_view text) const {
  std::optional<Rule> longest;
  std::size_t node = offset_of(units_[0]);
  bool ends_rule = false;
  const std::size_t end = std::min(text.size(), kLongestRule);
  for (std::size_t i = 0; i < end && step(node, static_cast<unsigned char>(text[i]), ends_rule); ++i) {
    // No honest rule ends inside a character.
    const bool inside = i + 1 < text.size() && continues_character(text[i + 1]);
    if (!ends_rule || inside) continue;
    if (const auto replacement = replacement_of(node)) longest = Rule{i + 1, *replacement};
  }
  return longest;
}

bool Charsmap::may_begin_with(std::string_view bytes) const {
  std::size_t node = offset_of(units_[0]);
  bool ends_rule = false;
  for (const char c : bytes) {
    if (!step(node, static_cast<unsigned char>(c), ends_rule)) return false;
  }
  return true;
}

std::optional<std::string_view> Charsmap::replacement_of(std::size_t node) const {
  return node < units_.size() ? replacement_at(value_of(units_[node])) : std::nullopt;
}

std::optional<std::string_view> Charsmap::replacement_at(std::size_t place) const {
  if (place > replacements_.size()) return std::nullopt;
  const std::string_view rest = std::string_view(replacements_).substr(place);
  const bool inside_character = !rest.empty() && continues_character(rest.front());
  if (inside_character) return std::nullopt;
  return rest.substr(0, rest.find('\0'));
}

}  // namespace tg
