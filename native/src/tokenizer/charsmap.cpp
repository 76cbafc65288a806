#include "tokenizer/charsmap.h"

#include "text/utf8.h"

namespace tg {
namespace {

constexpr std::size_t kUnitSize = 4;

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

std::optional<std::string_view> Charsmap::find(std::string_view chunk) const {
  std::size_t node = offset_of(units_[0]);
  for (const char c : chunk) {
    const auto byte = static_cast<unsigned char>(c);
    node ^= byte;
    if (byte == 0 || node >= units_.size()) return std::nullopt;
    const std::uint32_t unit = units_[node];
    if (label_of(unit) != byte) return std::nullopt;
    node ^= offset_of(unit);
    if (!has_leaf(unit)) continue;
    return node < units_.size() ? replacement_at(value_of(units_[node])) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<std::string_view> Charsmap::replacement_at(std::size_t place) const {
  if (place > replacements_.size()) return std::nullopt;
  const std::string_view rest = std::string_view(replacements_).substr(place);
  const bool inside_character = !rest.empty() && (static_cast<unsigned char>(rest.front()) & 0xC0) == 0x80;
  if (inside_character) return std::nullopt;
  return rest.substr(0, rest.find('\0'));
}

}  // namespace tg
