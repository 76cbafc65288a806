// Finds out quickly that a text has none of a few characters.
#pragma once

#include <bitset>
#include <string_view>

#include "text/code_point_set.h"

namespace tg {

class RareCharacters {
 public:
  explicit RareCharacters(CodePointSet characters);

  bool is_empty() const { return characters_.is_empty(); }
  // REQUIRES: `text` is valid UTF-8.
  bool occur_in(std::string_view text) const;

 private:
  static constexpr unsigned kBlockBits = 8;

  CodePointSet characters_;
  std::bitset<(0x110000 >> kBlockBits)> blocks_;  // those that have some of them
};

}  // namespace tg
