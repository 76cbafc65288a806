// SentencePiece's table of replacements: a double-array trie over the bytes of what is replaced, and behind it the
// replacements, each ended by a zero byte. The file is an opponent: no index of it is trusted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tokengraft/status.h"

namespace tg {

class Charsmap {
 public:
  // `bytes` as the file has them, base64 undone. `where` names the field in messages.
  static Result<Charsmap> read(std::string_view bytes, const std::string& where);

  // What stands for `chunk`: the replacement of the shortest rule that `chunk` begins with, whatever follows, as the
  // reference does it. None without such a rule, and where the trie leads out of itself.
  std::optional<std::string_view> find(std::string_view chunk) const;

 private:
  std::optional<std::string_view> replacement_at(std::size_t place) const;

  std::vector<std::uint32_t> units_;
  std::string replacements_;
};

}  // namespace tg
