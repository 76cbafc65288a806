#include "text/scripts.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "text/generated/scripts.inc"

namespace tg {
namespace {

constexpr unsigned kBlockBits = 7;

unsigned script_number(char32_t code_point) {
  const std::size_t block = unicode::kScriptIndex[code_point >> kBlockBits];
  return unicode::kScriptBlocks[block << kBlockBits | (code_point & ((1u << kBlockBits) - 1))];
}

}  // namespace

std::span<const char* const> script_names() {
  return unicode::kScriptNames;
}

CodePointSet characters_of_script_called(std::string_view name) {
  const auto* const found =
      std::ranges::find(unicode::kScriptNames, name, [](const char* n) { return std::string_view(n); });
  if (found == std::end(unicode::kScriptNames)) return {};
  const auto number = static_cast<unsigned>(found - std::begin(unicode::kScriptNames)) + 1;
  return code_points_where([number](char32_t code_point) { return script_number(code_point) == number; });
}

}  // namespace tg
